"""Segments: the head, and the lines of the worksheet."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import BeforeValidator, Field, WithJsonSchema

from liaison.api.actions import edit_head
from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.entries import DayOut, InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, by_number, list_of, page
from liaison.api.shapes import (
    Code,
    Day,
    Flag,
    Given,
    Language,
    Line,
    Money,
    MoneyOut,
    Out,
    QueryFlag,
    QueryNumber,
    Shape,
    Text,
    no,
)
from liaison.contacts.models import CorrespondenceType
from liaison.contacts.queries import contact_named
from liaison.interactions.models import Evaluation, InformationFlow, InitiatedBy
from liaison.segments.actions import (
    create_segment,
    delete_segment,
    enter_line,
    personalize_lines,
    remove_lines,
)
from liaison.segments.models import Segment
from liaison.segments.queries.lines import LineView, line, lines, lines_of_contact
from liaison.segments.queries.segments import segment, segments, totals
from liaison.segments.rules import Outcome
from liaison.segments.values import LineValues, SegmentValues

router = Router(tags=["Segments"])

SegmentNo = Annotated[Code, Path(description="Number of the segment.")]
LineNo = Annotated[QueryNumber, Path(description="Number of the line.")]
CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", re.ASCII)
PATTERN = r"^\d{2}:\d{2}(:\d{2})?$"


def _clock(value: Any) -> time:
    if isinstance(value, str) and CLOCK.match(value):
        return time.fromisoformat(value)
    raise no("time", _("Give a time such as 14:05."))


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["14:05"]}),
]
ClockOut = Annotated[str, WithJsonSchema({"type": "string", "pattern": PATTERN})]


class SharedFields(Shape):
    """What a segment and its lines have in common; null leaves a value as it is, an empty code clears it."""

    description: Line | None = None
    campaign: Annotated[Code | None, Field(description="Number of the campaign.")] = None
    salesperson: Code | None = None
    occurred_on: Day | None = None
    occurred_time: Clock | None = None
    correspondence_type: CorrespondenceType | None = None
    subject: Line | None = None
    cost: Money | None = None
    duration_min: Money | None = None
    information_flow: InformationFlow | None = None
    initiated_by: InitiatedBy | None = None
    campaign_target: Flag | None = None
    campaign_response: Flag | None = None
    document_as_attachment: Flag | None = None


class SegmentFields(SharedFields):
    """What may be written on a segment."""

    template: Annotated[Code | None, Field(description="Its values and documents are taken.")] = None
    ignore_contact_type: Flag | None = None
    follows_criteria: Annotated[Flag | None, Field(description="Worked out anew every night.")] = None


class SegmentIn(SegmentFields):
    """A segment to create; without a number it gets the next one."""

    no: Code = ""


class SegmentPatch(SegmentFields):
    """What to change, and whether the lines that have no value of their own follow."""

    apply_to_lines: Annotated[Flag, Field(description="False: the lines keep what they have.")] = True
    overwrite_personalized: Annotated[
        Flag, Field(description="Take the lines' own values of what changes away.")
    ] = False


class SegmentOut(Out):
    """Contacts chosen for one planned interaction."""

    no: str
    description: str
    campaign: str | None
    salesperson: str | None
    template: str | None
    occurred_on: DayOut
    occurred_time: ClockOut | None
    correspondence_type: CorrespondenceType
    ignore_contact_type: bool
    language: str
    subject: str
    cost: Annotated[MoneyOut, Field(description="Of each line without cost of its own.")]
    duration_min: MoneyOut
    information_flow: InformationFlow
    initiated_by: InitiatedBy
    campaign_target: bool
    campaign_response: bool
    document_as_attachment: bool
    follows_criteria: bool
    line_count: int
    created_at: InstantOut
    changed_at: InstantOut


class SegmentDetailOut(SegmentOut):
    """A segment with what its lines add up to."""

    total_cost: MoneyOut
    total_duration_min: MoneyOut
    step_count: int


class SegmentsQuery(Paged):
    """Filters of the segments."""

    campaign: Code = ""
    salesperson: Code = ""
    template: Code = ""
    q: Annotated[Text, Field(max_length=100, description="Words in number or description.")] = ""


class LineIn(Shape):
    """A contact to enter by hand."""

    contact: Annotated[Code, Field(description="Number of the contact.")]


class LinePatch(SharedFields):
    """What a line has of its own; what `reset` names follows the segment again."""

    template: Code | None = None
    language: Language | None = None
    body: Annotated[Text | None, Field(description="HTML; it is cleaned.")] = None
    evaluation: Evaluation | None = None
    attempt_failed: Flag | None = None
    alternative_address: Code | None = None
    contact_via: Line | None = None
    reset: Annotated[list[Line], Field(max_length=40, description="Names of values.")] = []


class LineOut(Out):
    """A line as it would be logged."""

    line_no: int
    contact: Annotated[str, Field(description="Number of the contact.")]
    contact_name: str
    contact_type: str
    company_name: str
    email: str
    phone: str
    template: str
    language: str
    correspondence_type: str
    description: str
    subject: str
    cost: MoneyOut
    duration_min: MoneyOut
    occurred_on: DayOut
    salesperson: str | None
    campaign: str | None
    campaign_target: bool
    campaign_response: bool
    evaluation: str
    attachment: Annotated[str, Field(description="`none`, `inherited` or `unique`.")]
    step: Annotated[int | None, Field(description="Position of the step that brought it.")]
    own: Annotated[list[str], Field(description="The values that differ from the segment.")]


class LinesQuery(Paged):
    """Filters of the lines."""

    contact: Annotated[Code | None, Field(description="Number of a contact.")] = None
    personalized: Annotated[QueryFlag, Field(description="Only lines with values of their own.")] = False


class OutcomeOut(Out):
    """What a step did: contacts that matched, lines that came or went, lines before and after."""

    position: int
    matched: int
    changed: int
    before: int
    after: int


def show_outcome(done: Outcome) -> dict[str, Any]:
    """What a step did as JSON."""
    return {name: getattr(done, name) for name in OutcomeOut.model_fields}


NAMED = {"campaign", "salesperson", "template", "occurred_time"}
PLAIN = [name for name in SegmentOut.model_fields if name not in NAMED]


def show_segment(head: Segment) -> dict[str, Any]:
    """A segment as JSON."""
    return {
        **{name: getattr(head, name) for name in PLAIN},
        "campaign": head.campaign.no if head.campaign else None,
        "salesperson": head.salesperson.code if head.salesperson else None,
        "template": head.template.code if head.template else None,
        "occurred_time": head.occurred_time.isoformat("seconds") if head.occurred_time else None,
    }


def show_line(row: LineView) -> dict[str, Any]:
    """A line as JSON."""
    shown = {name: getattr(row, name) for name in LineOut.model_fields if name != "contact"}
    named = {"salesperson": row.salesperson or None, "campaign": row.campaign or None, "own": list(row.own)}
    return {**shown, **named, "contact": row.contact_no}


def segment_of(request: ApiRequest, no: str) -> Segment:
    """The open segment of that number, or 404."""
    return segment(request.user, no.upper())


def _detail(request: ApiRequest, no: str, *, status: int = 200, location: str | None = None) -> HttpResponse:
    head = segment_of(request, no)
    found = totals(request.user, head)
    shown = {
        **show_segment(head),
        "total_cost": found.cost,
        "total_duration_min": found.duration_min,
        "step_count": found.steps,
    }
    return answer(shown, status=status, version=head.version, location=location)


def _values(body: SegmentFields) -> SegmentValues:
    names = SegmentFields.model_fields.keys() - {"template"}
    return SegmentValues(**{name: value for name, value in body.given().items() if name in names})


@router.get("/segments", response=list_of(SegmentOut), summary="List segments")
def list_segments(request: ApiRequest, query: Annotated[SegmentsQuery, Query()]) -> HttpResponse:
    """Lists the open segments, the newest first."""
    found = segments(
        request.user,
        campaign=query.campaign.upper(),
        salesperson=query.salesperson.upper(),
        template=query.template.upper(),
        text=query.q,
    )
    return answer(by_number(found, query, show_segment))


@router.post(
    "/segments",
    response={201: SegmentDetailOut},
    summary="Create a segment",
    openapi_extra={"x-etag": True},
)
def create_new_segment(request: ApiRequest, body: Annotated[SegmentIn, Given()]) -> HttpResponse:
    """Creates a segment without lines; what the template proposes holds where nothing else is given."""
    made = create_segment(
        _values(body), no=body.no, template=body.template or "", by=request.user, at=request.at
    )
    return _detail(request, made.no, status=201, location=f"/api/v1/segments/{made.no}")


@router.get(
    "/segments/{no}", response=SegmentDetailOut, summary="One segment", openapi_extra={"x-etag": True}
)
def read_segment(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Shows an open segment; one that is logged stands under the logged segments."""
    return _detail(request, no)


