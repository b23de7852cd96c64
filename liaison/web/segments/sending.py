"""What is sent as a whole: how far it is, pause, resume, stop, begin again at a chosen time."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.actions import pause_run, resend_failed, resume_run, start_run, stop_run
from liaison.delivery.models import Run
from liaison.delivery.queries import RunProgress, open_runs, run_of
from liaison.kit.clock import now
from liaison.web.segments.lookups import logged_or_404
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import MomentField
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in

VERBS: Final[dict[str, Callable[..., Run]]] = {
    "pause": pause_run,
    "resume": resume_run,
    "stop": stop_run,
    "start": start_run,
}


class StartForm(forms.Form):
    """When a sending begins; nothing means at once."""

    starts_at = MomentField(label=gettext_lazy("Send at"), required=False)


def run_or_404(request: UserRequest, entry_no: int) -> RunProgress:
    """The sending of a logged segment that its page shows, or an earlier one that the address names."""
    logged = logged_or_404(request.user, entry_no)
    number = number_in(request.GET.get("run", ""))
    found = run_of(request.user, logged.pk, number=number, at=now())
    if found is None:
        raise Http404
    return found


def asks_how_far(request: UserRequest) -> bool:
    """Whether it is the part of a page that follows a sending; that asks only while the sending is open."""
    return bool(request.htmx) and request.htmx.target == "sending"


@require_GET
@signed_in
def sendings(request: UserRequest) -> HttpResponse:
    """What is being sent now, small, for the frame of every page."""
    found = open_runs(request.user, at=now())
    return answer(request, "segments/_sendings.html", {"sendings": found[:3], "every": 5 if found else 60})


@require_POST
@signed_in
def logged_sending(request: UserRequest, entry_no: int) -> HttpResponse:
    """Pause, resume, stop or start the sending; twice is once."""
    return steer(request, run_or_404(request, entry_no), reverse("logged_segment", args=[entry_no]))


def steer(request: UserRequest, sending: RunProgress, back: str) -> HttpResponse:
    """Do what was pressed with this sending, then go `back`."""
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    verb(sending.run.pk, by=request.user, at=now())
    return moved(request, back)


@require_http_methods(["GET", "POST"])
@signed_in
def logged_start(request: UserRequest, entry_no: int) -> HttpResponse:
    """Let the sending begin at a chosen time."""
    require(request.user, Right.EDIT_SEGMENTS)
    return ask_start(request, run_or_404(request, entry_no), reverse("logged_segment", args=[entry_no]))


def ask_start(request: UserRequest, sending: RunProgress, back: str) -> HttpResponse:
    """When this sending begins; then go `back`."""
    form = StartForm(posted(request), initial={"starts_at": sending.run.starts_at})
    if form.is_valid():
        with refusals_in(form):
            start_run(sending.run.pk, form.cleaned_data["starts_at"], by=request.user, at=now())
            return moved(request, back)
    context = {"form": form, "title": _("Send at"), "action": request.get_full_path(), "back": back}
    return answer(request, "shell/dialog.html", context, dialog="segments/_start.html")


@require_POST
@signed_in
def logged_resend(request: UserRequest, entry_no: int) -> HttpResponse:
    """Send what failed again, as it was (R-SEG-126, R-SEG-139)."""
    logged = logged_or_404(request.user, entry_no)
    run = resend_failed(logged.pk, by=request.user, at=now())
    words = ngettext("%(n)s message waits to be sent.", "%(n)s messages wait to be sent.", run.total)
    toast = words % {"n": formats.number(run.total)}
    return moved(request, reverse("logged_segment", args=[entry_no]), toast=toast)


def time_left(sending: RunProgress) -> str:
    """How long the rest takes at the present rate, in full minutes; empty when that cannot be told."""
    if sending.remaining is None:
        return ""
    minutes = ceil(sending.remaining.total_seconds() / 60)
    return _("about %(time)s left") % {"time": formats.minutes(minutes)}


def wanted_state(given: QueryDict) -> list[str]:
    """The states of delivery that the list of interactions is narrowed to; all of them: none."""
    return ["failed", "bounced"] if given.get("show") == "failed" else []
