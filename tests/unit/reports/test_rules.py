"""Whose figures, and how they compare."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.reports.rules import Scope, change_against_average, monday_of, scopes_of

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


def _weeks(*numbers: int) -> list[tuple[date, int]]:
    """The last of `numbers` is this week's."""
    return [(MONDAY - timedelta(weeks=back), number) for back, number in enumerate(reversed(numbers))]


@pytest.mark.parametrize(
    ("weeks", "change"),
    [
        (_weeks(10, 10, 12), 20),
        (_weeks(10, 30, 10), -50),
        (_weeks(0, 0, 10, 0, 10), 100),
        (_weeks(7), None),
        (_weeks(0, 0, 5), None),
        (_weeks(100, 118), 18),
    ],
)
def test_change_against_average(weeks: list[tuple[date, int]], change: int | None) -> None:
    assert change_against_average(weeks[0][1], weeks, MONDAY) == change
