"""Whose figures, and how they compare."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from liaison.reports.rules import Scope, WeekOfChannel, change_against_average, monday_of, scopes_of

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("salesperson", "team", "reach", "expected"),
    [
        (True, True, "all", (Scope.ME, Scope.TEAM, Scope.ALL)),
        (True, True, "team", (Scope.ME, Scope.TEAM)),
        (True, True, "own", (Scope.ME,)),
        (True, False, "all", (Scope.ME, Scope.ALL)),
        (False, False, "all", (Scope.ALL,)),
        (False, False, "own", (Scope.ALL,)),
    ],
)
def test_scopes(salesperson: bool, team: bool, reach: str, expected: tuple[Scope, ...]) -> None:
    assert scopes_of(salesperson=salesperson, team=team, reach=reach) == expected


@pytest.mark.parametrize("day", range(7))
def test_monday_of_any_day(day: int) -> None:
    assert monday_of(MONDAY + timedelta(days=day)) == MONDAY


def _weeks(*numbers: int | tuple[int, int]) -> list[WeekOfChannel]:
    """Weeks with so many interactions, and how many of them up to now; the last ones are of this week."""
    found = []
    for back, number in enumerate(reversed(numbers)):
        held, so_far = number if isinstance(number, tuple) else (number, number)
        week = MONDAY - timedelta(weeks=back)
        found += [WeekOfChannel(week, "phone", held, so_far, Decimal(0), 0)] if held else []
    return found


@pytest.mark.parametrize(
    ("weeks", "change"),
    [
        (_weeks(10, 10, 12), 20),
        (_weeks(10, 30, 10), -50),
        (_weeks(0, 0, 10, 0, 10), 100),
        (_weeks(7), None),
        (_weeks(0, 0, 5), None),
        (_weeks(100, 118), 18),
        ([], None),
        # The first week had nothing yet at this moment of it, and is one of two all the same.
        (_weeks((5, 0), 10, 10), 100),
        (_weeks((9, 2), (10, 4), (3, 3)), 0),
        (_weeks((5, 0), 5), None),
    ],
)
def test_change_against_average(weeks: list[WeekOfChannel], change: int | None) -> None:
    assert change_against_average(weeks, MONDAY) == change
