"""Pure decisions of the reports: whose figures, and how they compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

WEEKS = 12
"""How many weeks the home page shows, and how many earlier ones make the average."""


class Scope(StrEnum):
    """Whose interactions the figures are about."""

    ME = "me"
    TEAM = "team"
    ALL = "all"


def scopes_of(*, salesperson: bool, team: bool, reach: str) -> tuple[Scope, ...]:
    """What a person may switch between, the first being shown at first.

    Who is no salesperson has nothing of their own to look at; who sees only the team has no "all".
    """
    found = [Scope.ME] if salesperson else []
    if team and reach in {"team", "all"}:
        found.append(Scope.TEAM)
    if reach == "all" or not found:
        found.append(Scope.ALL)
    return tuple(found)


def monday_of(day: date) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class WeekOfChannel:
    """The counted interactions of one week by one channel; `so_far` those up to this moment of the week."""

    monday: date
    channel: str
    interactions: int
    so_far: int
    minutes: Decimal
    untyped: int


def change_against_average(this_week: int, earlier: Iterable[tuple[date, int]], monday: date) -> int | None:
    """By how many per cent this week differs from the average of up to twelve weeks before it.

    `earlier` are weeks with the number up to the same moment of the week; a week that is missing counts
    as zero, but weeks before the first recorded one do not count at all. None: nothing to compare with.
    """
    known = {week: number for week, number in earlier if number and week < monday}
    if not known:
        return None
    weeks = (monday - min(known)).days // 7
    average = sum(known.values()) / weeks
    return round((this_week / average - 1) * 100)
