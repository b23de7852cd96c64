r"""Values as a letter writes them: dates, money and addresses in its language, Swiss style.

A date or an amount stays one until it is written, so that a Word field with a switch of its own
(`\@ "dddd d MMMM"`) can still write it its own way, in the letter's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

HOME_COUNTRY = "CH"
FALLBACK_LANGUAGE = "fr"
_CANTON = re.compile(r"\s+\(?[A-Z]{2}\)?$")
_CITY_FIRST = frozenset({"AU", "CA", "GB", "IE", "US"})
_DATE_CODES = re.compile(r"%[BbAax]")
_DATE_PATTERNS = {"%B": "MMMM", "%b": "MMM", "%A": "EEEE", "%a": "EEE"}


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language such as `fr-CH`; one without country is taken as the Swiss one."""
    base, _, territory = language.replace("_", "-").partition("-")
    for name in (f"{base}_{territory.upper() or HOME_COUNTRY}", base):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse(f"{FALLBACK_LANGUAGE}_{HOME_COUNTRY}")


class LocalDate(date):
    """A date that writes itself in the language of its letter."""

    locale: Locale

    @classmethod
    def of(cls, day: date, language: str) -> LocalDate:
        """`day`, written in `language`."""
        made = cls(day.year, day.month, day.day)
        made.locale = locale_of(language)
        return made

    def __str__(self) -> str:
        return _long_date(date(self.year, self.month, self.day), self.locale)

    def strftime(self, format: str) -> str:  # noqa: A002 - the name of the parent
        """Names of months and days come from the letter's language, not from the machine's."""
        plain = date(self.year, self.month, self.day)

        def localized(found: re.Match[str]) -> str:
            pattern = _DATE_PATTERNS.get(found[0])
            text = format_date(plain, pattern, self.locale) if pattern else str(self)
            return text.replace("%", "%%")

        return plain.strftime(_DATE_CODES.sub(localized, format))


@lru_cache(256)
def _long_date(day: date, locale: Locale) -> str:
    """The last ones are remembered, for a mailing is of one day."""
    text = str(format_date(day, "long", locale))
    first = {"fr": "1er", "it": "1º"}.get(locale.language)
    return first + text[1:] if first and text.startswith("1 ") else text


class LocalNumber(Decimal):
    """A number, or with a currency an amount, that writes itself in the language of its letter."""

    locale: Locale
    currency: str

    @classmethod
    def of(cls, number: Decimal, language: str, currency: str = "") -> LocalNumber:
        """`number` in `language`, an amount of `currency` if one is given."""
        made = cls(number)
        made.locale, made.currency = locale_of(language), currency
        return made

    def __format__(self, spec: str) -> str:  # type: ignore[override]
        """As a decimal number, and with `_` between thousands, as integers know it."""
        if "_" in spec:
            return format(Decimal(self), spec.replace("_", ",")).replace(",", "_")
        return format(Decimal(self), spec)

    def __str__(self) -> str:
        number = Decimal(self)
        if self.currency and self.locale.territory == HOME_COUNTRY:
            return f"{self.currency}\u00a0{amount(number, self.locale.language)}"
        if self.currency:
            return str(format_currency(number, self.currency, locale=self.locale))
        return str(format_decimal(number.normalize(), locale=self.locale))


def amount(number: Decimal, language: str) -> str:
    """An amount as Swiss letters write it: always a point, thousands by blank (fr) or apostrophe."""
    separator = "\u00a0" if language.startswith("fr") else "\u2019"
    return f"{number:,.2f}".replace(",", separator)


MergeValue = str | LocalDate | LocalNumber
MergeValues = Mapping[str, MergeValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where somebody lives; `country` is the two-letter code."""

    address: str = ""
    address_2: str = ""
    post_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""

    @property
    def blank(self) -> bool:
        """Whether a letter could not find its way."""
        return not (self.address or self.address_2 or self.post_code or self.city)


@lru_cache(256)
def country_name(code: str, language: str) -> str:
    """The name of a country in `language`; an unknown code stays as it is."""
    return str(locale_of(language).territories.get(code.upper(), code))


def city_line(address: Address) -> str:
    """Post code and city in the order of the country."""
    if address.country.upper() in _CITY_FIRST:
        return " ".join(filter(None, (address.city, address.region, address.post_code)))
    return " ".join(filter(None, (address.post_code, address.city)))


def address_block(names: Sequence[str], address: Address, language: str, home: str = HOME_COUNTRY) -> str:
    """The lines for the envelope; the country stands last, in capitals, only abroad."""
    abroad = address.country and address.country.upper() != home.upper()
    lines: list[str] = []
    for line in (
        *names,
        address.address,
        address.address_2,
        city_line(address),
        country_name(address.country, language).upper() if abroad else "",
    ):
        if line.strip() and line.strip() not in lines:
            lines.append(line.strip())
    return "\n".join(lines)


def place_name(city: str) -> str:
    """The city as a letter's date line names it, without its canton: `Renens VD` is Renens."""
    return _CANTON.sub("", city.strip())


def date_line(city: str, day: LocalDate) -> str:
    """Place and date at the head of a letter: `Renens, le 2 mars 2026`."""
    article = "le " if day.locale.language == "fr" else ""
    return ", ".join(filter(None, (place_name(city), f"{article}{day}")))
