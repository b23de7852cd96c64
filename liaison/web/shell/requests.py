"""The request as views behind sign-in receive it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from liaison.accounts.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in user; `htmx` tells whether only a part is wanted."""

    user: User
    htmx: HtmxDetails
