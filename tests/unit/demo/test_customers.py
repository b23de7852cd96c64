"""The customers of the demonstration: how many, where, and the sample records among them."""

from __future__ import annotations

from collections import Counter

import phonenumbers
import pytest

from liaison.ops.demo.company import SELLERS
from liaison.ops.demo.customers import customers, slug
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.places import PLACES


@pytest.fixture(scope="module")
def everybody() -> list[Customer]:
    return customers(1400)


def test_four_hundred_companies_and_twelve_hundred_people(everybody: list[Customer]) -> None:
    companies = [customer for customer in everybody if customer.fields.is_company]
    people = [person for customer in everybody for person in customer.people]
    assert (len(companies), len(people)) == (400, 1200)

    languages = Counter(person.language for person in people)
    assert set(languages) == {"fr", "de", "it", "en"}
    assert languages["fr"] > 600


def test_the_same_seed_gives_the_same_customers(everybody: list[Customer]) -> None:
    assert customers(1400) == everybody
    assert customers(1401) != everybody


def test_private_people_are_told_apart_by_name() -> None:
    """With this seed two would have the same."""
    names = [
        f"{customer.fields.first_name} {customer.fields.surname}"
        for customer in customers(3)
        if not customer.fields.is_company
    ]
    assert len(set(names)) == len(names) > 0


def test_numbers_names_lines_and_addresses_are_given_once(everybody: list[Customer]) -> None:
    people = [person for customer in everybody for person in customer.people]
    companies = [customer for customer in everybody if customer.fields.is_company]
    everyone: list[Customer | Person] = [*companies, *people]
    numbers = [one.no for one in everyone]
    assert len(numbers) == len(set(numbers)) == 1600
    assert len({one.fields.name for one in companies}) == 400

    addresses = [email.address for one in everyone for email in one.fields.emails]
    assert len(addresses) == len(set(addresses))


def test_nobody_real_can_be_reached(everybody: list[Customer]) -> None:
    for customer in everybody:
        both: list[Customer | Person] = [customer, *customer.people]
        for one in both:
            assert all(email.address.endswith(".example") for email in one.fields.emails)
            for phone in one.fields.phones:
                parsed = phonenumbers.parse(phone.number, "CH")
                assert str(parsed.national_number)[2:5] == "555"


def test_companies_stand_in_real_places(everybody: list[Customer]) -> None:
    known = {(place.post_code, place.city) for place in PLACES} | {
        ("1452", "Les Rasses"), ("6900", "Lugano"), ("1204", "Genève"), ("1095", "Lutry"),
    }  # fmt: skip
    assert {(one.fields.post_code, one.fields.city) for one in everybody} <= known


def test_the_sample_records_are_among_them(everybody: list[Customer]) -> None:
    by_no = {customer.no: customer for customer in everybody}
    company = by_no["CT-000480"]
    assert (company.fields.name, company.city, company.seller) == ("Béguelin Mécanique SA", "Renens VD", "AR")
    assert [(one.no, one.fields.first_name, one.fields.surname) for one in company.people] == [
        ("CT-000482", "Nora", "Béguelin"),
        ("CT-000483", "Yves", "Monnier"),
        ("CT-000484", "Marc", "Oulevay"),
    ]
    assert by_no["CT-000080"].fields.privacy_blocked is True


def test_every_customer_has_somebody_who_looks_after_it(everybody: list[Customer]) -> None:
    assert {customer.seller for customer in everybody} == {seller.code for seller in SELLERS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Étude Favre & Associés", "etude-favre-associes"), ("Müller + Söhne AG", "mueller-soehne-ag")],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected
