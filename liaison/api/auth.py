"""Who is asking: ``Authorization: Bearer <token>``, one statement for token, user and salesperson."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from liaison.accounts.models import User
from liaison.api.actions import note_use
from liaison.api.errors import Problem
from liaison.api.limits import buckets
from liaison.api.models import Token
from liaison.api.queries import token_by_key


class ApiRequest(HttpRequest):
    """A request whose caller is known and whose body has been read."""

    user: User
    token: Token
    at: datetime
    parsed: Any
    sent: bytes


class Bearer(HttpBearer):
    """Describes the scheme; the door has looked the token up before an operation runs."""

    def __call__(self, request: HttpRequest) -> Any:
        """The user the door found."""
        return request.user

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # pragma: no cover - never asked
        """Not used: see `__call__`."""
        raise NotImplementedError


def identify(request: HttpRequest, at: datetime) -> Token:
    """The token of the request, its use noted; a problem without one that is valid (401) or quiet (429)."""
    scheme, _blank, key = request.headers.get("Authorization", "").partition(" ")
    token = token_by_key(key.strip()) if scheme.lower() == "bearer" and key.strip() else None
    if token is None:
        raise Problem(
            401,
            _("Send a valid token: “Authorization: Bearer …”. It may have been revoked."),
            headers={"WWW-Authenticate": 'Bearer realm="liaison"'},
        )
    wait = buckets.take(token.pk)
    if wait:
        raise Problem(429, _("Too many requests; wait a moment."), headers={"Retry-After": str(wait)})
    note_use(token, by=token.user, at=at)
    return token
