"""The catalogue: for developers (debug) and administrators."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from liaison.accounts.models import Role
from liaison.web.shell.answers import answer
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@require_http_methods(["GET", "POST"])
@signed_in
def catalogue(request: UserRequest) -> HttpResponse:
    """Every component in every state, with the code that makes it."""
    if not settings.DEBUG and request.user.role != Role.ADMINISTRATOR:
        raise Http404
    return answer(request, "catalogue/catalogue.html", {})
