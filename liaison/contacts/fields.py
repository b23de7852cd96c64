"""What can be written on a contact, as plain values between the doors and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class PhoneFields:
    """A number as typed and what it is for (``phone``, ``mobile``, ``fax``, ``other``)."""

    number: str
    kind: str = "phone"


@dataclass(frozen=True, slots=True)
class EmailFields:
    """One address and what it is for (``work``, ``private``, ``other``)."""

    address: str
    kind: str = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFields:
    """Everything a person or a program may write on a contact, whole.

    `company` and `salesperson` are ids; `type`, `salutation`, `organizational_level` and `territory` are
    keys. A company's `company` is itself and not given. To change one thing start from
    `queries.fields_of` and `dataclasses.replace`.
    """

    type: str = "company"
    name: str = ""
    name_2: str = ""
    search_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    surname: str = ""
    initials: str = ""
    job_title: str = ""
    company: int | None = None
    address: str = ""
    address_2: str = ""
    post_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phones: tuple[PhoneFields, ...] = ()
    emails: tuple[EmailFields, ...] = ()
    home_page: str = ""
    language: str = ""
    salesperson: int | None = None
    vat_no: str = ""
    salutation: str = ""
    organizational_level: str = ""
    territory: str = ""
    correspondence_type: str = "none"
    exclude_from_segment: bool = False
    privacy_blocked: bool = False
    minor: bool = False
    parental_consent: bool = False
    notes: str = ""
    external_id: str = ""

    @property
    def is_company(self) -> bool:
        """Whether these are the fields of a company."""
        return self.type == "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFields:
    """Everything that can be written on a code of a table, whole; `descriptions` are by language."""

    code: str
    description: str = ""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    active: bool = True
    url: str = ""
    """Of a web source only: its address, with ``%1`` where the search word goes."""


@dataclass(frozen=True, slots=True)
class RangeFields:
    """From when to when; without ending date it stays open."""

    starting_date: date
    ending_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressFields:
    """An alternative address, whole, with all of its periods."""

    code: str
    company_name: str = ""
    address: str = ""
    address_2: str = ""
    post_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""
    mobile_phone: str = ""
    email: str = ""
    ranges: tuple[RangeFields, ...] = ()


TEXT_LIMITS = {
    "name": 255,
    "name_2": 255,
    "search_name": 255,
    "first_name": 100,
    "middle_name": 100,
    "surname": 100,
    "initials": 30,
    "job_title": 255,
    "address": 255,
    "address_2": 255,
    "post_code": 20,
    "city": 255,
    "region": 255,
    "country": 2,
    "home_page": 255,
    "language": 10,
    "vat_no": 20,
    "salutation": 20,
    "organizational_level": 20,
    "territory": 20,
    "external_id": 255,
}
PHONE_KINDS = ("phone", "mobile", "fax", "other")
EMAIL_KINDS = ("work", "private", "other")
CORRESPONDENCE_TYPES = ("none", "hard_copy", "email")
TYPES = ("company", "person")


def first_phone(phones: tuple[PhoneFields, ...], *kinds: str) -> str:
    """The first number of one of `kinds`, as typed; empty when there is none."""
    return next((phone.number for phone in phones if phone.kind in kinds), "")


def with_first_phone(phones: tuple[PhoneFields, ...], kind: str, number: str) -> tuple[PhoneFields, ...]:
    """`phones` with the first of `kind` replaced or added; an empty `number` takes all of `kind` away.

    Were only the first one gone, the next would stand in its place, and go when the same is asked again.
    """
    if not number.strip():
        return tuple(phone for phone in phones if phone.kind != kind)
    at = next((place for place, phone in enumerate(phones) if phone.kind == kind), None)
    if at is None:
        return (*phones, PhoneFields(number, kind))
    return (*phones[:at], replace(phones[at], number=number), *phones[at + 1 :])


def with_first_email(emails: tuple[EmailFields, ...], address: str) -> tuple[EmailFields, ...]:
    """`emails` with the first replaced or added; an empty `address` takes all of them away."""
    if not address.strip():
        return ()
    if not emails:
        return (EmailFields(address),)
    return (replace(emails[0], address=address), *emails[1:])
