"""Calls made from the lines of a segment: recorded at once, the line stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import uuid4

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.entries import EntryOut, show_row
from liaison.api.errors import fields_as_sent
from liaison.api.interactions import row_of
from liaison.api.segment_lines import LineNo
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Flag, Given, Instant, Key, Line, Money, Shape, Text
from liaison.interactions.draft import Values
from liaison.interactions.models import Evaluation, InitiatedBy
from liaison.interactions.queries.guide import propose
from liaison.kit.clock import local_date
from liaison.segments.actions import log_call
from liaison.segments.queries.calls import line_to_call

router = Router(tags=["Segments"])


class CallIn(Shape):
    """How a call went; what is left out or null is proposed."""

    contact_via: Annotated[
        Line | None, Field(description="The number called, kept on the line; proposed: the contact's first.")
    ] = None
    occurred_at: Instant | None = None
    description: Line | None = None
    salesperson: Key | None = None
    initiated_by: InitiatedBy | None = None
    attempt_failed: Annotated[Flag | None, Field(description="Nobody answered.")] = None
    evaluation: Evaluation | None = None
    cost: Money | None = None
    duration_min: Money | None = None
    comments: Annotated[list[Text], Field(max_length=200)] = []


@router.post(
    "/segments/{no}/lines/{line_no}/calls",
    response={201: EntryOut},
    summary="Record a call from a line",
    openapi_extra={"x-etag": True},
)
def create_line_call(
    request: ApiRequest, no: SegmentNo, line_no: LineNo, body: Annotated[CallIn | None, Given(None)]
) -> HttpResponse:
    """Records a call to the contact of a line with what the line says; the line stays in the segment."""
    head = segment_of(request, no)
    given = body.given() if body is not None else {}
    told = Values(**{**given, "comments": tuple(given.get("comments", ()))})
    call = line_to_call(request.user, head, line_no, local_date(request.at))
    proposed = propose(call.values, by=request.user, at=request.at)
    number = call.call.numbers[0].number if call.call.numbers else None
    told = replace(
        told,
        contact_via=number if told.contact_via is None else told.contact_via,
        occurred_at=told.occurred_at or request.at,
        description=proposed.description if told.description is None else told.description,
        salesperson=proposed.salesperson if told.salesperson is None else told.salesperson,
    )
    with fields_as_sent({"number": "contact_via"}):
        entry = log_call(head.no, line_no, told, form=uuid4(), by=request.user, at=request.at)
    location = f"/api/v1/interactions/{entry}"
    return answer(show_row(row_of(request, entry)), status=201, version=1, location=location)
