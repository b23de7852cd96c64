"""Reading jobs: each person sees their own. And which workers live."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from liaison.jobs.models import UNFINISHED, Job
from liaison.kit.sql import rows

SILENT_AFTER = timedelta(seconds=30)
"""A worker that was not heard of for so long counts as dead; it says every few seconds that it lives."""


def job(viewer: AbstractBaseUser, job_id: UUID) -> Job:
    """The viewer's job; raises `Job.DoesNotExist` for anybody else's."""
    return jobs(viewer).get(pk=job_id)


def jobs(viewer: AbstractBaseUser) -> QuerySet[Job]:
    """The viewer's jobs, newest first."""
    return Job.objects.filter(created_by_id=viewer.pk).order_by("-created_at", "-id")


def living_workers() -> list[int]:
    """The workers of the queue that were heard of lately, by the clock of the database; one statement."""
    found = rows(
        "SELECT id FROM procrastinate_workers WHERE last_heartbeat >= now() - %(silent)s::interval",
        {"silent": SILENT_AFTER},
    )
    return [int(number) for (number,) in found]


def going_on(viewer: AbstractBaseUser, task: str, order: Mapping[str, Any], *, total: int) -> Job | None:
    """The viewer's job that waits or runs for the same order to a task of the queue; two statements.

    `order` is what the task was given, but for the job itself, and `total` the number of steps. One that
    was asked to stop is none.
    """
    found = rows(
        """
        SELECT args ->> 'job_id' FROM procrastinate_jobs
        WHERE task_name = %(task)s AND status IN ('todo', 'doing') AND args @> %(order)s::jsonb""",
        {"task": task, "order": json.dumps(order)},
    )
    mine = jobs(viewer).filter(pk__in=[job_id for (job_id,) in found], total=total, stop_asked=False)
    return mine.filter(state__in=UNFINISHED).first()
