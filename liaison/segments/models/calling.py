"""Who calls through a segment at this moment."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from liaison.segments.models.segment import Segment


class OpenCall(models.Model):
    """The line of a segment whose call page somebody opened last: one row for each caller."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    line_no = models.BigIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "segment_open_call"
        constraints = [models.UniqueConstraint(fields=["segment", "user"], name="segment_open_call_key")]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.line_no}"
