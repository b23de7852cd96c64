"""What a delivery leaves on its entry: the exact copy that went out, the channel it took, its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liaison.contacts.models import CorrespondenceType
from liaison.interactions.bulk import note_delivery_all, note_delivery_of
from liaison.interactions.models import DeliveryStatus, Entry, EntryFile
from liaison.kit.sql import Question


def keep_sent_copy(entry: int, contact: int, *, file: int, name: str) -> None:
    """Keep the stored file `file` as what this contact received (R-INT-122); twice is once."""
    copy = EntryFile(entry_id=entry, contact_id=contact, file_id=file, name=name, sent_copy=True)
    EntryFile.objects.bulk_create([copy], ignore_conflicts=True)


def note_channel(entry: int, contact: int, channel: CorrespondenceType) -> None:
    """The entry is sent again by another channel, which takes the place of the old one (R-INT-159)."""
    Entry.objects.filter(pk=entry, contact=contact).update(correspondence_type=channel)


def note_deliveries(entries: Sequence[tuple[int, int]], status: DeliveryStatus, *, at: datetime) -> None:
    """The same state for each of `entries`, given by number and contact; one statement (R-INT-128)."""
    note_delivery_of(entries, status, at)


def note_set(entries: Question, status: DeliveryStatus, *, at: datetime, note: str = "") -> int:
    """The same state for all entries of a question of `entry_id` and `contact_id`; one statement."""
    return note_delivery_all(entries, status, note, at)
