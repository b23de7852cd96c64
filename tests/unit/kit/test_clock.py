"""The company's days and minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from liaison.kit.clock import company_time_zone, local_date, next_full_minute, now


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 22, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
    ids=["before midnight", "at midnight", "at midnight in summer"],
)
def test_the_day_is_that_of_the_company(moment: datetime, day: date) -> None:
    """Wherever the reader is."""
    assert company_time_zone() == "Europe/Zurich"
    with timezone.override("America/New_York"):
        assert local_date(moment) == day


@pytest.mark.parametrize(
    ("second", "microsecond", "minute"), [(0, 0, 1), (30, 0, 1), (58, 999_999, 1), (59, 0, 1), (59, 1, 2)]
)
def test_a_full_minute_is_never_past(second: int, microsecond: int, minute: int) -> None:
    """R-INT-44: one second later, then rounded up"""
    moment = datetime(2026, 3, 2, 9, 0, second, microsecond, tzinfo=UTC)
    assert next_full_minute(moment) == datetime(2026, 3, 2, 9, minute, tzinfo=UTC)


def test_now_says_its_zone() -> None:
    assert now().tzinfo is UTC
