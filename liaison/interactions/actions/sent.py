"""What a delivery leaves on its entry: the channel it takes, its state; how it ends is in `settled`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liaison.contacts.models import CorrespondenceType
from liaison.interactions.bulk import note_channel_of, note_delivery_all, note_delivery_of
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.interactions.sets import lock_set
from liaison.kit.sql import Question


def note_channel(entries: Sequence[tuple[int, int]], channel: CorrespondenceType) -> None:
    """Entries, by number and contact, go again by another channel, which takes the place of the old one.

    One statement (R-INT-159).
    """
    note_channel_of(entries, channel)


def note_delivery(entry: int, contact: int, status: DeliveryStatus, *, at: datetime, note: str = "") -> None:
    """What became of the delivery of `entry`: its true status, when, and the server's words (R-INT-128)."""
    Entry.objects.filter(pk=entry, contact=contact).update(
        delivery_status=status, delivery_at=at, delivery_note=note
    )


def note_deliveries(entries: Sequence[tuple[int, int]], status: DeliveryStatus, *, at: datetime) -> None:
    """The same state for each of `entries`, given by number and contact; one statement (R-INT-128)."""
    note_delivery_of(entries, status, at)


def note_set(entries: Question, status: DeliveryStatus, *, at: datetime, note: str = "") -> int:
    """The same state for all entries of a question of `entry_id` and `contact_id`; one statement."""
    return note_delivery_all(entries, status, note, at)


def hold_entries(entries: Question) -> Question:
    """Hold these entries until the transaction ends; those of them for which the question is still true.

    Of two who send the same entries again at once the second waits here and then reads what the first
    one left. A few statements, whatever the number of entries.
    """
    held = lock_set(entries)
    sql = f"SELECT id FROM interaction_entry WHERE id = ANY(%(held)s) AND id IN ({entries.sql})"
    return Question(sql, {**entries.params, "held": held})


def hold_entry(entry: int, contact: int) -> None:
    """Hold one entry until the transaction ends, for who writes only on it and its deliveries."""
    hold_each([entry], [contact])


def hold_each(entries: Sequence[int], contacts: Sequence[int]) -> None:
    """The same for some entries of `contacts`, in order; one statement."""
    held = Entry.objects.select_for_update(no_key=True).filter(pk__in=entries, contact__in=contacts)
    list(held.order_by("pk").values_list("pk"))
