"""Reading jobs: each person sees their own. And which workers live."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from liaison.jobs.models import Job
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
