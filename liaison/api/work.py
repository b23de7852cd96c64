"""Long work: how far it is, and stopping it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.files import stored_answer
from liaison.api.paging import Paged, list_of, page
from liaison.api.shapes import Out
from liaison.files.queries import stored_file
from liaison.jobs.actions import ask_stop
from liaison.jobs.models import UNFINISHED, Job, JobState
from liaison.jobs.queries import job as job_of
from liaison.jobs.queries import jobs
from liaison.kit.paging import decode_cursor, decode_moment, encode_cursor, refuse_cursor

router = Router(tags=["Jobs"])

JobId = Annotated[UUID, Path(description="What the request that started the work answered.")]


class JobOut(Out):
    """One piece of long work."""

    job: str
    kind: str
    state: JobState
    done: Annotated[int, Field(description="Steps done.")]
    total: Annotated[int | None, Field(description="Steps in all, when known.")]
    created_at: InstantOut
    started_at: InstantOut | None
    finished_at: InstantOut | None
    result: dict[str, Any]


def show_job(job: Job) -> dict[str, Any]:
    """A job as JSON."""
    return {
        "job": str(job.pk),
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "result": job.result,
    }


@router.get("/jobs", response=list_of(JobOut), summary="List long work")
def list_jobs(request: ApiRequest, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists your jobs of the last 30 days, the newest first."""
    found = jobs(request.user)
    following = found
    if query.cursor:
        moment, pk = _after(query.cursor)
        following = found.filter(created_at__lte=moment).exclude(created_at=moment, pk__gte=pk)
    rows = list(following[: query.limit + 1])
    shown = rows[: query.limit]
    more = (
        encode_cursor(shown[-1].created_at.isoformat(), str(shown[-1].pk)) if len(rows) > len(shown) else None
    )
    return answer(page(shown, show_job, cursor=more, count=found.count if query.count else None))


@router.get("/jobs/{job_id}", response=JobOut, summary="How far long work is")
def read_job(request: ApiRequest, job_id: JobId) -> HttpResponse:
    """Shows a job of yours."""
    return answer(show_job(job_of(request.user, job_id)))


@router.delete("/jobs/{job_id}", response=JobOut, summary="Stop long work")
def stop_job(request: ApiRequest, job_id: JobId) -> HttpResponse:
    """Asks a job of yours to stop at its next step; one that has ended stays as it is."""
    job = job_of(request.user, job_id)
    ask_stop(job, by=request.user, at=request.at)
    return answer(show_job(job))


def file_of_job(request: ApiRequest, job_id: UUID, kind: str) -> HttpResponseBase:
    """The file that a job of that kind has made; 409 while it is made, 404 once its day is over."""
    job = job_of(request.user, job_id)
    if job.kind != kind:
        raise Problem(404, NOT_FOUND)
    if job.state in UNFINISHED:
        raise Problem(409, _("The file is not made yet."), code="not_made")
    stored = stored_file(int(job.result.get("file", 0)))
    if job.state != JobState.SUCCEEDED or stored is None:
        raise Problem(404, NOT_FOUND)
    return stored_answer(request, stored, str(job.result["name"]))


def _after(cursor: str) -> tuple[datetime, UUID]:
    moment, pk = decode_cursor(cursor, str, str)
    try:
        return decode_moment(moment), UUID(pk)
    except ValueError:
        refuse_cursor()
