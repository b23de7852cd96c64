"""The verbs of long work: put it on the list, report how far it is, ask it to stop.

Whoever wants work done calls `queue_job` and defers the task in the same transaction, so that both
exist or neither. The work itself reports through `progress.track`. Every job may run twice: one that
has ended stays ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from liaison.jobs.models import UNFINISHED, Job, JobState
from liaison.kit.sql import execute

log = structlog.get_logger(__name__)

INTERNAL: Mapping[str, Any] = {"errors": [{"field": None, "code": "internal", "message": ""}]}
"""The result of a job that broke: what the requester is told of it."""
KEPT = timedelta(days=30)
"""How long people can look up a job that has ended."""


def queue_job(kind: str, *, total: int | None = None, by: AbstractBaseUser | None, at: datetime) -> Job:
    """A new job of `kind` (e.g. ``contacts.import``); `total` is the number of steps, if known."""
    return Job.objects.create(kind=kind, total=total, created_by_id=by.pk if by else None, created_at=at)


def start_job(job_id: UUID, *, at: datetime) -> bool:
    """The work begins, perhaps again after a killed worker; False: it has ended or may not start."""
    return bool(
        Job.objects.filter(pk=job_id, state__in=UNFINISHED, stop_asked=False).update(
            state=JobState.RUNNING, done=0, started_at=Coalesce(F("started_at"), at), result={}
        )
    )


def advance_job(job_id: UUID, done: int, *, total: int | None = None) -> bool:
    """`done` steps are done; False: somebody asked to stop, or the job is no longer running."""
    changes: dict[str, Any] = {"done": done} if total is None else {"done": done, "total": total}
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING)
    return bool(running.update(**changes)) and not running.filter(stop_asked=True).exists()


def end_job(job_id: UUID, state: JobState, result: Mapping[str, Any], *, done: int, at: datetime) -> None:
    """The work has ended as `state`, with what the requester wants to know; a second end changes nothing."""
    Job.objects.filter(pk=job_id, state__in=UNFINISHED).update(
        state=state, result=dict(result), done=done, finished_at=at
    )


def end_asked(job_id: UUID, *, at: datetime) -> bool:
    """End a job that was asked to stop while its worker was dead; whether it was one."""
    asked = Job.objects.filter(pk=job_id, state=JobState.RUNNING, stop_asked=True)
    return bool(asked.update(state=JobState.STOPPED, result={}, finished_at=at))


def end_left_jobs(*, at: datetime) -> int:
    """End the jobs that no worker will go on with, as the queue gave them up; returns how many.

    They have failed without words, or stopped where that was asked. One statement.
    """
    ended = execute(
        """
        UPDATE job SET state = CASE WHEN stop_asked THEN 'stopped' ELSE 'failed' END,
            result = CASE WHEN stop_asked THEN '{}' ELSE %(result)s END::jsonb, finished_at = %(at)s
        WHERE state IN ('queued', 'running') AND NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs q
            WHERE q.status IN ('todo', 'doing') AND q.args ->> 'job_id' = job.id::text
        )""",
        {"result": json.dumps(INTERNAL), "at": at},
    )
    if ended:
        log.warning("jobs_given_up", count=ended)
    return ended


def stop_jobs(kind: str, *, by: AbstractBaseUser | None, at: datetime) -> int:
    """End the jobs of that kind that wait or were begun, while no worker is at work; returns how many."""
    left = Job.objects.filter(kind=kind, state__in=UNFINISHED)
    stopped = left.update(state=JobState.STOPPED, stop_asked=True, result={}, finished_at=at)
    if stopped:
        log.info("jobs_stopped", kind=kind, count=stopped, by=by.pk if by else None)
    return stopped


def ask_stop(job: Job, *, by: AbstractBaseUser, at: datetime) -> None:
    """Stop a job: at once if it has not begun, else at its next step; one that has ended stays as it is."""
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=JobState.STOPPED, stop_asked=True, finished_at=at
    )
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(stop_asked=True)
    job.refresh_from_db()
    log.info("job_stop_asked", progress=str(job.pk), by=by.pk)


def forget_old_jobs(*, by: AbstractBaseUser | None, at: datetime) -> int:
    """Delete jobs that ended, or were queued and never begun, longer ago than people look back."""
    old = at - KEPT
    gone = Job.objects.filter(Q(finished_at__lt=old) | Q(finished_at=None, created_at__lt=old)).delete()[0]
    log.info("jobs_forgotten", count=gone, by=by.pk if by else None)
    return gone
