"""Entries as they are shown: narrow rows first, then their texts and names, by two statements.

The rows are cut before any name is joined, and the texts are fetched by their ids: a join of entries
with texts, or a limit outside the joins, reads all rows of a contact. Names of codes are joined, for
their tables are small; contacts are looked up afterwards, all at once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liaison.interactions.visibility import Seen
from liaison.kit.sql import rows, rows_often

EXCERPT = 320


@dataclass(slots=True)
class EntryRow:
    """One entry of a list or timeline. Cost in company currency, duration in minutes."""

    entry_no: int
    contact_id: int
    company_id: int | None
    content_id: int
    occurred_at: datetime
    channel: str
    information_flow: str
    initiated_by: str
    cost: Decimal
    duration_min: Decimal
    language: str
    correspondence_type: str
    evaluation: str
    attempt_failed: bool
    canceled: bool
    visibility: str
    delivery_status: str
    delivery_at: datetime | None
    delivery_note: str
    contact_via: str
    follow_up_of: int | None
    segment_no: str
    has_comments: bool
    has_participants: bool
    version: int
    recorded_by_id: int | None
    recorded_at: datetime
    campaign_target: bool
    campaign_response: bool
    document_as_attachment: bool
    alternative_address_id: int | None
    document_template_id: int | None
    template_code: str
    template_description: str
    template_flow: str
    group_code: str
    salesperson_code: str
    salesperson_name: str
    campaign_no: str
    text_language: str = ""
    subject: str = ""
    description: str = ""
    excerpt: str = ""
    files: tuple[tuple[int, str], ...] = ()
    own_files: tuple[tuple[int, str, bool], ...] = ()
    """The files of this entry alone, each with whether it is the copy of what was sent (R-INT-122).

    A list tells them only where it is asked to.
    """
    contact_no: str = ""
    contact_name: str = ""
    contact_type: str = ""
    company_no: str = ""
    company_name: str = ""
    matched: str = ""
    user: str = ""
    alternative_address: str = ""
    document_template: str = ""

    @property
    def id(self) -> int:
        """The entry's number, under the name the tables use."""
        return self.entry_no


OWN = """e.id, e.contact_id, e.company_id, e.content_id, e.occurred_at, e.channel, e.information_flow,
    e.initiated_by, e.cost, e.duration_min, e.language, e.correspondence_type, e.evaluation,
    e.attempt_failed, e.canceled, e.visibility, e.delivery_status, e.delivery_at, e.delivery_note,
    e.contact_via, e.follow_up_of, e.segment_no, e.has_comments, e.has_participants, e.version,
    e.recorded_by_id, e.recorded_at, e.campaign_target, e.campaign_response, e.document_as_attachment,
    e.alternative_address_id, e.document_template_id"""

FILES_OF_ONE = """(
    SELECT array_agg(ARRAY[f.file_id::text, f.name] ORDER BY f.position, f.id)
    FROM interaction_content_file f WHERE f.content_id = c.id)"""
OWN_FILES_OF_ONE = """(
    SELECT array_agg(ARRAY[f.file_id::text, f.name, f.sent_copy::text] ORDER BY f.id)
    FROM interaction_entry_file f WHERE f.entry_id = e.id AND f.contact_id = e.contact_id)"""
FILES_AT = [field.name for field in fields(EntryRow)].index("files")

