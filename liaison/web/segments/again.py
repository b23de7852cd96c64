"""A list of interactions that is sent again as a whole: how far it is, its letters to print."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.delivery.queries import RunProgress, entries_of_run, faults_of, may_steer, run_sent_again
from liaison.delivery.queries.letters import has_letters, run_job_kind
from liaison.kit.clock import now
from liaison.web.segments.letters import ask_letters, show_making
from liaison.web.segments.logged import entry_page
from liaison.web.segments.making import made_file, making_or_404
from liaison.web.segments.sending import ask_start, asks_how_far, steer, time_left
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, or_404, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

ROUTE = "sending_again"


def run_or_404(request: UserRequest, pk: int) -> RunProgress:
    """The list that was sent again, or a page that does not exist."""
    with or_404():
        return run_sent_again(request.user, pk, at=now())


def name_of(sending: RunProgress) -> str:
    """What it is called: by its moment, for it has no other name."""
    return _("Sent again: %(day)s") % {"day": formats.date_and_time(sending.run.created_at)}


@require_GET
@signed_in
def sending_again(request: UserRequest, pk: int) -> HttpResponse:
    """How far it is (R-INT-129); while something waits to be sent it follows the progress."""
    sending = run_or_404(request, pk)
    if asks_how_far(request) and not sending.is_open:
        return HttpResponseClientRefresh()  # as for a logged segment
    run, reads = sending.run, allowed(request.user, Right.READ_LOG)
    if reads and request.GET.get("cursor") and wants_part(request):
        context = entry_page(request, entries_of_run(request.user, run), "item")
        return answer(request, "segments/again.html", context, part="segments/_entry_rows.html")
    context = {
        "name": name_of(sending),
        "sending": sending,
        "left_words": time_left(sending),
        "interactions": run.total,
        "faults": faults_of(request.user, run) if run.failed else [],
        "here": request.path,
        "show": request.GET.get("show", ""),
        "steer": reverse("sending_again_steering", args=[pk]),
        "start": reverse("sending_again_start", args=[pk]),
        "crumbs": [Crumb(_("Interactions"), reverse("interactions"))],
        "may_edit": may_steer(request.user, run),
    }
    if asks_how_far(request):
        return answer(request, "segments/again.html", context, part="segments/_sending.html")
    if reads:
        context |= entry_page(request, entries_of_run(request.user, run), "item")
        context["has_letters"] = has_letters(request.user, run)
    return answer(request, "segments/again.html", context)


@require_POST
@signed_in
def sending_again_steering(request: UserRequest, pk: int) -> HttpResponse:
    """Pause, resume, stop or start it; twice is once."""
    return steer(request, run_or_404(request, pk), reverse(ROUTE, args=[pk]))


@require_http_methods(["GET", "POST"])
@signed_in
def sending_again_start(request: UserRequest, pk: int) -> HttpResponse:
    """Let it begin at a chosen time."""
    sending = run_or_404(request, pk)
    if not may_steer(request.user, sending.run):
        require(request.user, Right.EDIT_SEGMENTS)
    return ask_start(request, sending, reverse(ROUTE, args=[pk]))


@require_http_methods(["GET", "POST"])
@signed_in
def sending_again_letters(request: UserRequest, pk: int) -> HttpResponse:
    """Choose how its letters are bound; a worker makes the file (R-INT-120)."""
    return ask_letters(request, run_or_404(request, pk).run, ROUTE, pk)


@require_GET
@signed_in
def sending_again_letters_job(request: UserRequest, pk: int, job_id: UUID) -> HttpResponse:
    """How far the file is, then the file."""
    sending = run_or_404(request, pk)
    crumbs = [
        Crumb(_("Interactions"), reverse("interactions")),
        Crumb(name_of(sending), reverse(ROUTE, args=[pk])),
    ]
    return show_making(request, making_or_404(request, job_id, run_job_kind(pk)), ROUTE, pk, crumbs)


@require_GET
@signed_in
def sending_again_letters_file(request: UserRequest, pk: int, job_id: UUID) -> HttpResponseBase:
    """The file, as long as it is kept: a day."""
    run_or_404(request, pk)
    return made_file(request, making_or_404(request, job_id, run_job_kind(pk)))
