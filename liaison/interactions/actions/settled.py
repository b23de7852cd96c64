"""The end of a delivery on its entry, as quick as it can be: a mailing has a hundred thousand of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison.interactions.models import DeliveryStatus
from liaison.kit.sql import execute, rows_often, statement


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


@dataclass(frozen=True, slots=True)
class SettledLetter:
    """A letter that was made: its file and the name of it, and what the reader should know."""

    entry: int
    contact: int
    file: int
    name: str
    note: str = ""


def note_letters(letters: Sequence[SettledLetter], *, at: datetime) -> None:
    """`note_settled` for many letters that were made, each with its own file. One statement."""
    if letters:
        execute(
            statement("liaison.interactions", "note_letters"),
            {
                "entries": [one.entry for one in letters],
                "contacts": [one.contact for one in letters],
                "files": [one.file for one in letters],
                "names": [one.name for one in letters],
                "notes": [one.note for one in letters],
                "at": at,
            },
        )
