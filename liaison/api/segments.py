"""Segments: contacts chosen for one planned interaction."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.actions import edit_head
from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, by_number, list_of
from liaison.api.segment_fields import (
    SegmentDetailOut,
    SegmentIn,
    SegmentOut,
    SegmentPatch,
    segment_values,
    show_segment,
)
from liaison.api.shapes import Code, Flag, Given, Named, Out, Shape, Text
from liaison.interactions.queries.headings import logged_segments
from liaison.kit.errors import Refused
from liaison.segments.actions import apply_mailing_group, create_segment, delete_segment
from liaison.segments.models import Segment
from liaison.segments.queries.segments import NoSuchSegment, segment, segments, totals
from liaison.segments.rules import already_logged

router = Router(tags=["Segments"])

SegmentNo = Annotated[Code, Path(description="Number of the segment.")]


class SegmentsQuery(Paged):
    """Filters of the segments."""

    campaign: Named = ""
    salesperson: Named = ""
    template: Named = ""
    q: Annotated[Text, Field(max_length=100, description="Words in number or description.")] = ""


class MailingGroupIn(Shape):
    """The mailing group that the contacts join."""

    mailing_group: Annotated[Code, Field(description="Its code.")]
    delete_old: Annotated[Flag, Field(description="Takes all present members out first.")] = False


class AddedOut(Out):
    """How many contacts are new in the mailing group."""

    added: int


def segment_of(request: ApiRequest, no: str) -> Segment:
    """The open segment of that number, or 404; what would change one that was logged is told so."""
    no = no.upper()
    try:
        return segment(request.user, no)
    except NoSuchSegment:
        if request.method not in {"GET", "HEAD"} and logged_segments(request.user, segment_no=no).exists():
            raise Refused(already_logged(no)) from None
        raise


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
        segment_values(request.user, body),
        no=body.no or "",
        template=body.template or "",
        by=request.user,
        at=request.at,
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
        segment_values(request.user, body),
        template=body.template,
        language=body.language,
        version=expected_version(request),
        apply_to_lines=body.apply_to_lines,
        overwrite_personalized=body.overwrite_personalized,
        replace=body.replace,
        by=request.user,
        at=request.at,
    )
    return _detail(request, no)


@router.post("/segments/{no}/mailing-group", response=AddedOut, summary="Apply a mailing group")
def join_mailing_group(
    request: ApiRequest, no: SegmentNo, body: Annotated[MailingGroupIn, Given()]
) -> HttpResponse:
    """Makes every contact of the segment a member of the mailing group."""
    added = apply_mailing_group(
        segment_of(request, no).no,
        body.mailing_group,
        delete_old=body.delete_old,
        by=request.user,
        at=request.at,
    )
    return answer({"added": added})


@router.delete(
    "/segments/{no}", response={204: None}, summary="Delete a segment", openapi_extra={"x-etag": True}
)
def remove_segment(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Deletes a segment with its lines and criteria; nothing is logged."""
    version = expected_version(request)
    delete_segment(segment_of(request, no).no, version=version, by=request.user, at=request.at)
    return empty()
