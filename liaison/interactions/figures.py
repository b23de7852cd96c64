"""Figures of the log: number, cost and minutes of what counts, and the dates of last contact.

An entry counts when it is neither cancelled nor postponed (a postponed interaction is a draft and no
entry yet) and its date lies in the optional period; what the viewer may not see does not count.
Minutes and cost are exact sums; display rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions.visibility import Seen, seen_by
from liaison.kit.sql import rows


@dataclass(frozen=True, slots=True)
class Figures:
    """How many interactions, their cost in company currency and their minutes."""

    interactions: int
    cost: Decimal
    duration_min: Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both inclusive; None is open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ContactFigures:
    """The figures of a contact, and the dates of R-INT-174."""

    figures: Figures
    last_interaction: date | None
    last_attempted: date | None


ALWAYS = Period()
NOTHING = Figures(0, Decimal("0.00"), Decimal("0.00"))


def counted(seen: Seen, period: Period) -> tuple[list[str], dict[str, Any]]:
    """The conditions under which an entry `e` counts, with their parameters (R-INT-2)."""
    where, params = ["NOT e.canceled", seen.sql], dict(seen.params)
    if period.since is not None:
        where.append("e.occurred_on >= %(since)s")
        params["since"] = period.since
    if period.until is not None:
        where.append("e.occurred_on <= %(until)s")
        params["until"] = period.until
    return where, params


SUMS = "count(*), coalesce(sum(e.cost), 0.00), coalesce(sum(e.duration_min), 0.00)"


def _figures_by(viewer: User, column: str, ids: list[int] | None, period: Period) -> Mapping[int, Figures]:
    """The figures for each value of a code column; one statement."""
    require(viewer, Right.READ_LOG)
    where, params = counted(seen_by(viewer), period)
    if ids is None:
        where.append(f"e.{column} IS NOT NULL")
    else:
        where.append(f"e.{column} = ANY(%(ids)s)" if len(ids) != 1 else f"e.{column} = %(id)s")
        params |= {"ids": ids} if len(ids) != 1 else {"id": ids[0]}
    sql = f"SELECT e.{column}, {SUMS} FROM interaction_entry e WHERE {' AND '.join(where)} GROUP BY 1"
    return {row[0]: Figures(*row[1:]) for row in rows(sql, params)}


def group_figures(
    viewer: User, ids: list[int] | None = None, period: Period = ALWAYS
) -> Mapping[int, Figures]:
    """Figures of interaction groups by id; all of them without `ids` (R-INT-2)."""
    return _figures_by(viewer, "group_id", ids, period)


def template_figures(
    viewer: User, ids: list[int] | None = None, period: Period = ALWAYS
) -> Mapping[int, Figures]:
    """Figures of interaction templates by id; all of them without `ids` (R-INT-8)."""
    return _figures_by(viewer, "template_id", ids, period)


def salesperson_figures(
    viewer: User, ids: list[int] | None = None, period: Period = ALWAYS
) -> Mapping[int, Figures]:
    """Figures of salespeople by id; all of them without `ids` (R-INT-176)."""
    return _figures_by(viewer, "salesperson_id", ids, period)


_ENTRIES = """
    SELECT {columns} FROM interaction_entry e WHERE e.{own} = {contact} AND {counts}
    UNION
    SELECT {columns} FROM interaction_participant p
    JOIN interaction_entry e ON e.id = p.entry_id AND e.contact_id = p.entry_contact_id
    WHERE p.{own} = {contact} AND {counts}"""
_OF_A_PERSON, _OF_A_COMPANY = "contact_id", "company_id"


def entries_of_each(seen: Seen) -> str:
    """Number and cost of what `contact_figures` counts, for each contact `c` that the question is lateral to.

    Of an entry nothing else is read: whole rows take several times as long to tell apart.
    """
    counts = " AND ".join(counted(seen, ALWAYS)[0])
    asked = {"columns": "e.id, e.cost", "contact": "c.id", "counts": counts}
    return f"""
        SELECT p.* FROM ({_ENTRIES.format(own=_OF_A_PERSON, **asked)}) p WHERE c.type <> 'company'
        UNION ALL
        SELECT f.* FROM ({_ENTRIES.format(own=_OF_A_COMPANY, **asked)}) f WHERE c.type = 'company'"""


def _entries_of(contact: Contact) -> str:
    """The question for the entries of a contact or, for a company, of its people; taking part counts."""
    own = _OF_A_COMPANY if contact.is_company else _OF_A_PERSON
    return _ENTRIES.format(columns="e.*", own=own, contact="%(contact)s", counts="TRUE")


def contact_figures(viewer: User, contact: Contact, period: Period = ALWAYS) -> ContactFigures:
    """Figures of a contact: a company counts its people's too, a person only its own (R-INT-173, 174).

    An interaction in which the contact took part counts for it; for a company it counts once,
    however many of its people took part. The dates leave the period aside.
    """
    require(viewer, Right.READ_LOG)
    seen = seen_by(viewer)
    where, params = counted(seen, period)
    counts = " AND ".join(where)
    sql = f"""
        SELECT count(*) FILTER (WHERE {counts}), coalesce(sum(e.cost) FILTER (WHERE {counts}), 0.00),
               coalesce(sum(e.duration_min) FILTER (WHERE {counts}), 0.00),
               max(e.occurred_on) FILTER (WHERE NOT e.canceled AND NOT e.attempt_failed),
               max(e.occurred_on) FILTER (WHERE NOT e.canceled AND e.initiated_by = 'us')
        FROM ({_entries_of(contact)}) e WHERE {seen.sql}"""
    row = rows(sql, {**params, "contact": contact.pk})[0]
    return ContactFigures(Figures(row[0], row[1], row[2]), row[3], row[4])


@dataclass(frozen=True, slots=True)
class ChannelWeek:
    """How many interactions of a channel happened in the week that begins on `monday`."""

    monday: date
    channel: str
    interactions: int


def by_week_and_channel(viewer: User, period: Period, *, contact: Contact) -> list[ChannelWeek]:
    """What `contact_figures` counts of a contact by week and channel, oldest week first; one statement."""
    require(viewer, Right.READ_LOG)
    where, params = counted(seen_by(viewer), period)
    sql = f"""
        SELECT date_trunc('week', e.occurred_on)::date, e.channel, count(*) FROM ({_entries_of(contact)}) e
        WHERE {" AND ".join(where)} GROUP BY 1, 2 ORDER BY 1, 2"""
    return [ChannelWeek(*row) for row in rows(sql, {**params, "contact": contact.pk})]
