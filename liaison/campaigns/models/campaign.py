"""The campaign, and the free list of its statuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.accounts.models import Salesperson
from liaison.kit.history import tracked
from liaison.kit.text import gettext_lazy as _


class CampaignStatus(models.Model):
    """A status that a campaign may name; it orders a board and changes nothing else (R-CMP-8)."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(_("Active"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "campaign_status"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


@tracked("version", "created_at", "created_by", "changed_at", "changed_by", "last_modified_on")
class Campaign(models.Model):
    """An umbrella over segments and interactions; it owns no contacts itself.

    `archived_at` is what happens instead of deleting (B-22). `last_modified_on` is the day of the last
    change (R-CMP-7).
    """

    no = models.CharField(_("No."), max_length=20, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    starting_date = models.DateField(_("Starting date"), null=True, blank=True)
    ending_date = models.DateField(_("Ending date"), null=True, blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("Salesperson"),
    )
    status = models.ForeignKey(
        CampaignStatus,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("Status"),
    )
    dimension_1 = models.CharField(max_length=20, blank=True)
    dimension_2 = models.CharField(max_length=20, blank=True)
    notes = models.TextField(_("Notes"), blank=True)
    last_modified_on = models.DateField()
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "campaign"
        ordering = ["no"]
        constraints = [
            models.CheckConstraint(condition=~Q(no=""), name="campaign_no_given"),
            models.CheckConstraint(
                condition=Q(starting_date=None)
                | Q(ending_date=None)
                | Q(ending_date__gte=F("starting_date")),
                name="campaign_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.no
