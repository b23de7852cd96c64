"""What stands above every view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from liaison.web.shell.once import once
from liaison.web.shell.requests import UserRequest

Args = ParamSpec("Args")
View = Callable[Concatenate[HttpRequest, Args], HttpResponseBase]

__all__ = ["public", "signed_in"]

public = login_not_required
"""Marks the few views that need no sign-in; everything else is refused by `SignInRequired`."""


def signed_in(view: Callable[Concatenate[UserRequest, Args], HttpResponseBase]) -> View[Args]:
    """Give `view` a signed-in user, or send the stranger to the sign-in page.

    Pages of one person are never kept by a shared cache. A form with a key does its work once (`once`).
    """

    @wraps(view)
    def behind_sign_in(request: HttpRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        known = cast("UserRequest", request)
        response = once(known, lambda: view(known, *args, **kwargs))
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return behind_sign_in
