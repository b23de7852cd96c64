"""What the frame of every page needs."""

from __future__ import annotations

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """The context of the frame."""
    return {}
