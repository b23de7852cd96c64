"""What a delivery leaves on its entry: the exact copy that went out, the channel it took, its state."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import DeliveryStatus, Entry, EntryFile


def keep_sent_copy(entry: int, contact: int, *, file: int, name: str) -> None:
    """Keep the stored file `file` as what this contact received (R-INT-122); twice is once."""
    copy = EntryFile(entry_id=entry, contact_id=contact, file_id=file, name=name, sent_copy=True)
    EntryFile.objects.bulk_create([copy], ignore_conflicts=True)


def note_channel(entry: int, contact: int, channel: CorrespondenceType) -> None:
    """The entry is sent again by another channel, which takes the place of the old one (R-INT-159)."""
    Entry.objects.filter(pk=entry, contact=contact).update(correspondence_type=channel)


def note_deliveries(entries: QuerySet[Entry], status: DeliveryStatus, *, at: datetime) -> int:
    """The same state for each of `entries`, by one statement; returns how many there are (R-INT-128)."""
    return entries.order_by().update(delivery_status=status, delivery_at=at, delivery_note="")
