"""Who may be written to: what a contact agreed to or refused, for each channel and topic (B-6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.contacts.models import Contact, CorrespondenceType
from liaison.kit.text import gettext_lazy as _


class Agreement(models.TextChoices):
    """Where a contact stands; all but `given` hold back what goes out by the channel (B-5).

    `unsaid` stands in the history only, where a word ended without another in its place.
    """

    GIVEN = "given", _("Agreed")
    WITHDRAWN = "withdrawn", _("Unsubscribed")
    BOUNCED = "bounced", _("Address does not work")
    COMPLAINED = "complained", _("Complained")
    UNSAID = "unsaid", _("Nothing said")


class ConsentSource(models.TextChoices):
    """Where a word of a contact came from."""

    LINK = "link", _("Link in a message")
    PAGE = "page", _("Preference page")
    HAND = "hand", _("By hand")
    IMPORT = "import", _("Import")
    BOUNCE = "bounce", _("Returned message")
    COMPLAINT = "complaint", _("Complaint")
    NEW_ADDRESS = "new_address", _("New address")


def words_of_source(source: str) -> str:
    """A source for people: its name if it is one of ours, else the words it came with."""
    known = dict(ConsentSource.choices).get(source)
    return str(known) if known is not None else source


class Consent(models.Model):
    """The present word of a contact on one channel and topic; a blank topic stands for everything.

    `topic` is the code of an interaction group. `source` says where the word came from: a
    `ConsentSource`, or words of a program. `address` is the one that does not work, where that is the
    word; it falls with the address. What was said before stands in `ConsentNote`.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(max_length=9, choices=CorrespondenceType)
    topic = models.CharField(max_length=20, blank=True)
    agreement = models.CharField(max_length=10, choices=Agreement)
    source = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=255, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "contact_consent"
        constraints = [models.UniqueConstraint(fields=["contact", "channel", "topic"], name="consent_key")]
        indexes = [
            models.Index(
                fields=["contact", "channel"], name="consent_refused", condition=~Q(agreement="given")
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.agreement}"

    @property
    def source_words(self) -> str:
        """Where the word came from, for people."""
        return words_of_source(self.source)


class ConsentNote(models.Model):
    """One word of a contact as it was said; never changed. `entry_no` is the message that led to it."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consent_notes", db_index=False)
    channel = models.CharField(max_length=9, choices=CorrespondenceType)
    topic = models.CharField(max_length=20, blank=True)
    agreement = models.CharField(max_length=10, choices=Agreement)
    source = models.CharField(max_length=255, blank=True)
    entry_no = models.BigIntegerField(null=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "contact_consent_note"
        indexes = [models.Index(fields=["contact", "id"], name="consent_history")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.agreement}"

    @property
    def source_words(self) -> str:
        """Where the word came from, for people."""
        return words_of_source(self.source)


class DeadAddress(models.Model):
    """An alternative address of a contact whose e-mail came back (B-5); its own stands in `Consent`.

    Kept by the e-mail itself, in small letters, so that it is over when the address gets another one.
    `entry_no` is the message that came back.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_index=False)
    email = models.CharField(max_length=255)
    entry_no = models.BigIntegerField(null=True)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "contact_dead_address"
        constraints = [models.UniqueConstraint(fields=["contact", "email"], name="dead_address_key")]

    def __str__(self) -> str:
        return self.email
