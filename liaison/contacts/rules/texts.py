"""What a text, a number and an e-mail address must be like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from liaison.kit.errors import Refusal, too_long
from liaison.kit.text import gettext_lazy as _

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,6})?")
PHONE_LENGTH = 60
EMAIL_LENGTH = 255
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"|]+")
_DOMAIN = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?")


def storable(text: str) -> bool:
    """Whether the database can keep `text`: no NUL, no half of a character."""
    return (text.isascii() and "\x00" not in text) or _UNSTORABLE.search(text) is None


def check_lengths(values: Mapping[str, str], limits: Mapping[str, int]) -> Iterator[Refusal]:
    """Texts that cannot be kept or are longer than the limit of their name."""
    for name, value in values.items():
        if not storable(value):
            yield Refusal(_("This text contains a character that cannot be stored."), field=name, code="nul")
        elif len(value) > limits.get(name, len(value)):
            yield too_long(name, limits[name])


def check_phone(number: str, *, field: str = "phone") -> Refusal | None:
    """A number holds no letter; all other characters are stored as typed (R-CON-29)."""
    if any(sign.isalpha() for sign in number):
        return Refusal(
            _("A phone number has no letters: “%(number)s”.") % {"number": number},
            field=field,
            code="contact.phone_has_letters",
        )
    if len(number) > PHONE_LENGTH:
        return Refusal(_("A phone number has at most 60 characters."), field=field, code="length")
    if not any(sign.isdigit() for sign in number) or not number.isprintable():
        return Refusal(
            _("A phone number needs digits: “%(number)s”.") % {"number": number}, field=field, code="phone"
        )
    return None


def check_email(address: str, *, field: str = "email") -> Refusal | None:
    """Whether `address` is one whole e-mail address (R-CON-30)."""
    code = "contact.email_invalid"
    local, at, domain = address.partition("@")
    if len(address) > EMAIL_LENGTH:
        return Refusal(_("An e-mail address has at most 255 characters."), field=field, code=code)
    if at and not domain and _LOCAL.fullmatch(local):
        return Refusal(_("Incomplete address: the domain is missing."), field=field, code=code)
    if at and not local and _DOMAIN.fullmatch(domain):
        return Refusal(_("Incomplete address: the part before the @ is missing."), field=field, code=code)
    whole = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and ".." not in local
    if not whole or not storable(address):
        return Refusal(
            _("“%(address)s” is not a valid e-mail address.") % {"address": address}, field=field, code=code
        )
    return None
