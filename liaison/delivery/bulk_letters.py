"""Writes on many letters at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison.delivery.bulk import Claim
from liaison.kit.sql import rows, statement


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A claimed letter that was made, stored as the file `copy`, and what the reader should know."""

    claim: Claim
    copy: int
    name: str
    note: str = ""


def end_letters(made: Sequence[MadeLetter], *, at: datetime) -> set[int]:
    """Write the letters down as sent, in one statement; returns the items whose claim still stood."""
    params = {
        "items": [one.claim.item for one in made],
        "contacts": [one.claim.contact for one in made],
        "attempts": [one.claim.attempt for one in made],
        "copies": [one.copy for one in made],
        "names": [one.name for one in made],
        "notes": [str(one.note) for one in made],
        "at": at,
    }
    return {row[0] for row in rows(statement("liaison.delivery", "end_letters"), params)}
