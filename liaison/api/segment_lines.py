"""The lines of a segment: listed as they would be logged, entered by hand, personalised, taken out."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.entries import DayOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, list_of, page
from liaison.api.segment_fields import ClockOut, SharedFields, shared_values
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import (
    Code,
    Flag,
    Given,
    Language,
    Line,
    MoneyOut,
    Named,
    Out,
    QueryFlag,
    QueryNumber,
    Shape,
    Text,
)
from liaison.api.step_fields import OutcomeOut, show_outcome
from liaison.contacts.queries import contact_in_brief
from liaison.interactions.models import Evaluation, InformationFlow, InitiatedBy
from liaison.kit.errors import Refused
from liaison.segments.actions import enter_line, personalize_lines, remove_lines
from liaison.segments.models import Segment
from liaison.segments.queries.lines import (
    LineView,
    count_lines,
    line,
    lines,
    state_of_line,
)
from liaison.segments.queries.readiness import BY_KEY
from liaison.segments.queries.worksheet import to_mend
from liaison.segments.rules import unknown
from liaison.segments.values import LineValues

router = Router(tags=["Segments"])

LineNo = Annotated[QueryNumber, Path(description="Number of the line.")]


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
    alternative_address: Annotated[
        Code | None, Field(description="Of the contact; an empty one takes that of the day away.")
    ] = None
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
    occurred_time: ClockOut | None
    information_flow: InformationFlow
    initiated_by: InitiatedBy
    salesperson: str | None
    campaign: str | None
    campaign_target: bool
    campaign_response: bool
    evaluation: str
    attempt_failed: bool
    alternative_address: Annotated[
        str | None, Field(description="Code of the address of the contact that holds: its own, or by date.")
    ]
    document_template: Annotated[str | None, Field(description="Code of a Word template.")]
    document_as_attachment: bool
    contact_via: Annotated[str, Field(description="The number called last, or how the contact is reached.")]
    attachment: Annotated[str, Field(description="`none`, `inherited` or `unique`.")]
    step: Annotated[int | None, Field(description="Position of the step that brought it.")]
    own: Annotated[list[str], Field(description="The values that differ from the segment.")]


class LinesQuery(Paged):
    """Filters of the lines."""

    contact: Annotated[Named | None, Field(description="Number of a contact.")] = None
    personalized: Annotated[QueryFlag, Field(description="Only lines with values of their own.")] = False
    problem: Annotated[
        Named | None, Field(description="Key of a finding of the readiness: only lines that have it.")
    ] = None


def show_line(row: LineView) -> dict[str, Any]:
    """A line as JSON."""
    shown = {name: getattr(row, name) for name in LineOut.model_fields if name != "contact"}
    codes = ("salesperson", "campaign", "alternative_address", "document_template")
    named = {name: getattr(row, name) or None for name in codes}
    clock = row.occurred_time.isoformat("seconds") if row.occurred_time else None
    return {**shown, **named, "contact": row.contact_no, "occurred_time": clock, "own": list(row.own)}


@router.get("/segments/{no}/lines", response=list_of(LineOut), summary="Lines of a segment")
def list_segment_lines(
    request: ApiRequest, no: SegmentNo, query: Annotated[LinesQuery, Query()]
) -> HttpResponse:
    """Lists the lines in their order, each as it would be logged."""
    head, user = segment_of(request, no), request.user
    if query.problem is not None and query.problem not in BY_KEY:
        raise Refused(unknown(query.problem, "problem"))
    among = to_mend(user, head, query.problem) if query.problem is not None else None
    contact = contact_in_brief(user, query.contact).pk if query.contact is not None else None
    asked: dict[str, Any] = {"personalized": query.personalized, "contact": contact, "among": among}
    shown = lines(user, head, cursor=query.cursor, limit=query.limit, **asked)

    def count() -> int:
        return count_lines(user, head, **asked) if any(asked.values()) else head.line_count

    return answer(page(shown.items, show_line, cursor=shown.next, count=count if query.count else None))


@router.post("/segments/{no}/lines", response={201: OutcomeOut}, summary="Enter a contact by hand")
def create_segment_line(request: ApiRequest, no: SegmentNo, body: Annotated[LineIn, Given()]) -> HttpResponse:
    """Enters a contact by hand, a step like any other; the exclusion mark does not matter."""
    done = enter_line(segment_of(request, no).no, body.contact, by=request.user, at=request.at)
    return answer(show_outcome(done), status=201)


@router.get(
    "/segments/{no}/lines/{line_no}",
    response=LineOut,
    summary="One line",
    openapi_extra={"x-etag": True},
)
def read_segment_line(request: ApiRequest, no: SegmentNo, line_no: LineNo) -> HttpResponse:
    """Shows a line as it would be logged."""
    return shown_line(request, segment_of(request, no), line_no)


@router.patch(
    "/segments/{no}/lines/{line_no}",
    response=LineOut,
    summary="Personalise a line",
    openapi_extra={"x-etag": True},
)
def edit_segment_line(
    request: ApiRequest, no: SegmentNo, line_no: LineNo, body: Annotated[LinePatch, Given()]
) -> HttpResponse:
    """Gives a line values of its own; they survive every change of the segment."""
    head = segment_of(request, no)
    given = {**shared_values(request.user, body), "reset": tuple(body.reset)}
    personalize_lines(
        head.no,
        [line_no],
        LineValues(**given),
        version=expected_version(request),
        by=request.user,
        at=request.at,
    )
    return shown_line(request, head, line_no)


@router.delete(
    "/segments/{no}/lines/{line_no}",
    response=OutcomeOut,
    summary="Take a line out",
    openapi_extra={"x-etag": True},
)
def remove_segment_line(request: ApiRequest, no: SegmentNo, line_no: LineNo) -> HttpResponse:
    """Takes a line out by hand; going back over that step brings it back with its values."""
    version = expected_version(request)
    done = remove_lines(
        segment_of(request, no).no, [line_no], version=version, by=request.user, at=request.at
    )
    return answer(show_outcome(done))


def shown_line(request: ApiRequest, head: Segment, line_no: int) -> HttpResponse:
    """A line with its entity tag, or 404."""
    state, found = state_of_line(request.user, head, line_no), line(request.user, head, line_no)
    if state is None or found is None:
        raise Problem(404, NOT_FOUND)
    return answer(show_line(found), version=state.version)
