"""Logging a segment: what stands in the way, the logging itself, and what it leaves behind."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.actions import queue_logging
from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.campaigns import DeletedOut, SwitchedOut
from liaison.api.deletions import Counted
from liaison.api.entries import DayOut, InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.paging import Paged, by_number, list_of
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Code, Flag, Given, Instant, Named, Out, QueryFlag, QueryNumber, Shape, Whole
from liaison.interactions.actions.headings import (
    delete_canceled_segments,
    keep_counts,
    switch_logged_segments,
)
from liaison.interactions.models import LoggedSegment
from liaison.interactions.queries.headings import logged_segment, logged_segment_counts, logged_segments
from liaison.kit.errors import Refusal, Refused
from liaison.segments.actions import apply_remedy, undo_logging
from liaison.segments.queries.readiness import Finding, Readiness, readiness

router = Router(tags=["Segments"])

LoggedNo = Annotated[QueryNumber, Path(description="Number of the logged segment.")]


class LoggingIn(Shape):
    """How a segment is logged."""

    send: Annotated[Flag, Field(description="Send e-mails and queue letters.")] = False
    start_at: Annotated[
        Instant | None,
        Field(description="When the sending begins, with `send`; the logging is done at once."),
    ] = None
    follow_up: Annotated[Flag, Field(description="Make a new segment with the same contacts.")] = False
    most: Annotated[
        Whole | None, Field(description="With more messages than that nothing is logged nor sent.")
    ] = None


class RemedyIn(Shape):
    """What to do about a finding of the readiness."""

    problem: Annotated[Code, Field(description="Its `key`.")]
    remedy: Annotated[Code, Field(description="One of its `remedies`.")]
    salesperson: Annotated[Code, Field(description="For `set_salesperson`.")] = ""


class RemediedOut(Out):
    """How many lines changed."""

    changed: int


class QueuedOut(Out):
    """The job that does it."""

    job: str


class ReadinessQuery(Shape):
    """Whether documents are to be sent."""

    send: Annotated[QueryFlag, Field(description="False: only what matters for recording.")] = True


class RefusalOut(Out):
    """Something about the segment itself."""

    code: str
    field: str
    message: str


class LineSampleOut(Out):
    """A line that has the problem."""

    line_no: int
    contact: str
    contact_name: str


class FindingOut(Out):
    """A problem that some lines have; a `warning` does not stop the logging."""

    key: str
    code: str
    message: str
    warning: bool
    count: int
    waived: Annotated[
        str | None,
        Field(description="Why these contacts are written to all the same; null where nobody said so."),
    ]
    remedies: list[str]
    samples: Annotated[list[LineSampleOut], Field(description="The first ten.")]


class ReadinessOut(Out):
    """What stands in the way of logging, and what would go out."""

    ready: bool
    lines: int
    emails: int
    letters: int
    recorded: Annotated[int, Field(description="Without a document.")]
    refusals: list[RefusalOut]
    findings: list[FindingOut]


class LoggedSegmentOut(Out):
    """What a logged segment leaves behind."""

    entry_no: int
    segment_no: str
    description: str
    creation_date: DayOut
    created_at: InstantOut
    user: str | None
    canceled: bool
    sending: bool
    line_count: Annotated[int, Field(description="Interactions that were logged.")]
    interaction_count: Annotated[int, Field(description="In the same state of cancellation.")]
    campaign_entry_count: Annotated[int, Field(description="In the same state of cancellation.")]


class LoggedSegmentDetailOut(LoggedSegmentOut):
    """A logged segment with what became of its interactions."""

    deliveries: Annotated[dict[str, int], Field(description="Interactions by delivery status.")]


class LoggedQuery(Paged):
    """Filters of the logged segments."""

    segment_no: Named = ""


class CanceledQuery(Counted):
    """Which of the cancelled logged segments; without filters all of them."""

    segment_no: Named | None = None
    entry_no: QueryNumber | None = None


def show_logged(logged: Any, interactions: int | None = None) -> dict[str, Any]:
    """A logged segment as JSON; those of a list know how many `interactions` they have."""
    return {
        "entry_no": logged.entry_no,
        "segment_no": logged.segment_no,
        "description": logged.description,
        "creation_date": logged.created_on,
        "created_at": logged.created_at,
        "user": logged.user.username if logged.user else None,
        "canceled": logged.canceled,
        "sending": logged.sending,
        "line_count": logged.line_count,
        "interaction_count": logged.interaction_count if interactions is None else interactions,
        "campaign_entry_count": logged.campaign_entry_count,
    }


def show_readiness(found: Readiness) -> dict[str, Any]:
    """What stands in the way as JSON."""
    return {
        "ready": found.ready,
        "lines": found.lines,
        "emails": found.emails,
        "letters": found.letters,
        "recorded": found.recorded,
        "refusals": [
            {"code": one.code, "field": one.field or "", "message": one.message} for one in found.head
        ],
        "findings": [_finding(one) for one in found.findings],
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "key": found.problem.key,
        "code": found.problem.code,
        "message": found.problem.words,
        "warning": found.problem.warning,
        "count": found.count,
        "waived": found.waived or None,
        "remedies": list(found.problem.remedies),
        "samples": [
            {"line_no": one.line_no, "contact": one.contact_no, "contact_name": one.contact_name}
            for one in found.samples
        ],
    }


@router.get("/segments/{no}/readiness", response=ReadinessOut, summary="What stands in the way of logging")
def read_readiness(
    request: ApiRequest, no: SegmentNo, query: Annotated[ReadinessQuery, Query()]
) -> HttpResponse:
    """Lists everything that stands in the way of logging, with the remedies there are."""
    return answer(show_readiness(readiness(request.user, segment_of(request, no), send=query.send)))


@router.post("/segments/{no}/remedies", response=RemediedOut, summary="Mend what stands in the way")
def remedy_segment(request: ApiRequest, no: SegmentNo, body: Annotated[RemedyIn, Given()]) -> HttpResponse:
    """Mends one finding of the readiness on all lines that have it."""
    changed = apply_remedy(
        segment_of(request, no).no,
        body.problem,
        body.remedy,
        salesperson=body.salesperson,
        by=request.user,
        at=request.at,
    )
    return answer({"changed": changed})


@router.post("/segments/{no}/logging", response={202: QueuedOut}, summary="Log a segment")
def log_segment_lines(
    request: ApiRequest, no: SegmentNo, body: Annotated[LoggingIn | None, Given(None)]
) -> HttpResponse:
    """Turns every line into an interaction; the job's result names the logged segment."""
    wanted = body or LoggingIn()
    if wanted.start_at is not None and not wanted.send:
        words = _("Without “send” nothing begins: give that as well, or leave the start out.")
        raise Refused(Refusal(words, field="start_at"))
    job = queue_logging(
        segment_of(request, no).no,
        send=wanted.send,
        starts_at=wanted.start_at,
        follow_up=wanted.follow_up,
        most=wanted.most,
        by=request.user,
        at=request.at,
    )
    return answer({"job": str(job.pk)}, status=202, location=f"/api/v1/jobs/{job.pk}")


