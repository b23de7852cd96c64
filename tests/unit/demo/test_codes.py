"""The codes of the demonstration's contacts."""

from __future__ import annotations

from collections import Counter

import pytest

from liaison.contacts.kinds import KINDS
from liaison.ops.demo.code_tables import CODES
from liaison.ops.demo.codes import assignments, with_level_and_territory
from liaison.ops.demo.customers import customers
from liaison.ops.demo.parties import Customer, Person


@pytest.fixture(scope="module")
def everybody() -> list[Customer]:
    return [with_level_and_territory(customer, seed=1400) for customer in customers(1400)]


def test_codes_are_those_of_the_tables_and_fit_the_type(everybody: list[Customer]) -> None:
    """R-CON-74"""
    known = {(kind, code) for kind, code, *_words in CODES}
    companies = {customer.no for customer in everybody if customer.fields.is_company}
    given = assignments(everybody, seed=1400)

    assert len(known) == len(CODES)
    assert set(given) <= known
    for (kind, code), numbers in given.items():
        assert len(numbers) == len(set(numbers)), code
        types = {"company" if no in companies else "person" for no in numbers}
        assert types <= set(KINDS[kind].holders), code
    assert all(all(words) for _kind, _code, *words in CODES)


def test_the_same_seed_gives_the_same_codes(everybody: list[Customer]) -> None:
    assert assignments(everybody, seed=1400) == assignments(everybody, seed=1400)
    assert assignments(everybody, seed=1401) != assignments(everybody, seed=1400)


def test_sample_records_of_the_segments_have_exactly_their_codes(everybody: list[Customer]) -> None:
    """The worked example of the segments: who stands in which group (with its numbers 100 to 102)."""
    given = assignments(everybody, seed=1400)
    mine = {
        "CT-000480", "CT-000482", "CT-000484", "CT-000200", "CT-000201", "CT-000300", "CT-000301",
        "CT-000302", "CT-000400", "CT-000500", "CT-000501", "CT-000600",
    }  # fmt: skip
    found = {
        code: sorted(mine & set(numbers)) for (kind, code), numbers in given.items() if mine & set(numbers)
    }

    assert found == {
        "OPENDAY": ["CT-000201", "CT-000400", "CT-000480", "CT-000482"],
        "GIFT": ["CT-000301", "CT-000501"],
        "PURCH": ["CT-000301", "CT-000302", "CT-000482"],
        "TECH": ["CT-000484"],
        "MGMT": ["CT-000201", "CT-000501"],
        "MACH": ["CT-000300", "CT-000480"],
        "TRANS": ["CT-000200"],
        "WINE": ["CT-000500"],
        "CUST": ["CT-000300", "CT-000480"],
        "PROS": ["CT-000200"],
        "VEND": ["CT-000500"],
    }
    for kind, code in (
        ("mailing_group", "OPENDAY"), ("job_responsibility", "TECH"), ("job_responsibility", "MGMT"),
        ("industry_group", "MACH"), ("industry_group", "TRANS"), ("business_relation", "PROS"),
    ):  # fmt: skip
        assert set(given[kind, code]) <= mine


def test_sample_records_of_the_segments_want_what_they_want(everybody: list[Customer]) -> None:
    people = [person for customer in everybody for person in customer.people]
    companies = [customer for customer in everybody if customer.fields.is_company]
    everyone: list[Customer | Person] = [*companies, *people]
    rows = {
        one.no: (
            one.fields.language,
            one.fields.correspondence_type,
            bool(one.fields.emails),
            one.fields.exclude_from_segment,
        )
        for one in everyone
    }
    seller = {person.no: customer.seller for customer in everybody for person in customer.people}
    seller |= {customer.no: customer.seller for customer in everybody}

    expected = {
        "CT-000480": ("fr-CH", "email", True, False),
        "CT-000482": ("fr-CH", "email", True, False),
        "CT-000484": ("fr-CH", "hard_copy", False, False),
        "CT-000200": ("it-CH", "hard_copy", True, False),
        "CT-000201": ("it-CH", "email", True, False),
        "CT-000300": ("de-CH", "email", True, False),
        "CT-000301": ("de-CH", "hard_copy", True, False),
        "CT-000302": ("de-CH", "email", True, True),
        "CT-000400": ("fr-CH", "email", False, False),
        "CT-000500": ("fr-CH", "hard_copy", True, False),
        "CT-000501": ("fr-CH", "hard_copy", True, False),
        "CT-000600": ("en", "email", False, False),
    }
    assert {no: rows[no] for no in expected} == expected
    assert Counter(seller[no] for no in expected) == {"AR": 6, "LB": 3, "TK": 3}


def test_everybody_has_believable_codes(everybody: list[Customer]) -> None:
    given = assignments(everybody, seed=1400)
    sizes = {code: len(numbers) for (_kind, code), numbers in given.items()}
    people = [person for customer in everybody for person in customer.people]
    assert 500 < sizes["NEWS"] < 900
    assert 20 < sizes["GIFT"] < 120
    assert len(people) == 1200
    levels = Counter(person.fields.organizational_level for person in people)
    assert set(levels) == {"", "CEO", "OWNER", "BOARD", "HEAD", "SPEC", "ASSIST"}
    executives = [person for person in people if person.fields.organizational_level == "CEO"]
    assert {person.fields.job_title[:6] for person in executives} <= {"Direct", "Dirett", "Geschä", "Managi"}
    territories = Counter(person.fields.territory for person in people)
    assert set(territories) == {"LEMAN", "ARC", "PLATEAU", "ALEM", "TICINO"}
