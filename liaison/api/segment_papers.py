"""What is printed of a segment, labels and cover sheets, and what is taken out of it as a file."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from liaison.accounts.actions import take_out
from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.errors import Problem
from liaison.api.files import PDF, binary, csv_answer, list_as_pdf, made_answer, xlsx_answer
from liaison.api.logged_segments import QueuedOut
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Code, Flag, Given, QueryNumber, Shape, Text
from liaison.api.work import JobId, file_of_job
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from liaison.segments.actions.cover_sheets import print_cover_sheets, queue_cover_sheets
from liaison.segments.queries import printed
from liaison.segments.queries.printed import CoverWords, labels_of
from liaison.segments.queries.tables import contact_list, segment_table

router = Router(tags=["Segments"])

Sheet = Literal["L7160", "L7163", "36x70", "37x70", "36x105", "37x105"]
Remark = Literal["agreed", "information", "comments", "approval", "call", "return"]


class LabelsQuery(Shape):
    """Which sheet, where to begin on it, and which further segments go along."""

    sheet: Annotated[Sheet, Field(description="The labels: an Avery number, or height × width in mm.")] = (
        "L7160"
    )
    start: Annotated[QueryNumber, Field(description="The first label used of the first sheet.")] = 1
    also: Annotated[
        list[Code],
        Field(
            max_length=printed.FURTHER_SEGMENTS,
            description="Numbers of further segments, each from a new row.",
        ),
    ] = []


class CoverSheetsIn(Shape):
    """What the sheets say (R-SEG-98), and whether they are recorded (R-SEG-99)."""

    text: Annotated[Text, Field(max_length=600, description="At most five lines.")] = ""
    remarks: Annotated[list[Remark], Field(max_length=6, description="The ones that are ticked.")] = []
    custom: Annotated[Text, Field(max_length=80, description="A remark of one's own, ticked.")] = ""
    closing: Annotated[Text, Field(max_length=100)] = ""
    log: Annotated[Flag, Field(description="Record an interaction for each contact.")] = False


class SegmentExportIn(Shape):
    """Which list is taken out, as which file, and what for."""

    purpose: Annotated[Text, Field(min_length=1, max_length=255, description="Kept with who took it out.")]
    what: Annotated[
        Literal["contacts", "lines", "list"],
        Field(description="Contacts, lines with every value, or contacts with their interactions."),
    ] = "contacts"
    format: Annotated[Literal["csv", "xlsx", "pdf"], Field(description="`pdf` only of the `list`.")] = "csv"


@router.get(
    "/segments/{no}/labels",
    response=None,
    summary="Address labels of a segment",
    openapi_extra=binary("The sheets of labels.", PDF),
)
def read_labels(request: ApiRequest, no: SegmentNo, query: Annotated[LabelsQuery, Query()]) -> HttpResponse:
    """Sets the address of each line in line order; privacy-blocked and archived contacts are left out."""
    numbers = dict.fromkeys((no.upper(), *(each.upper() for each in query.also)))
    heads = [segment_of(request, each) for each in numbers]
    pdf = labels_of(request.user, heads, query.sheet, start=query.start, at=request.at)
    return made_answer(pdf, PDF, f"{heads[0].no}-labels.pdf")


@router.post(
    "/segments/{no}/cover-sheets",
    response={202: QueuedOut},
    summary="Cover sheets of a segment",
    openapi_extra=binary("A page for each contact.", PDF),
)
def create_cover_sheets(
    request: ApiRequest, no: SegmentNo, body: Annotated[CoverSheetsIn | None, Given(None)]
) -> HttpResponse:
    """Sets a sheet for each contact in line order and, with `log`, records that they were printed.

    For more than 300 lines a worker makes them: the answer is 202 with its job, whose file is fetched.
    """
    given = body or CoverSheetsIn()
    head = segment_of(request, no)
    if given.log and slot_template(Slot.COVER_SHEETS) is None:
        raise Problem(422, _("The recording settings name no template for cover sheets."), field="log")
    words = CoverWords(text=given.text, remarks=given.remarks, custom=given.custom, closing=given.closing)
    if head.line_count > printed.COVERS_AT_ONCE:
        job = queue_cover_sheets(head, words, record=given.log, by=request.user, at=request.at)
        return answer({"job": str(job.pk)}, status=202, location=f"/api/v1/jobs/{job.pk}")
    pdf = print_cover_sheets(head, words, record=given.log, by=request.user, at=request.at)
    return made_answer(pdf, PDF, f"{head.no}-cover-sheets.pdf")


@router.get(
    "/segments/{no}/cover-sheets/{job_id}",
    response=None,
    summary="Cover sheets that a worker made",
    openapi_extra=binary("A page for each contact.", PDF),
)
def read_cover_sheets(request: ApiRequest, no: SegmentNo, job_id: JobId) -> HttpResponseBase:
    """Hands out the file of a job of yours; 409 while it is made, 404 once its day is over."""
    return file_of_job(request, job_id, printed.covers_kind(no.upper()))


@router.post(
    "/segments/{no}/exports",
    response=None,
    summary="Take a list of a segment out as a file",
    openapi_extra=binary("The file."),
)
def create_segment_export(
    request: ApiRequest, no: SegmentNo, body: Annotated[SegmentExportIn, Given()]
) -> HttpResponseBase:
    """Hands a list of the segment out as a file, without privacy-blocked and archived contacts (B-20)."""
    if body.format == "pdf" and body.what != "list":
        raise Problem(422, _("Only contacts with their interactions come as PDF."), field="format")
    head = segment_of(request, no)
    table = segment_table(request.user, head, body.what, paper=body.format == "pdf")
    rows = take_out(
        f"segment_{body.what}",
        body.format,
        table.rows,
        purpose=body.purpose,
        subject=head.no,
        by=request.user,
        at=request.at,
    )
    if body.format == "pdf":
        return list_as_pdf(table.name, contact_list(head, rows, at=request.at))
    if body.format == "xlsx":
        return xlsx_answer(table.name, table.header, table.kinds, rows)
    return csv_answer(table.name, table.header, rows)
