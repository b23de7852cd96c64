"""Writing the customers, companies and people with everything about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from liaison.accounts.models import User
from liaison.accounts.queries import salespeople
from liaison.contacts.actions import AddressFields, RangeFields, create_contact, save_address
from liaison.ops.demo.customers import SAMPLE_NUMBERS, Customer

BY_HAND = {f"CT-{number:06}" for number in SAMPLE_NUMBERS}


CHALET = AddressFields(
    code="CHALET",
    address="Via al Bosco 4",
    post_code="6600",
    city="Locarno",
    country="CH",
    ranges=tuple(RangeFields(date(year, 7, 1), date(year, 8, 31)) for year in range(2023, 2030)),
)


def write_contacts(everybody: Sequence[Customer], *, by: User, at: datetime) -> None:
    """Every customer under its number."""
    sellers = {one.code: one.pk for one in salespeople(by)}
    for customer in sorted(everybody, key=lambda one: one.no not in BY_HAND):
        company = None
        if customer.fields.is_company:
            company = create_contact(
                replace(customer.fields, salesperson=sellers[customer.seller]),
                by=by,
                at=at,
                no=customer.no if customer.no in BY_HAND else None,
            ).pk
        for person in customer.people:
            made = create_contact(
                replace(person.fields, company=company, salesperson=sellers[customer.seller]),
                by=by,
                at=at,
                no=person.no if person.no in BY_HAND else None,
            )
            if made.no == "CT-000100":
                save_address(made, CHALET, by=by, at=at)
