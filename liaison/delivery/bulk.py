"""Writes on many items at once: queue a set, claim what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison.kit.sql import Question, execute, rows, statement


@dataclass(frozen=True, slots=True)
class Claim:
    """An item somebody works on; `attempt` is what every write of that work is bound to."""

    item: int
    contact: int
    entry: int
    attempt: int


def claim_due(limit: int, at: datetime) -> list[Claim]:
    """Take up to `limit` items that are due, in one statement; may be fewer beside another worker."""
    found = rows(statement("liaison.delivery", "claim_due"), {"limit": limit, "at": at})
    return sorted((Claim(*row) for row in found), key=lambda claim: claim.item)


def insert_items(entries: Question, *, by: int | None, at: datetime) -> int:
    """One item for each entry, in one statement; returns how many."""
    sql = statement("liaison.delivery", "insert_items").replace("/* question */", entries.sql)
    return execute(sql, {"at": at, "by": by, **entries.params})