@router.get("/logged-segments", response=list_of(LoggedSegmentOut), summary="List logged segments")
def list_logged_segments(request: ApiRequest, query: Annotated[LoggedQuery, Query()]) -> HttpResponse:
    """Lists logged segments, the newest first."""
    found = logged_segments(request.user, segment_no=query.segment_no.upper(), counted=True)
    return answer(by_number(found, query, show_logged))


@router.delete("/logged-segments/canceled", response=DeletedOut, summary="Delete cancelled logged segments")
def remove_canceled_segments(request: ApiRequest, query: Annotated[CanceledQuery, Query()]) -> HttpResponse:
    """Deletes cancelled logged segments; their interactions stay, cancelled and no longer linked."""
    deleted = delete_canceled_segments(
        segment_no=(query.segment_no or "").upper(),
        entry_no=query.entry_no,
        shown=query.expected,
        dry_run=query.dry_run,
        by=request.user,
        at=request.at,
    )
    return answer({"deleted": deleted, "dry_run": query.dry_run})


@router.get("/logged-segments/{no}", response=LoggedSegmentDetailOut, summary="One logged segment")
def read_logged_segment(request: ApiRequest, no: LoggedNo) -> HttpResponse:
    """Shows a logged segment and what became of its interactions."""
    logged = logged_of(request, no)
    counts = logged_segment_counts(request.user, logged)
    keep_counts(logged, counts, by=request.user, at=request.at)  # a GET may write that much
    return answer({**show_logged(logged, counts.interactions), "deliveries": counts.deliveries})


@router.post("/logged-segments/{no}/cancellation", response=SwitchedOut, summary="Cancel a logged segment")
def cancel_logged_segment(request: ApiRequest, no: LoggedNo) -> HttpResponse:
    """Cancels a logged segment with its campaign entries and interactions; a cancelled one stays so."""
    return _switched(request, no, canceled=True)


@router.delete(
    "/logged-segments/{no}/cancellation", response=SwitchedOut, summary="Reinstate a logged segment"
)
def reinstate_logged_segment(request: ApiRequest, no: LoggedNo) -> HttpResponse:
    """Reinstates a logged segment with what was cancelled with it."""
    return _switched(request, no, canceled=False)


class UndoneOut(Out):
    """The segment that is open again."""

    segment: str


@router.delete("/logged-segments/{no}", response=UndoneOut, summary="Undo a logging")
def undo_logged_segment(request: ApiRequest, no: LoggedNo) -> HttpResponse:
    """Takes a logging back: the segment is open again as it was.

    For two days, as long as nothing was sent and nobody worked on its interactions; afterwards it can be
    cancelled.
    """
    return answer({"segment": undo_logging(no, by=request.user, at=request.at).no})


def logged_of(request: ApiRequest, no: int) -> LoggedSegment:
    """The logged segment of this number; 404 without."""
    found = logged_segment(request.user, no)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found


def _switched(request: ApiRequest, no: int, *, canceled: bool) -> HttpResponse:
    logged = logged_of(request, no)
    switch_logged_segments([logged.entry_no], canceled=canceled, by=request.user, at=request.at)
    return answer({"canceled": canceled})
