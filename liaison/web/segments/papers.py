"""Print and export: labels of segments as PDF, the contacts of a segment as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.letters.labels import FORMATS, L7160, render_labels
from liaison.segments.models import SegmentLine
from liaison.segments.queries.papers import export_lines, label_lines
from liaison.web.segments.lookups import segment_or_404
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer, file_name
from liaison.web.shell.lists import ListColumn
from liaison.web.shell.requests import UserRequest

MOST_SEGMENTS = 20


@require_GET
@signed_in
def segment_labels(request: UserRequest, no: str) -> HttpResponse:
    """Labels of one segment, and of each ``?with=SM-0002``: ``format`` and ``start`` choose the sheet."""
    form = FORMATS.get(request.GET.get("format", L7160.code))
    start = _start(request)
    if form is None or not 1 <= start <= form.places:
        raise Refused(Refusal(_("Choose a sheet of labels and a label to begin with."), code="labels"))
    numbers = list(dict.fromkeys((no, *request.GET.getlist("with")[:MOST_SEGMENTS])))
    groups = [label_lines(request.user, segment_or_404(request.user, each)) for each in numbers]
    pdf = render_labels(groups, form, title=", ".join(numbers), start=start, at=now())
    name = file_name(f"{no}-labels", "pdf")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


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


@require_GET
@signed_in
def segment_export(request: UserRequest, no: str) -> HttpResponseBase:
    """The contacts of the lines in line order, one row a line (R-SEG-96)."""
    head = segment_or_404(request.user, no)
    ending = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    found = export_lines(request.user, head).iterator(chunk_size=1000)
    return export_answer(head.no, ending, COLUMNS, found)
