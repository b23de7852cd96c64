"""What stands beside the entries of a page: further people and comments; one statement for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison.interactions.queries.rows import EXCERPT, EntryRow
from liaison.kit.sql import rows

COMMENTS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class PersonBeside:
    """A further person: a contact with its number, or a colleague without one."""

    name: str
    role: str
    contact_no: str = ""


@dataclass(frozen=True, slots=True)
class CommentBeside:
    """The beginning of a comment, who wrote it and when."""

    text: str
    author: str
    created_at: datetime


def people_beside(entries: Sequence[EntryRow]) -> Mapping[int, list[PersonBeside]]:
    """Colleagues and contacts who took part, by entry; nothing is asked where nobody did."""
    wanted = [entry for entry in entries if entry.has_participants]
    if not wanted:
        return {}
    sql = """
        SELECT entry_id, name, role, no FROM (
            SELECT c.entry_id, s.name, c.role, '' AS no, 0 AS kind, c.id FROM interaction_colleague c
            JOIN salesperson s ON s.id = c.salesperson_id
            WHERE c.entry_id = ANY(%(ids)s) AND c.contact_id = ANY(%(contacts)s)
            UNION ALL
            SELECT p.entry_id, k.name, p.role, k.no, 1, p.id FROM interaction_participant p
            JOIN contact k ON k.id = p.contact_id
            WHERE p.entry_id = ANY(%(ids)s) AND p.entry_contact_id = ANY(%(contacts)s)) q
        ORDER BY entry_id, kind, id"""
    found: defaultdict[int, list[PersonBeside]] = defaultdict(list)
    for entry, name, role, no in rows(sql, _keys(wanted)):
        found[entry].append(PersonBeside(name, role, no))
    return found


def comments_beside(entries: Sequence[EntryRow]) -> Mapping[int, list[CommentBeside]]:
    """The newest comments of each entry, oldest of them first; nothing is asked where there are none."""
    wanted = [entry for entry in entries if entry.has_comments]
    if not wanted:
        return {}
    sql = f"""
        SELECT entry_id, left(comment, {EXCERPT}), coalesce(nullif(u.name, ''), u.username, ''), created_at
        FROM (SELECT m.*, row_number() OVER (PARTITION BY m.entry_id ORDER BY m.id DESC) AS place
              FROM interaction_comment m
              WHERE m.entry_id = ANY(%(ids)s) AND m.contact_id = ANY(%(contacts)s)) q
        LEFT JOIN app_user u ON u.id = q.author_id
        WHERE place <= {COMMENTS_SHOWN} ORDER BY entry_id, q.id"""
    found: defaultdict[int, list[CommentBeside]] = defaultdict(list)
    for entry, text, author, created_at in rows(sql, _keys(wanted)):
        found[entry].append(CommentBeside(text, author, created_at))
    return found


def _keys(entries: Sequence[EntryRow]) -> dict[str, list[int]]:
    return {
        "ids": [entry.entry_no for entry in entries],
        "contacts": sorted({entry.contact_id for entry in entries}),
    }
