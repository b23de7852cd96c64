"""Writing the customers: companies and people with everything about them, by the verb of imports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from liaison.accounts.models import User
from liaison.contacts.actions import import_contacts, save_address
from liaison.contacts.fields import AddressFields, ContactFields, RangeFields
from liaison.contacts.imports import ContactLine
from liaison.contacts.queries import contact
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.samples import SAMPLE_NUMBERS

SAMPLES = frozenset(f"CT-{number:06}" for number in SAMPLE_NUMBERS)
GIVEN = frozenset(field.name for field in fields(ContactFields)) - {"company", "salesperson"}
CHALET = AddressFields(
    code="CHALET",
    address="Via al Bosco 4",
    post_code="6600",
    city="Locarno",
    country="CH",
    ranges=tuple(RangeFields(date(year, 7, 1), date(year, 8, 31)) for year in range(2023, 2030)),
)


def write_contacts(everybody: Sequence[Customer], *, by: User, at: datetime) -> list[Customer]:
    """Write every customer; the same customers with the numbers they got.

    The sample records keep theirs and come first, so that the series passes them over.
    """
    numbers: dict[str, str] = {}
    for sample in (True, False):
        some = [customer for customer in everybody if (customer.no in SAMPLES) is sample]
        result = import_contacts(list(_lines(some)), by=by, at=at)
        if result.counts["created"] != len(result.lines):
            raise RuntimeError(f"not everybody was written: {dict(result.counts)} {result.refused[:3]}")
        numbers |= {one.no: told.no for one, told in zip(_named(some), result.lines, strict=True)}
    save_address(contact(by, "CT-000100"), CHALET, by=by, at=at)
    return [_numbered(customer, numbers) for customer in everybody]


def _named(everybody: Sequence[Customer]) -> list[Customer | Person]:
    """Who stands on which line: companies first, so that their people find them."""
    companies = [customer for customer in everybody if customer.fields.is_company]
    return [*companies, *(person for customer in everybody for person in customer.people)]


def _lines(everybody: Sequence[Customer]) -> Iterator[ContactLine]:
    employer = {person.no: customer for customer in everybody for person in customer.people}
    for place, one in enumerate(_named(everybody), 1):
        customer = one if isinstance(one, Customer) else employer[one.no]
        of_company = isinstance(one, Person) and customer.fields.is_company
        yield ContactLine(
            line=place,
            fields=one.fields,
            given=GIVEN,
            no=one.no if one.no in SAMPLES else "",
            company=customer.fields.name if of_company else "",
            salesperson=customer.seller,
        )


def _numbered(customer: Customer, numbers: dict[str, str]) -> Customer:
    people = tuple(replace(person, no=numbers[person.no]) for person in customer.people)
    return replace(customer, no=numbers[customer.no], people=people)
