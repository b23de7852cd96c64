"""The log itself: narrow entries that point at what was said."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from liaison.accounts.models import Salesperson, Team
from liaison.campaigns.models import Campaign
from liaison.contacts.models import AlternativeAddress, Contact, CorrespondenceType
from liaison.files.models import StoredFile
from liaison.interactions.models.choices import (
    Channel,
    DeliveryStatus,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    ParticipantRole,
    Visibility,
)
from liaison.interactions.models.headings import CampaignEntry, LoggedSegment
from liaison.interactions.models.templates import InteractionGroup, InteractionTemplate
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import made_of
from liaison.letters.models import DocumentTemplate


class Content(models.Model):
    """What was said or sent; shared by all entries of a segment, never changed once used.

    `body` is cleaned HTML, `body_text` the same as plain text for search and excerpts. `email_layout` is what
    is put around it in an e-mail, whatever becomes of the template (R-INT-132): empty for none, null for
    contents of a time when it was not kept, which go out as the template says.
    """

    occurred_at = models.DateTimeField()
    language = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    description = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    body_text = models.TextField(blank=True)
    email_layout = models.CharField(max_length=30, null=True)  # noqa: DJ001 - empty is none, null not known
    search = models.GeneratedField(
        expression=Func(
            F("language"), F("subject"), F("description"), F("body_text"), function="liaison_search"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        db_table = "interaction_content"
        indexes = [
            GinIndex(fields=["search"], name="content_search", fastupdate=False),
            models.Index(fields=["occurred_at", "id"], name="content_newest"),
        ]

    def __str__(self) -> str:
        return self.description


class ContentFile(models.Model):
    """A file that belongs to a content, under the name people know it by.

    `from_template` is the Word file that a document template had when the content was logged: it is filled
    for each contact, whatever becomes of the template (R-INT-132). A content has one at most.
    """

    content = models.ForeignKey(Content, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField(default=0)
    from_template = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "interaction_content_file"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One row of the log; its `id` is the entry number people see (R-INT-84).

    The database checks the contacts of a statement as a set, and the verb each distinct value of the
    other columns once, which is what lets a hundred thousand entries be written in one statement.
    """

    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    company = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    occurred_at = models.DateTimeField(_("Date"))
    occurred_on = models.DateField()
    content = models.ForeignKey(
        Content, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    template = models.ForeignKey(
        InteractionTemplate, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    group = models.ForeignKey(
        InteractionGroup, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    salesperson = models.ForeignKey(
        Salesperson, models.PROTECT, null=True, related_name="entries", db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField()
    channel = models.CharField(_("Channel"), max_length=8, choices=Channel)
    information_flow = models.CharField(
        _("Information flow"), max_length=8, choices=InformationFlow, default=InformationFlow.NONE
    )
    initiated_by = models.CharField(
        _("Initiated by"), max_length=4, choices=InitiatedBy, default=InitiatedBy.NONE
    )
    cost = models.DecimalField(_("Cost"), max_digits=14, decimal_places=2, default=0)
    duration_min = models.DecimalField(_("Duration (min)"), max_digits=10, decimal_places=2, default=0)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    correspondence_type = models.CharField(
        _("Correspondence type"), max_length=9, choices=CorrespondenceType, default=CorrespondenceType.NONE
    )
    evaluation = models.CharField(_("Evaluation"), max_length=13, choices=Evaluation, default=Evaluation.NONE)
    attempt_failed = models.BooleanField(_("Attempt failed"), default=False)
    canceled = models.BooleanField(_("Cancelled"), default=False)
    campaign_target = models.BooleanField(_("Campaign target"), default=False)
    campaign_response = models.BooleanField(_("Campaign response"), default=False)
    visibility = models.CharField(
        _("Visibility"), max_length=8, choices=Visibility, default=Visibility.EVERYONE
    )
    delivery_status = models.CharField(
        _("Delivery"), max_length=7, choices=DeliveryStatus, default=DeliveryStatus.NONE
    )
    delivery_at = models.DateTimeField(null=True)
    delivery_note = models.TextField(blank=True)
    # The listener refuses, by contact and address; Django would look through the whole log by address alone.
    alternative_address = models.ForeignKey(
        AlternativeAddress,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    contact_via = models.CharField(_("Reached via"), max_length=255, blank=True)
    document_template = models.ForeignKey(
        DocumentTemplate, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    document_as_attachment = models.BooleanField(default=False)
    follow_up_of = models.BigIntegerField(null=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    campaign_entry = models.ForeignKey(
        CampaignEntry, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    logged_segment = models.ForeignKey(
        LoggedSegment, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    segment_no = models.CharField(max_length=20, default="", db_default="", blank=True)
    has_comments = models.BooleanField(default=False)
    has_participants = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "interaction_entry"
        constraints = [
            models.CheckConstraint(condition=Q(cost__gte=0), name="entry_cost_not_negative"),
            models.CheckConstraint(condition=Q(duration_min__gte=0), name="entry_duration_not_negative"),
        ]
        # What is logged is mostly the newest: an index that grows with time takes it at its end, and is read
        # backwards. Those of one contact are few and stand as they are read.
        indexes = [
            models.Index(fields=["contact", "-occurred_at", "-id", "group"], name="entry_of_contact"),
            models.Index(fields=["company", "-occurred_at", "-id"], name="entry_company_timeline"),
            models.Index(fields=["occurred_at", "id"], name="entry_newest"),
            models.Index(fields=["content"], name="entry_of_content"),
            models.Index(fields=["template", "occurred_on"], name="entry_of_template"),
            models.Index(fields=["group", "occurred_on"], name="entry_of_group"),
            models.Index(fields=["salesperson", "occurred_at", "id"], name="entry_of_salesperson"),
            models.Index(
                fields=["delivery_status", "occurred_at", "id"],
                name="entry_not_delivered",
                condition=Q(delivery_status__in=["failed", "bounced", "stopped"]),
            ),
            models.Index(
                fields=["follow_up_of"], name="entry_follow_ups", condition=Q(follow_up_of__isnull=False)
            ),
            models.Index(
                fields=["campaign", "occurred_on"],
                name="entry_of_campaign",
                condition=Q(campaign__isnull=False),
            ),
            models.Index(
                fields=["campaign_entry"],
                name="entry_of_campaign_entry",
                condition=Q(campaign_entry__isnull=False),
            ),
            models.Index(
                fields=["logged_segment", "id"],
                name="entry_of_logged_segment",
                condition=Q(logged_segment__isnull=False),
            ),
            models.Index(
                fields=["segment_no"],
                name="entry_of_segment",
                condition=Q(logged_segment__isnull=True) & ~Q(segment_no=""),
            ),
            models.Index(
                fields=["logged_segment"],
                name="entry_letters_made",
                condition=Q(
                    logged_segment__isnull=False, correspondence_type="hard_copy", delivery_status="sent"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def entry_no(self) -> int:
        """The number people see."""
        return int(self.pk)


class EntryFile(models.Model):
    """A file of this entry alone, e.g. the exact copy that was sent to this contact (R-INT-122)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="own_files", db_constraint=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    sent_copy = models.BooleanField(default=False)

    class Meta:
        db_table = "interaction_entry_file"
        constraints = [
            models.UniqueConstraint(fields=["entry", "contact", "file", "name"], name="entry_file_key")
        ]

    def __str__(self) -> str:
        return self.name


class EntryComment(models.Model):
    """A dated note on an entry, of any length, with its author (R-INT-97)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="comments", db_constraint=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField(null=True)
    code = models.CharField(max_length=20, blank=True)
    comment = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=Func(
            models.Value(""), models.Value(""), models.Value(""), F("comment"), function="liaison_search"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        db_table = "interaction_comment"
        ordering = ["id"]
        indexes = [GinIndex(fields=["search"], name="comment_search", fastupdate=False)]

    def __str__(self) -> str:
        return self.comment[:50]

    @property
    def version(self) -> int:
        """A number for what it says at present, which whoever changes it has seen."""
        return made_of(self)


class Participant(models.Model):
    """A further contact of an interaction; it stands on that contact's timeline too."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="participants", db_constraint=False)
    entry_contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="participations", db_index=False)
    company = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    occurred_at = models.DateTimeField()
    role = models.CharField(max_length=8, choices=ParticipantRole, default=ParticipantRole.ATTENDEE)

    class Meta:
        db_table = "interaction_participant"
        constraints = [
            models.UniqueConstraint(fields=["entry", "contact"], name="participant_key"),
        ]
        indexes = [
            models.Index(fields=["contact", "-occurred_at", "-entry"], name="participant_timeline"),
            models.Index(fields=["company", "-occurred_at", "-entry"], name="participant_company"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.role}"


class ColleagueParticipant(models.Model):
    """A colleague who took part; cost and minutes still count once, for the entry's salesperson."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="colleagues", db_constraint=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=ParticipantRole, default=ParticipantRole.ATTENDEE)

    class Meta:
        db_table = "interaction_colleague"
        constraints = [
            models.UniqueConstraint(fields=["entry", "contact", "salesperson"], name="colleague_key")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.salesperson_id}"


class EntryChange(models.Model):
    """What changed on an entry after logging: who, when, why, old and new."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="changes", db_constraint=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "interaction_entry_change"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"
