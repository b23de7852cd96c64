"""When people work: days, seasons and hours, so that three years look like three years."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

WEEKDAY = (1.0, 1.15, 1.1, 1.15, 0.8, 0.0, 0.0)
MONTH = (0.9, 1.0, 1.15, 1.1, 1.0, 1.1, 0.65, 0.6, 1.15, 1.15, 1.15, 0.8)
HOURS = ((7, 3), (8, 10), (9, 17), (10, 16), (11, 9), (12, 1), (13, 9), (14, 13), (15, 12), (16, 8), (17, 2))
_HOUR_SUMS = tuple(accumulate(weight for _hour, weight in HOURS))


def easter(year: int) -> date:
    """Easter Sunday (Gauss, in the form of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """The public holidays of the canton of Vaud."""
    sunday = easter(year)
    september = date(year, 9, 1)
    third_sunday = september + timedelta(days=(6 - september.weekday()) % 7 + 14)
    return {
        date(year, 1, 1),
        date(year, 1, 2),
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        sunday + timedelta(days=39),
        sunday + timedelta(days=50),
        date(year, 8, 1),
        third_sunday + timedelta(days=1),
        date(year, 12, 25),
    }


def intensity(day: date) -> float:
    """How much is going on that day; 0 when nobody works."""
    if day in holidays(day.year):
        return 0.0
    weight = WEEKDAY[day.weekday()] * MONTH[day.month - 1]
    if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 5):
        weight *= 0.12
    if date(day.year, 7, 24) <= day <= date(day.year, 8, 11):
        weight *= 0.45
    return weight


def not_at_weekends(day: date) -> date:
    """`day`, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day


class Calendar:
    """The working days from `first` to `last`, busier with the years."""

    def __init__(self, first: date, last: date, zone: ZoneInfo) -> None:
        span = (last - first).days + 1
        self.zone = zone
        self.first, self.last = first, last
        days = [first + timedelta(days=number) for number in range(span)]
        weights = [intensity(day) * (1 + 0.3 * number / span) for number, day in enumerate(days)]
        self.days = [day for day, weight in zip(days, weights, strict=True) if weight]
        self._sums = list(accumulate(weight for weight in weights if weight))
        # What was agreed is not agreed for the days between the years.
        self._agreeable = [day for day in self.days if intensity(day) > 0.2]

    def some_day(self, random: Random) -> date:
        """A day, more often a busy one."""
        return self.days[bisect_left(self._sums, random.random() * self._sums[-1])]

    def after(self, day: date, days: int) -> date:
        """The working day `days` days later, or the next one; past the end just the calendar day."""
        wanted = day + timedelta(days=days)
        days_to_choose = self._agreeable if days else self.days
        place = bisect_left(days_to_choose, wanted)
        return days_to_choose[place] if place < len(days_to_choose) else wanted


def some_moment(day: date, zone: ZoneInfo, random: Random, *, not_before: datetime | None = None) -> datetime:
    """A moment of that day within working hours, after `not_before` if that is the same day."""
    hour = HOURS[bisect_left(_HOUR_SUMS, random.random() * _HOUR_SUMS[-1])][0]
    first = 30 if hour == 7 else 0
    moment = datetime.combine(day, time(hour, random.randrange(first, 60)), zone)
    if not_before is not None and moment <= not_before:
        return not_before + timedelta(minutes=random.randrange(2, 45))
    return moment
