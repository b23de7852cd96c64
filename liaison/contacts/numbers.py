"""Telephone numbers: from what was typed to E.164 and back to what people read."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

COUNTRY = "CH"
"""Where a number without country code is taken to be, when nothing else is known."""
_LONGEST = 60


def _parse(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    if len(text) > _LONGEST:
        return None
    try:
        number = phonenumbers.parse(text, country or COUNTRY)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def e164(text: str, country: str = COUNTRY) -> str:
    """`text` as ``+41215550142``; empty when it cannot be a number of `country` or abroad."""
    number = _parse(text, country)
    return "" if number is None else str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def display(text: str, country: str = COUNTRY) -> str:
    """`text` as people read it, ``+41 21 555 01 42``; as typed when it is no number."""
    number = _parse(text, country)
    if number is None:
        return text
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def dialable(text: str, country: str = COUNTRY) -> str:
    """What a `tel:` link dials: E.164, else the digits typed with a leading plus kept."""
    return e164(text, country) or re.sub(r"(?!^\+)[^0-9*#]", "", text.strip())


def national(text: str, country: str = COUNTRY) -> str:
    """The digits as dialled inside the country, ``0215550142``; empty when it is no number."""
    number = _parse(text, country)
    if number is None:
        return ""
    return re.sub("[^0-9]", "", str(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)))


def digits(text: str) -> str:
    """The ASCII digits of `text`, whatever stands between them; ``00`` in front becomes nothing."""
    return re.sub("[^0-9]", "", text).removeprefix("00")


def looks_like_number(text: str) -> bool:
    """Whether somebody seems to be typing a telephone number."""
    return re.fullmatch(r"[+0-9(][0-9 ()./'\u00a0\u2009\u2011-]*", text) is not None
