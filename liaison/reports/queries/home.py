"""The figures of the home page: this week, the weeks before, what failed and what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions.figures import Period, counted
from liaison.interactions.models import DeliveryStatus
from liaison.interactions.queries.drafts import postponed
from liaison.interactions.queries.log_list import LogFilter, log_list
from liaison.interactions.queries.rows import EntryRow
from liaison.interactions.visibility import seen_by
from liaison.kit.clock import company_time_zone, local_date
from liaison.kit.sql import rows
from liaison.reports.rules import (
    WEEKS,
    Scope,
    WeekOfChannel,
    change_against_average,
    last_mondays,
    monday_of,
    scopes_of,
)

RECENT = timedelta(days=30)
"""How long a failed delivery stands on the home page."""
UNDELIVERED = (DeliveryStatus.FAILED, DeliveryStatus.BOUNCED)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the chart: how many interactions by channel."""

    monday: date
    by_channel: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """What happened since Monday and in the weeks before; `change` is in per cent of the average."""

    interactions: int
    change: int | None
    minutes: Decimal
    untyped: int
    weeks: tuple[Week, ...]
    undelivered: int
    undelivered_since: date


def scopes(viewer: User) -> tuple[Scope, ...]:
    """Whose figures `viewer` may look at, the first at first."""
    return scopes_of(
        salesperson=viewer.salesperson_id is not None, team=viewer.team_id is not None, reach=viewer.reach
    )


def _within(viewer: User, scope: Scope) -> tuple[list[str], dict[str, Any]]:
    """The scope as a condition on entries `e`."""
    if scope == Scope.ME and viewer.salesperson_id is not None:
        return ["e.salesperson_id = %(of_salesperson)s"], {"of_salesperson": viewer.salesperson_id}
    if scope == Scope.TEAM and viewer.team_id is not None:
        return ["e.team_id = %(of_team)s"], {"of_team": viewer.team_id}
    return [], {}


def codes_of(viewer: User, scope: Scope) -> dict[str, str]:
    """The scope as the filter of the log that shows the same people, by code; reads the team once."""
    own = viewer.salesperson
    if scope == Scope.ME and own is not None:
        return {"salesperson": own.code}
    if scope == Scope.TEAM and own is not None and own.team is not None:
        return {"team": own.team.code}
    return {}


def home_figures(viewer: User, scope: Scope, *, at: datetime) -> HomeFigures:
    """The figures of the home page at the moment `at`; two statements."""
    require(viewer, Right.READ_LOG)
    monday = monday_of(local_date(at))
    cells = _weeks_of_channels(viewer, scope, monday, at)
    by_channel: dict[date, dict[str, int]] = defaultdict(dict)
    for cell in cells:
        by_channel[cell.monday][cell.channel] = cell.interactions
    now = [cell for cell in cells if cell.monday == monday]
    since = local_date(at - RECENT)
    return HomeFigures(
        interactions=sum(cell.interactions for cell in now),
        change=change_against_average(cells, monday),
        minutes=sum((cell.minutes for cell in now), Decimal(0)),
        untyped=sum(cell.untyped for cell in now),
        weeks=tuple(Week(week, by_channel.get(week, {})) for week in last_mondays(monday)),
        undelivered=_undelivered(viewer, scope, since),
        undelivered_since=since,
    )


def _weeks_of_channels(viewer: User, scope: Scope, monday: date, at: datetime) -> list[WeekOfChannel]:
    """This week and the twelve before it, up to the day of `at`; one statement.

    The range on the instant lets the index by date be used, the one on the day cuts partitions. What
    today has in store counts as it does on the list of the log, but is not compared (`so_far`).
    """
    where, params = counted(seen_by(viewer), Period(monday - timedelta(weeks=WEEKS), local_date(at)))
    scoped, more = _within(viewer, scope)
    zone = timezone.get_default_timezone()
    local = timezone.localtime(at, zone)
    begin = datetime.combine(monday, time(), zone)
    first = datetime.combine(monday - timedelta(weeks=WEEKS), time(), zone)
    # By the clock on the wall, so that a change to summer time does not shift it.
    elapsed = local.replace(tzinfo=None) - begin.replace(tzinfo=None)
    end = datetime.combine(local_date(at) + timedelta(days=1), time(), zone)
    params |= {**more, "first": first, "end": end, "elapsed": elapsed, "zone": company_time_zone()}
    sql = f"""
        SELECT q.monday, q.channel, count(*), count(*) FILTER (WHERE q.so_far),
               coalesce(sum(q.duration_min), 0), count(*) FILTER (WHERE q.recorded_by_id IS NULL)
        FROM (
            SELECT date_trunc('week', e.occurred_on)::date AS monday, e.channel, e.duration_min,
                   e.recorded_by_id,
                   (e.occurred_at AT TIME ZONE %(zone)s) - date_trunc('week', e.occurred_on)::timestamp
                       <= %(elapsed)s AS so_far
            FROM interaction_entry e
            WHERE {" AND ".join([*where, *scoped])} AND e.occurred_at >= %(first)s AND e.occurred_at < %(end)s
        ) q GROUP BY 1, 2 ORDER BY 1, 2"""
    return [WeekOfChannel(*row) for row in rows(sql, params)]


def _undelivered(viewer: User, scope: Scope, since: date) -> int:
    """How many deliveries of the last weeks failed and wait for somebody; one statement."""
    where, params = counted(seen_by(viewer), Period(since))
    scoped, more = _within(viewer, scope)
    where += [*scoped, "e.delivery_status = ANY(%(undelivered)s)"]
    params |= {**more, "undelivered": [str(state) for state in UNDELIVERED]}
    sql = f"SELECT count(*) FROM interaction_entry e WHERE {' AND '.join(where)}"
    return int(rows(sql, params)[0][0])


def last_interactions(viewer: User, scope: Scope, *, at: datetime, limit: int = 6) -> list[EntryRow]:
    """The newest interactions until today, cancelled ones among them, as a timeline shows them."""
    whose = codes_of(viewer, scope)
    narrowed = LogFilter(until=local_date(at), salesperson=whose.get("salesperson"), team=whose.get("team"))
    return list(log_list(viewer, narrowed, limit=limit).items)


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A postponed interaction on the home page; `by` is empty for one's own."""

    entry_no: int
    name: str
    contact_name: str
    by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was postponed: how many, and the newest."""

    count: int
    newest: tuple[WaitingDraft, ...]


def waiting(viewer: User, *, limit: int = 4) -> Waiting:
    """The postponed interactions that `viewer` may resume, newest first; three statements at most."""
    found = postponed(viewer)
    newest = list(found[:limit])
    count = len(newest) if len(newest) < limit else found.count()
    about = {draft.contact_id for draft in newest if draft.contact_id is not None}
    names = dict(Contact.objects.filter(pk__in=about).values_list("pk", "name")) if about else {}
    return Waiting(
        count,
        tuple(
            WaitingDraft(
                draft.entry_no,
                draft.name,
                names.get(draft.contact_id or 0, ""),
                "" if draft.user_id == viewer.pk else draft.user.full_name,
                draft.saved_at,
            )
            for draft in newest
        ),
    )
