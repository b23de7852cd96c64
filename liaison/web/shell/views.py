"""The pages of the frame itself: search, keys, appearance, saved views."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from liaison.accounts.actions import delete_view, save_view
from liaison.accounts.queries import saved_view
from liaison.kit.clock import now
from liaison.web.shell import palette
from liaison.web.shell.answers import answer, moved
from liaison.web.shell.decorators import public, signed_in
from liaison.web.shell.navigation import navigation
from liaison.web.shell.requests import UserRequest, searched

YEAR: Final = 365 * 24 * 3600


@require_GET
@signed_in
def search(request: UserRequest) -> HttpResponse:
    """Commands and records for the words in ``q``: the palette, or a page without htmx."""
    text = searched(request.GET.get("q", ""))
    groups = palette.search(request.user, text)
    context = {"search_text": text, "groups": groups}
    return answer(request, "shell/search.html", context, part="shell/_palette.html")


@require_GET
@signed_in
def keys(request: UserRequest) -> HttpResponse:
    """The keys of the interface."""
    role = request.user.role
    entries = [link for _title, links in navigation(role, "") for link in links if link.key]
    return answer(request, "shell/keys.html", {"entries": entries}, dialog="shell/_keys.html")


def safe_next(request: HttpRequest) -> str:
    """Where to go back to: ``next`` when it is a page of this installation, else the home page."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else "/"


def keep(response: HttpResponse, name: str, value: str) -> None:
    """Remember a choice of appearance in this browser for a year."""
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax",
                        secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip


@public
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Choose light or dark, or follow the system; and switch the single-letter keys on or off."""
    response = HttpResponseRedirect(safe_next(request), status=303)
    theme, letters = request.POST.get("theme"), request.POST.get("keys")
    if theme in {"light", "dark"}:
        keep(response, "theme", theme)
    elif theme is not None:
        response.delete_cookie("theme", samesite="Lax")
    if letters == "off":
        keep(response, "keys", "off")
    elif letters is not None:
        response.delete_cookie("keys", samesite="Lax")
    return response


@public
@require_GET
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_POST
@signed_in
def views(request: UserRequest) -> HttpResponse:
    """Keep the state of a list under a name."""
    view = save_view(
        *(request.POST.get(name, "").replace("\x00", "") for name in ("area", "name")),
        query=request.POST.get("query", "").replace("\x00", "")[:4000],
        shared=request.POST.get("shared") == "on",
        by=request.user,
        at=now(),
    )
    return moved(request, safe_next(request), toast=_("View “%(name)s” saved.") % {"name": view.name})


@require_POST
@signed_in
def view_deletion(request: UserRequest, pk: int) -> HttpResponse:
    """Forget a saved view."""
    view = saved_view(request.user, pk)
    if view is None:
        raise Http404
    delete_view(view, by=request.user, at=now())
    return moved(request, safe_next(request), toast=_("View “%(name)s” deleted.") % {"name": view.name})
