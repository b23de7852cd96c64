"""The sending of a logged segment: how far it is, and who holds it up."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.logged_segments import LoggedNo, logged_of
from liaison.api.shapes import Given, Instant, Out, Shape
from liaison.delivery.actions import pause_run, resend_failed, resume_run, start_run, stop_run
from liaison.delivery.models import RunState
from liaison.delivery.queries import RunProgress, faults_of, run_of, runs_to_start

router = Router(tags=["Deliveries"])


class RunIn(Shape):
    """What becomes of the sending."""

    state: Annotated[
        Literal["running", "paused", "stopped"] | None,
        Field(description="`stopped` takes what waits off the list; `running` brings it back."),
    ] = None
    start_at: Annotated[Instant | None, Field(description="When it begins; with or for `running`.")] = None


class FaultOut(Out):
    """A reason why deliveries failed, without the addresses in it."""

    reason: str
    count: int


class RunOut(Out):
    """How far the sending is; the figures come from one row whatever the size."""

    state: RunState
    start_at: InstantOut
    total: int
    sent: int
    failed: int
    stopped: int
    left: Annotated[int, Field(description="Those that wait or are being sent.")]
    per_minute: Annotated[int, Field(description="The present rate.")]
    remaining_seconds: Annotated[int | None, Field(description="At that rate; null: nobody can tell.")]
    quiet_until: Annotated[InstantOut | None, Field(description="E-mails rest until then.")]
    finished_at: InstantOut | None
    faults: Annotated[list[FaultOut], Field(description="The ten most frequent.")]


@router.get("/logged-segments/{no}/delivery", response=RunOut, summary="How far the sending is")
def read_run(request: ApiRequest, no: LoggedNo) -> HttpResponse:
    """Shows the sending that goes on, else the last; 404 when it was logged without sending."""
    return _shown(request, no)


@router.patch("/logged-segments/{no}/delivery", response=RunOut, summary="Pause, resume, stop or start")
def change_run(request: ApiRequest, no: LoggedNo, body: Annotated[RunIn, Given()]) -> HttpResponse:
    """Changes the state of the sending that is shown; what is so already stays so.

    When none goes on, `running` brings back the last of which something was stopped.
    """
    shown = _run(request, no)
    run = shown.run
    if not shown.is_open and (body.state == "running" or body.start_at is not None):
        stopped = runs_to_start(request.user, logged_of(request, no).pk, at=request.at)
        run = stopped[0].run if stopped else run
    if body.state == "paused":
        pause_run(run.pk, by=request.user, at=request.at)
    elif body.state == "stopped":
        stop_run(run.pk, by=request.user, at=request.at)
    elif body.state == "running" and body.start_at is None and run.state == RunState.PAUSED:
        resume_run(run.pk, by=request.user, at=request.at)
    elif body.state == "running" or body.start_at is not None:
        start_run(run.pk, body.start_at, by=request.user, at=request.at)
    return _shown(request, no)


@router.post(
    "/logged-segments/{no}/resend", response={201: RunOut}, summary="Send what failed of a segment again"
)
def resend_run(request: ApiRequest, no: LoggedNo) -> HttpResponse:
    """Sends what failed again as it was, as a sending of its own, once none goes on."""
    resend_failed(logged_of(request, no).pk, by=request.user, at=request.at)
    return _shown(request, no, status=201)


def _run(request: ApiRequest, no: int) -> RunProgress:
    found = run_of(request.user, logged_of(request, no).pk, at=request.at)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found


def _shown(request: ApiRequest, no: int, status: int = 200) -> HttpResponse:
    found = _run(request, no)
    faults = faults_of(request.user, found.run) if found.run.failed else []
    return answer(
        {**show_run(found), "faults": [{"reason": one.words, "count": one.count} for one in faults]},
        status=status,
    )


def show_run(found: RunProgress) -> dict[str, Any]:
    """A sending as JSON, without its faults."""
    run = found.run
    return {
        "state": run.state,
        "start_at": run.starts_at,
        "total": run.total,
        "sent": run.sent,
        "failed": run.failed,
        "stopped": run.stopped,
        "left": run.left,
        "per_minute": round(found.rate),
        "remaining_seconds": round(found.remaining.total_seconds()) if found.remaining is not None else None,
        "quiet_until": found.quiet_until,
        "finished_at": run.finished_at,
    }
