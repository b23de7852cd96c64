"""Choosing contacts: the criteria editor with its preview, steps changed, gone back over, by hand."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.segments.actions import change_steps, enter_line, go_back, refresh_segment, reset_criteria
from liaison.segments.queries.plans import StepDraft, stored_steps, version_of_steps
from liaison.segments.queries.preview import Preview, preview_go_back, preview_stored
from liaison.segments.queries.segments import steps
from liaison.segments.rules import Outcome
from liaison.web.segments.editing import Editing, draft_of
from liaison.web.segments.forms import EnterForm
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.operators import UNITS
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, or_404, posted, refusals_in, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in


def told(outcome: Outcome | Preview) -> str:
    """Before and after, for the toast."""
    return _("Contacts: %(before)s → %(after)s") % {
        "before": formats.number(outcome.before),
        "after": formats.number(outcome.after),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def criteria(request: UserRequest, no: str) -> HttpResponse:
    """Compose criteria and see what they would do (B-1); ``act=do`` does it.

    The address says ``?action=add``, reduce or refine, or ``?step=`` for a step that is changed (B-2).
    """
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    editing = Editing(request, head)
    status = 200
    if request.POST.get("act") == "do":
        if editing.preview is not None and (not editing.for_all or "sure" in request.POST):
            outcome = editing.do(at=now())
            return moved(request, segment_url(head.no), toast=told(outcome))
        editing.tried, editing.asked_for_all = True, editing.for_all
        status = 422
    context = {"editing": editing, "head": head, "units": UNITS, "action": request.get_full_path()}
    part = "segments/_criteria.html"
    if wants_part(request) and request.htmx.target == "preview":
        part = "segments/_preview.html"
    return answer(request, "segments/criteria.html", context, part=part, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def segment_back(request: UserRequest, no: str) -> HttpResponse:
    """Undo the last step, after a look at what would happen (R-SEG-78 to 82).

    The form, or the address, says which ``step`` was meant; without it none is the last one.
    """
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    if request.method == "POST":
        asked = request.POST.get("step", request.GET.get("step", ""))
        step = number_in(asked) or 0
        done = go_back(head.no, step=step, by=request.user, at=now())
        return moved(request, segment_url(head.no), toast=told(done))
    last = [view.step.pk for view in steps(request.user, head)][-1:]
    context = {
        "given": {"step": last[0]} if last else {},
        "preview": preview_go_back(request.user, head),
        "title": _("Go back over the last step"),
        "act": _("Go back"),
        "back": segment_url(head.no),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_confirm.html")


@require_POST
@signed_in
def segment_reset(request: UserRequest, no: str) -> HttpResponse:
    """Forget the criteria of a segment that became empty (R-SEG-51, Q-SEG-9)."""
    head = segment_or_404(request.user, no)
    reset_criteria(head.no, by=request.user, at=now())
    return moved(request, segment_url(head.no), toast=_("Criteria reset"))


def _changed(drafts: list[StepDraft], place: int, act: str) -> list[StepDraft] | None:
    """The drafts after `act` on the one at `place`; None when it means nothing."""
    other = {"up": place - 1, "down": place + 1}.get(act)
    if other is not None:
        if not 0 <= other < len(drafts):
            return None
        drafts[place], drafts[other] = drafts[other], drafts[place]
        return drafts
    return (
        drafts[:place] + drafts[place + 1 :] if act == "delete" else drafts if act in {"on", "off"} else None
    )


@require_POST
@signed_in
def segment_step(request: UserRequest, no: str, pk: int) -> HttpResponse:
    """Move, switch or delete a step; the lines follow, personalised ones that stay keep their values."""
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    act = request.POST.get("act", "")
    found = [view.step for view in steps(request.user, head)]
    place = next((place for place, one in enumerate(found) if one.pk == pk), None)
    if place is None:
        raise Http404
    drafts = [
        draft_of(one, **({"active": act == "on"} if one.pk == pk and act in {"on", "off"} else {}))
        for one in found
    ]
    changed = _changed(drafts, place, act)
    if changed is None:
        raise Http404
    version = version_of_steps(found)
    outcome = change_steps(head.no, changed, version=version, by=request.user, at=now())
    return moved(request, segment_url(head.no), toast=told(outcome))


@require_http_methods(["GET", "POST"])
@signed_in
def segment_refresh(request: UserRequest, no: str) -> HttpResponse:
    """Bring the lines up to what the criteria say today, after a look at who comes and goes (B-3)."""
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    if request.method == "POST":
        done = refresh_segment(head.no, by=request.user, at=now())
        return moved(request, segment_url(head.no), toast=told(done))
    context = {
        "preview": preview_stored(request.user, head, list(stored_steps(head)), at=now()),
        "title": _("What the criteria say today"),
        "act": _("Bring up to date"),
        "back": segment_url(head.no),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_confirm.html")


@require_http_methods(["GET", "POST"])
@signed_in
def segment_enter(request: UserRequest, no: str) -> HttpResponse:
    """Put one contact in by hand (R-SEG-49)."""
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    form = EnterForm(posted(request))
    if form.is_valid():
        with refusals_in(form), or_404():
            outcome = enter_line(head.no, form.cleaned_data["contact"], by=request.user, at=now())
            return moved(request, segment_url(head.no), toast=told(outcome))
    context = {
        "form": form,
        "once": True,
        "title": _("Enter a contact"),
        "act": _("Enter"),
        "back": segment_url(head.no),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_form.html")
