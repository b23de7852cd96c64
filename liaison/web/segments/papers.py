"""Print and export: labels of segments as PDF, the contacts of a segment as CSV or XLSX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liaison.accounts.actions import counted, note_export, save_view
from liaison.accounts.queries import require, saved_views
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.letters.labels import FORMATS, L7160, L7163, render_labels
from liaison.letters.lists import MOST_ROWS, PaperColumn, render_list
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.queries.lists import segment_contacts, segment_lines
from liaison.segments.queries.papers import export_lines, label_lines, left_out
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import csv_answer, export_answer, file_name, xlsx_answer
from liaison.web.shell.lists import ListColumn
from liaison.web.shell.parts import Words
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.taking_out import ExportForm, ask_purpose

MOST_SEGMENTS = 20
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
        query += [("with", each.upper()) for each in re.split(r"[\s,;]+", chosen["more"]) if each]
        return moved(request, f"{request.path}?{urlencode(query)}")
    context = {
        "form": form,
        "title": _("Labels"),
        "action": request.path,
        "back": segment_url(no),
        "left_out": left_out_words(request, head),
    }
    return answer(request, "segments/labels.html", context, dialog="segments/_labels.html")


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
    form = FORMATS.get(request.GET.get("format", ""))
    start = _start(request)
    if form is None or not 1 <= start <= form.places:
        raise Refused(Refusal(_("Choose a sheet of labels and a label to begin with."), code="labels"))
    numbers = list(dict.fromkeys((no, *request.GET.getlist("with")[:MOST_SEGMENTS])))
    groups = [label_lines(request.user, segment_or_404(request.user, each)) for each in numbers]
    pdf = render_labels(groups, form, title=", ".join(numbers), start=start, at=now())
    return pdf_answer(f"{no}-labels", pdf)


def pdf_answer(name: str, pdf: bytes) -> HttpResponse:
    """A PDF to download."""
    disposition = f'attachment; filename="{file_name(name, "pdf")}"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _start(request: HttpRequest) -> int:
    text = request.GET.get("start", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _contact(field: str) -> Callable[[SegmentLine], Any]:
    return lambda line: getattr(line.contact, field)


def _code(field: str) -> Callable[[SegmentLine], Any]:
    return lambda line: getattr(getattr(line.contact, field), "code", "")


def _company(field: str) -> Callable[[SegmentLine], Any]:
    return lambda line: getattr(line.contact.company, field, "")


COLUMNS: tuple[ListColumn[SegmentLine], ...] = (
    ListColumn("no", gettext_lazy("No."), _contact("no")),
    ListColumn("external_id", gettext_lazy("External number"), _contact("external_id")),
    ListColumn("name", gettext_lazy("Name"), _contact("name")),
    ListColumn("name_2", gettext_lazy("Name 2"), _contact("name_2")),
    ListColumn("address", gettext_lazy("Address"), _contact("address")),
    ListColumn("address_2", gettext_lazy("Address 2"), _contact("address_2")),
    ListColumn("region", gettext_lazy("Region"), _contact("region")),
    ListColumn("post_code", gettext_lazy("Post code"), _contact("post_code")),
    ListColumn("city", gettext_lazy("City"), _contact("city")),
    ListColumn("country", gettext_lazy("Country"), _contact("country")),
    ListColumn("phone", gettext_lazy("Phone"), _contact("phone")),
    ListColumn("fax", gettext_lazy("Fax"), lambda line: getattr(line, "fax", "")),
    ListColumn("territory", gettext_lazy("Territory"), _code("territory")),
    ListColumn("language", gettext_lazy("Language"), _contact("language")),
    ListColumn("salesperson", gettext_lazy("Salesperson"), _code("salesperson")),
    ListColumn("vat_no", gettext_lazy("VAT number"), _contact("vat_no")),
    ListColumn("email", gettext_lazy("E-mail"), _contact("email")),
    ListColumn("home_page", gettext_lazy("Web site"), _contact("home_page")),
    ListColumn("type", gettext_lazy("Type"), lambda line: line.contact.get_type_display()),
    ListColumn("company_name", gettext_lazy("Company name"), _company("name")),
    ListColumn("company_no", gettext_lazy("Company number"), _company("no")),
    ListColumn("first_name", gettext_lazy("First name"), _contact("first_name")),
    ListColumn("middle_name", gettext_lazy("Middle name"), _contact("middle_name")),
    ListColumn("surname", gettext_lazy("Surname"), _contact("surname")),
    ListColumn("job_title", gettext_lazy("Job title"), _contact("job_title")),
    ListColumn("initials", gettext_lazy("Initials"), _contact("initials")),
    ListColumn("mobile_phone", gettext_lazy("Mobile"), _contact("mobile_phone")),
    ListColumn("organizational_level", gettext_lazy("Organisational level"), _code("organizational_level")),
    ListColumn("exclude", gettext_lazy("Exclude from segments"), _contact("exclude_from_segment")),
    ListColumn(
        "correspondence_type",
        gettext_lazy("Correspondence type"),
        lambda line: line.contact.get_correspondence_type_display(),
    ),
    ListColumn("salutation", gettext_lazy("Salutation"), _code("salutation")),
)
"""The columns of R-SEG-96 that a contact has here: telex, pager, extension and currency are none of it."""


LINE_COLUMNS: tuple[tuple[str, Words, str], ...] = (
    ("line_no", gettext_lazy("Line"), "number"),
    ("contact_no", gettext_lazy("Contact No."), ""),
    ("contact_name", gettext_lazy("Contact"), ""),
    ("company_name", gettext_lazy("Company name"), ""),
    ("template", gettext_lazy("Template"), ""),
    ("date", gettext_lazy("Date"), "date"),
    ("time", gettext_lazy("Time"), ""),
    ("language", gettext_lazy("Language"), ""),
    ("correspondence_type", gettext_lazy("Correspondence type"), ""),
    ("description", gettext_lazy("Description"), ""),
    ("subject", gettext_lazy("Subject"), ""),
    ("salesperson", gettext_lazy("Salesperson"), ""),
    ("campaign", gettext_lazy("Campaign"), ""),
    ("campaign_target", gettext_lazy("Campaign target"), ""),
    ("campaign_response", gettext_lazy("Campaign response"), ""),
    ("information_flow", gettext_lazy("Information flow"), ""),
    ("initiated_by", gettext_lazy("Initiated by"), ""),
    ("evaluation", gettext_lazy("Evaluation"), ""),
    ("attempt_failed", gettext_lazy("Attempt failed"), ""),
    ("cost", gettext_lazy("Cost"), "money"),
    ("duration_min", gettext_lazy("Duration (min)"), "decimal"),
    ("alternative_address", gettext_lazy("Alternative address"), ""),
    ("contact_via", gettext_lazy("Contact via"), ""),
    ("document_template", gettext_lazy("Document template"), ""),
    ("personalized", gettext_lazy("Personalized"), ""),
)
CONTACT_COLUMNS: tuple[tuple[str, Words, str, float], ...] = (
    ("no", gettext_lazy("No."), "", 1.1),
    ("name", gettext_lazy("Name"), "", 2.4),
    ("name_2", gettext_lazy("Name 2"), "", 1.4),
    ("address", gettext_lazy("Address"), "", 2.2),
    ("address_2", gettext_lazy("Address 2"), "", 1.2),
    ("post_code", gettext_lazy("Post code"), "", 0.9),
    ("city", gettext_lazy("City"), "", 1.8),
    ("country", gettext_lazy("Country"), "", 0.7),
    ("salesperson", gettext_lazy("Salesperson"), "", 1.1),
    ("interactions", gettext_lazy("Interactions"), "number", 1.1),
    ("cost", gettext_lazy("Cost"), "money", 1.0),
)


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
    readers: dict[str, Callable[[], Iterator[Any]]] = {
        "contacts": lambda: export_lines(request.user, head).iterator(chunk_size=1000),
        "lines": lambda: segment_lines(request.user, head),
        "list": lambda: segment_contacts(request.user, head),
    }
    found = readers[what]()
    export = note_export(
        f"segment_{what}", ending, purpose=chosen["purpose"], subject=head.no, by=request.user, at=now()
    )
    rows = counted(export, found)
    if what == "lines":
        header = [words for _key, words, _kind in LINE_COLUMNS]
        kinds = [kind for _key, _words, kind in LINE_COLUMNS]
        return _file(f"{head.no}-lines", ending, header, kinds, rows)
    if what == "list":
        if ending == "pdf":
            return _list_as_pdf(head, rows)
        header = [words for _key, words, _kind, _width in CONTACT_COLUMNS]
        kinds = [kind for _key, _words, kind, _width in CONTACT_COLUMNS]
        return _file(f"{head.no}-contacts", ending, header, kinds, rows)
    return export_answer(head.no, ending, COLUMNS, rows)


def _file(
    name: str, ending: str, header: Sequence[Words], kinds: Sequence[str], found: Iterator[tuple[Any, ...]]
) -> HttpResponseBase:
    return xlsx_answer(name, header, kinds, found) if ending == "xlsx" else csv_answer(name, header, found)


def _list_as_pdf(head: Segment, found: Iterator[tuple[Any, ...]]) -> HttpResponse:
    rows = list(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Refused(Refusal(_("That is too long for paper; take the spreadsheet."), code="long_list"))
    columns = [PaperColumn(str(words), width, bool(kind)) for _key, words, kind, width in CONTACT_COLUMNS]
    pdf = render_list(
        columns,
        [[formats.amount(value) if key == "cost" else str(value or "") for (key, *_rest), value in
          zip(CONTACT_COLUMNS, row, strict=True)] for row in rows],
        title=_("Segment %(number)s") % {"number": head.no},
        subtitle=head.description,
        foot=formats.date_and_time(now()),
        language=get_language() or "fr",
        at=now(),
    )  # fmt: skip
    return pdf_answer(f"{head.no}-contacts", pdf)
