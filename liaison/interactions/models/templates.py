"""Groups and templates: the kinds of interaction, described once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liaison.campaigns.models import Campaign
from liaison.contacts.models import CorrespondenceType
from liaison.files.models import StoredFile
from liaison.interactions.models.choices import (
    Channel,
    InformationFlow,
    InitiatedBy,
    Slot,
    Visibility,
    WizardAction,
)
from liaison.kit.history import tracked_rows
from liaison.kit.text import gettext_lazy as _
from liaison.letters.models import DocumentTemplate


@tracked_rows("version")
class InteractionGroup(models.Model):
    """Heading under which templates and entries are totalled."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(_("Active"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "interaction_group"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


@tracked_rows("version")
class InteractionTemplate(models.Model):
    """Reusable description of a kind of interaction: defaults, content, behaviour of the guide."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    group = models.ForeignKey(
        InteractionGroup, models.PROTECT, related_name="templates", verbose_name=_("Interaction group")
    )
    description = models.CharField(_("Description"), max_length=255, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    channel = models.CharField(_("Channel"), max_length=8, choices=Channel, default=Channel.NOTE)
    unit_cost = models.DecimalField(_("Unit cost"), max_digits=14, decimal_places=2, default=0)
    unit_duration_min = models.DecimalField(
        _("Unit duration (min)"), max_digits=10, decimal_places=2, default=0
    )
    information_flow = models.CharField(
        _("Information flow"), max_length=8, choices=InformationFlow, default=InformationFlow.NONE
    )
    initiated_by = models.CharField(
        _("Initiated by"), max_length=4, choices=InitiatedBy, default=InitiatedBy.NONE
    )
    default_correspondence_type = models.CharField(
        _("Default correspondence type"),
        max_length=9,
        choices=CorrespondenceType,
        default=CorrespondenceType.EMAIL,
    )
    ignore_contact_correspondence_type = models.BooleanField(
        _("Ignore contact's correspondence type"), default=False
    )
    default_language = models.CharField(_("Default language"), max_length=10, blank=True)
    wizard_action = models.CharField(
        _("Wizard action"), max_length=6, choices=WizardAction, default=WizardAction.NONE
    )
    document_template = models.ForeignKey(
        DocumentTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Document template"),
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Campaign")
    )
    campaign_target = models.BooleanField(_("Campaign target"), default=False)
    campaign_response = models.BooleanField(_("Campaign response"), default=False)
    visibility = models.CharField(
        _("Visibility"), max_length=8, choices=Visibility, default=Visibility.EVERYONE
    )
    needs_approval = models.BooleanField(_("A second person approves mailings"), default=False)
    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "interaction_template"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="template_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(unit_duration_min__gte=0), name="template_duration_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked_rows("version")
class InteractionTemplateLanguage(models.Model):
    """Variant of a template for one language; a blank language means no particular one (R-INT-20).

    `email_layout` names a layout for the body; with one, `body` is the text inside it.
    """

    template = models.ForeignKey(InteractionTemplate, models.CASCADE, related_name="languages")
    language = models.CharField(_("Language"), max_length=10, blank=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    subject = models.CharField(_("Subject"), max_length=255, blank=True)
    body = models.TextField(_("Text"), blank=True)
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
        db_table = "interaction_template_language"
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="template_language_key")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language}"


@tracked_rows()
class TemplateSlot(models.Model):
    """Which template an event uses, e.g. the one of outgoing calls (R-INT-102)."""

    slot = models.CharField(max_length=20, choices=Slot, unique=True)
    template = models.ForeignKey(InteractionTemplate, models.PROTECT, related_name="slots")

    class Meta:
        db_table = "interaction_template_slot"

    def __str__(self) -> str:
        return self.slot
