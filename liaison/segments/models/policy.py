"""What the house has decided about messages to many, and who changed what on a segment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.contacts.models import MailingGroup
from liaison.kit.text import gettext_lazy as _


class Policy(models.Model):
    """The one row of the manners: how often, whom rather not, and from when a second person looks.

    A contact that was written to `cap_messages` times within `cap_days` days is held back, and so is
    who belongs to the quiet list; both can be waived with a reason (B-5). More messages than
    `approval_above` wait for a second person (B-18). `control_addresses` are e-mail addresses of the
    house that get every mailing before the contacts do (B-10). Empty: no such rule.
    """

    ONLY = 1

    cap_messages = models.PositiveSmallIntegerField(_("Messages"), null=True, blank=True)
    cap_days = models.PositiveSmallIntegerField(_("Days"), null=True, blank=True)
    quiet_group = models.ForeignKey(
        MailingGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Quiet list"),
    )
    approval_above = models.PositiveIntegerField(_("Approval above"), null=True, blank=True)
    control_addresses = models.JSONField(_("Control addresses"), default=list, blank=True)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "segment_policy"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="segment_policy_only_one"),
            models.CheckConstraint(
                condition=Q(cap_messages=None, cap_days=None) | Q(cap_messages__gte=1, cap_days__gte=1),
                name="segment_policy_cap_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cap_messages}/{self.cap_days}"

    @property
    def capped(self) -> bool:
        """Whether somebody counts the messages at all."""
        return self.cap_messages is not None and self.cap_days is not None


class ChangeKind(models.TextChoices):
    """What somebody did with a segment."""

    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    TEMPLATE = "template", _("Interaction template")
    TEXT = "text", _("Text")
    SELECTED = "selected", _("Selection")
    LINES = "lines", _("Lines")
    WAIVED = "waived", _("Held back no more")
    ASKED = "asked", _("Approval asked for")
    APPROVED = "approved", _("Approved")


class SegmentChange(models.Model):
    """One line of the history of a segment: who did what, when and why (B-18).

    Kept by the segment's number, so that it outlives the worksheet. `old` and `new` hold the values that
    changed, `count` how many lines it was about.
    """

    segment_no = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=ChangeKind)
    what = models.CharField(max_length=255, blank=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    count = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "segment_change"
        indexes = [models.Index(fields=["segment_no", "id"], name="segment_change_of")]

    def __str__(self) -> str:
        return f"{self.segment_no} {self.kind}"
