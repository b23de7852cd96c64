"""Which address is valid on a day."""

from datetime import date

import pytest

from liaison.contacts.addresses import Period, active_address

CHALET, HOSPITAL, OPEN = 1, 2, 3
PERIODS = [
    Period(CHALET, date(2026, 7, 1), date(2026, 8, 31)),
    Period(HOSPITAL, date(2026, 8, 10), date(2026, 8, 20)),
]


@pytest.mark.parametrize(
    ("day", "address"),
    [
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), CHALET),
        (date(2026, 8, 9), CHALET),
        (date(2026, 8, 10), HOSPITAL),
        (date(2026, 8, 20), HOSPITAL),
        (date(2026, 8, 21), CHALET),
        (date(2026, 8, 31), CHALET),
        (date(2026, 9, 1), None),
    ],
)
def test_latest_period_to_start_wins(day: date, address: int | None) -> None:
    """R-CON-84"""
    assert active_address(PERIODS, day) == address


def test_open_period_is_active_again_after_a_closed_one() -> None:
    """R-CON-85"""
    periods = [Period(OPEN, date(2026, 1, 1)), *PERIODS]

    assert [active_address(periods, date(2026, month, 15)) for month in (6, 7, 8, 9)] == [
        OPEN,
        CHALET,
        HOSPITAL,
        OPEN,
    ]
