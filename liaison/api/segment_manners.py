"""Manners of mailings: who is held back and why not, the second person, a test message."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.etags import expected_version
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Code, Given, Instant, Line, Out, Shape
from liaison.kit.versions import version_of
from liaison.segments.actions import (
    approve_segment,
    ask_for_approval,
    hold_back_again,
    send_trial_of_segment,
    set_policy,
    waive_problem,
)
from liaison.segments.models import Policy, Segment
from liaison.segments.queries.policy import policy_of
from liaison.segments.rules import Manners

router = Router(tags=["Segments"])

FindingKey = Annotated[
    str, Path(max_length=20, description="Key of a finding: `too_often`, `quiet`, `excluded`.")
]
Number = Annotated[int | None, Field(strict=True, ge=0, le=2_000_000_000)]


class PolicyIn(Shape):
    """The manners of the house; what is absent or null is no rule."""

    cap_messages: Annotated[Number, Field(description="At most so many messages")] = None
    cap_days: Annotated[Number, Field(description="in so many days.")] = None
    quiet_group: Annotated[
        Code | None, Field(description="Mailing group of those rather not written to.")
    ] = None
    approval_above: Annotated[Number, Field(description="More messages need a second person.")] = None
    control_addresses: Annotated[
        list[Line] | None,
        Field(max_length=20, description="Addresses that get the first message of every mailing."),
    ] = None


class PolicyOut(Out):
    """The manners of the house."""

    cap_messages: int | None
    cap_days: int | None
    quiet_group: str | None
    approval_above: int | None
    control_addresses: list[str]


class WaiverIn(Shape):
    """Why contacts that are held back are written to all the same."""

    reason: Line


class ApprovalIn(Shape):
    """Which asking is approved."""

    asked_at: Annotated[
        Instant | None,
        Field(description="When it was asked for, as shown; 409 when it changed and was asked for anew."),
    ] = None


class ApprovalOut(Out):
    """Whether a second person was asked, and has approved what is there now."""

    asked_at: InstantOut | None
    asked_by: str | None
    approved_at: InstantOut | None
    approved_by: str | None
    waived: Annotated[dict[str, str], Field(description="Reasons by finding.")]


class TrialIn(Shape):
    """Whose message goes to oneself."""

    line_no: Annotated[int, Field(strict=True, ge=0, le=2**62, description="0: the first line.")] = 0


def show_policy(policy: Policy) -> dict[str, Any]:
    """The manners as JSON."""
    return {
        "cap_messages": policy.cap_messages,
        "cap_days": policy.cap_days,
        "quiet_group": policy.quiet_group.code if policy.quiet_group is not None else None,
        "approval_above": policy.approval_above,
        "control_addresses": policy.control_addresses,
    }


def show_approval(head: Segment) -> dict[str, Any]:
    """Where a segment stands, as JSON."""
    asked, approved = head.approval_asked_by, head.approved_by
    return {
        "asked_at": head.approval_asked_at,
        "asked_by": asked.username if asked is not None else None,
        "approved_at": head.approved_at,
        "approved_by": approved.username if approved is not None else None,
        "waived": head.waived,
    }


@router.get(
    "/segment-policy",
    response=PolicyOut,
    summary="Manners of mailings",
    openapi_extra={"x-etag": True},
)
def read_policy(request: ApiRequest) -> HttpResponse:
    """Shows how often contacts are written to, whom rather not, and when a second person looks."""
    found = policy_of(request.user)
    return answer(show_policy(found), version=version_of(found))


@router.put(
    "/segment-policy",
    response=PolicyOut,
    summary="Decide on the manners of mailings",
    openapi_extra={"x-etag": True},
)
def write_policy(request: ApiRequest, body: Annotated[PolicyIn, Given()]) -> HttpResponse:
    """Replaces the manners; segments in preparation follow at once."""
    manners = Manners(
        cap_messages=body.cap_messages,
        cap_days=body.cap_days,
        quiet_group=body.quiet_group or "",
        approval_above=body.approval_above,
        control_addresses=tuple(body.control_addresses or ()),
    )
    found = set_policy(manners, version=expected_version(request), by=request.user, at=request.at)
    return answer(show_policy(found), version=version_of(found))


@router.get("/segments/{no}/approval", response=ApprovalOut, summary="Approval of a segment")
def read_approval(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Shows whether a second person was asked and has approved, and who is written to for which reason."""
    return answer(show_approval(segment_of(request, no)))


@router.post("/segments/{no}/approval-request", response=ApprovalOut, summary="Ask for an approval")
def request_approval(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Asks a second person to approve the segment as it stands; asking twice is asking once."""
    ask_for_approval(segment_of(request, no).no, by=request.user, at=request.at)
    return answer(show_approval(segment_of(request, no)))


@router.post("/segments/{no}/approval", response=ApprovalOut, summary="Approve a segment")
def give_approval(
    request: ApiRequest, no: SegmentNo, body: Annotated[ApprovalIn | None, Given(None)]
) -> HttpResponse:
    """Approves what somebody else asked for; it holds until the segment changes."""
    asked_at = body.asked_at if body is not None else None
    approve_segment(segment_of(request, no).no, asked_at=asked_at, by=request.user, at=request.at)
    return answer(show_approval(segment_of(request, no)))


@router.put("/segments/{no}/waivers/{problem}", response=ApprovalOut, summary="Write all the same")
def write_waiver(
    request: ApiRequest, no: SegmentNo, problem: FindingKey, body: Annotated[WaiverIn, Given()]
) -> HttpResponse:
    """Writes to those whom a finding holds back, for a reason that is kept."""
    waive_problem(segment_of(request, no).no, problem, body.reason, by=request.user, at=request.at)
    return answer(show_approval(segment_of(request, no)))


@router.delete("/segments/{no}/waivers/{problem}", response={204: None}, summary="Hold back again")
def remove_waiver(request: ApiRequest, no: SegmentNo, problem: FindingKey) -> HttpResponse:
    """Holds them back again."""
    hold_back_again(segment_of(request, no).no, problem, by=request.user, at=request.at)
    return empty()


@router.post("/segments/{no}/trial", response={204: None}, summary="Test message to oneself")
def send_trial(
    request: ApiRequest, no: SegmentNo, body: Annotated[TrialIn | None, Given(None)]
) -> HttpResponse:
    """Sends what one line would receive to the user of the key; nothing is logged."""
    line_no = (body or TrialIn()).line_no
    send_trial_of_segment(segment_of(request, no).no, line_no, by=request.user, at=request.at)
    return empty()
