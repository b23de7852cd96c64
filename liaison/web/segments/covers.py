"""Cover sheets of a segment: the form, and the PDF."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.clock import now
from liaison.segments.actions.cover_sheets import print_cover_sheets
from liaison.segments.queries.printed import REMARKS, CoverWords
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.papers import left_out_words, pdf_answer
from liaison.web.shell.answers import answer, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


class CoversForm(forms.Form):
    """What the sheets say (R-SEG-98), and whether they are recorded (R-SEG-99)."""

    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 5})
    )
    remarks = forms.MultipleChoiceField(
        label=gettext_lazy("Remarks"), choices=REMARKS, required=False, widget=forms.CheckboxSelectMultiple
    )
    custom = forms.CharField(label=gettext_lazy("Own remark"), required=False, max_length=80)
    closing = forms.CharField(label=gettext_lazy("Closing"), required=False, max_length=100)
    log = forms.BooleanField(label=gettext_lazy("Record the interactions"), required=False)
    form = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """Which form on a screen it is: sent twice, it records once."""


@require_http_methods(["GET", "POST"])
@signed_in
def segment_covers(request: UserRequest, no: str) -> HttpResponse:
    """Ask what the sheets say; print them, or show them first without recording anything."""
    head = segment_or_404(request.user, no)
    may_log = slot_template(Slot.COVER_SHEETS) is not None and allowed(request.user, Right.RECORD)
    form = CoversForm(posted(request), initial={"log": may_log, "form": uuid4()})
    form.fields["log"].disabled = not may_log
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            record = may_log and given["log"] and "preview" not in request.POST
            pdf = print_cover_sheets(
                head, _words(given), record=record, form=given["form"], by=request.user, at=now()
            )
            return pdf_answer(f"{no}-cover-sheets", pdf)
    context = {
        "form": form,
        "title": _("Cover sheets"),
        "action": request.path,
        "back": segment_url(no),
        "left_out": left_out_words(request, head),
    }
    return answer(request, "segments/covers.html", context)


def _words(given: dict[str, Any]) -> CoverWords:
    return CoverWords(**{name: given[name] for name in ("text", "remarks", "custom", "closing")})
