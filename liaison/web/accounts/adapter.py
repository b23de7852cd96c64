"""What the sign-in library asks us: nobody signs up by themselves, and it keeps its words to itself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from liaison.accounts.queries import number_by_login


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for people an administrator has made."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Never: users are created by an administrator."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in and out says nothing: the page that follows says it."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        """By what failed sign-ins are counted: the user, however named and whatever host was asked for."""
        login = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        number = number_by_login(login)
        return f"user {number}" if number is not None else f"login {login}"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - the library's signature
        """Back to where the next one signs in."""
        return reverse("account_login")
