"""Writes of the log that go past the ORM: single rows without reading back, and whole sets."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison.interactions.draft import Filled, SharedText
from liaison.interactions.facts import EntriesGone
from liaison.interactions.past import PastEntry
from liaison.kit.clock import local_date
from liaison.kit.facts import announce
from liaison.kit.sql import Question, copy_rows, execute, known, rows, rows_often, statement

CONTENT_COLUMNS = ("occurred_at", "language", "subject", "description", "body", "body_text", "email_layout")

ENTRY_COLUMNS = (
    "contact_id", "company_id", "occurred_at", "occurred_on", "content_id", "template_id", "group_id",
    "salesperson_id", "team_id", "recorded_by_id", "recorded_at", "channel", "information_flow",
    "initiated_by", "cost", "duration_min", "language", "correspondence_type", "evaluation",
    "attempt_failed", "canceled", "campaign_target", "campaign_response", "visibility",
    "delivery_status", "delivery_at", "delivery_note", "alternative_address_id", "contact_via",
    "document_template_id", "document_as_attachment", "follow_up_of", "has_comments",
    "has_participants", "version", "campaign_id", "campaign_entry_id", "logged_segment_id",
    "segment_no",
)  # fmt: skip


def _insert_both(entry_columns: tuple[str, ...]) -> str:
    """A content and the entry that points at it, in one statement."""
    texts = ", ".join(f"%(content_{name})s" for name in CONTENT_COLUMNS)
    places = ", ".join(
        "(SELECT id FROM content)" if name == "content_id" else f"%({name})s" for name in entry_columns
    )
    return f"""
        WITH content AS (
            INSERT INTO interaction_content ({", ".join(CONTENT_COLUMNS)}) VALUES ({texts}) RETURNING id
        )
        INSERT INTO interaction_entry ({", ".join(entry_columns)}) VALUES ({places})
        RETURNING content_id, id"""


INSERT_BOTH = _insert_both(ENTRY_COLUMNS)
INSERT_BOTH_NUMBERED = _insert_both(("id", *ENTRY_COLUMNS))


def insert_logged(
    filled: Filled,
    *,
    recorded_by: int | None,
    recorded_at: datetime,
    delivery_status: str,
    entry_no: int | None = None,
) -> tuple[int, int]:
    """Store what was said and its entry, under `entry_no` if it was reserved for it.

    Returns the content's id and the entry's number; one statement.
    """
    row = entry_row(filled, 0)
    row["recorded_by_id"], row["recorded_at"] = recorded_by, recorded_at
    row["delivery_status"] = delivery_status
    for name, value in zip(CONTENT_COLUMNS, content_values(filled), strict=True):
        row[f"content_{name}"] = value
    if entry_no is None:
        content, number = rows_often(INSERT_BOTH, row)[0]
    else:
        row["id"] = entry_no
        content, number = rows_often(INSERT_BOTH_NUMBERED, row)[0]
    return int(content), int(number)


def content_values(filled: Filled) -> tuple[Any, ...]:
    """The columns of a content, in the order of `CONTENT_COLUMNS`."""
    return (
        filled.occurred_at,
        filled.text_language,
        filled.subject,
        filled.description,
        filled.body,
        filled.body_text,
        filled.email_layout,
    )


def entry_row(filled: Filled, content_id: int) -> dict[str, Any]:
    """The columns of an entry but for who recorded it when, and where its delivery stands."""
    return {
        "contact_id": filled.contact.id,
        "company_id": filled.contact.company_id,
        "occurred_at": filled.occurred_at,
        "occurred_on": filled.occurred_on,
        "content_id": content_id,
        "template_id": filled.template.id,
        "group_id": filled.template.group_id,
        "salesperson_id": filled.salesperson_id,
        "team_id": filled.team_id,
        "channel": filled.template.channel,
        "information_flow": filled.information_flow,
        "initiated_by": filled.initiated_by,
        "cost": filled.cost,
        "duration_min": filled.duration_min,
        "language": filled.language,
        "correspondence_type": filled.correspondence_type,
        "evaluation": filled.evaluation,
        "attempt_failed": filled.attempt_failed,
        "canceled": False,
        "campaign_target": filled.campaign_target,
        "campaign_response": filled.campaign_response,
        "visibility": filled.visibility,
        "delivery_status": "none",
        "delivery_at": None,
        "delivery_note": "",
        "alternative_address_id": filled.alternative_address_id,
        "contact_via": filled.contact_via,
        "document_template_id": filled.document_template_id,
        "document_as_attachment": filled.document_as_attachment,
        "follow_up_of": filled.follow_up_of,
        "has_comments": bool(filled.comments),
        "has_participants": bool(filled.participants or filled.colleagues),
        "version": 1,
        "campaign_id": filled.campaign_id,
        "campaign_entry_id": filled.campaign_entry_id,
        "logged_segment_id": filled.logged_segment_id,
        "segment_no": filled.segment_no,
    }


def next_entry_no() -> int:
    """Take a number from the entries' own series; gaps are allowed (R-INT-84)."""
    return int(rows("SELECT nextval(pg_get_serial_sequence('interaction_entry', 'id'))")[0][0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all entries of one logging have in common."""

    template_id: int
    group_id: int
    channel: str
    salesperson_id: int | None
    team_id: int | None
    occurred_at: datetime
    occurred_on: date
    recorded_by_id: int | None
    recorded_at: datetime
    information_flow: str
    initiated_by: str
    cost: Any
    duration_min: Any
    visibility: str
    campaign_target: bool
    campaign_response: bool
    document_as_attachment: bool
    default_type: str
    ignore_preference: bool
    wanted_type: str | None
    delivery_status: str


def insert_contents(contents: list[dict[str, Any]]) -> list[int]:
    """Store the texts of a logging, one per language, in one statement; ids in the given order."""
    places: list[str] = []
    params: dict[str, Any] = {}
    for number, content in enumerate(contents):
        places.append("(" + ", ".join(f"%({name}_{number})s" for name in CONTENT_COLUMNS) + ")")
        params |= {f"{name}_{number}": content[name] for name in CONTENT_COLUMNS}
    names = ", ".join(CONTENT_COLUMNS)
    sql = f"INSERT INTO interaction_content ({names}) VALUES {', '.join(places)} RETURNING id"
    return [int(row[0]) for row in rows(sql, params)]


def insert_entries(contacts: Question, shared: Shared, texts: list[SharedText]) -> int:
    """One entry for each of `contacts` that is not blocked, in one statement; returns how many.

    The question, not the rows: `contacts` is joined inside the statement, so memory stays flat.
    """
    places: list[str] = []
    params: dict[str, Any] = {name: getattr(shared, name) for name in Shared.__dataclass_fields__}
    params |= contacts.params
    for number, text in enumerate(texts):
        places.append(
            f"(%(for_{number})s::text, %(language_{number})s::text, %(content_{number})s::bigint,"
            f" %(document_{number})s::bigint)"
        )
        params |= {
            f"for_{number}": text.for_language,
            f"language_{number}": text.language,
            f"content_{number}": text.content_id,
            f"document_{number}": text.document_template_id,
        }
    sql = statement("liaison.interactions", "insert_entries").replace("/* texts */", ", ".join(places))
    with known("contacts_known"):  # which are joined
        return execute(sql.replace("/* question */", contacts.sql), params)


def keep_documents(documents: Mapping[int, int]) -> None:
    """Keep with contents, by id, the file that a document template has now (R-INT-67, 132); one statement."""
    if not documents:
        return
    execute(
        """
        INSERT INTO interaction_content_file (content_id, file_id, name, position, from_template)
        SELECT given.content_id, d.file_id, d.file_name, 0, TRUE
        FROM unnest(%(contents)s::bigint[], %(documents)s::bigint[]) AS given (content_id, document_id)
        JOIN document_template d ON d.id = given.document_id""",
        {"contents": list(documents), "documents": list(documents.values())},
    )


def copy_content(content_id: int, **changed: str) -> int:
    """A new content like `content_id` with some texts changed, its files too; returns its id."""
    columns = ", ".join(CONTENT_COLUMNS)
    picked = ", ".join(f"%({name})s" if name in changed else name for name in CONTENT_COLUMNS)
    sql = f"""
        WITH fresh AS (
            INSERT INTO interaction_content ({columns})
            SELECT {picked} FROM interaction_content WHERE id = %(content)s RETURNING id
        ), files AS (
            INSERT INTO interaction_content_file (content_id, file_id, name, position, from_template)
            SELECT fresh.id, f.file_id, f.name, f.position, f.from_template
            FROM interaction_content_file f, fresh WHERE f.content_id = %(content)s
        )
        SELECT id FROM fresh"""
    return int(rows(sql, {"content": content_id, **changed})[0][0])


def copy_comments_to(anew: int, *, entry: int, contact: int) -> None:
    """The comments of an entry once more on another one of the same contact, in order; one statement."""
    columns = "contact_id, date, code, comment, author_id, created_at, changed_at"
    execute(
        f"""
        WITH copied AS (
            INSERT INTO interaction_comment (entry_id, {columns})
            SELECT %(anew)s, {columns} FROM interaction_comment
            WHERE entry_id = %(entry)s AND contact_id = %(contact)s ORDER BY id
            RETURNING id
        )
        UPDATE interaction_entry SET has_comments = TRUE
        WHERE id = %(anew)s AND contact_id = %(contact)s AND EXISTS (SELECT FROM copied)""",
        {"anew": anew, "entry": entry, "contact": contact},
    )


CHANGEABLE = {"evaluation": "text", "canceled": "boolean"}


def change_entries(
    entries: Question, column: str, value: object, *, kind: str, reason: str, by: int, at: datetime
) -> list[tuple[int, int]]:
    """Set one column of `entries` where it differs and write the history, in one statement.

    Returns number and contact of each entry that changed.
    """
    cast = CHANGEABLE[column]
    sql = f"""
        WITH chosen AS (
            /* whichever contacts: the question finds them in all */
            SELECT id, contact_id, {column} AS old FROM interaction_entry
            WHERE id IN ({entries.sql}) AND {column} <> %(value)s::{cast}
            ORDER BY id FOR UPDATE
        ), changed AS (
            UPDATE interaction_entry e SET {column} = %(value)s::{cast}, version = e.version + 1
            FROM chosen WHERE e.id = chosen.id AND e.contact_id = chosen.contact_id
        )
        INSERT INTO interaction_entry_change
            (entry_id, contact_id, kind, old, new, reason, changed_by_id, changed_at)
        SELECT id, contact_id, %(kind)s, jsonb_build_object('{column}', old),
               jsonb_build_object('{column}', %(value)s::{cast}), %(reason)s, %(by)s, %(at)s
        FROM chosen ORDER BY id
        RETURNING entry_id, contact_id"""
    found = rows(sql, {"value": value, "kind": kind, "reason": reason, "by": by, "at": at, **entries.params})
    return [(int(number), int(contact)) for number, contact in found]


def remove_unshared_files(entries: Sequence[tuple[int, int]], *, by: int, at: datetime) -> None:
    """Take the files off these entries, number and contact of each, and write it into their history.

    Those of a content that an entry outside uses too stay. Those of a content that an entry had before it was
    corrected go as well. Five statements; the stored files stay until nobody refers to them any more.
    """
    given = _numbers_of(entries)
    chosen = rows(
        """
        SELECT id, contact_id, array_append(array(
            SELECT (x.old ->> 'content')::bigint FROM interaction_entry_change x
            WHERE x.entry_id = e.id AND x.contact_id = e.contact_id AND x.old ->> 'content' IS NOT NULL
        ), content_id)
        FROM interaction_entry e WHERE id = ANY(%(ids)s) AND contact_id = ANY(%(contacts)s) ORDER BY id""",
        given,
    )
    contents = sorted({content for _number, _contact, those in chosen for content in those})
    shared = rows(
        """
        SELECT DISTINCT content_id FROM interaction_entry
        WHERE content_id = ANY(%(contents)s) AND id <> ALL(%(ids)s)""",
        {"contents": contents, **given},
    )
    own = rows(
        """
        DELETE FROM interaction_entry_file
        WHERE entry_id = ANY(%(ids)s) AND contact_id = ANY(%(contacts)s) RETURNING entry_id, name""",
        given,
    )
    said = rows(
        "DELETE FROM interaction_content_file WHERE content_id = ANY(%(own)s) RETURNING content_id, name",
        {"own": sorted(set(contents) - {row[0] for row in shared})},
    )
    of_entry, of_content = _names(own), _names(said)
    gone = [
        (number, contact, names)
        for number, contact, those in chosen
        if (names := of_entry[number].union(*(of_content[content] for content in those)))
    ]
    execute(
        """
        INSERT INTO interaction_entry_change
            (entry_id, contact_id, kind, old, new, reason, changed_by_id, changed_at)
        SELECT number, contact, 'files_removed', jsonb_build_object('files', names::jsonb),
               '{"files": []}', '', %(by)s, %(at)s
        FROM unnest(%(numbers)s::bigint[], %(whose)s::bigint[], %(names)s::text[])
            AS gone (number, contact, names)
        ORDER BY number""",
        {
            "numbers": [number for number, _contact, _names in gone],
            "whose": [contact for _number, contact, _names in gone],
            "names": [json.dumps(sorted(names)) for _number, _contact, names in gone],
            "by": by,
            "at": at,
        },
    )


def _names(files: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    """The names of the files of each, which has some."""
    found: dict[int, set[str]] = defaultdict(set)
    for whose, name in files:
        found[whose].add(name)
    return found


def note_delivery_of(entries: Sequence[tuple[int, int]], status: str, at: datetime) -> None:
    """The same state of delivery on all of these entries, number and contact of each; one statement."""
    execute(
        """
        UPDATE interaction_entry SET delivery_status = %(status)s, delivery_at = %(at)s, delivery_note = ''
        WHERE id = ANY(%(ids)s) AND contact_id = ANY(%(contacts)s)""",
        {"status": status, "at": at, **_numbers_of(entries)},
    )


def note_channel_of(entries: Sequence[tuple[int, int]], channel: str) -> None:
    """The same correspondence type on all of these entries, number and contact of each; one statement."""
    execute(
        """
        UPDATE interaction_entry SET correspondence_type = %(channel)s
        WHERE id = ANY(%(ids)s) AND contact_id = ANY(%(contacts)s)""",
        {"channel": channel, **_numbers_of(entries)},
    )


def _numbers_of(entries: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    """The numbers of the entries as `ids`, and their `contacts`."""
    ids = [number for number, _contact in entries]
    return {"ids": ids, "contacts": sorted({contact for _number, contact in entries})}


def note_delivery_all(entries: Question, status: str, note: str, at: datetime) -> int:
    """The same state of delivery and words on all entries of a question; one statement, returns how many.

    The question answers `entry_id` and `contact_id`.
    """
    return execute(
        f"""
        UPDATE interaction_entry e
        SET delivery_status = %(noted_status)s, delivery_at = %(noted_at)s, delivery_note = %(note)s
        FROM ({entries.sql}) asked
        WHERE e.id = asked.entry_id AND e.contact_id = asked.contact_id""",
        {**entries.params, "noted_status": status, "noted_at": at, "note": note},
    )


def note_outcomes_of(outcomes: Sequence[tuple[int, int, str, str]], at: datetime) -> None:
    """What became of the deliveries of these entries: number, contact, state, words; one statement."""
    execute(
        """
        UPDATE interaction_entry e
        SET delivery_status = o.status, delivery_at = %(at)s, delivery_note = o.note
        FROM unnest(%(numbers)s::bigint[], %(contacts)s::bigint[], %(states)s::text[], %(words)s::text[])
            AS o (id, contact_id, status, note)
        WHERE e.id = o.id AND e.contact_id = o.contact_id""",
        {
            "at": at,
            "numbers": [number for number, _contact, _state, _words in outcomes],
            "contacts": [contact for _number, contact, _state, _words in outcomes],
            "states": [state for _number, _contact, state, _words in outcomes],
            "words": [words for _number, _contact, _state, words in outcomes],
        },
    )


CHILDREN = {
    "interaction_comment": "contact_id",
    "interaction_entry_file": "contact_id",
    "interaction_participant": "entry_contact_id",
    "interaction_colleague": "contact_id",
    "interaction_entry_change": "contact_id",
}


def delete_entries(entries: Question) -> int:
    """Delete `entries` with all that hangs on them, and contents nobody else uses; returns how many.

    Four statements: the children, the entries, which contents are used still, the others.
    """
    children = ", ".join(
        f"d{number} AS (DELETE FROM {table} x USING chosen c"
        f" WHERE x.entry_id = c.id AND x.{contact} = c.contact_id)"
        for number, (table, contact) in enumerate(CHILDREN.items())
    )
    sql = f"""
        WITH chosen AS (
            /* whichever contacts: the question finds them in all */
            SELECT id, contact_id, content_id FROM interaction_entry
            WHERE id IN ({entries.sql}) AND canceled ORDER BY id FOR UPDATE
        ), {children}
        SELECT id, contact_id, content_id, array(
            SELECT (x.old ->> 'content')::bigint FROM interaction_entry_change x
            WHERE x.entry_id = chosen.id AND x.old ->> 'content' IS NOT NULL)
        FROM chosen"""
    chosen = rows(sql, entries.params)
    if not chosen:
        return 0
    ids = [row[0] for row in chosen]
    contacts = sorted({row[1] for row in chosen})
    contents = sorted({row[2] for row in chosen}.union(*(row[3] for row in chosen)))
    announce(EntriesGone(tuple(ids), tuple(contacts)))
    execute(
        "DELETE FROM interaction_entry WHERE id = ANY(%(ids)s) AND contact_id = ANY(%(contacts)s)",
        {"ids": ids, "contacts": contacts},
    )
    used = rows(
        "SELECT DISTINCT content_id FROM interaction_entry WHERE content_id = ANY(%(contents)s)",
        {"contents": contents},
    )
    execute(
        """
        WITH files AS (DELETE FROM interaction_content_file WHERE content_id = ANY(%(orphans)s))
        DELETE FROM interaction_content WHERE id = ANY(%(orphans)s)""",
        {"orphans": sorted(set(contents) - {row[0] for row in used})},
    )
    return len(ids)


@dataclass(frozen=True, slots=True)
class PastRow:
    """One settled line of an old log, with who recorded it when."""

    filled: Filled
    past: PastEntry
    recorded_by: int
    recorded_at: datetime


def reserve(table: str, count: int) -> list[int]:
    """`count` numbers from the table's own series, growing; gaps are allowed."""
    sql = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %(count)s)"
    return [int(row[0]) for row in rows(sql, {"count": count})]


def copy_entries(lines: Sequence[PastRow], before: Sequence[int]) -> list[int]:
    """Write entries with texts, files, people, comments and history by COPY; their numbers in order.

    `before` are the numbers of the lines above, for those that follow one up. Lines that say the same
    at the same moment share their content.
    """
    contents = _copy_contents(lines)
    numbers = reserve("interaction_entry", len(lines))
    answered = [*before, *numbers] if any(line.past.answers for line in lines) else []
    copy_rows("interaction_entry", ("id", *ENTRY_COLUMNS), _entry_rows(lines, contents, numbers, answered))
    placed = list(zip(numbers, lines, strict=True))
    copy_rows(
        "interaction_participant",
        ("entry_id", "entry_contact_id", "contact_id", "company_id", "occurred_at", "role"),
        (
            (
                number,
                line.filled.contact.id,
                who.contact_id,
                who.company_id,
                line.filled.occurred_at,
                who.role,
            )
            for number, line in placed
            for who in line.filled.participants
        ),
    )
    copy_rows(
        "interaction_colleague",
        ("entry_id", "contact_id", "salesperson_id", "role"),
        (
            (number, line.filled.contact.id, salesperson, role)
            for number, line in placed
            for salesperson, role in line.filled.colleagues
        ),
    )
    copy_rows(
        "interaction_comment",
        ("entry_id", "contact_id", "date", "code", "comment", "author_id", "created_at", "changed_at"),
        (row for number, line in placed for row in _comment_rows(number, line)),
    )
    copy_rows(
        "interaction_entry_change",
        ("entry_id", "contact_id", "kind", "old", "new", "reason", "changed_by_id", "changed_at"),
        (
            (
                number, line.filled.contact.id, "canceled", '{"canceled": false}', '{"canceled": true}',
                line.past.cancel_reason, line.recorded_by, line.past.canceled_at,
            )
            for number, line in placed
            if line.past.canceled_at is not None
        ),
    )  # fmt: skip
    return numbers


def _copy_contents(lines: Sequence[PastRow]) -> list[int]:
    """Store the texts, each once; the content of every line in order."""
    places: dict[tuple[Any, ...], int] = {}
    of_line: list[int] = []
    for line in lines:
        filled = line.filled
        key = (*content_values(filled), filled.document_template_id, filled.files)
        of_line.append(places.setdefault(key, len(places)))
    ids = reserve("interaction_content", len(places))
    copy_rows(
        "interaction_content",
        ("id", *CONTENT_COLUMNS),
        ((ids[place], *key[:-2]) for key, place in places.items()),
    )
    keep_documents({ids[place]: key[-2] for key, place in places.items() if key[-2] is not None})
    copy_rows(
        "interaction_content_file",
        ("content_id", "file_id", "name", "position"),
        (
            (ids[place], file.file_id, file.name, position)
            for key, place in places.items()
            for position, file in enumerate(key[-1])
        ),
    )
    return [ids[place] for place in of_line]


def _entry_rows(
    lines: Sequence[PastRow], contents: Sequence[int], numbers: Sequence[int], answered: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    for number, content, line in zip(numbers, contents, lines, strict=True):
        past = line.past
        row = entry_row(line.filled, content)
        row["recorded_by_id"], row["recorded_at"] = line.recorded_by, line.recorded_at
        row["delivery_status"], row["delivery_at"] = past.delivery_status, past.delivery_at
        row["delivery_note"] = past.delivery_note
        if past.canceled_at is not None:
            row["canceled"], row["version"] = True, 2
        if past.answers is not None:
            row["follow_up_of"] = answered[past.answers - 1]
        yield (number, *(row[name] for name in ENTRY_COLUMNS))


def _comment_rows(number: int, line: PastRow) -> Iterator[tuple[Any, ...]]:
    """A block of comments: the first carries the date, the others continue it (R-INT-96)."""
    for position, text in enumerate(line.filled.comments):
        on = local_date(line.recorded_at) if position == 0 else None
        moment = line.recorded_at
        yield (number, line.filled.contact.id, on, "", text, line.recorded_by, moment, moment)
