"""The clock at the edge: doors read it once and hand the moment on as `at`."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This very moment, aware, in UTC."""
    return datetime.now(UTC)


def can_be_kept(moment: datetime) -> bool:
    """Whether the database takes `moment` as it is written, and it has a date in any time zone.

    It must say its offset from UTC, and of less than sixteen hours; Python takes up to a day.
    """
    offset = moment.utcoffset()
    return offset is not None and abs(offset) < timedelta(hours=16) and MINYEAR < moment.year < MAXYEAR


def local_date(moment: datetime) -> date:
    """The calendar day of `moment` in the company's time zone."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def company_time_zone() -> str:
    """The name of the company's time zone, e.g. ``Europe/Zurich``."""
    return str(settings.TIME_ZONE)


def next_full_minute(moment: datetime) -> datetime:
    """`moment` plus one second, rounded up to the full minute, so never in the past (R-INT-44)."""
    later = moment + timedelta(seconds=1)
    floor = later.replace(second=0, microsecond=0)
    return floor if floor == later else floor + timedelta(minutes=1)
