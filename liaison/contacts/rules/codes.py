"""Codes, who may have them, and the addresses of web sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from liaison.contacts.kinds import Kind
from liaison.contacts.rules.texts import check_lengths, storable
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _


def check_name(code: str, old: str) -> Iterator[Refusal]:
    """Whether there is a code, and addresses can name it unless it is the `old` one."""
    if not code:
        yield Refusal(_("Enter a code of at most 20 characters."), field="code", code="code")
    elif code != old and storable(code) and not fits_address(code):
        yield not_for_addresses(rule="code")


def check_code(
    code: str, description: str, descriptions: Mapping[str, str], *, old: str = ""
) -> Iterator[Refusal]:
    """Everything wrong with a code and its descriptions.

    `old` is the code so far, which stays even if one like it is given no more.
    """
    yield from check_name(code, old)
    yield from check_lengths({"code": code, "description": description}, {"code": 20, "description": 255})
    for language, text in descriptions.items():
        yield from check_lengths({f"descriptions.{language}": text}, {f"descriptions.{language}": 255})


def check_url(url: str) -> Iterator[Refusal]:
    """The address of a web source: http or https, or none yet (R-CON-79)."""
    yield from check_lengths({"url": url}, {"url": 255})
    if url and not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        yield Refusal(_("Give an address that begins with https://."), field="url", code="url")


def look_up_url(url: str, search_word: str, *, code: str) -> str:
    """The page of a web source for a search word, which is put into the address encoded (R-CON-79).

    Raises:
        Refused: the web source has no address.
    """
    if not url:
        raise Refused(
            Refusal(
                _("Web source %(code)s has no address.") % {"code": code},
                field="web_source",
                code="web_source.url_blank",
            )
        )
    return url.replace("%1", quote(search_word, safe=""))


def check_holder(kind: Kind, contact_type: str) -> Refusal | None:
    """Codes of companies stand on companies only, those of persons on persons (R-CON-40, 41, 74)."""
    if contact_type in kind.holders:
        return None
    message = _("Only companies have this code.") if kind.of_company else _("Only persons have this code.")
    return Refusal(message, field=kind.key, code="contact.field_wrong_type")


def code_taken(code: str) -> Refusal:
    """Each code of a table, and of the addresses of a contact, is there once."""
    return Refusal(_("“%(value)s” already exists.") % {"value": code}, field="code", code="code")


def in_use(code: str, uses: int) -> Refusal:
    """A code that contacts have is not deleted (R-CON-76)."""
    return Refusal(
        _("%(code)s is in use (%(uses)d). Make it inactive instead.") % {"code": code, "uses": uses},
        field="code",
        code="code.in_use",
    )
