"""Print and export: labels of segments as PDF, the contacts of a segment as CSV or XLSX."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from liaison.accounts.actions import save_view, take_out
from liaison.accounts.queries import require, saved_views
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, refuse
from liaison.kit.sheets import file_name
from liaison.kit.text import Words
from liaison.letters.labels import FORMATS, L7160, L7163
from liaison.segments import rules
from liaison.segments.models import Segment
from liaison.segments.queries.papers import left_out
from liaison.segments.queries.printed import FURTHER_SEGMENTS, labels_of
from liaison.segments.queries.segments import missing_segments
from liaison.segments.queries.tables import contact_list, segment_table
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import csv_answer, xlsx_answer
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.taking_out import ExportForm, ask_purpose

AREA, LAST = "labels", "last"
"""Where the last sheet that a user chose is kept."""
SHEETS: tuple[tuple[str, Words], ...] = (
    (L7160.code, gettext_lazy("63.5 × 38.1 mm (L7160)")),
    (L7163.code, gettext_lazy("99.1 × 38.1 mm (L7163)")),
    ("36x70", gettext_lazy("36 × 70 mm, 3 columns")),
    ("37x70", gettext_lazy("37 × 70 mm, 3 columns")),
    ("36x105", gettext_lazy("36 × 105 mm, 2 columns")),
    ("37x105", gettext_lazy("37 × 105 mm, 2 columns")),
)


class LabelsForm(forms.Form):
    """Which sheet, where to begin on it, and which other segments go along."""

    format = forms.ChoiceField(label=gettext_lazy("Labels"), choices=SHEETS)
    start = forms.IntegerField(label=gettext_lazy("First label"), min_value=1, max_value=24, initial=1)
    more = forms.CharField(label=gettext_lazy("Further segments"), required=False, max_length=400, strip=True)

    def clean_more(self) -> list[str]:
        """The numbers, each once; segments of all of them are there."""
        typed = re.split(r"[\s,;]+", str(self.cleaned_data["more"]).upper())
        numbers = list(dict.fromkeys(each for each in typed if each))
        refusal = _too_many(numbers)
        if refusal is None and (unknown := missing_segments(numbers)):
            refusal = rules.unknown(unknown[0], "more")
        if refusal is not None:
            raise forms.ValidationError(str(refusal.message))
        return numbers

    def clean(self) -> dict[str, Any]:
        """The sheet has the label to begin with."""
        given = dict(super().clean() or self.cleaned_data)
        sheet = FORMATS.get(given.get("format", ""))
        if sheet is not None and given.get("start", 1) > sheet.places:
            self.add_error("start", _("This sheet has %(places)s labels.") % {"places": sheet.places})
        return given


def _too_many(numbers: Sequence[str]) -> Refusal | None:
    """More segments than one print should hold; none is left out without a word."""
    if len(numbers) <= FURTHER_SEGMENTS:
        return None
    return Refusal(_("At most %(n)s further segments at once.") % {"n": FURTHER_SEGMENTS}, "more", "too_many")


@require_http_methods(["GET", "POST"])
@signed_in
def segment_labels(request: UserRequest, no: str) -> HttpResponse:
    """Labels of one segment, and of each ``?with=SM-0002``: ``format`` and ``start`` choose the sheet.

    Without a format they are asked for; what was chosen is kept for the user (R-SEG-100).
    """
    head = segment_or_404(request.user, no)
    if "format" in request.GET:
        return _labels(request, no)
    form = LabelsForm(posted(request), initial={"format": _last_sheet(request), "start": 1})
    if form.is_valid():
        chosen = form.cleaned_data
        save_view(AREA, LAST, query=chosen["format"], by=request.user, at=now())
        query = [("format", chosen["format"]), ("start", chosen["start"])]
        query += [("with", each) for each in chosen["more"]]
        return moved(request, f"{request.path}?{urlencode(query)}")
    context = {
        "form": form,
        "title": _("Labels"),
        "action": request.path,
        "back": segment_url(no),
        "left_out": left_out_words(request, head),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_labels.html")


def left_out_words(request: UserRequest, head: Segment) -> str:
    """Who is not on the paper, in words; empty when all are."""
    count = left_out(request.user, head)
    if not count:
        return ""
    words = ngettext(
        "%(n)s contact is privacy-blocked or archived and left out.",
        "%(n)s contacts are privacy-blocked or archived and left out.",
        count,
    )
    return words % {"n": formats.number(count)}


def _last_sheet(request: UserRequest) -> str:
    kept = [view.query for view in saved_views(request.user, AREA) if view.name == LAST]
    return next((code for code in kept if code in FORMATS), L7160.code)


def _labels(request: UserRequest, no: str) -> HttpResponse:
    more = list(dict.fromkeys(request.GET.getlist("with")))
    refuse(_too_many(more))
    heads = [segment_or_404(request.user, each) for each in dict.fromkeys((no, *more))]
    pdf = labels_of(request.user, heads, request.GET["format"], start=_start(request), at=now())
    return pdf_answer(f"{no}-labels", pdf)


def pdf_answer(name: str, pdf: bytes) -> HttpResponse:
    """A PDF to download."""
    disposition = f'attachment; filename="{file_name(name, "pdf")}"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _start(request: HttpRequest) -> int:
    text = request.GET.get("start", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


class SegmentExportForm(ExportForm):
    """Which of the three lists of a segment; only the contacts with their interactions go on paper."""

    what = forms.ChoiceField(
        label=gettext_lazy("Export"),
        choices=(
            ("contacts", gettext_lazy("Contacts")),
            ("lines", gettext_lazy("Lines")),
            ("list", gettext_lazy("Contacts with their interactions")),
        ),
    )
    format = forms.ChoiceField(
        choices=[("pdf", "PDF"), ("xlsx", "XLSX"), ("csv", "CSV")], required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, object]:
        """There is no paper of contacts or lines."""
        given = dict(super().clean() or self.cleaned_data)
        if given.get("format") == "pdf" and given.get("what") != "list":
            self.add_error("what", _("Only contacts with their interactions come as PDF."))
        return given


@require_http_methods(["GET", "POST"])
@signed_in
def segment_export(request: UserRequest, no: str) -> HttpResponseBase:
    """``what``: the contacts of the lines (R-SEG-96), the `lines` (R-SEG-97), the `list` (R-SEG-101).

    As CSV or XLSX, the list as PDF too, once it is said what for (B-20).
    """
    head = segment_or_404(request.user, no)
    require(request.user, Right.EXPORT)
    form = SegmentExportForm(posted(request), initial={"purpose": head.description})
    if not form.is_valid():
        left = left_out_words(request, head)
        return ask_purpose(request, form, back=segment_url(head.no), note=left)
    return _export(request, head, form.cleaned_data)


def _export(request: UserRequest, head: Segment, chosen: Mapping[str, Any]) -> HttpResponseBase:
    what, ending = chosen["what"], chosen["format"]
    table = segment_table(request.user, head, what, paper=ending == "pdf")
    rows = take_out(
        f"segment_{what}",
        ending,
        table.rows,
        purpose=chosen["purpose"],
        subject=head.no,
        by=request.user,
        at=now(),
    )
    if ending == "pdf":
        return pdf_answer(table.name, contact_list(head, rows, at=now()))
    if ending == "xlsx":
        return xlsx_answer(table.name, table.header, table.kinds, rows)
    return csv_answer(table.name, table.header, rows)
