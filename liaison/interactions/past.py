"""An interaction that was recorded elsewhere, with the history it brings along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison.interactions.draft import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """One line of an old log: what was recorded, and what became of it since.

    `values` are those of any interaction; what is left out comes from the template, and without
    salesperson the contact's is taken. `recorded_by` is a user name; blank is whoever imports.
    `answers` is the line (from 1) of the same import that this entry follows up.
    """

    values: Values
    recorded_by: str = ""
    recorded_at: datetime | None = None
    canceled_at: datetime | None = None
    cancel_reason: str = ""
    delivery_status: str = "none"
    delivery_at: datetime | None = None
    delivery_note: str = ""
    answers: int | None = None