SORTS: Mapping[str, str] = {
    "occurred_at": "e.occurred_at",
    "entry_no": "e.id",
    "recorded_at": "e.recorded_at",
    "cost": "e.cost",
    "duration_min": "e.duration_min",
}


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list is sorted; the entry number decides among equals."""

    column: str = "occurred_at"
    descending: bool = True

    @property
    def sql(self) -> str:
        """The ORDER BY of this order."""
        way = "DESC" if self.descending else "ASC"
        return f"{SORTS[self.column]} {way}" + ("" if self.column == "entry_no" else f", e.id {way}")

    @property
    def kind(self) -> str:
        """The type of the column, as the database calls it."""
        return "timestamptz" if self.column in {"occurred_at", "recorded_at"} else "numeric"

    def after(self, keys: tuple[Any, ...]) -> tuple[str, dict[str, Any]]:
        """The condition of rows that come after the row with these sort keys."""
        sign = "<" if self.descending else ">"
        if self.column == "entry_no":
            return f"e.id {sign} %(after_id)s", {"after_id": keys[-1]}
        return (
            f"({SORTS[self.column]}, e.id) {sign} (%(after_key)s::{self.kind}, %(after_id)s)",
            {"after_key": keys[0], "after_id": keys[-1]},
        )

    def keys(self, row: EntryRow) -> tuple[str, int]:
        """The sort keys of a row, as a cursor keeps them."""
        value = getattr(row, self.column)
        return (value.isoformat() if isinstance(value, datetime | date) else str(value), row.entry_no)


NEWEST = Order()


def select_entries(
    where: Iterable[str],
    params: Mapping[str, Any],
    *,
    limit: int,
    order: Order = NEWEST,
    steady: bool = False,
) -> list[EntryRow]:
    """The first `limit` entries that meet the conditions, with names of codes but without texts.

    `steady` says that one way is the best whatever the values: the conditions name entries, texts or a
    contact, or nothing at all. The server then keeps its plan, which takes longer to make than to follow.
    """
    ask = rows_often if steady else rows
    sql = f"{entries_sql(where, limit=limit, order=order)} ORDER BY {order.sql}"
    return [EntryRow(*row) for row in ask(sql, params)]


def entries_sql(where: Iterable[str], *, limit: int, order: Order = NEWEST) -> str:
    """The statement of `select_entries`, its rows in no order: an `EntryRow` each."""
    return f"""
        SELECT {OWN}, t.code, t.description, t.information_flow, g.code,
               coalesce(s.code, ''), coalesce(s.name, ''), coalesce(p.no, '')
        FROM (SELECT {OWN}, e.template_id, e.group_id, e.salesperson_id, e.campaign_id
              FROM interaction_entry e WHERE {" AND ".join(where) or "TRUE"}
              ORDER BY {order.sql} LIMIT {int(limit)}) e
        JOIN interaction_template t ON t.id = e.template_id
        JOIN interaction_group g ON g.id = e.group_id
        LEFT JOIN salesperson s ON s.id = e.salesperson_id
        LEFT JOIN campaign p ON p.id = e.campaign_id"""


def select_whole(where: Iterable[str], params: Mapping[str, Any]) -> EntryRow | None:
    """The one entry that meets the conditions, with its texts and names; one statement.

    A list is cut before anything is joined; what names one entry has nothing to cut.
    """
    found = rows_often(
        f"""/* on one machine: to ask for the text of one entry afterwards takes as long again */
        SELECT e.*, left(c.language, 2), c.subject, c.description, left(c.body_text, {EXCERPT}),
               {FILES_OF_ONE}, {OWN_FILES_OF_ONE}, k.no, k.name, k.type,
               coalesce(o.no, ''), coalesce(o.name, '')
        FROM ({entries_sql(where, limit=1)}) e
        JOIN interaction_content c ON c.id = e.content_id
        JOIN contact k ON k.id = e.contact_id
        LEFT JOIN contact o ON o.id = e.company_id""",
        params,
    )
    if not found:
        return None
    entry = EntryRow(*found[0])
    files, own = found[0][FILES_AT], found[0][FILES_AT + 1]
    entry.files = tuple((int(file), name) for file, name in files or ())
    entry.own_files = tuple((int(file), name, copy == "true") for file, name, copy in own or ())
    return entry


def add_texts(
    entries: list[EntryRow],
    *,
    seen: Seen,
    characters: int = EXCERPT,
    contacts: bool = False,
    beside: bool = False,
    own_files: bool = False,
) -> list[EntryRow]:
    """Give each entry subject, description, the beginning of its body, and its files; one statement.

    It tells in addition, with `contacts`, what `add_contacts` gives, with `beside` who recorded the entry and
    what its alternative address and its document template are called, and its `own_files`. An entry that
    follows one which is not among those `seen` names none (R-INT-198).
    """
    if not entries:
        return entries
    ids = {"text": sorted({entry.content_id for entry in entries})}
    asked = [_texts(characters), FILES]
    if own_files:
        asked.append(OWN_FILES)
        ids["own"] = [entry.entry_no for entry in entries]
    if contacts:
        asked.append(CONTACTS)
        ids["contact"] = _contacts(entries)
    if beside:
        asked.append(BESIDE)
        ids |= _ids_of(entries)
    if named := _followed(entries):
        asked.append(FOLLOWED.format(seen=seen.sql))
        ids["followed"] = named
    found: dict[str, dict[int, Sequence[Any]]] = {name: {} for name in (*ids, "file")}
    for kind, pk, *told in rows_often(" UNION ALL ".join(asked), {**seen.params, **ids}):
        found[kind][pk] = told
    files, own = _by_content(found["file"]), _by_entry(found.get("own", {}))
    for entry in entries:
        content = entry.content_id
        entry.text_language, entry.subject, entry.description, entry.excerpt = found["text"][content]
        entry.files = files.get(content, ())
        entry.own_files = own.get(entry.entry_no, ())
    if beside:
        _name_beside(entries, found)
    _name_followed(entries, found.get("followed", {}))
    if contacts:
        _name_contacts(entries, found["contact"])
    return entries


def _followed(entries: Iterable[EntryRow]) -> list[int]:
    """What `FOLLOWED` asks for."""
    return sorted({entry.follow_up_of for entry in entries if entry.follow_up_of is not None})


def _name_followed(entries: Iterable[EntryRow], seen: Container[int | None]) -> None:
    for entry in entries:
        if entry.follow_up_of not in seen:
            entry.follow_up_of = None


def _texts(characters: int) -> str:
    return f"""
        SELECT 'text', id, left(language, 2), subject, description, left(body_text, {int(characters)})
        FROM interaction_content WHERE id = ANY(%(text)s)"""


FILES = """
    SELECT 'file', id, content_id::text, position::text, file_id::text, name
    FROM interaction_content_file WHERE content_id = ANY(%(text)s)"""

OWN_FILES = """
    SELECT 'own', id, entry_id::text, file_id::text, name, sent_copy::text
    FROM interaction_entry_file WHERE entry_id = ANY(%(own)s)"""

CONTACTS = "SELECT 'contact', id, no, name, type, NULL FROM contact WHERE id = ANY(%(contact)s)"

BESIDE = """
    SELECT 'user', id, coalesce(nullif(name, ''), username), NULL, NULL, NULL FROM app_user
    WHERE id = ANY(%(user)s)
    UNION ALL SELECT 'alternative_address', id, code, NULL, NULL, NULL FROM contact_alternative_address
    WHERE id = ANY(%(alternative_address)s)
    UNION ALL SELECT 'document_template', id, code, NULL, NULL, NULL FROM document_template
    WHERE id = ANY(%(document_template)s)"""


FOLLOWED = """
    SELECT 'followed', e.id, NULL, NULL, NULL, NULL FROM interaction_entry e
    WHERE e.id = ANY(%(followed)s) AND ({seen})"""


def _by_content(told: Mapping[int, Sequence[str]]) -> dict[int, tuple[tuple[int, str], ...]]:
    """The files of each text in their order, from what `FILES` answered."""
    files: dict[int, list[tuple[int, int, int, str]]] = {}
    for pk, (content, position, file, name) in told.items():
        files.setdefault(int(content), []).append((int(position), pk, int(file), name))
    return {content: tuple(found[2:] for found in sorted(those)) for content, those in files.items()}


def _by_entry(told: Mapping[int, Sequence[str]]) -> dict[int, tuple[tuple[int, str, bool], ...]]:
    """The own files of each entry, the oldest first, from what `OWN_FILES` answered."""
    files: dict[int, list[tuple[int, str, bool]]] = {}
    for _pk, (entry, file, name, copy) in sorted(told.items()):
        files.setdefault(int(entry), []).append((int(file), name, copy == "true"))
    return {entry: tuple(found) for entry, found in files.items()}


def _ids_of(entries: Iterable[EntryRow]) -> dict[str, list[int]]:
    """What `BESIDE` asks for."""
    ids: dict[str, set[int]] = {"user": set(), "alternative_address": set(), "document_template": set()}
    for entry in entries:
        for name, pk in _ids_beside(entry):
            ids[name].add(pk)
    return {name: sorted(given) for name, given in ids.items()}


def _name_beside(entries: Iterable[EntryRow], found: Mapping[str, Mapping[int, Sequence[Any]]]) -> None:
    for entry in entries:
        for name, pk in _ids_beside(entry):
            setattr(entry, name, found[name][pk][0] if pk in found[name] else "")


def _ids_beside(entry: EntryRow) -> list[tuple[str, int]]:
    ids = {
        "user": entry.recorded_by_id,
        "alternative_address": entry.alternative_address_id,
        "document_template": entry.document_template_id,
    }
    return [(name, pk) for name, pk in ids.items() if pk is not None]


def add_contacts(entries: list[EntryRow]) -> list[EntryRow]:
    """Give each entry the names of its contact and company of today; one statement."""
    found = {pk: told for _kind, pk, *told in rows_often(CONTACTS, {"contact": _contacts(entries)})}
    _name_contacts(entries, found)
    return entries


def _contacts(entries: Iterable[EntryRow]) -> list[int]:
    ids = {entry.contact_id for entry in entries} | {
        entry.company_id for entry in entries if entry.company_id
    }
    return sorted(ids)


def _name_contacts(entries: Iterable[EntryRow], found: Mapping[int, Sequence[Any]]) -> None:
    for entry in entries:
        entry.contact_no, entry.contact_name, entry.contact_type = found[entry.contact_id][:3]
        if entry.company_id is not None and entry.company_id in found:
            entry.company_no, entry.company_name = found[entry.company_id][:2]
