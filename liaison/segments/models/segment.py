"""The worksheet: a segment, its lines and its languages."""
# ruff: noqa: DJ001 - an empty column of a line follows the segment, an empty text is the line's own

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.accounts.models import Salesperson
from liaison.campaigns.models import Campaign
from liaison.contacts.models import AlternativeAddress, Contact, CorrespondenceType
from liaison.files.models import StoredFile
from liaison.interactions.models import (
    Evaluation,
    InformationFlow,
    InitiatedBy,
    InteractionGroup,
    InteractionTemplate,
)
from liaison.kit.text import gettext_lazy as _
from liaison.letters.models import DocumentTemplate


def _points_at(to: Any, on_delete: Any = models.PROTECT) -> Any:
    """A reference of a line that the verb checks: the database would check it a hundred thousand times."""
    return models.ForeignKey(to, on_delete, null=True, related_name="+", db_constraint=False, db_index=False)


class Segment(models.Model):
    """Contacts chosen for one planned interaction; its values are the defaults of its lines.

    `occurred_on` with `occurred_time` is when the interaction takes place (company's time zone).
    With `follows_criteria` the lines are worked out anew every night, when the segment is logged and when
    somebody asks for it, last at `refreshed_at` (B-3).
    `line_count` is kept by the verbs, under the lock of this row. `logged_as` is the number of the
    logged segment: nobody sees the worksheet any more, but the logging can be undone until it is
    forgotten (B-17). `waived` has the reasons why contacts of a soft problem are written to all the
    same, by problem (B-5). An approval holds until somebody changes anything (B-18).
    """

    no = models.CharField(_("No."), max_length=20)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="segments", verbose_name=_("Campaign")
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("Salesperson"),
    )
    template = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("Interaction template"),
    )
    group = models.ForeignKey(InteractionGroup, models.PROTECT, null=True, blank=True, related_name="+")
    occurred_on = models.DateField(_("Date"))
    occurred_time = models.TimeField(_("Time"), null=True, blank=True)
    correspondence_type = models.CharField(
        _("Correspondence type"), max_length=9, choices=CorrespondenceType, default=CorrespondenceType.NONE
    )
    ignore_contact_type = models.BooleanField(_("Ignore contact's correspondence type"), default=False)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    subject = models.CharField(_("Subject"), max_length=255, blank=True)
    cost = models.DecimalField(_("Cost"), max_digits=14, decimal_places=2, default=0)
    duration_min = models.DecimalField(_("Duration (min)"), max_digits=10, decimal_places=2, default=0)
    information_flow = models.CharField(
        _("Information flow"), max_length=8, choices=InformationFlow, default=InformationFlow.NONE
    )
    initiated_by = models.CharField(
        _("Initiated by"), max_length=4, choices=InitiatedBy, default=InitiatedBy.NONE
    )
    campaign_target = models.BooleanField(_("Campaign target"), default=False)
    campaign_response = models.BooleanField(_("Campaign response"), default=False)
    document_template = models.ForeignKey(
        DocumentTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Document template"),
    )
    document_as_attachment = models.BooleanField(default=False)
    follows_criteria = models.BooleanField(_("Follow the criteria"), default=False)
    refreshed_at = models.DateTimeField(null=True)
    line_count = models.PositiveIntegerField(default=0)
    logged_as = models.PositiveBigIntegerField(null=True)
    waived = models.JSONField(default=dict)
    approval_asked_at = models.DateTimeField(null=True)
    approval_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "segment"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["no"], name="segment_no", condition=Q(logged_as=None)),
            models.CheckConstraint(condition=~Q(no=""), name="segment_no_given"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="segment_cost_not_negative"),
            models.CheckConstraint(condition=Q(duration_min__gte=0), name="segment_duration_not_negative"),
        ]

    def __str__(self) -> str:
        return self.no