@router.patch(
    "/segments/{no}", response=SegmentDetailOut, summary="Change a segment", openapi_extra={"x-etag": True}
)
def edit_segment(request: ApiRequest, no: SegmentNo, body: Annotated[SegmentPatch, Given()]) -> HttpResponse:
    """Changes what is given; lines without a value of their own follow unless told otherwise."""
    head = segment_of(request, no)
    edit_head(
        head.no,
        _values(body),
        template=body.template,
        version=expected_version(request),
        apply_to_lines=body.apply_to_lines,
        overwrite_personalized=body.overwrite_personalized,
        by=request.user,
        at=request.at,
    )
    return _detail(request, no)


@router.delete("/segments/{no}", response={204: None}, summary="Delete a segment")
def remove_segment(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Deletes a segment with its lines and criteria; nothing is logged."""
    delete_segment(segment_of(request, no).no, by=request.user, at=request.at)
    return empty()


@router.get("/segments/{no}/lines", response=list_of(LineOut), summary="Lines of a segment")
def list_segment_lines(
    request: ApiRequest, no: SegmentNo, query: Annotated[LinesQuery, Query()]
) -> HttpResponse:
    """Lists the lines in their order, each as it would be logged."""
    head = segment_of(request, no)
    if query.contact is not None:
        found = lines_of_contact(request.user, head, contact_named(request.user, query.contact).pk)
        return answer(
            page(found, show_line, cursor=None, count=(lambda: len(found)) if query.count else None)
        )
    if query.personalized and query.count:
        raise Problem(422, _("Personalised lines are not counted."), field="count")
    shown = lines(request.user, head, cursor=query.cursor, limit=query.limit, personalized=query.personalized)
    count = (lambda: head.line_count) if query.count else None
    return answer(page(shown.items, show_line, cursor=shown.next, count=count))


@router.post("/segments/{no}/lines", response={201: OutcomeOut}, summary="Enter a contact by hand")
def create_segment_line(request: ApiRequest, no: SegmentNo, body: Annotated[LineIn, Given()]) -> HttpResponse:
    """Enters a contact by hand, a step like any other; the exclusion mark does not matter."""
    done = enter_line(segment_of(request, no).no, body.contact, by=request.user, at=request.at)
    return answer(show_outcome(done), status=201)


@router.get("/segments/{no}/lines/{line_no}", response=LineOut, summary="One line")
def read_segment_line(request: ApiRequest, no: SegmentNo, line_no: LineNo) -> HttpResponse:
    """Shows a line as it would be logged."""
    return answer(show_line(_line(request, segment_of(request, no), line_no)))


@router.patch("/segments/{no}/lines/{line_no}", response=LineOut, summary="Personalise a line")
def edit_segment_line(
    request: ApiRequest, no: SegmentNo, line_no: LineNo, body: Annotated[LinePatch, Given()]
) -> HttpResponse:
    """Gives a line values of its own; they survive every change of the segment."""
    head = segment_of(request, no)
    given = {**body.given(), "reset": tuple(body.reset)}
    personalize_lines(head.no, [line_no], LineValues(**given), by=request.user, at=request.at)
    return answer(show_line(_line(request, head, line_no)))


@router.delete("/segments/{no}/lines/{line_no}", response=OutcomeOut, summary="Take a line out")
def remove_segment_line(request: ApiRequest, no: SegmentNo, line_no: LineNo) -> HttpResponse:
    """Takes a line out by hand; going back over that step brings it back with its values."""
    done = remove_lines(segment_of(request, no).no, [line_no], by=request.user, at=request.at)
    return answer(show_outcome(done))


def _line(request: ApiRequest, head: Segment, line_no: int) -> LineView:
    found = line(request.user, head, line_no)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found
