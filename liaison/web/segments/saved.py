"""Criteria under a name, and logged segments: used again in other segments."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.interactions.models import LoggedSegment
from liaison.interactions.queries.headings import logged_segments
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.segments import rules
from liaison.segments.actions import (
    apply_criteria,
    delete_saved_criteria,
    reuse_logged_segment,
    save_criteria,
)
from liaison.segments.queries.preview import preview_replay, preview_reuse
from liaison.segments.queries.segments import (
    Savable,
    savable,
    saved_criteria,
    saved_criteria_by_code,
    steps,
)
from liaison.segments.queries.worded import steps_in_words
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.words import ACTIONS, list_tabs
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in

LATEST = 20


class SaveForm(forms.Form):
    """The name of criteria."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=rules.MAX_CODE)
    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=rules.MAX_TEXT, required=False
    )


@require_http_methods(["GET", "POST"])
@signed_in
def segment_criteria_save(request: UserRequest, no: str) -> HttpResponse:
    """Keep the steps of a segment under a code (R-SEG-84)."""
    require(request.user, Right.MANAGE_SEGMENTS)
    head = segment_or_404(request.user, no)
    form = SaveForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            made = save_criteria(head.no, given["code"], given["description"], by=request.user, at=now())
            toast = _("Criteria %(code)s saved.") % {"code": made.code}
            return moved(request, segment_url(head.no), toast=toast)
    context = {
        "form": form,
        "title": _("Save the criteria"),
        "back": segment_url(head.no),
        "action": request.path,
        "about": _left_out(savable(request.user, head)),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_form.html")


def _left_out(found: Savable) -> str:
    """What would not be saved, in words."""
    told = []
    if found.off:
        words = ngettext(
            "%(n)s step that is switched off is not saved.",
            "%(n)s steps that are switched off are not saved.",
            found.off,
        )
        told.append(words % {"n": formats.number(found.off)})
    if found.chosen:
        words = ngettext(
            "%(n)s step that took out single lines is not saved; their contacts may come back.",
            "%(n)s steps that took out single lines are not saved; their contacts may come back.",
            found.chosen,
        )
        told.append(words % {"n": formats.number(found.chosen)})
    return " ".join(told)


@require_GET
@signed_in
def saved_criteria_list(request: UserRequest) -> HttpResponse:
    """All saved criteria with their steps in words."""
    found = list(saved_criteria(request.user).prefetch_related("steps"))
    words = iter(steps_in_words(step for one in found for step in one.steps.all()))
    told = [(one, [(ACTIONS[step.action], next(words)) for step in one.steps.all()]) for one in found]
    context = {
        "saved": told,
        "tabs": list_tabs("saved_criteria"),
        "may_manage": allowed(request.user, Right.MANAGE_SEGMENTS),
    }
    return answer(request, "segments/saved.html", context)


@require_POST
@signed_in
def saved_criteria_deletion(request: UserRequest, code: str) -> HttpResponse:
    """Delete saved criteria; segments that used them stay as they are (R-SEG-89)."""
    delete_saved_criteria(code, by=request.user, at=now())
    return moved(request, reverse("saved_criteria"), toast=_("Criteria %(code)s deleted.") % {"code": code})


@require_http_methods(["GET", "POST"])
@signed_in
def segment_criteria_reuse(request: UserRequest, no: str) -> HttpResponse:
    """Choose saved criteria, see what they would do here, and replay them (R-SEG-85 to 88)."""
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    code = (request.POST or request.GET).get("code", "").replace("\x00", "")
    if request.method == "POST":
        outcomes = apply_criteria(head.no, code, by=request.user, at=now())
        count = outcomes[-1].after if outcomes else head.line_count
        toast = ngettext("%(n)s line now.", "%(n)s lines now.", count) % {"n": formats.number(count)}
        return moved(request, segment_url(head.no), toast=toast)
    chosen = saved_criteria_by_code(request.user, code) if code else None
    context: dict[str, object] = {
        "head": head,
        "saved": saved_criteria(request.user),
        "chosen": chosen,
        "step_count": len(steps(request.user, head)),
        "back": segment_url(head.no),
        "action": request.path,
        "title": _("Use saved criteria"),
    }
    if chosen is not None:
        words = steps_in_words(chosen.steps.all())
        context["told"] = [
            (ACTIONS[step.action], one) for step, one in zip(chosen.steps.all(), words, strict=True)
        ]
        context["preview"] = preview_replay(request.user, head, chosen.steps.all(), at=now())
    return answer(request, "shell/dialog.html", context, dialog="segments/_reuse.html")


def _logged_named(request: UserRequest, typed: str) -> LoggedSegment:
    """The logged segment that was typed by either of its numbers, else the one chosen; refused without."""
    if not (given := typed or (request.POST or request.GET).get("entry_no", "")):
        raise Refused(Refusal(_("Choose a logged segment."), "number"))
    found = logged_segments(request.user).filter(canceled=False)
    number = number_in(given) or 0
    chosen = found.filter(entry_no=number).first()
    if chosen is None and typed:
        chosen = found.filter(segment_no=typed.upper()).first()
    if chosen is None:
        raise Refused(rules.unknown(given, "logged_segment"))
    return chosen


@require_http_methods(["GET", "POST"])
@signed_in
def segment_logged_reuse(request: UserRequest, no: str) -> HttpResponse:
    """Choose a logged segment, see what it would bring, and take one line for each of its interactions.

    R-SEG-90 to 92. What a typed number brings is shown before it is used.
    """
    require(request.user, Right.EDIT_SEGMENTS)
    head = segment_or_404(request.user, no)
    typed = request.POST.get("number", "").replace("\x00", "").strip()
    asked = request.method == "POST" or "entry_no" in request.GET
    chosen = _logged_named(request, typed) if asked else None
    if request.method == "POST" and chosen is not None and not typed:
        done = reuse_logged_segment(head.no, chosen.entry_no, by=request.user, at=now())
        words = ngettext("%(n)s line added.", "%(n)s lines added.", done.changed)
        return moved(request, segment_url(head.no), toast=words % {"n": formats.number(done.changed)})
    context = {
        "head": head,
        "chosen": chosen,
        "preview": preview_reuse(request.user, head, chosen.entry_no, at=now()) if chosen else None,
        "logged": logged_segments(request.user).filter(canceled=False)[:LATEST],
        "step_count": len(steps(request.user, head)),
        "back": segment_url(head.no),
        "action": request.path,
        "title": _("Use a logged segment again"),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_logged_reuse.html")
