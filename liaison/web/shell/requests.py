"""The request as views behind sign-in receive it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from liaison.accounts.models import User

LONGEST_SEARCH: Final = 200


def searched(text: str) -> str:
    """Words to search by as they can be used: without blanks around, and not without end."""
    return text.replace("\x00", "").strip()[:LONGEST_SEARCH]


class UserRequest(HttpRequest):
    """A request of a signed-in user; `htmx` tells whether only a part is wanted."""

    user: User
    htmx: HtmxDetails
