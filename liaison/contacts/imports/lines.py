"""A line of a file as the contact it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liaison.contacts import numbers
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.imports import values
from liaison.contacts.imports.columns import SEVERAL
from liaison.contacts.imports.tables import Figure
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _

PHONES = {"phone": "phone", "mobile_phone": "mobile", "fax": "fax", "other_phone": "other"}
EMAILS = {"email": "work", "private_email": "private"}
JOINED = {"notes": "\n\n", "address": " "}
"""What stands between the cells of fields that are put together: a street and its house number."""


@dataclass(frozen=True, slots=True)
class AddressLine:
    """A further address of the contact, by its code."""

    code: str
    address: str = ""
    address_2: str = ""
    post_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """What one line says of a contact, and about which fields it says anything (`given`)."""

    line: int
    fields: ContactFields
    given: frozenset[str]
    no: str = ""
    company: str = ""
    """The name of the company a person belongs to."""
    company_no: str = ""
    salesperson: str = ""
    """Code or name."""
    mailing_groups: tuple[str, ...] = ()
    """Codes of the mailing groups the contact comes into; those it is in already stay."""
    addresses: tuple[AddressLine, ...] = ()
    guessed: bool = False
    """The salutation was guessed from a title: where nobody set it up it is left out."""
    refusals: tuple[Refusal, ...] = ()
    """Why the line cannot be taken, as far as it shows without looking at other contacts."""
    remarks: tuple[str, ...] = ()
    """What was read differently than it stands there."""

    @property
    def title(self) -> str:
        """What names the line to people."""
        return self.fields.name or self.company


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one line."""

    cells: Mapping[str, Sequence[str]]
    refusals: list[Refusal] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The first cell of a field that holds something; notes and addresses are joined."""
        filled = [cell.strip() for cell in self.cells.get(name, ()) if cell.strip()]
        return JOINED[name].join(filled) if name in JOINED else next(iter(filled), "")

    def word(self, name: str, read: Any, message: Any) -> Any:
        """A cell that must be a known word; a reason is noted when it is not."""
        text = self.text(name)
        if not text:
            return None
        found = read(text)
        if found is None:
            self.refusals.append(Refusal(message % {"text": text}, field=name, code="choice"))
        return found

    def several(self, names: Mapping[str, str]) -> list[tuple[str, str]]:
        """Kind and text of every filled cell of those fields."""
        return [
            (kind, cell) for name, kind in names.items() for cell in self.cells.get(name, ()) if cell.strip()
        ]


PLAIN = (
    "name", "name_2", "first_name", "middle_name", "surname", "initials", "job_title", "address", "address_2",
    "post_code", "city", "region", "home_page", "vat_no", "organizational_level", "territory", "notes",
    "external_id",
)  # fmt: skip


def line_of_row(
    line: int, row: Sequence[str], mapping: Mapping[str, Sequence[int]], *, kind: str = ""
) -> ContactLine:
    """The contact on a row of a table; `kind` is the type of those that do not say theirs."""
    reader = _Reader({name: [row[place] for place in places] for name, places in mapping.items()})
    found: dict[str, Any] = {name: reader.text(name) for name in PLAIN}
    company = reader.text("company")
    found["type"] = (
        reader.word("type", values.contact_type, _("“%(text)s” is neither company nor person."))
        or kind
        or _kind_of(found, company, mapping)
    )
    if found["type"] == "company":
        found["name"] = found["name"] or company
        company = ""
    found["country"] = reader.word("country", values.country, _("There is no country “%(text)s”.")) or ""
    found["language"] = reader.word("language", values.language, _("There is no language “%(text)s”.")) or ""
    found["salutation"] = values.salutation(reader.text("salutation"))
    found["correspondence_type"] = reader.word(
        "correspondence_type", values.correspondence_type, _("“%(text)s” is no correspondence type.")
    )
    answers: dict[str, Any] = {
        name: reader.word(name, values.yes, _("“%(text)s” is neither yes nor no."))
        for name in ("exclude_from_segment", "privacy_blocked")
    }
    found["phones"] = tuple(
        PhoneFields(_typed(cell, found["country"]), kind) for kind, cell in reader.several(PHONES)
    )
    found["emails"] = tuple(EmailFields(cell, kind) for kind, cell in reader.several(EMAILS))
    given = frozenset(name for name, value in found.items() if value)
    given |= {name for name, answer in answers.items() if answer is not None}
    found["correspondence_type"] = found["correspondence_type"] or "none"
    found |= {name: bool(answer) for name, answer in answers.items()}
    return named_line(
        ContactLine(
            line=line,
            fields=ContactFields(**found),
            given=given,
            no=reader.text("no").upper(),
            company=company,
            company_no=reader.text("company_no").upper(),
            salesperson=reader.text("salesperson"),
            mailing_groups=_codes(reader.cells.get("mailing_groups", ())),
            refusals=tuple(reader.refusals),
        )
    )


def _codes(texts: Sequence[str]) -> tuple[str, ...]:
    """The codes in the cells of the mailing groups, separated by commas, semicolons or lines."""
    found = (code.strip().upper() for text in texts for code in re.split("[,;\n]", text))
    return tuple(dict.fromkeys(code for code in found if code))


def _kind_of(found: Mapping[str, str], company: str, mapping: Mapping[str, Sequence[int]]) -> str:
    """The type of a line that does not say it: who has parts of a name or a company is a person."""
    if any(found[name] for name in ("first_name", "middle_name", "surname", "job_title")):
        return "person"
    if not found["name"]:
        return "company" if company else "person"
    return "person" if company or mapping.keys() & {"company", "first_name", "surname"} else "company"


def _typed(cell: str, country: str) -> str:
    """A number as typed; what a spreadsheet kept as a figure gets the zeros back that it lost."""
    if not isinstance(cell, Figure):
        return cell
    return numbers.display(cell, country)


def named_line(line: ContactLine) -> ContactLine:
    """`line` with a name: without one the first address names the contact."""
    found = line.fields
    parts = found.first_name or found.middle_name or found.surname
    if found.name or parts or not found.emails:
        return line
    return replace(line, fields=replace(found, name=found.emails[0].address), given=line.given | {"name"})


assert {*PHONES, *EMAILS} <= SEVERAL
