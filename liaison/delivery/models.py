"""The work list of what must go out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.contacts.models import Contact, CorrespondenceType
from liaison.files.models import StoredFile
from liaison.interactions.models import DeliveryStatus, Entry


class Item(models.Model):
    """One delivery of one entry: its true state, the server's words and when it is due again.

    `attempts` counts the claims and names the present one: whoever claimed an item writes to it only
    while that number stands. `handed_over_at` is written before the text of a message goes out and
    taken back when the server does not have it; see the decision on delivering once.

    The database checks the entry, whose contact this is; each further check would cost a segment of a
    hundred thousand a second.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="deliveries")
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=9, choices=CorrespondenceType)
    state = models.CharField(_("State"), max_length=7, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    recipient = models.CharField(_("Recipient"), max_length=255, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    references = models.TextField(blank=True)
    """The message numbers of the thread before this one, oldest first, separated by blanks."""
    written = models.JSONField(default=dict)
    """Subject and body as written, with their merge fields, where logging filled them in (R-INT-160)."""
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    """The copy to send again as it was, when an entry is sent again without new values (R-INT-159)."""
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reply = models.TextField(_("Answer of the server"), blank=True)
    copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    copy_name = models.CharField(max_length=255, blank=True)
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        db_table = "delivery_item"
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(state="queued")),
            models.Index(fields=["claimed_at"], name="delivery_claimed", condition=Q(state="sending")),
            models.Index(fields=["copy"], name="delivery_copy", condition=Q(copy__isnull=False)),
            models.Index(fields=["original"], name="delivery_original", condition=Q(original__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
