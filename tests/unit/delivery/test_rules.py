"""How long to wait before trying again."""

from __future__ import annotations

from datetime import timedelta

from liaison.delivery.rules import MOST_ATTEMPTS, PAUSES, choose_pause


def test_pauses_grow_and_come_to_an_end() -> None:
    """R-INT-128"""
    pauses = [choose_pause(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert pauses == [
        timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1),
        timedelta(hours=3), timedelta(hours=6), timedelta(hours=12),
    ]  # fmt: skip
    assert pauses == sorted(PAUSES)
    assert (choose_pause(MOST_ATTEMPTS), choose_pause(0)) == (None, None)
