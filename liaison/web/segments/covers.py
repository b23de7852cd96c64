"""Cover sheets of a segment: the form, and the PDF; of many first how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.clock import now
from liaison.segments.actions.cover_sheets import print_cover_sheets, queue_cover_sheets
from liaison.segments.queries import printed
from liaison.segments.queries.printed import REMARKS, CoverWords, covers_kind
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.making import how_far, made_file, making_or_404
from liaison.web.segments.papers import left_out_words, pdf_answer
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.parts import Crumb
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
    """Ask what the sheets say; print them, or show them first without recording anything.

    Many of them are made by a worker.
    """
    head = segment_or_404(request.user, no)
    may_log = slot_template(Slot.COVER_SHEETS) is not None and allowed(request.user, Right.RECORD)
    form = CoversForm(posted(request), initial={"log": may_log, "form": uuid4()})
    form.fields["log"].disabled = not may_log
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            record = may_log and given["log"] and "preview" not in request.POST
            if head.line_count > printed.COVERS_AT_ONCE:
                queued = queue_cover_sheets(
                    head, _words(given), record=record, form=given["form"], by=request.user, at=now()
                )
                return moved(request, reverse("segment_covers_job", args=[head.no, queued.pk]))
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


@require_GET
@signed_in
def segment_covers_job(request: UserRequest, no: str, job_id: UUID) -> HttpResponse:
    """How far the sheets are, then the file; also when the segment is logged meanwhile."""
    found = making_or_404(request, job_id, covers_kind(no))
    context = {
        **how_far(request, found),
        "file": reverse("segment_covers_file", args=[no, job_id]),
        "again": reverse("segment_covers", args=[no]),
        "crumbs": [Crumb(_("Segments"), reverse("segments")), Crumb(no, segment_url(no))],
    }
    return answer(request, "segments/covers_job.html", context, part="segments/_covers_job.html")


@require_GET
@signed_in
def segment_covers_file(request: UserRequest, no: str, job_id: UUID) -> HttpResponseBase:
    """The file, as long as it is kept: a day."""
    return made_file(request, making_or_404(request, job_id, covers_kind(no)))


def _words(given: dict[str, Any]) -> CoverWords:
    return CoverWords(**{name: given[name] for name in ("text", "remarks", "custom", "closing")})
