"""The catalogue: for developers (debug) and administrators."""

from __future__ import annotations

import inspect

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.models import Role
from liaison.kit.errors import Conflict, Refusal, Refused
from liaison.kit.paging import Page
from liaison.web.catalogue import sample
from liaison.web.shell.answers import answer, done, moved, posted, say
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import FORMATS, export_answer
from liaison.web.shell.lists import answer_list
from liaison.web.shell.parts import Crumb
from liaison.web.shell.pickers import Option, answer_options, asked_text
from liaison.web.shell.requests import UserRequest
from liaison.web.templatetags.ui import register


def _open_to(request: UserRequest) -> None:
    if not settings.DEBUG and request.user.role != Role.ADMINISTRATOR:
        raise Http404


def parts() -> list[tuple[str, str, str]]:
    """Every tag with its arguments and its meaning in a line, by name."""
    found = []
    for name, function in sorted(register.functions.items()):
        given = [
            str(one).split(":")[0] + (f" = {one.default!r}" if one.default is not one.empty else "")
            for one in inspect.signature(function).parameters.values()
            if one.name not in {"context", "content"}
        ]
        found.append((name, ", ".join(given), (inspect.getdoc(function) or "").partition("\n\n")[0]))
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def catalogue(request: UserRequest) -> HttpResponseBase:
    """Every component in every state, with the code that makes it."""
    _open_to(request)
    listing = sample.PEOPLE_LIST.read(request)
    if request.GET.get("format") in FORMATS:
        return export_answer("catalogue", request.GET["format"], listing.columns, sample.PEOPLE)
    page = Page(sample.PEOPLE, None if listing.cursor else "next")
    context = {
        "sample": sample,
        "form": None,
        "plain_form": sample.SampleForm(),
        "wrong_form": sample.wrong_form(),
        "now": sample.NOW,
    }
    return answer_list(
        request, listing, page, "catalogue/catalogue.html", part="catalogue/_people.html", context=context
    )


@require_GET
@signed_in
def tags(request: UserRequest) -> HttpResponse:
    """Every tag of the templates with its arguments."""
    _open_to(request)
    crumbs = [Crumb("Catalogue", reverse("catalogue"))]
    return answer(request, "catalogue/tags.html", {"parts": parts(), "crumbs": crumbs})


@require_GET
@signed_in
def options(request: UserRequest) -> HttpResponse:
    """What the sample picker finds."""
    _open_to(request)
    text = asked_text(request).casefold()
    found = [person for person in sample.PEOPLE if text in person.name.casefold()]
    return answer_options(
        request,
        (Option(person.no, person.name, f"{person.company} · {person.no}", "person") for person in found),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def dialog(request: UserRequest) -> HttpResponse:
    """A form in a dialog: valid input closes it, wrong input stays."""
    _open_to(request)
    form = sample.SampleForm(posted(request), request.FILES or None, auto_id="dialog_%s")
    if form.is_valid():
        return done(
            request,
            "/catalogue/",
            toast=_("Saved."),
            undo="/catalogue/undo",
            events={"catalogue-changed": {}},
        )
    context = {"form": form, "steps": sample.STEPS}
    return answer(request, "catalogue/dialog.html", context, dialog="catalogue/_dialog.html")


@require_http_methods(["POST"])
@signed_in
def undo(request: UserRequest) -> HttpResponse:
    """What the toast's Undo calls."""
    _open_to(request)
    say(request, _("Undone."))
    return done(request, "/catalogue/", events={})


@require_http_methods(["POST"])
@signed_in
def refusal(request: UserRequest, kind: str) -> HttpResponse:
    """A refusal that no form catches."""
    _open_to(request)
    if kind == "conflict":
        raise Conflict(_("Somebody else changed this record in the meantime."))
    if kind == "moved":
        return moved(request, "/catalogue/", toast=_("Saved."), undo="/catalogue/undo")
    raise Refused(Refusal(_("A cancelled interaction cannot be evaluated.")))
