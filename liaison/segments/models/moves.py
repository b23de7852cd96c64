"""Who joined and who left a segment that follows its criteria."""

from __future__ import annotations

from django.db import models

from liaison.contacts.models import Contact
from liaison.segments.models.policy import SegmentChange


class SegmentMove(models.Model):
    """A contact that a refresh brought (`lines` positive) or took out (negative), kept with its `change`.

    When it was and for whom says the change. Kept by the segment's number, as the history is, so that it
    outlives the worksheet (B-3).
    """

    segment_no = models.CharField(max_length=20)
    change = models.ForeignKey(SegmentChange, models.CASCADE, related_name="moves")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    lines = models.IntegerField()

    class Meta:
        db_table = "segment_move"
        indexes = [models.Index(fields=["segment_no", "id"], name="segment_move_of")]

    def __str__(self) -> str:
        return f"{self.segment_no} {self.lines:+d}"
