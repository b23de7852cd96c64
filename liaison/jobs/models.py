"""What people see of long work: state, progress and result."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liaison.kit.text import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
"""While a job stands there it can still end well."""


class Job(models.Model):
    """Progress of one piece of long work; the queue itself belongs to procrastinate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=50)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "job"
        indexes = [models.Index(fields=["created_by", "-created_at"], name="job_by_user")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
