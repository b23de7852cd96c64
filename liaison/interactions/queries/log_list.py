"""The log list: filters, order, pages by keyset, and the selection that means all that match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions import search
from liaison.interactions.models import InteractionGroup, InteractionTemplate
from liaison.interactions.queries.entry import number_seen
from liaison.interactions.queries.rows import (
    NEWEST,
    EntryRow,
    Order,
    add_texts,
    select_entries,
    select_whole,
)
from liaison.interactions.visibility import seen_by
from liaison.kit.paging import Page, decode_amount, decode_cursor, decode_moment, encode_cursor
from liaison.kit.sql import Question, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which entries: each given value narrows. Dates are local days, inclusive; codes are keys."""

    contact: str | None = None
    people: bool = True
    channels: tuple[str, ...] = ()
    group: str | None = None
    template: str | None = None
    salesperson: str | None = None
    campaign: str | None = None
    segment: str | None = None
    team: str | None = None
    since: date | None = None
    until: date | None = None
    evaluation: str | None = None
    canceled: bool | None = None
    attempt_failed: bool | None = None
    delivery_status: tuple[str, ...] = ()
    recorded_by: int | None = None
    information_flow: str | None = None
    correspondence_type: str | None = None
    entries: tuple[int, ...] = ()
    q: str = ""


OF_SEGMENT = """(e.logged_segment_id = %(segment)s
    OR e.logged_segment_id IS NULL AND e.segment_no = %(segment_no)s AND e.segment_no <> '')"""
"""Logged with the segment, or recorded with its number alone: called from a line, or its heading is deleted.

Each half has an index of its own; the second says by its last part that its index will do.
"""


@dataclass(slots=True)
class Conditions:
    """SQL conditions over the alias `e` with their parameters."""

    where: list[str]
    params: dict[str, Any]

    def add(self, sql: str, **params: Any) -> None:
        """Narrow by one more condition."""
        self.where.append(sql)
        self.params |= params


def _ids_of_codes(narrowed: LogFilter) -> dict[str, int]:
    """The ids behind contact number and codes, by one statement; 0 for what does not exist."""
    wanted = {
        "contact": ("contact", "no", narrowed.contact),
        "group": ("interaction_group", "code", narrowed.group),
        "template": ("interaction_template", "code", narrowed.template),
        "salesperson": ("salesperson", "code", narrowed.salesperson),
        "campaign": ("campaign", "no", narrowed.campaign),
        "team": ("team", "code", narrowed.team),
        "segment": ("interaction_logged_segment", "segment_no", narrowed.segment),
    }
    given = {name: row for name, row in wanted.items() if row[2] is not None}
    if not given:
        return {}
    sql = "SELECT " + ", ".join(
        f"coalesce((SELECT id FROM {table} WHERE {column} = %({name})s), 0)"
        for name, (table, column, _value) in given.items()
    )
    found = rows(sql, {name: row[2] for name, row in given.items()})[0]
    return dict(zip(given, found, strict=True))


def _with_contact(*, people: bool) -> str:
    """The numbers of the entries of a contact and of those it took part in, each found by an index.

    With an "or" over both the server would go through the log until a page is full: through all of it for a
    contact with few entries.
    """
    columns = ("contact_id", "company_id") if people else ("contact_id",)
    own = [f"SELECT id FROM interaction_entry WHERE {column} = %(contact)s" for column in columns]
    took_part = [
        f"SELECT entry_id FROM interaction_participant WHERE {column} = %(contact)s" for column in columns
    ]
    return " UNION ALL ".join((*own, *took_part))


def conditions(viewer: User, narrowed: LogFilter, *, of_contact: bool = True) -> Conditions:
    """The filter as SQL, and never more than the viewer may see; one statement for the codes."""
    seen = seen_by(viewer)
    result = Conditions([seen.sql], dict(seen.params))
    ids = _ids_of_codes(narrowed)
    if "contact" in ids and of_contact:
        result.add(f"e.id IN ({_with_contact(people=narrowed.people)})", contact=ids["contact"])
    for name in ("group", "template", "salesperson", "campaign", "team"):
        if name in ids:
            result.add(f"e.{name}_id = %({name})s", **{name: ids[name]})
    if "segment" in ids:
        result.add(OF_SEGMENT, segment=ids["segment"], segment_no=narrowed.segment)
    plain: dict[str, tuple[str, Any]] = {
        "since": ("e.occurred_on >= %(since)s", narrowed.since),
        "until": ("e.occurred_on <= %(until)s", narrowed.until),
        "evaluation": ("e.evaluation = %(evaluation)s", narrowed.evaluation),
        "canceled": ("e.canceled = %(canceled)s", narrowed.canceled),
        "attempt_failed": ("e.attempt_failed = %(attempt_failed)s", narrowed.attempt_failed),
        "recorded_by": ("e.recorded_by_id = %(recorded_by)s", narrowed.recorded_by),
        "information_flow": ("e.information_flow = %(information_flow)s", narrowed.information_flow),
        "correspondence_type": (
            "e.correspondence_type = %(correspondence_type)s",
            narrowed.correspondence_type,
        ),
    }
    for name, (sql, value) in plain.items():
        if value is not None:
            result.add(sql, **{name: value})
    lists: dict[str, tuple[str, tuple[Any, ...]]] = {
        "channels": ("e.channel = ANY(%(channels)s)", narrowed.channels),
        "delivery": ("e.delivery_status = ANY(%(delivery)s)", narrowed.delivery_status),
        "entries": ("e.id = ANY(%(entries)s)", narrowed.entries),
    }
    for name, (sql, values) in lists.items():
        if values:
            result.add(sql, **{name: list(values)})
    return result


