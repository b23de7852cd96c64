"""Figures, money, durations and days as the reader's Swiss locale writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel import Locale
from babel.dates import format_date, format_timedelta
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from liaison.kit.clock import local_date
from liaison.kit.text import GROUP, language

FIXED: Final = "\u00a0"
"""The no-break space between a figure and its unit."""

_LOCALES: Final = {code: Locale.parse(f"{code}_CH") for code in ("fr", "de", "it", "en")}
# French Switzerland writes amounts with a point (CHF 48 250.00) and other decimals with a comma;
# the other three write both with a point.
_COMMA: Final = {"fr": ",", "de": ".", "it": ".", "en": "."}
_DAY: Final = {
    "fr": "EEEE d MMMM",
    "de": "EEEE, d. MMMM",
    "it": "EEEE d MMMM",
    "en": "EEEE d MMMM",
}
_LONG: Final = {"fr": "d MMMM y", "de": "d. MMMM y", "it": "d MMMM y", "en": "d MMMM y"}
_MONTH: Final = "LLLL y"


def _pattern(patterns: dict[str, str], day: date) -> str:
    """The pattern of the language; the first of a month is "1er" in French."""
    pattern = patterns[language()]
    return pattern.replace("d ", "d'er' ") if day.day == 1 and language() == "fr" else pattern


def locale() -> Locale:
    """The reader's Swiss locale."""
    return _LOCALES[language()]


def number(value: Decimal | float | None, places: int = 0) -> str:
    """`value` grouped by thousands with `places` decimals: 1 284 or 12,5; nothing for None."""
    return "" if value is None else _figure(value, places, _COMMA[language()])


def _figure(value: Decimal | float, places: int, point: str) -> str:
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,.{places}f}".replace("-", "−")
    if exact == 0:
        text = text.lstrip("−")
    return text.translate({ord(","): GROUP[language()], ord("."): point})


def money(value: Decimal | float | None, currency: str | None = None) -> str:
    """An amount with its currency in front, two decimals: CHF 48 250.00; nothing for None."""
    if value is None:
        return ""
    return f"{currency or settings.CURRENCY}{FIXED}{amount(value)}"


def amount(value: Decimal | float | None) -> str:
    """An amount without its currency: 48 250.00; nothing for None."""
    return "" if value is None else _figure(value, 2, ".")


def percent(value: Decimal | float | None, *, signed: bool = False) -> str:
    """`value` (18 stands for 18 %) in whole per cent, with a plus sign when `signed`."""
    if value is None:
        return ""
    text = number(value)
    plus = "+" if signed and text != "0" and not text.startswith("−") else ""
    space = FIXED if language() != "en" else ""
    return f"{plus}{text}{space}%"


def minutes(value: Decimal | float | None) -> str:
    """A duration given in minutes: 12 min, 1 h 30, 41 h; nothing for None."""
    if value is None:
        return ""
    whole = int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))
    full, rest = divmod(abs(whole), 60)
    sign = "−" if whole < 0 else ""
    if not full:
        return f"{sign}{rest}{FIXED}min"
    if not rest:
        return f"{sign}{number(full)}{FIXED}h"
    return f"{sign}{number(full)}{FIXED}h{FIXED}{rest:02}"


def hours(value: Decimal | float | None) -> str:
    """A sum of minutes where there is little room: from ten hours on in whole hours."""
    return minutes(value if value is None or value < 600 else round(value / 60) * 60)


def size(octets: int | None) -> str:
    """The size of a file: 812 B, 14 kB, 2,3 MB; nothing for None."""
    if octets is None:
        return ""
    if octets < 1000:
        figure, unit = str(octets), pgettext("unit", "B")
    elif octets < 1_000_000:
        figure, unit = number(octets / 1000), pgettext("unit", "kB")
    else:
        figure, unit = number(octets / 1_000_000, 1), pgettext("unit", "MB")
    return f"{figure}{FIXED}{unit}"


def company_day(moment: date | datetime) -> date:
    """The calendar day of `moment` in the company's time zone."""
    return local_date(moment) if isinstance(moment, datetime) else moment


def short_date(moment: date | datetime | None) -> str:
    """24.11.2026; nothing for None."""
    if moment is None:
        return ""
    day = company_day(moment)
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def long_date(moment: date | datetime | None) -> str:
    """24 novembre 2026; nothing for None."""
    if moment is None:
        return ""
    day = company_day(moment)
    return str(format_date(day, _pattern(_LONG, day), locale=locale()))


def month(moment: date | datetime | None) -> str:
    """Mars 2019, as the language writes it inside a sentence; nothing for None."""
    return "" if moment is None else str(format_date(company_day(moment), _MONTH, locale=locale()))


def week(monday: date) -> str:
    """The week that begins on that day."""
    return gettext("Week of %(day)s") % {"day": short_date(monday)}


def clock(moment: datetime | None) -> str:
    """The time of day in the company's time zone: 09:42; nothing for None."""
    if moment is None:
        return ""
    return timezone.localtime(moment, timezone.get_default_timezone()).strftime("%H:%M")


def date_and_time(moment: datetime | None) -> str:
    """24.11.2026 09:42; nothing for None."""
    return "" if moment is None else f"{short_date(moment)} {clock(moment)}"


def day_name(moment: date | datetime, today: date | None = None) -> str:
    """Mardi 24 novembre, with the year when it is not this one; begins with a capital."""
    day = company_day(moment)
    now = today or timezone.localdate(timezone=timezone.get_default_timezone())
    pattern = _pattern(_DAY, day) + ("" if day.year == now.year else " y")
    text = str(format_date(day, pattern, locale=locale()))
    return text[:1].upper() + text[1:]


def day_heading(moment: date | datetime, today: date | None = None) -> str:
    """The heading of a day on a timeline: "Aujourd'hui, mardi 24 novembre", "Vendredi 20 novembre"."""
    day = company_day(moment)
    now = today or timezone.localdate(timezone=timezone.get_default_timezone())
    name = day_name(day, now)
    inside = name if language() in {"de", "en"} else name[:1].lower() + name[1:]
    words = {
        0: gettext("Today, %(day)s"),
        -1: gettext("Yesterday, %(day)s"),
        1: gettext("Tomorrow, %(day)s"),
    }.get((day - now).days)
    return words % {"day": inside} if words else name


def relative(moment: date | datetime | None, now: datetime | None = None) -> str:
    """How far away: "il y a 12 minutes", "hier", "il y a 2 jours"; beyond a week the date."""
    if moment is None:
        return ""
    present = now or timezone.now()
    days = (company_day(moment) - company_day(present)).days
    if abs(days) >= 7:
        return short_date(moment)
    near = {1: gettext("tomorrow"), -1: gettext("yesterday")}.get(days)
    if near:
        return near
    if days:
        return _apart(timedelta(days=days))
    if not isinstance(moment, datetime):
        return gettext("today")
    apart = moment - present
    if abs(apart) < timedelta(minutes=1):
        return gettext("just now")
    return _apart(apart)


def _apart(distance: timedelta) -> str:
    return str(format_timedelta(distance, add_direction=True, threshold=1.2, locale=locale()))
