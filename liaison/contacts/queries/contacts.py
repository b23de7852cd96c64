"""One contact or a few by their numbers, what stands on one, its people and alternative addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Prefetch, Q, QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import (
    AddressRange,
    AlternativeAddress,
    Contact,
    ContactType,
)
from liaison.contacts.rules import blocked
from liaison.kit.errors import Refusal
from liaison.kit.sql import rows

PLAIN = (
    "type",
    "name",
    "name_2",
    "search_name",
    "first_name",
    "middle_name",
    "surname",
    "initials",
    "job_title",
    "address",
    "address_2",
    "post_code",
    "city",
    "region",
    "country",
    "home_page",
    "language",
    "vat_no",
    "correspondence_type",
    "exclude_from_segment",
    "privacy_blocked",
    "minor",
    "parental_consent",
    "notes",
    "external_id",
)
"""The fields that stand on the row under the same name."""
CODES = ("salutation", "organizational_level", "territory")
"""The codes that stand on the row; whoever reads fields of many contacts loads them along."""
BRIEF = ("id", "no", "type", "name", "company_id")
"""What is read of a contact that others are asked about, in this order."""


def contact(viewer: User, no: str) -> Contact:
    """The contact of that number with company, salesperson and the codes on it; one statement.

    Raises:
        Contact.DoesNotExist: there is none (404).
    """
    require(viewer, Right.READ_CONTACTS)
    return Contact.objects.select_related("company", "salesperson", *CODES).get(no=no.upper())


def contact_in_brief(viewer: User, no: str) -> Contact:
    """The contact of that number with no more than number, type, name and company, for what stands on it.

    One statement, written by hand: programs read timelines and figures far more often than contacts.

    Raises:
        Contact.DoesNotExist: there is none (404).
    """
    require(viewer, Right.READ_CONTACTS)
    found = rows(
        """
        SELECT c.id, c.no, c.type, c.name, c.company_id, o.id, o.no, o.type, o.name, o.company_id
        FROM contact c LEFT JOIN contact o ON o.id = c.company_id WHERE c.no = %s""",
        (no.upper(),),
    )
    if not found:
        raise Contact.DoesNotExist
    brief = Contact.from_db(DEFAULT_DB_ALIAS, BRIEF, found[0][:5])
    if brief.company_id is not None:
        brief.company = Contact.from_db(DEFAULT_DB_ALIAS, BRIEF, found[0][5:])
    return brief


def contacts_by_no(viewer: User, numbers: Iterable[str]) -> dict[str, Contact]:
    """The contacts of those numbers; numbers nobody has are left out. One statement."""
    require(viewer, Right.READ_CONTACTS)
    wanted = {no.upper() for no in numbers}
    return {found.no: found for found in Contact.objects.filter(no__in=wanted).select_related("company")}


def fields_of(contact: Contact) -> ContactFields:
    """What stands on `contact`, to change a part of it; up to three statements."""
    return ContactFields(
        **{name: getattr(contact, name) for name in PLAIN},
        company=None if contact.is_company else contact.company_id,
        salesperson=contact.salesperson_id,
        salutation=contact.salutation.code if contact.salutation else "",
        organizational_level=contact.organizational_level.code if contact.organizational_level else "",
        territory=contact.territory.code if contact.territory else "",
        phones=tuple(PhoneFields(phone.number, phone.kind) for phone in contact.phones.all()),
        emails=tuple(EmailFields(email.address, email.kind) for email in contact.emails.all()),
    )


def people(viewer: User, company: Contact, *, archived: bool = False) -> QuerySet[Contact]:
    """The persons of `company` by name, those put away only with `archived` (R-CON-241)."""
    require(viewer, Right.READ_CONTACTS)
    found = Contact.objects.filter(company=company.pk, type=ContactType.PERSON).order_by("name_key", "id")
    return found if archived else found.filter(archived_at=None)


def blocked_reason(contact: Contact) -> Refusal | None:
    """Why nothing new may be done with `contact`; None when it is not blocked (R-CON-69, E-INT-10)."""
    return blocked(no=contact.no, name=contact.name) if contact.privacy_blocked else None


def active_address_of(contact: Contact, on: date) -> AlternativeAddress | None:
    """The alternative address of `contact` valid `on` that day; None is its own (R-CON-84)."""
    found = (
        AddressRange.objects.filter(contact=contact, starting_date__lte=on)
        .filter(Q(ending_date=None) | Q(ending_date__gte=on))
        .select_related("alternative_address")
        .order_by("-starting_date")
        .first()
    )
    return None if found is None else found.alternative_address


def addresses_of(contact: Contact) -> list[AlternativeAddress]:
    """The alternative addresses of `contact` by code, with their periods by day; two statements."""
    periods = Prefetch("ranges", AddressRange.objects.order_by("starting_date"))
    return list(contact.alternative_addresses.prefetch_related(periods).order_by("code"))
