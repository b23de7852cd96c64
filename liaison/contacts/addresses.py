"""Which address of a contact is valid on a day (R-CON-84)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when an alternative address holds; without ending date it stays open."""

    address: int
    starting_date: date
    ending_date: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the period, first and last day included."""
        return self.starting_date <= day and (self.ending_date is None or self.ending_date >= day)


def active_address(periods: Iterable[Period], day: date) -> int | None:
    """The alternative address valid on `day`: the latest to start wins; None is the contact's own."""
    covering = (period for period in periods if period.covers(day))
    latest = max(covering, key=lambda period: period.starting_date, default=None)
    return None if latest is None else latest.address
