"""The end of a delivery on its entry, as quick as it can be: a mailing has a hundred thousand of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison.kit.sql import Question, execute, statement


def settled_parts(entry: int, contact: int, note: str) -> Question:
    """The parts of the statement that ends the delivery of `entry` which write on the entry.

    Its true status and words, and what this contact received: the copy is kept with the entry
    (R-INT-122, 128); twice is once. The statement's own are `state` and `at`, and the part `settled`.
    """
    sql = statement("liaison.interactions", "note_settled")
    return Question(sql, {"entry": entry, "contact": contact, "note": note})


@dataclass(frozen=True, slots=True)
class SettledLetter:
    """A letter that was made: its file and the name of it, and what the reader should know."""

    entry: int
    contact: int
    file: int
    name: str
    note: str = ""


def note_letters(letters: Sequence[SettledLetter], *, at: datetime) -> None:
    """The same for many letters that were made, each with its own file. One statement."""
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
