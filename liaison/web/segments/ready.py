"""Whether a segment is ready to be logged, what mends it, and who has a second look."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require, salespeople
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.kit.text import Words
from liaison.kit.versions import changed_meanwhile
from liaison.segments.actions import (
    apply_remedy,
    approve_segment,
    ask_for_approval,
    hold_back_again,
    send_trial_of_segment,
    waive_problem,
)
from liaison.segments.models import Segment
from liaison.segments.queries.explain import held_back
from liaison.segments.queries.readiness import Finding, readiness
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.words import REMEDIES
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, or_404
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


def with_remedies(findings: tuple[Finding, ...]) -> list[tuple[Finding, list[tuple[str, Words]]]]:
    """Each finding with its remedies in words, but for the one that asks for a salesperson."""
    return [
        (one, [(key, REMEDIES[key]) for key in one.problem.remedies if key != "set_salesperson"])
        for one in findings
    ]


@require_GET
@signed_in
def segment_readiness(request: UserRequest, no: str) -> HttpResponse:
    """What stands in the way of logging and what would go out, with remedies (B-8)."""
    head = segment_or_404(request.user, no)
    found = readiness(request.user, head)
    context = {
        "head": head,
        "found": found,
        "findings": with_remedies(found.findings),
        "held": held_back(request.user, head, at=now()),
        "salespeople": [(one.code, one.name) for one in salespeople(request.user)],
        "may_edit": allowed(request.user, Right.EDIT_SEGMENTS),
        "may_change": allowed(request.user, Right.CHANGE_SEGMENTS),
        "may_approve": may_approve(request.user, head),
    }
    return answer(request, "segments/readiness.html", context, part="segments/_readiness.html")


@require_POST
@signed_in
def segment_remedy(request: UserRequest, no: str) -> HttpResponse:
    """Mend one problem on all lines that have it, with one press (B-8)."""
    head = segment_or_404(request.user, no)
    given = request.POST
    count = apply_remedy(
        head.no,
        given.get("problem", ""),
        given.get("remedy", ""),
        salesperson=given.get("salesperson", ""),
        by=request.user,
        at=now(),
    )
    words = ngettext("%(n)s line changed.", "%(n)s lines changed.", count)
    return moved(request, segment_url(head.no), toast=words % {"n": formats.number(count)})


def may_approve(viewer: User, head: Segment) -> bool:
    """Whether the viewer is the second person (B-18)."""
    return allowed(viewer, Right.MANAGE_SEGMENTS) and head.approval_asked_by_id != viewer.pk


@require_POST
@signed_in
def segment_waiver(request: UserRequest, no: str) -> HttpResponse:
    """Write to those whom a soft problem holds back, for a reason, or hold them back again (B-5)."""
    head = segment_or_404(request.user, no)
    problem = request.POST.get("problem", "")
    if request.POST.get("act") == "hold":
        hold_back_again(head.no, problem, by=request.user, at=now())
    else:
        waive_problem(head.no, problem, request.POST.get("reason", ""), by=request.user, at=now())
    return moved(request, segment_url(head.no), toast=gettext("Segment saved."))


@require_POST
@signed_in
def segment_approval(request: UserRequest, no: str) -> HttpResponse:
    """Ask for the second look, or give it (B-18)."""
    head = segment_or_404(request.user, no)
    if request.POST.get("act") == "approve":
        require(request.user, Right.MANAGE_SEGMENTS)
        approve_segment(head.no, asked_at=_asked_at(request), by=request.user, at=now())
        return moved(request, segment_url(head.no), toast=gettext("Approved."))
    ask_for_approval(head.no, by=request.user, at=now())
    return moved(request, segment_url(head.no), toast=gettext("Approval asked for."))


def _asked_at(request: UserRequest) -> datetime:
    """Which asking the page showed that was approved."""
    with suppress(ValueError):
        if (found := parse_datetime(request.POST.get("asked_at", ""))) is not None:
            return found
    raise changed_meanwhile()


@require_POST
@signed_in
def segment_trial(request: UserRequest, no: str) -> HttpResponse:
    """Send the first line's message to oneself (B-10)."""
    head = segment_or_404(request.user, no)
    with or_404():
        send_trial_of_segment(head.no, by=request.user, at=now())
    toast = gettext("Test message sent to %(address)s.") % {"address": request.user.email}
    return moved(request, segment_url(head.no), toast=toast)
