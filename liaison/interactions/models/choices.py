"""The enumerations of the log, with the keys of the specification."""

from __future__ import annotations

from django.db import models

from liaison.kit.text import gettext_lazy as _
from liaison.kit.text import pgettext_lazy


class Channel(models.TextChoices):
    """How the company and the contact reached each other: icon, hue and filter."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")
    DOCUMENT = "document", _("Document")
    MESSAGE = "message", _("Message")
    WEB = "web", _("Web")
    NOTE = "note", _("Note")


class InformationFlow(models.TextChoices):
    """Which way the information went."""

    NONE = "none", pgettext_lazy("information flow", "None")
    OUTBOUND = "outbound", _("Outbound")
    INBOUND = "inbound", _("Inbound")


class InitiatedBy(models.TextChoices):
    """Who started it."""

    NONE = "none", pgettext_lazy("initiated by", "None")
    US = "us", _("Us")
    THEM = "them", _("Them")


class WizardAction(models.TextChoices):
    """What the guide does with the template's content."""

    NONE = "none", pgettext_lazy("wizard action", "None")
    OPEN = "open", pgettext_lazy("wizard action", "Open")
    IMPORT = "import", pgettext_lazy("wizard action", "Import")
    MERGE = "merge", pgettext_lazy("wizard action", "Merge")


class Evaluation(models.TextChoices):
    """How the interaction went."""

    NONE = "none", pgettext_lazy("evaluation", "None")
    VERY_POSITIVE = "very_positive", _("Very positive")
    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")
    VERY_NEGATIVE = "very_negative", _("Very negative")


class DeliveryStatus(models.TextChoices):
    """Where the sending stands, told truly (R-INT-128)."""

    NONE = "none", _("Nothing to deliver")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")
    STOPPED = "stopped", _("Stopped")


class Visibility(models.TextChoices):
    """Who may see an entry."""

    EVERYONE = "everyone", _("Everyone")
    TEAM = "team", _("My team")
    PRIVATE = "private", _("Only me")


class ParticipantRole(models.TextChoices):
    """What a further person had to do with an interaction."""

    ATTENDEE = "attendee", _("Attendee")
    TO = "to", _("To")
    CC = "cc", _("Copy")
    BCC = "bcc", _("Blind copy")
    CALLER = "caller", _("Caller")


class Slot(models.TextChoices):
    """The events of this domain that need a template of their own."""

    EMAILS = "emails", _("E-mails")
    EMAIL_DRAFT = "email_draft", _("E-mail draft")
    COVER_SHEETS = "cover_sheets", _("Cover sheets")
    OUTGOING_CALLS = "outgoing_calls", _("Outgoing calls")
    MEETING_INVITATION = "meeting_invitation", _("Meeting invitation")
    UNSUBSCRIPTION = "unsubscription", _("Unsubscription")
