"""The timeline: everything that ever happened with a contact, newest first, without counting."""

from __future__ import annotations

from typing import Any

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions import search
from liaison.interactions.queries.log_list import Conditions, LogFilter, conditions, cursor_keys
from liaison.interactions.queries.rows import NEWEST, EntryRow, add_texts, select_entries
from liaison.interactions.visibility import seen_by
from liaison.kit.paging import Page, encode_cursor
from liaison.kit.sql import rows, rows_often


def timeline(
    viewer: User,
    contact: Contact,
    narrowed: LogFilter | None = None,
    *,
    limit: int = 50,
    cursor: str = "",
    own_files: bool = False,
) -> Page[EntryRow]:
    """A page of the contact's timeline; a company's holds its people's too unless `people` is off.

    Entries in which the contact only took part stand on it as well. Own entries come by one index,
    entries of participation by another, and are merged here. With `own_files` it tells those too.
    """
    require(viewer, Right.READ_LOG)
    narrowed = narrowed or LogFilter()
    wanted = conditions(viewer, narrowed, of_contact=False)
    steady = len(wanted.where) == 1 and not narrowed.q
    after = cursor_keys(cursor) if cursor else None
    if after is not None:
        sql, params = NEWEST.after(after)
        wanted.add(sql, **params)
    sought = search.look_for(narrowed.q)
    if sought is not None:
        wanted.add(search.MATCHES, **sought.params)
    whole_company = contact.is_company and narrowed.people
    own = "e.company_id = %(contact)s" if whole_company else "e.contact_id = %(contact)s"
    found = select_entries(
        [*wanted.where, own], {**wanted.params, "contact": contact.pk}, limit=limit + 1, steady=steady
    )
    further = _by_participation(wanted, contact, whole_company=whole_company, limit=limit + 1, after=after)
    if further:
        merged = {row.entry_no: row for row in (*found, *further)}
        found = sorted(merged.values(), key=lambda row: (row.occurred_at, row.entry_no), reverse=True)
    others = whole_company or bool(further)
    shown = add_texts(
        found[:limit],
        seen=seen_by(viewer),
        characters=search.characters(sought),
        contacts=others,
        own_files=own_files,
    )
    if sought is not None:
        search.mark(shown, sought)
    more = encode_cursor(*NEWEST.keys(shown[-1])) if len(found) > limit else None
    return Page(shown, more)


def _by_participation(
    wanted: Conditions,
    contact: Contact,
    *,
    whole_company: bool,
    limit: int,
    after: tuple[str, int] | None,
) -> list[EntryRow]:
    """Entries of others in which the contact, or somebody of the company, took part.

    The newest participations are enough where no filter refuses what they lead to. What the viewer may
    not see refuses little, so the newest are tried first, and all of them where too few are left.
    """
    filtered = len(wanted.where) > (1 if after is None else 2)
    for most in (None,) if filtered else (limit, None):
        places = _places(contact, whole_company=whole_company, after=after, most=most)
        if not places:
            return []
        found = select_entries(
            [*wanted.where, "e.id = ANY(%(numbers)s)", "e.contact_id = ANY(%(contacts)s)"],
            {**wanted.params, **_named(places)},
            limit=limit,
        )
        if most is None or len(places) < most or len(found) == most:
            break
    return found


def _places(
    contact: Contact, *, whole_company: bool, after: tuple[str, int] | None = None, most: int | None
) -> list[tuple[int, int]]:
    """Number and main contact of the entries in which somebody took part, once each; the newest `most`."""
    column = "company_id" if whole_company else "contact_id"
    sql = (
        "SELECT DISTINCT entry_id, entry_contact_id, occurred_at FROM interaction_participant"
        f" WHERE {column} = %(contact)s"
    )
    params: dict[str, Any] = {"contact": contact.pk}
    if after is not None:
        sql += " AND (occurred_at, entry_id) < (%(after_key)s::timestamptz, %(after_id)s)"
        params |= {"after_key": after[0], "after_id": after[1]}
    if most is not None:
        sql += f" ORDER BY occurred_at DESC, entry_id DESC LIMIT {int(most)}"
    return [(place[0], place[1]) for place in rows_often(sql, params)]


def _named(places: list[tuple[int, int]]) -> dict[str, list[int]]:
    """Entries by number and main contact, as parameters of a condition that names them."""
    return {
        "numbers": [number for number, _contact in places],
        "contacts": sorted({contact for _number, contact in places}),
    }


def newest_mark(viewer: User, contact: Contact) -> str:
    """A text that changes when the contact's timeline does, for a page that keeps itself fresh.

    It looks at the newest own entries and at the newest in which the contact took part, as far as the viewer
    may see them: of others it tells nothing, not even that they change (R-INT-198). One statement.
    Deliveries count by themselves: they are no new version of an entry.
    """
    require(viewer, Right.READ_LOG)
    column = "company_id" if contact.is_company else "contact_id"
    seen = seen_by(viewer)
    found = rows(
        f"""
        SELECT coalesce(max(q.id), 0), coalesce(sum(q.version), 0),
               coalesce(sum(hashtext(q.id || q.delivery_status)), 0) FROM (
            (SELECT e.id, e.version, e.delivery_status FROM interaction_entry e
             WHERE e.{column} = %(contact)s AND ({seen.sql})
             ORDER BY e.occurred_at DESC, e.id DESC LIMIT 50)
            UNION
            (SELECT e.id, e.version, e.delivery_status FROM interaction_participant p
             JOIN interaction_entry e ON e.id = p.entry_id AND e.contact_id = p.entry_contact_id
             WHERE p.{column} = %(contact)s AND ({seen.sql})
             ORDER BY p.occurred_at DESC, p.entry_id DESC LIMIT 50)) q""",
        {**seen.params, "contact": contact.pk},
    )[0]
    return "-".join(str(part) for part in found)
