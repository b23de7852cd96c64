"""Alternative addresses with their periods, codes, salutations with their formulas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import quote

from liaison.contacts.kinds import Kind
from liaison.contacts.rules.texts import LANGUAGE, check_email, check_lengths, check_phone, storable
from liaison.contacts.salutations import COMPANY, KEPT, NEUTRAL, PLACES, NameValues
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

ADDRESS_LIMITS = {
    "code": 20,
    "company_name": 255,
    "address": 255,
    "address_2": 255,
    "post_code": 20,
    "city": 255,
    "region": 255,
    "country": 2,
    "phone": 60,
    "mobile_phone": 60,
    "email": 255,
}


def check_address(values: Mapping[str, str], *, old: str = "") -> Iterator[Refusal]:
    """Everything wrong with the texts of an alternative address; it has at most one e-mail (R-CON-31).

    `old` is the code that it has, which stays even if one like it is given no more.
    """
    yield from _check_name(values["code"], old)
    yield from check_lengths(values, ADDRESS_LIMITS)
    if values["country"] and not re.fullmatch("[A-Z]{2}", values["country"]):
        yield Refusal(_("Give the country as two letters, such as CH."), field="country", code="country")
    checks = [check_phone(values[name], field=name) for name in ("phone", "mobile_phone") if values[name]]
    if values["email"]:
        checks.append(check_email(values["email"]))
    yield from (refusal for refusal in checks if refusal is not None)


def check_ranges(
    periods: Sequence[tuple[date, date | None]], *, taken: Collection[date]
) -> Iterator[Refusal]:
    """Periods end after they start, and no two of a contact start on the same day (R-CON-82).

    `taken` are the starting dates of the contact's other addresses.
    """
    seen = set(taken)
    for place, (start, end) in enumerate(periods):
        if end is not None and end < start:
            yield Refusal(
                _("The ending date is before the starting date."),
                field=f"ranges.{place}.ending_date",
                code="alt_address.order",
            )
        if start in seen:
            yield Refusal(
                _("Another period of this contact starts on the same day."),
                field=f"ranges.{place}.starting_date",
                code="alt_address.start_twice",
            )
        seen.add(start)


def _check_name(code: str, old: str) -> Iterator[Refusal]:
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
    yield from _check_name(code, old)
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


def in_use(code: str, uses: int) -> Refusal:
    """A code that contacts have is not deleted (R-CON-76)."""
    return Refusal(
        _("%(code)s is in use (%(uses)d). Make it inactive instead.") % {"code": code, "uses": uses},
        field="code",
        code="code.in_use",
    )


def check_renamed(old: str, new: str) -> Refusal | None:
    """New contacts and imports get a salutation by its code, so that one keeps it (R-CON-12)."""
    if old == new or old not in KEPT:
        return None
    if old in {COMPANY, NEUTRAL}:
        message = _(
            "New contacts get the salutation %(code)s, so its code stays. Change its description instead."
        )
    else:
        message = _(
            "Imports know the salutation %(code)s, so its code stays. Change its description instead."
        )
    return Refusal(message % {"code": old}, field="code", code="salutation.default")


def check_deletable(code: str) -> Refusal | None:
    """What new contacts and imports know by its code stays (R-CON-12)."""
    if code not in KEPT:
        return None
    message = _("New contacts and imports know the salutation %(code)s, so it stays.")
    return Refusal(message % {"code": code}, field="code", code="salutation.default")


def check_formula(*, language: str, formality: str, text: str, names: Sequence[str]) -> Iterator[Refusal]:
    """Everything wrong with a salutation formula (R-CON-89 to 91)."""
    if not text.strip():
        yield Refusal(_("Enter the text of the salutation."), field="text", code="salutation.text_blank")
    yield from check_lengths({"text": text, "language": language}, {"text": 255, "language": 10})
    if language and not LANGUAGE.fullmatch(language):
        yield Refusal(_("Give the language as a code, such as fr-CH."), field="language", code="language")
    if formality not in {"formal", "informal"}:
        yield Refusal(_("This value is not one of the choices."), field="formality", code="choice")
    known = {"", *NameValues.__slots__}
    if len(names) > PLACES or any(name not in known for name in names):
        yield Refusal(_("This value is not one of the choices."), field="names", code="choice")
