"""How long to wait before trying again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.delivery.rules import MOST_ATTEMPTS, PAUSES, choose_pause, present_rate


def test_pauses_grow_and_come_to_an_end() -> None:
    """R-INT-128"""
    pauses = [choose_pause(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert pauses == [
        timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1),
        timedelta(hours=3), timedelta(hours=6), timedelta(hours=12),
    ]  # fmt: skip
    assert pauses == sorted(PAUSES)
    assert (choose_pause(MOST_ATTEMPTS), choose_pause(0)) == (None, None)


@pytest.mark.parametrize(
    ("told", "seconds", "settled", "rate"),
    [
        (0, 2, 5, 0),
        (0, 20, 5, 15),
        (600, 25, 40, 600),
        (600, 31, 40, 0),
        (2, 80, 0, 2),
        (2, 91, 0, 0),
        (0, 31, 5, 0),
    ],
)
def test_rate_is_told_while_something_goes_out(told: float, seconds: int, settled: int, rate: float) -> None:
    """B-9: of a sending that stands nobody says how long it will take, of a slow one one does"""
    assert present_rate(told, timedelta(seconds=seconds), settled) == rate
