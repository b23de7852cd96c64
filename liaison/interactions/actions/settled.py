"""The end of a delivery on its entry, as quick as it can be: a mailing has a hundred thousand of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison.interactions.models import DeliveryStatus
from liaison.kit.sql import rows_often, statement


@dataclass(frozen=True, slots=True)
class SentCopy:
    """A stored file, and the name under which it is kept with the entry."""

    file: int
    name: str


def note_settled(
    entry: int, contact: int, status: DeliveryStatus, *, at: datetime, note: str = "", copy: SentCopy | None
) -> None:
    """The delivery of `entry` has ended: its true status and words, and what this contact received.

    The copy is kept with the entry (R-INT-122, 128); twice is once. One statement.
    """
    rows_often(
        statement("liaison.interactions", "note_settled"),
        {
            "entry": entry,
            "contact": contact,
            "status": status.value,
            "note": note,
            "file": copy.file if copy is not None else None,
            "name": copy.name if copy is not None else "",
            "at": at,
        },
    )
