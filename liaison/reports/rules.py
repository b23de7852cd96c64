"""Pure decisions of the reports: whose figures, and how they compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

WEEKS = 12
"""How many weeks a chart shows, and how many earlier ones make the average."""


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


def last_mondays(day: date) -> list[date]:
    """The first days of the weeks that a chart shows, the week of `day` last."""
    return [monday_of(day) - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class WeekOfChannel:
    """The counted interactions of one week by one channel; `so_far` those up to this moment of the week."""

    monday: date
    channel: str
    interactions: int
    so_far: int
    minutes: Decimal
    untyped: int


def change_against_average(cells: Sequence[WeekOfChannel], monday: date) -> int | None:
    """By how many per cent this week differs from the average of up to twelve weeks before it.

    Each week counts with what it had at this moment of the week: one that had nothing yet, or that is
    missing, as zero, but weeks before the first recorded one not at all. None: nothing to compare with.
    """
    earlier = sum(cell.so_far for cell in cells if cell.monday < monday)
    if not earlier:
        return None
    weeks = (monday - min(cell.monday for cell in cells)).days // 7
    this_week = sum(cell.so_far for cell in cells if cell.monday == monday)
    return round((this_week * weeks / earlier - 1) * 100)
