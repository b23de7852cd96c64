"""Writes on many items at once: queue a set, claim what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def insert_items(entries: Question, *, by: int | None, at: datetime) -> list[tuple[int, int]]:
    """One item for each entry, in one statement; returns number and contact of each entry."""
    return _insert("insert_items", entries, at=at, by=by)


def insert_logged_items(logged_segment: int, *, by: int | None, at: datetime) -> int:
    """One item for each entry of a logged segment that says it is queued; one statement, returns how many."""
    return execute(
        """
        INSERT INTO delivery_item (
            entry_id, contact_id, channel, state, recipient, message_id, "references", written, attempts,
            due_at, reply, copy_name, queued_at, queued_by_id
        )
        SELECT e.id, e.contact_id, e.correspondence_type, 'queued', '', '', '', '{}'::jsonb, 0,
               %(at)s, '', '', %(at)s, %(by)s
        FROM interaction_entry e
        WHERE e.logged_segment_id = %(logged_segment)s AND e.delivery_status = 'queued' AND NOT e.canceled""",
        {"logged_segment": logged_segment, "by": by, "at": at},
    )


def insert_again(
    entries: Question, contents: Sequence[int], *, by: int | None, at: datetime
) -> list[tuple[int, int, str]]:
    """One item more for each entry of the question that has something to send again, in one statement.

    `contents` are those with a text or files. Returns number, contact and channel of each entry.
    """
    return _insert("insert_again", entries, at=at, by=by, contents=list(contents))


def _insert(name: str, entries: Question, **params: Any) -> list[Any]:
    sql = statement("liaison.delivery", name).replace("/* question */", entries.sql)
    return rows(sql, {**params, **entries.params})