def log_list(
    viewer: User,
    narrowed: LogFilter,
    *,
    limit: int = 50,
    cursor: str = "",
    order: Order = NEWEST,
    marked: bool = True,
    beside: bool = False,
    own_files: bool = False,
) -> Page[EntryRow]:
    """A page of entries with texts and names; the number of statements does not grow with the rows.

    Without `marked` it is not told where the words of a search stand. With `beside` one more names the
    user, the alternative address and the document template, with `own_files` the files of one entry alone.
    """
    require(viewer, Right.READ_LOG)
    wanted = conditions(viewer, narrowed)
    words = narrowed.q.strip()
    order = NEWEST if words else order
    keys = cursor_keys(cursor, order) if cursor else None
    sought: search.Sought | None = None
    if words:
        find = search.find_among if narrowed.contact else search.find_newest
        found, sought = find(wanted.where, wanted.params, words, limit=limit + 1, after=keys)
    else:
        steady = bool(narrowed.entries) or len(wanted.where) == 1
        if keys is not None:
            sql, params = order.after(keys)
            wanted.add(sql, **params)
        found = select_entries(wanted.where, wanted.params, limit=limit + 1, order=order, steady=steady)
    sought = sought if marked else None
    shown = add_texts(
        found[:limit],
        seen=seen_by(viewer),
        characters=search.characters(sought),
        contacts=True,
        beside=beside,
        own_files=own_files,
    )
    if sought is not None:
        search.mark(shown, sought)
    more = encode_cursor(*order.keys(shown[-1])) if len(found) > limit else None
    return Page(shown, more)


def log_entry(viewer: User, number: int) -> EntryRow | None:
    """One entry as the list shows it; None for one that the viewer may not see.

    One statement, one more for an entry that follows another.
    """
    require(viewer, Right.READ_LOG)
    seen = seen_by(viewer)
    found = select_whole([seen.sql, "e.id = %(number)s"], {**seen.params, "number": number})
    if found is not None:
        found.follow_up_of = number_seen(viewer, found.follow_up_of)
    return found


def cursor_keys(cursor: str, order: Order = NEWEST) -> tuple[str, int]:
    """Sort keys of a cursor: what the list is sorted by, as text, and an entry number."""
    key, number = decode_cursor(cursor, str, int)
    if order.kind == "timestamptz":
        decode_moment(key)
    else:
        decode_amount(key)
    return key, number


def count_entries(viewer: User, narrowed: LogFilter) -> int:
    """How many entries match; costs more than showing a page, so only when somebody asks."""
    require(viewer, Right.READ_LOG)
    wanted = _all_conditions(viewer, narrowed)
    sql = f"SELECT count(*) FROM interaction_entry e WHERE {' AND '.join(wanted.where)}"
    return int(rows(sql, wanted.params)[0][0])


def matching_entries(viewer: User, narrowed: LogFilter) -> Question:
    """The selection «all that match», as a question that bulk verbs put inside their statement."""
    require(viewer, Right.READ_LOG)
    wanted = _all_conditions(viewer, narrowed)
    where = " AND ".join(wanted.where)
    return Question(f"SELECT e.id FROM interaction_entry e WHERE {where}", wanted.params)


def _all_conditions(viewer: User, narrowed: LogFilter) -> Conditions:
    """The filter with the words searched for, as conditions on each entry."""
    wanted = conditions(viewer, narrowed)
    sought = search.look_for(narrowed.q)
    if sought is not None:
        wanted.add(search.MATCHES, **sought.params)
    return wanted


def codes(viewer: User) -> tuple[QuerySet[InteractionGroup], QuerySet[InteractionTemplate]]:
    """What the list can be filtered by."""
    require(viewer, Right.READ_LOG)
    return InteractionGroup.objects.order_by("code"), InteractionTemplate.objects.order_by("position", "code")


def names_of_filter(viewer: User, narrowed: LogFilter) -> dict[str, str]:
    """Contact, salesperson and campaign that the list is narrowed to, by name (R-INT-183)."""
    require(viewer, Right.READ_LOG)
    return names_of(
        viewer, contact=narrowed.contact, salesperson=narrowed.salesperson, campaign=narrowed.campaign
    )


def names_of(
    viewer: User, *, contact: str | None = None, salesperson: str | None = None, campaign: str | None = None
) -> dict[str, str]:
    """What those of these numbers are called, under the names of the arguments.

    One statement at most; what there is not has no name, and a campaign's is for who may read campaigns.
    """
    its_name = "description" if allowed(viewer, Right.READ_SEGMENTS) else "''"
    wanted = {
        "contact": ("contact", "no", "name", contact),
        "salesperson": ("salesperson", "code", "name", salesperson),
        "campaign": ("campaign", "no", f"coalesce(nullif({its_name}, ''), no)", campaign),
    }
    given = {name: row for name, row in wanted.items() if row[3]}
    if not given:
        return {}
    sql = "SELECT " + ", ".join(
        f"(SELECT {called} FROM {table} WHERE {column} = %({name})s)"
        for name, (table, column, called, _value) in given.items()
    )
    found = rows(sql, {name: row[3] for name, row in given.items()})[0]
    return {key: name for key, name in zip(given, found, strict=True) if name}


def contact_of_filter(narrowed: LogFilter) -> Contact | None:
    """The contact the list is narrowed to."""
    return Contact.objects.filter(no=narrowed.contact).first() if narrowed.contact else None