class SegmentLine(models.Model):
    """One contact of a segment, and only what differs from the segment: an empty column follows it.

    `step` brought the line, `removed_by` took it out; a line that was taken out stays for going back.
    `personalized` says that at least one column is the line's own; `content_id` is the number its own text
    will have in the log, taken while logging. The database checks the contacts of a statement as a set; the
    verb checks each distinct value of the other columns once. A campaign, salesperson, document template
    or alternative address of 0 is none: the segment or the contact has one, the line has not; so is the last
    microsecond of a day as time.
    """

    segment = models.ForeignKey(
        Segment, models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    line_no = models.BigIntegerField()
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="segment_lines", db_constraint=False, db_index=False
    )
    step = _points_at("segments.SegmentStep", models.DO_NOTHING)
    removed_by = _points_at("segments.SegmentStep", models.DO_NOTHING)
    personalized = models.BooleanField(default=False)
    content_id = models.BigIntegerField(null=True)
    template = _points_at(InteractionTemplate)
    language = models.CharField(max_length=10, null=True)
    correspondence_type = models.CharField(max_length=9, choices=CorrespondenceType, null=True)
    description = models.CharField(max_length=255, null=True)
    subject = models.CharField(max_length=255, null=True)
    body = models.TextField(null=True)
    body_text = models.TextField(null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    duration_min = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    occurred_on = models.DateField(null=True)
    occurred_time = models.TimeField(null=True)
    salesperson = _points_at(Salesperson)
    campaign = _points_at(Campaign)
    campaign_target = models.BooleanField(null=True)
    campaign_response = models.BooleanField(null=True)
    information_flow = models.CharField(max_length=8, choices=InformationFlow, null=True)
    initiated_by = models.CharField(max_length=4, choices=InitiatedBy, null=True)
    evaluation = models.CharField(max_length=13, choices=Evaluation, null=True)
    attempt_failed = models.BooleanField(null=True)
    alternative_address = _points_at(AlternativeAddress, models.DO_NOTHING)  # refused by the listener
    contact_via = models.CharField(max_length=255, null=True)
    document_template = _points_at(DocumentTemplate)
    document_as_attachment = models.BooleanField(null=True)

    class Meta:
        db_table = "segment_line"
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__gte=0) | Q(cost=None), name="segment_line_cost_not_negative"
            ),
        ]
        indexes = [
            models.Index(
                fields=["segment", "line_no"], name="segment_line_live", condition=Q(removed_by__isnull=True)
            ),
            models.Index(
                fields=["segment", "contact"],
                name="segment_line_contact",
                condition=Q(removed_by__isnull=True),
            ),
            models.Index(fields=["contact"], name="segment_line_of_contact"),
            models.Index(
                fields=["removed_by"], name="segment_line_removed", condition=Q(removed_by__isnull=False)
            ),
            models.Index(
                fields=["segment", "line_no"], name="segment_line_own", condition=Q(personalized=True)
            ),
            models.Index(
                fields=["campaign"], name="segment_line_campaign", condition=Q(campaign__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.line_no}"


OVERRIDES = (
    "template", "language", "correspondence_type", "description", "subject", "body", "cost", "duration_min",
    "occurred_on", "occurred_time", "salesperson", "campaign", "campaign_target", "campaign_response",
    "information_flow", "initiated_by", "evaluation", "attempt_failed", "alternative_address", "contact_via",
    "document_template", "document_as_attachment",
)  # fmt: skip
"""The values of a line that may differ from its segment."""
COLUMNS: dict[str, str] = {
    one.name: str(one.column) for one in SegmentLine._meta.concrete_fields if one.name in OVERRIDES
}
"""The column of each of them."""


class SegmentLanguage(models.Model):
    """What a segment says in one language; with a `line`, what only this line says (its id, no key)."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="languages")
    line = models.BigIntegerField(null=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    subject = models.CharField(_("Subject"), max_length=255, blank=True)
    body = models.TextField(_("Text"), blank=True)
    body_text = models.TextField(blank=True)
    email_layout = models.CharField(_("E-mail layout"), max_length=30, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("File name"), max_length=255, blank=True)
    document_template = models.ForeignKey(
        DocumentTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Document template"),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "segment_language"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "line", "language"], name="segment_language_key", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.language}"
