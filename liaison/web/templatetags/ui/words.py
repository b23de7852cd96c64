"""Filters that write figures and days for the reader; the rules stand in `shell.formats`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template

from liaison.kit import text
from liaison.web.shell import formats

register = template.Library()
Figure = Decimal | float | None


@register.filter
def number(value: Figure, places: int = 0) -> str:
    """``{{ 1284|number }}`` → 1 284; ``{{ 12.5|number:1 }}`` → 12,5."""
    return formats.number(value, places)


@register.filter
def money(value: Figure, currency: str | None = None) -> str:
    """``{{ 48250|money }}`` → CHF 48 250.00; the company's currency unless another is given."""
    return formats.money(value, currency)


@register.filter
def amount(value: Figure) -> str:
    """``{{ 48250|amount }}`` → 48 250.00, for columns whose heading names the currency."""
    return formats.amount(value)


@register.filter
def percent(value: Figure) -> str:
    """``{{ 60|percent }}`` → 60 %."""
    return formats.percent(value)


@register.filter
def minutes(value: Figure) -> str:
    """``{{ 90|minutes }}`` → 1 h 30; ``{{ 12|minutes }}`` → 12 min."""
    return formats.minutes(value)


@register.filter
def file_size(value: int | None) -> str:
    """``{{ 2300000|file_size }}`` → 2,3 MB."""
    return formats.size(value)


@register.filter
def colon(value: object) -> str:
    """``{{ label|colon }}`` → « Objet : » or “Subject:”, as the language spaces it."""
    return text.colon(value)


@register.filter
def short_date(value: date | datetime | None) -> str:
    """24.11.2026, in the company's time zone."""
    return formats.short_date(value)


@register.filter
def long_date(value: date | datetime | None) -> str:
    """24 novembre 2026."""
    return formats.long_date(value)


@register.filter
def month(value: date | datetime | None) -> str:
    """Mars 2019 inside a sentence: "mars 2019"."""
    return formats.month(value)


@register.filter
def clock(value: datetime | None) -> str:
    """09:42, in the company's time zone."""
    return formats.clock(value)


@register.filter
def date_and_time(value: datetime | None) -> str:
    """24.11.2026 09:42."""
    return formats.date_and_time(value)


@register.filter
def ago(value: date | datetime | None) -> str:
    """Il y a 2 jours, hier; beyond a week the date."""
    return formats.relative(value)
