"""A session ends after two weeks without work, not two weeks after signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from liaison.kit.clock import now

RENEWED = "renewed"
DAY = 24 * 3600
"""Seconds after which it is written anew, so that hardly any request writes it."""


def begun(sender: object, request: HttpRequest, **_: Any) -> None:  # noqa: ARG001 - the signal's signature
    """Somebody signed in."""
    request.session[RENEWED] = int(now().timestamp())


def stay(request: HttpRequest) -> None:
    """Somebody works; what a page asks for by itself while nobody looks is no work."""
    at = int(now().timestamp())
    if at - request.session.get(RENEWED, 0) >= DAY:
        request.session[RENEWED] = at
