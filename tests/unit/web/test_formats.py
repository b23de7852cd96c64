"""Figures, money, durations and days in the four Swiss locales."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from liaison.web.shell import formats

N, F = "\u202f", "\u00a0"
NOW = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", f"CHF{F}48{N}250.00"),
        ("de", f"CHF{F}48’250.00"),
        ("it", f"CHF{F}48’250.00"),
        ("en", f"CHF{F}48’250.00"),
    ],
)
def test_money_stands_behind_its_currency(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.money(Decimal(48250)) == expected


def test_money_may_be_foreign_negative_or_absent() -> None:
    with translation.override("fr"):
        assert formats.money(Decimal("-1234.5"), "EUR") == f"EUR{F}−1{N}234.50"
        assert formats.money(None) == formats.percent(None) == ""
        assert formats.amount(Decimal("0.005")) == "0.01"
        assert formats.amount(Decimal("-0.001")) == "0.00"


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [("fr", f"1{N}284", "12,5"), ("de", "1’284", "12.5"), ("it", "1’284", "12.5"), ("en", "1’284", "12.5")],
)
def test_number_is_grouped_by_thousands(language: str, whole: str, part: str) -> None:
    with translation.override(language):
        assert formats.number(1284) == whole
        assert formats.number(Decimal("12.50"), 1) == part


def test_percent_may_carry_its_sign() -> None:
    with translation.override("fr"):
        assert formats.percent(18, signed=True) == f"+18{F}%"
        assert formats.percent(-6, signed=True) == f"−6{F}%"
        assert formats.percent(0, signed=True) == f"0{F}%"
    with translation.override("en"):
        assert formats.percent(60) == "60%"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, f"0{F}min"),
        (12, f"12{F}min"),
        (59.5, f"1{F}h"),
        (90, f"1{F}h{F}30"),
        (125, f"2{F}h{F}05"),
        (2460, f"41{F}h"),
        (72000, f"1{N}200{F}h"),
        (-90, f"−1{F}h{F}30"),
        (None, ""),
    ],
)
def test_minutes_become_hours(minutes: float | None, expected: str) -> None:
    with translation.override("fr"):
        assert formats.minutes(minutes) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(Decimal(595), f"9{F}h{F}55"), (Decimal(629), f"10{F}h"), (Decimal(2491), f"42{F}h"), (None, "")],
)
def test_long_durations_are_told_in_whole_hours(minutes: Decimal | None, expected: str) -> None:
    assert formats.hours(minutes) == expected


@pytest.mark.parametrize(
    ("octets", "expected"),
    [(812, f"812{F}B"), (14_200, f"14{F}kB"), (2_300_000, f"2,3{F}MB"), (None, "")],
)
def test_size_of_a_file(octets: int | None, expected: str) -> None:
    with translation.override("fr"):
        assert formats.size(octets).replace("o", "B") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "Mardi 24 novembre"),
        ("de", "Dienstag, 24. November"),
        ("it", "Martedì 24 novembre"),
        ("en", "Tuesday 24 November"),
    ],
)
def test_day_name_of_this_year(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.day_name(TODAY, TODAY) == expected


def test_day_name_of_another_year_has_the_year() -> None:
    with translation.override("fr"):
        assert formats.day_name(date(2025, 3, 1), TODAY) == "Samedi 1er mars 2025"


def test_days_are_those_of_the_company() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert formats.company_day(late) == date(2026, 11, 25)
    assert formats.short_date(late) == "25.11.2026"
    assert formats.clock(late) == "00:30"
    assert formats.date_and_time(late) == "25.11.2026 00:30"
    assert formats.long_date(None) == formats.clock(None) == ""


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_far_days_are_written_whole(day: date) -> None:
    assert formats.short_date(day) == day.strftime("%d.%m.") + f"{day.year:04}"


def test_headings_name_the_days_around_today() -> None:
    with translation.override("en"):
        assert formats.day_heading(TODAY, TODAY) == "Today, Tuesday 24 November"
        assert formats.day_heading(TODAY - timedelta(1), TODAY) == "Yesterday, Monday 23 November"
        assert formats.day_heading(TODAY + timedelta(1), TODAY) == "Tomorrow, Wednesday 25 November"
        assert formats.day_heading(TODAY - timedelta(4), TODAY) == "Friday 20 November"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW, "just now"),
        (NOW - timedelta(minutes=12), "12 minutes ago"),
        (NOW - timedelta(hours=3), "3 hours ago"),
        (NOW + timedelta(hours=2), "in 2 hours"),
        (NOW - timedelta(days=1), "yesterday"),
        (NOW + timedelta(days=1), "tomorrow"),
        (NOW - timedelta(days=2), "2 days ago"),
        (NOW - timedelta(days=6), "6 days ago"),
        (NOW - timedelta(days=7), "17.11.2026"),
        (date(2026, 11, 24), "today"),
        (None, ""),
    ],
)
def test_relative_words_reach_a_week(moment: date | datetime | None, expected: str) -> None:
    with translation.override("en"):
        assert formats.relative(moment, NOW) == expected


def test_relative_speaks_the_language() -> None:
    with translation.override("fr"):
        assert formats.relative(NOW - timedelta(days=2), NOW) == "il y a 2 jours"
    with translation.override("de"):
        assert formats.relative(NOW - timedelta(hours=3), NOW) == "vor 3 Stunden"


def test_month_inside_a_sentence() -> None:
    with translation.override("fr"):
        assert formats.month(date(2019, 3, 5)) == "mars 2019"
        assert formats.long_date(date(2026, 11, 24)) == "24 novembre 2026"
        assert formats.long_date(date(2026, 12, 1)) == "1er décembre 2026"
    with translation.override("de"):
        assert formats.long_date(date(2026, 12, 1)) == "1. Dezember 2026"
