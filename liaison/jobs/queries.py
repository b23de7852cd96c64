"""Reading jobs: each person sees their own."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from liaison.jobs.models import Job


def job(viewer: AbstractBaseUser, job_id: UUID) -> Job:
    """The viewer's job; raises `Job.DoesNotExist` for anybody else's."""
    return jobs(viewer).get(pk=job_id)


def jobs(viewer: AbstractBaseUser) -> QuerySet[Job]:
    """The viewer's jobs, newest first."""
    return Job.objects.filter(created_by_id=viewer.pk).order_by("-created_at", "-id")
