"""Dates, money and addresses as a letter writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from liaison.letters.values import (
    Address,
    LocalDate,
    LocalNumber,
    address_block,
    city_line,
    country_name,
    date_line,
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr-CH", "2 mars 2026"),
        ("fr", "2 mars 2026"),
        ("de-CH", "2. März 2026"),
        ("it", "2 marzo 2026"),
        ("en", "2 March 2026"),
        ("en-US", "March 2, 2026"),
        ("", "2 mars 2026"),
        ("??-!!", "2 mars 2026"),
    ],
)
def test_dates_are_written_in_the_language_of_the_letter(language: str, text: str) -> None:
    """R-INT-137"""
    assert str(LocalDate.of(date(2026, 3, 2), language)) == text


def test_the_first_of_a_month_is_an_ordinal() -> None:
    assert str(LocalDate.of(date(2026, 3, 1), "fr-CH")) == "1er mars 2026"
    assert str(LocalDate.of(date(2026, 3, 1), "it-CH")) == "1º marzo 2026"
    assert str(LocalDate.of(date(2026, 3, 11), "fr-CH")) == "11 mars 2026"


def test_a_date_keeps_its_language_under_a_format() -> None:
    day = LocalDate.of(date(2026, 3, 2), "fr-CH")
    assert day.strftime("%A %d %B %Y") == "lundi 02 mars 2026"
    assert day.strftime("%a %b %x 100%%") == "lun. mars 2 mars 2026 100%"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr-CH", "CHF\u00a048\u00a0250.00"),
        ("de-CH", "CHF\u00a048’250.00"),
        ("it", "CHF\u00a048’250.00"),
        ("en", "CHF\u00a048’250.00"),
        ("fr-FR", "48\u202f250,00\u00a0CHF"),
    ],
)
def test_money_is_written_in_the_language_of_the_letter(language: str, text: str) -> None:
    """R-INT-137"""
    assert str(LocalNumber.of(Decimal(48250), language, "CHF")) == text


def test_a_number_without_currency_has_no_needless_zeros() -> None:
    assert str(LocalNumber.of(Decimal("12.50"), "fr-CH")) == "12,5"
    assert str(LocalNumber.of(Decimal("100.00"), "de-CH")) == "100"


def test_the_country_stands_on_the_envelope_only_abroad() -> None:
    home = Address(address="Rue du Simplon 4", post_code="1020", city="Renens VD", country="CH")
    assert address_block(["Béguelin Mécanique SA", "Nora Béguelin"], home, "fr-CH") == (
        "Béguelin Mécanique SA\nNora Béguelin\nRue du Simplon 4\n1020 Renens VD"
    )
    abroad = Address(
        address="Königstr. 1", address_2="Postfach 7", post_code="70173", city="Stuttgart", country="DE"
    )
    assert address_block(["Muster GmbH"], abroad, "fr-CH") == (
        "Muster GmbH\nKönigstr. 1\nPostfach 7\n70173 Stuttgart\nALLEMAGNE"
    )


def test_a_line_stands_only_once_and_blank_lines_not_at_all() -> None:
    assert address_block(["Nora", "Nora", " "], Address(city="Renens"), "fr") == "Nora\nRenens"


def test_cities_come_first_where_the_country_writes_them_first() -> None:
    assert city_line(Address(post_code="SW1A 1AA", city="London", country="GB")) == "London SW1A 1AA"
    assert (
        city_line(Address(post_code="10001", city="New York", region="NY", country="US"))
        == "New York NY 10001"
    )


def test_country_names() -> None:
    assert country_name("de", "it-CH") == "Germania"
    assert country_name("ZZQ", "fr") == "ZZQ"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr-CH", "Renens, le 2 mars 2026"),
        ("de-CH", "Renens, 2. März 2026"),
        ("it-CH", "Renens, 2 marzo 2026"),
        ("en", "Renens, 2 March 2026"),
    ],
)
def test_place_and_date_stand_at_the_head_without_the_canton(language: str, line: str) -> None:
    assert date_line("Renens VD", LocalDate.of(date(2026, 3, 2), language)) == line


def test_a_date_without_place_stands_alone() -> None:
    assert date_line("", LocalDate.of(date(2026, 3, 2), "fr")) == "le 2 mars 2026"
