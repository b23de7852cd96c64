"""What many entries have in common: the segment that was logged, the campaign they worked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.accounts.models import Salesperson
from liaison.campaigns.models import Campaign
from liaison.kit.text import gettext_lazy as _


class LoggedSegment(models.Model):
    """What a logged segment leaves behind; `entry_no` is the number people see, without gaps."""

    entry_no = models.PositiveBigIntegerField(unique=True)
    segment_no = models.CharField(max_length=20)
    description = models.CharField(max_length=255, blank=True)
    created_on = models.DateField()
    created_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    canceled = models.BooleanField(_("Cancelled"), default=False)
    line_count = models.PositiveIntegerField(default=0)
    sending = models.BooleanField(default=False)
    counted = models.JSONField(null=True)
    """What was counted of its entries once nothing was on its way any more, see `LoggedChange`."""

    class Meta:
        db_table = "interaction_logged_segment"
        ordering = ["-entry_no"]
        constraints = [models.UniqueConstraint(fields=["segment_no"], name="logged_segment_once")]

    def __str__(self) -> str:
        return str(self.entry_no)


class LoggedChange(models.Model):
    """An entry of a logged segment became something else after it had come to its end, or is gone.

    The database writes it down, once in a transaction and once more where it is `of_number`: what was counted
    holds while there are as many of these as there were then. They are only ever added, so that nobody waits
    for anybody.
    """

    logged_segment = models.BigIntegerField(db_index=True)
    of_number = models.BooleanField(default=True, db_default=True)
    """Whether it may change how many there are in the same state: what comes back from a mailing does not."""

    class Meta:
        db_table = "interaction_logged_change"
        indexes = [
            models.Index(
                fields=["logged_segment"], name="logged_change_of_number", condition=Q(of_number=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.logged_segment)


class CampaignEntry(models.Model):
    """What one segment, or one kind of document, did for a campaign (R-CMP-10).

    `canceled_with_segment` remembers that the cancelling of the logged segment brought it along, so
    that only this is taken back with it (R-SEG-121).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="entries")
    description = models.CharField(max_length=255, blank=True)
    date = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    segment_no = models.CharField(max_length=20, blank=True)
    document_type = models.CharField(max_length=20, blank=True)
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, related_name="+")
    logged_segment = models.ForeignKey(
        LoggedSegment, models.SET_NULL, null=True, related_name="campaign_entries"
    )
    canceled = models.BooleanField(_("Cancelled"), default=False)
    canceled_with_segment = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "interaction_campaign_entry"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "document_type", "segment_no"],
                condition=Q(canceled=False),
                name="campaign_entry_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
