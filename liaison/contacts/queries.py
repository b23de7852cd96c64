"""Reads on contacts."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from liaison.accounts.queries import organization
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact, SalutationFormula
from liaison.contacts.rules import blocked
from liaison.contacts.salutations import (
    FORMAL,
    Formula,
    Key,
    NameValues,
    SalutationText,
    choose_salutation,
)
from liaison.kit.errors import Refusal


def fields_of(contact: Contact) -> ContactFields:
    """What stands on `contact`, to change a part of it; up to three statements."""
    return ContactFields(
        **{name: getattr(contact, name) for name in PLAIN},
        company=None if contact.is_company else contact.company_id,
        salesperson=contact.salesperson_id,
        salutation=contact.salutation.code if contact.salutation else "",
        phones=tuple(PhoneFields(phone.number, phone.kind) for phone in contact.phones.all()),
        emails=tuple(EmailFields(email.address, email.kind) for email in contact.emails.all()),
    )


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
    "privacy_blocked",
    "notes",
    "external_id",
)
"""The fields that stand on the row under the same name."""


def blocked_reason(contact: Contact) -> Refusal | None:
    """Why nothing new may be done with `contact`; None when it is not blocked (R-CON-69, E-INT-10)."""
    return blocked(no=contact.no, name=contact.name) if contact.privacy_blocked else None


def formulas() -> dict[Key, Formula]:
    """Every salutation formula by code, language and formality; one statement over a small table."""
    rows = SalutationFormula.objects.values_list(
        "salutation__code", "language", "formality", "text", "name_1", "name_2", "name_3", "name_4", "name_5"
    )
    return {
        (code, language, formality): Formula(text, tuple(names))
        for code, language, formality, text, *names in rows
    }


def salutation_of(contact: Contact, formality: str = FORMAL, *, language: str = "") -> SalutationText:
    """How a letter to `contact` opens, in its language or in `language`; never fails (R-CON-95, 96)."""
    return choose_salutation(
        formulas(),
        code=contact.salutation.code if contact.salutation else "",
        formality=formality,
        language=language or contact.language,
        organization_language=organization().language,
        values=name_values(contact),
    )


def name_values(contact: Contact) -> NameValues:
    """The parts of `contact` that a salutation may name."""
    return NameValues(
        job_title=contact.job_title,
        first_name=contact.first_name,
        middle_name=contact.middle_name,
        surname=contact.surname,
        initials=contact.initials,
        company_name=contact.company.name if contact.company else "",
    )


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
