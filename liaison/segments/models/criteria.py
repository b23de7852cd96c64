"""How a segment was selected: its steps, and steps that somebody saved under a name.

The filters of a step stand in one JSON list in the form that `stored.py` reads and writes: a step is
always read, shown and evaluated as a whole.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from liaison.contacts.models import Contact
from liaison.kit.text import gettext_lazy as _
from liaison.segments.models.segment import Segment


class Action(models.TextChoices):
    """What a step does with the contacts that match."""

    ADD = "add", _("Add")
    REDUCE = "reduce", _("Reduce")
    REFINE = "refine", _("Refine")


class StepKind(models.TextChoices):
    """Where a step comes from: filters, a line entered or taken out by hand, a logged segment used again."""

    CRITERIA = "criteria", _("Criteria")
    HAND = "hand", _("By hand")
    REUSE = "reuse", _("Logged segment")


class _Step(models.Model):
    """An action with its options and filters; `filters` is empty when every contact matches."""

    position = models.PositiveIntegerField()
    action = models.CharField(max_length=6, choices=Action)
    kind = models.CharField(max_length=8, choices=StepKind, default=StepKind.CRITERIA)
    filters = models.JSONField(default=list)
    allow_existing = models.BooleanField(default=False)
    expand_companies = models.BooleanField(default=False)
    allow_related_companies = models.BooleanField(default=False)
    ignore_exclusion = models.BooleanField(default=False)
    entire_companies = models.BooleanField(default=False)

    class Meta:
        abstract = True


class SegmentStep(_Step):
    """One selection action of a segment, and how many contacts it matched and lines it changed."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="steps")
    active = models.BooleanField(default=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    matched_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "segment_step"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "position"], name="segment_step_key", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.action}"


class StepTakenOut(models.Model):
    """Whom a step by hand took out, and how many lines of them: what the step does when it runs again.

    The lines themselves forget it when the step, or the one that brought them, is switched off.
    """

    step = models.ForeignKey(SegmentStep, models.CASCADE, related_name="taken_out", db_index=False)
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    lines = models.PositiveIntegerField()

    class Meta:
        db_table = "segment_step_taken_out"
        constraints = [models.UniqueConstraint(fields=["step", "contact"], name="segment_step_taken_out_key")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.contact_id}"


class SavedCriteria(models.Model):
    """Steps under a name, to be replayed in other segments (R-SEG-84)."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saved_criteria"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class SavedCriteriaStep(_Step):
    """One step of saved criteria, with its options and filters."""

    saved_criteria = models.ForeignKey(SavedCriteria, models.CASCADE, related_name="steps")

    class Meta:
        db_table = "saved_criteria_step"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["saved_criteria", "position"], name="saved_criteria_step_key")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.action}"
