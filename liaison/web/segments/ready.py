"""Whether a segment is ready to be logged, what mends it, and why somebody is in or out."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require, salespeople
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.contacts.queries import contact
from liaison.kit.clock import now
from liaison.kit.paging import decode_cursor, encode_cursor
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
from liaison.segments.queries.explain import explain, held_back
from liaison.segments.queries.readiness import Finding, readiness
from liaison.segments.queries.worksheet import changes_of, language_use, moves_of
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.words import ACTIONS, REMEDIES, said
from liaison.web.setup.tongues import language_name
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, or_404
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import Picker
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

SHOWN_CHANGES = 200
MOVES = 50
"""So many who joined or left stand on a page."""


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


@require_GET
@signed_in
def segment_history(request: UserRequest, no: str) -> HttpResponse:
    """Who changed what on a segment, open or logged (B-18)."""
    changes = list(changes_of(request.user, no.replace("\x00", "")[:20])[:SHOWN_CHANGES])
    if not changes:
        raise Http404
    context = {
        "no": no,
        "changes": [(one, said(one)) for one in changes],
        "moved": any(one.new.get("action") == "refresh" for one in changes),
        "back": segment_url(no),
    }
    return answer(request, "segments/history.html", context, dialog="segments/_history.html")


@require_GET
@signed_in
def segment_moves(request: UserRequest, no: str) -> HttpResponse:
    """Who joined and who left a segment that follows its criteria, open or logged (B-3)."""
    no = no.replace("\x00", "")[:20]
    found = moves_of(request.user, no)
    if cursor := request.GET.get("cursor", "")[:500]:
        found = found.filter(pk__lt=decode_cursor(cursor, int)[0])
    shown = list(found[: MOVES + 1])
    context = {
        "no": no,
        "rows": shown[:MOVES],
        "next": encode_cursor(shown[MOVES - 1].pk) if len(shown) > MOVES else None,
        "crumbs": [Crumb(_("Segments"), reverse("segments")), Crumb(no, segment_url(no))],
    }
    part = "segments/_move_rows.html" if cursor else ""
    return answer(request, "segments/moves.html", context, part=part)


@require_GET
@signed_in
def segment_tongues(request: UserRequest, no: str) -> HttpResponse:
    """How many contacts are written to in which language, and who in another than their own (B-12)."""
    head = segment_or_404(request.user, no)
    use = [
        (language_name(one.wanted), one, language_name(one.used) if one.used else "")
        for one in language_use(request.user, head)
    ]
    return answer(request, "segments/tongues.html", {"use": use, "head": head}, part="segments/_tongues.html")


class ExplainForm(forms.Form):
    """Whom to explain."""

    contact = forms.CharField(
        label=_("Contact"), widget=Picker(reverse_lazy("whom"), attrs={"class": "input"})
    )


@require_GET
@signed_in
def segment_explain(request: UserRequest, no: str) -> HttpResponse:
    """Why a contact, ``?contact=``, is in the segment or out, step by step."""
    head = segment_or_404(request.user, no)
    asked = (request.GET.get("contact") or request.GET.get("contact-text") or "").replace("\x00", "").strip()
    form = ExplainForm(request.GET if asked else None)
    context: dict[str, object] = {
        "form": form,
        "head": head,
        "back": segment_url(head.no),
        "actions": ACTIONS,
    }
    if asked:
        try:
            whom = contact(request.user, asked)
        except Contact.DoesNotExist:
            form.add_error("contact", _("Choose a contact from the list."))
        else:
            told = explain(request.user, head, whom, at=now())
            context |= {
                "contact": whom,
                "told": told,
                "steps": [(one, ACTIONS[one.action]) for one in told.steps],
            }
    return answer(request, "segments/explain.html", context, dialog="segments/_explain.html")
