"""A card of an address book as the contact it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.imports import values
from liaison.contacts.imports.lines import AddressLine, ContactLine, named_line
from liaison.contacts.imports.vcards import Card, Property, split_escaped, unescape
from liaison.contacts.rules import check_email, check_phone
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


def line_of_card(card: Card, *, kind: str = "") -> ContactLine:
    """The contact on a card; `kind` is the type of those that do not say theirs.

    A number or address that cannot be one is kept in the notes, so that the card comes in whole.
    """
    organization, department = _organization(card)
    parts = _names(card)
    found: dict[str, Any] = {"type": _type(card, organization, parts) or kind or "person"}
    full_name = card.text("FN")
    company = organization
    if found["type"] == "company":
        found["name"], company = organization or full_name, ""
    elif any(parts.values()):
        found |= parts
    else:
        found["name"] = full_name or card.text("NICKNAME")
    found["name_2"] = department
    found["job_title"] = card.text("TITLE") or card.text("ROLE")
    found["salutation"] = values.salutation_of_prefix(_prefix(card))
    found["home_page"] = _cut(card.text("URL"), 255)
    found["language"] = values.language(card.text("LANG")) or ""
    found["external_id"] = _cut(card.text("UID").removeprefix("urn:uuid:"), 255)
    main, further = _addresses(card)
    found |= main
    phones, emails, odd = _reached(card)
    found["phones"], found["emails"] = phones, emails
    notes = [one.text.strip() for one in card.all("NOTE")]
    found["notes"] = "\n\n".join([*notes, *odd])
    refusals = []
    if card.text("KIND").lower() == "group":
        refusals.append(Refusal(_("Groups of contacts are not imported."), field="type", code="group"))
    return named_line(
        ContactLine(
            line=card.line,
            fields=ContactFields(**found),
            given=frozenset(name for name, value in found.items() if value),
            company=company,
            addresses=further,
            guessed=True,
            refusals=tuple(refusals),
            remarks=(str(_("What could not be a number or an address stands in the notes.")),) if odd else (),
        )
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else ""


def _organization(card: Card) -> tuple[str, str]:
    found = next((one.parts for one in card.all("ORG")), [])
    named = [" ".join(part.split()) for part in found]
    return (named[0] if named else ""), ", ".join(part for part in named[1:] if part)


def _name_parts(card: Card) -> list[str]:
    found = next(iter(card.all("N")), None)
    raw = split_escaped(found.value) if found is not None else []
    # Several names of one kind stand between commas that no backslash protects.
    parts = [" ".join(" ".join(unescape(one) for one in split_escaped(part, ",")).split()) for part in raw]
    return [*parts, *[""] * 5][:5]


def _names(card: Card) -> dict[str, str]:
    surname, first_name, middle_name, _prefix_part, _suffix = _name_parts(card)
    return {"first_name": first_name, "middle_name": middle_name, "surname": surname}


def _prefix(card: Card) -> str:
    return _name_parts(card)[3]


def _type(card: Card, organization: str, parts: dict[str, str]) -> str:
    """Whether the card says what it is of: a company has no parts of a name, or says so."""
    if card.text("KIND").lower() in {"org", "organization"} or card.text("X-ABSHOWAS").upper() == "COMPANY":
        return "company"
    named = any(parts.values())
    if organization and not named and card.text("FN") in {"", organization}:
        return "company"
    return "person" if named else ""


def _reached(card: Card) -> tuple[tuple[PhoneFields, ...], tuple[EmailFields, ...], list[str]]:
    """Numbers, addresses, and a line for each that cannot be one."""
    phones, emails, odd = [], [], []
    for one in [*card.all("TEL"), *card.all("X-MS-TEL")]:
        number = _number(one)
        if check_phone(number) is None:
            phones.append(PhoneFields(number, _phone_kind(one)))
        else:
            odd.append(str(_("Phone")) + f": {number}")
    for one in card.all("EMAIL"):
        address = one.text.strip().removeprefix("mailto:")
        if check_email(address) is None:
            emails.append(EmailFields(address, "private" if "HOME" in one.types else "work"))
        else:
            odd.append(str(_("E-mail")) + f": {address}")
    return tuple(phones), tuple(emails), odd


def _number(one: Property) -> str:
    text = one.text.strip()
    if one.uri or text.lower().startswith("tel:"):
        text = re.split("[;?]", text)[0]
        text = re.sub("^tel:", "", text, flags=re.IGNORECASE)
    return " ".join(text.split())


def _phone_kind(one: Property) -> str:
    if "FAX" in one.types:
        return "fax"
    if one.types & {"CELL", "IPHONE"}:
        return "mobile"
    return "other" if one.types & {"PAGER", "CALLBACK", "HOME"} and "PREF" not in one.types else "phone"


def _addresses(card: Card) -> tuple[dict[str, str], tuple[AddressLine, ...]]:
    """The main address (preferred, else of work, else the first) and the others under a code."""
    found = sorted(card.all("ADR"), key=lambda one: ("PREF" not in one.types, "WORK" not in one.types))
    if not found:
        return {}, ()
    further = []
    used: set[str] = set()
    for one in found[1:]:
        code = next((name for name in ("HOME", "WORK") if name in one.types), "OTHER")
        if code not in used:
            used.add(code)
            further.append(AddressLine(code, **_address(one.parts)))
    return _address(found[0].parts), tuple(further)


def _address(parts: Sequence[str]) -> dict[str, str]:
    box, extended, street, city, region, post_code, country = [
        ", ".join(line.strip() for line in part.splitlines() if line.strip())
        for part in [*parts, *[""] * 7][:7]
    ]
    first, second = [*(part for part in (street, extended, box) if part), "", ""][:2]
    if not street and extended and "," in first:
        first, second = (piece.strip() for piece in first.split(",", 1))
    return {
        "address": first[:255],
        "address_2": second[:255],
        "city": city[:255],
        "region": region[:255],
        "post_code": post_code[:20],
        "country": values.country(country) or "" if country else "",
    }
