"""The last step of the guide: how it went. Leaving it keeps the entry exactly as logged (R-INT-71)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.actions.correct import Correction
from liaison.interactions.actions.result import note_result
from liaison.interactions.models import Entry
from liaison.interactions.queries.entry import seen_entry
from liaison.kit.clock import now
from liaison.kit.errors import Conflict
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.forms import ResultForm
from liaison.web.interactions.guide.state import STEPS
from liaison.web.interactions.present import contact_url
from liaison.web.shell.answers import answer, done, or_404, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@require_http_methods(["GET", "POST"])
@signed_in
def result(request: UserRequest, number: int) -> HttpResponse:
    """How it went: result, evaluation, failed or not, cost, minutes, a comment."""
    require(request.user, Right.RECORD)
    if request.method != "POST":
        return show_result(request, number)
    with or_404():
        entry = seen_entry(request.user, number)
    form = ResultForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        comment, version = given.pop("comment"), given.pop("version")
        correction = Correction(**given)
        with refusals_in(form):
            try:
                note_result(number, correction, comment=comment, version=version, by=request.user, at=now())
            except Conflict:
                return _overtaken(request, entry)
            return done(request, contact_url(entry.contact.no), toast=_("Saved."), events=CHANGED)
    return _shown(request, entry, form)


def _overtaken(request: UserRequest, entry: Entry) -> HttpResponse:
    """A colleague changed the entry: what was typed here stays, and pressing again keeps it."""
    data = request.POST.copy()
    data["version"] = str(entry.version)
    response = _shown(request, entry, ResultForm(data), overtaken=True)
    response.status_code = 422
    return response


def show_result(request: UserRequest, number: int) -> HttpResponse:
    """The step for an entry that has just been recorded; the pages behind hear of it."""
    with or_404():
        entry = seen_entry(request.user, number)
    form = ResultForm(
        initial={
            "version": entry.version,
            "description": entry.content.description,
            "evaluation": entry.evaluation,
            "attempt_failed": entry.attempt_failed,
            "cost": entry.cost,
            "duration_min": entry.duration_min,
        }
    )
    return trigger_client_event(_shown(request, entry, form), "interactions-changed")


def _shown(request: UserRequest, entry: Entry, form: ResultForm, *, overtaken: bool = False) -> HttpResponse:
    context = {
        "entry": entry,
        "number": entry.pk,
        "form": form,
        "overtaken": overtaken,
        "steps_names": STEPS,
        "currency": settings.CURRENCY,
        "contact_url": contact_url(entry.contact.no),
        "undo_url": reverse("cancellation", args=[entry.pk]),
    }
    return answer(
        request, "interactions/guide/result.html", context, dialog="interactions/guide/_result.html"
    )
