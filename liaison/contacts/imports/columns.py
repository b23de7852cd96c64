"""Which column of a table fills which field: known headings in four languages and of other programs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from liaison.kit.errors import Refusal, Refused
from liaison.kit.folding import fold
from liaison.kit.text import gettext_lazy as _

FIELDS: Mapping[str, Any] = {
    "no": _("No."),
    "external_id": _("External number"),
    "type": _("Type"),
    "name": _("Name"),
    "name_2": _("Name 2"),
    "first_name": _("First name"),
    "middle_name": _("Middle name"),
    "surname": _("Surname"),
    "initials": _("Initials"),
    "job_title": _("Job title"),
    "company": _("Company"),
    "company_no": _("Company number"),
    "address": _("Address"),
    "address_2": _("Address 2"),
    "post_code": _("Post code"),
    "city": _("City"),
    "region": _("Region"),
    "country": _("Country"),
    "phone": _("Phone"),
    "mobile_phone": _("Mobile"),
    "fax": _("Fax"),
    "other_phone": _("Other phone"),
    "email": _("E-mail"),
    "private_email": _("Private e-mail"),
    "home_page": _("Web site"),
    "language": _("Language"),
    "salesperson": _("Salesperson"),
    "vat_no": _("VAT number"),
    "salutation": _("Salutation"),
    "organizational_level": _("Organizational level"),
    "territory": _("Territory"),
    "mailing_groups": _("Mailing groups"),
    "correspondence_type": _("Correspondence type"),
    "exclude_from_segment": _("Exclude from segments"),
    "privacy_blocked": _("Privacy blocked"),
    "notes": _("Notes"),
}
"""What a column may fill, with the words for people."""
SEVERAL = {"phone", "mobile_phone", "fax", "other_phone", "email", "private_email", "mailing_groups", "notes"}
"""Fields that several columns may fill; of the others the first column that holds something counts.

An address is street and house number, where a file keeps them apart.
"""

_KNOWN = tomllib.loads(resources.files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))
_BY_HEADING = {heading: name for name, headings in _KNOWN.items() for heading in headings.split()}
_OF_FIRMS = {"raisonsociale", "ragionesociale", "denomination", "denominazione"}
_TITLES = {"title", "titre", "titolo"}
_NUMBERS = {"no", "n", "nr", "number", "nummer", "numero"}
_HOUSE_NUMBERS = {
    "hausnummer", "hausnr", "housenumber", "houseno", "streetnumber", "streetno", "numerocivico",
    "ncivico", "nocivico", "civico", "numerorue", "numerodemaison", "nrue", "norue", "numeroderue",
}  # fmt: skip


def _plain(heading: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(heading))


def propose_mapping(header: Sequence[str]) -> dict[str, list[int]]:
    """Which columns fill which field, as far as their headings are known.

    Some headings mean something else beside others, such as ``Nom`` beside ``Prénom``: a number right
    after the street is that of the house, which belongs to the address.
    """
    plain = [_plain(heading) for heading in header]
    found: dict[str, list[int]] = {}
    has = {_BY_HEADING.get(heading, "") for heading in plain}
    houses = [place for place, heading in enumerate(plain) if heading in _HOUSE_NUMBERS]
    before = ""
    for place, heading in enumerate(plain):
        name = _beside(heading, has)
        if heading in _NUMBERS and before == "address" and not houses:
            houses.append(place)
        elif name and (name not in found or name in SEVERAL):
            found.setdefault(name, []).append(place)
        before = name
    if houses and "address" in found:
        found["address"] = sorted([*found["address"], houses[0]])
    return found


def _beside(heading: str, has: set[str]) -> str:
    """The field of a heading; `has` are those that the other headings name without doubt."""
    if heading in {"nom", "name"} and "first_name" in has and "surname" not in has:
        return "surname"
    if heading == "nome" and has & {"first_name", "surname"}:
        return "first_name" if "surname" in has else "surname"
    if heading in {"nom", "nome"}:
        return "surname" if "first_name" in has else "name"
    if heading in _OF_FIRMS:
        return "company" if has & {"first_name", "surname"} and "company" not in has else "name"
    if heading in _TITLES:  # beside a job title it is Mr or Dr, and who is unknown would be refused
        return "" if "job_title" in has else "job_title"
    return _BY_HEADING.get(heading, "")


def read_mapping(header: Sequence[str], given: Iterable[str]) -> dict[str, list[int]]:
    """The proposed mapping with ``field=column`` put over it; a column by heading or by number from 1.

    ``field=`` leaves a field out.

    Raises:
        Refused: no such field or column.
    """
    mapping = propose_mapping(header)
    headings = {_plain(heading): place for place, heading in reversed(list(enumerate(header)))}
    for text in given:
        name, equals, column = (piece.strip() for piece in text.partition("="))
        if not equals or name not in FIELDS:
            known = ", ".join(FIELDS)
            message = _("“%(text)s” names no field. Write field=column; the fields are: %(known)s.")
            raise Refused(Refusal(message % {"text": text, "known": known}, field="map", code="map"))
        if not column:
            mapping.pop(name, None)
            continue
        place = headings.get(_plain(column))
        if place is None and column.isascii() and column.isdigit() and 1 <= int(column) <= len(header):
            place = int(column) - 1
        if place is None:
            missing = _("The file has no column “%(column)s”.") % {"column": column}
            raise Refused(Refusal(missing, field="map", code="map"))
        mapping[name] = [place]
    return mapping


def check_mapping(mapping: Mapping[str, Sequence[int]]) -> None:
    """Refuse a mapping by which no contact would have a name."""
    if not mapping.keys() & {"name", "first_name", "surname", "company", "email", "private_email"}:
        raise Refused(
            Refusal(
                _("Choose the column that holds the name."),
                field="map",
                code="map",
            )
        )
