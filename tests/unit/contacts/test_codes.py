"""Which contact may have which code, minors, and the pages of web sources."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison.contacts.fields import ContactFields
from liaison.contacts.kinds import ASSIGNED, KINDS
from liaison.contacts.rules import (
    check_fields,
    check_holder,
    check_url,
    guarded,
    look_up_url,
    may_change_type,
    retyped,
)
from liaison.kit.errors import Refused

PERSON = ContactFields(type="person", name="Noé Rochat")
COMPANY = ContactFields(name="Favre SA")


@pytest.mark.parametrize(
    ("key", "company", "person"),
    [
        ("mailing_group", True, True),
        ("industry_group", True, False),
        ("business_relation", True, False),
        ("job_responsibility", False, True),
        ("organizational_level", False, True),
        ("territory", True, True),
        ("web_source", True, False),
    ],
)
def test_each_kind_stands_on_its_type_of_contact(key: str, company: bool, person: bool) -> None:
    """R-CON-40 R-CON-41 R-CON-74"""
    found = [check_holder(KINDS[key], kind) is None for kind in ("company", "person")]

    assert found == [company, person]


def test_what_a_contact_has_is_named_in_the_plural() -> None:
    assert [kind.plural for kind in KINDS.values()] == [
        "mailing_groups",
        "industry_groups",
        "business_relations",
        "job_responsibilities",
        "organizational_levels",
        "territories",
        "web_sources",
    ]
    assert [kind.key for kind in ASSIGNED.values() if kind.of_company] == [
        "industry_group",
        "business_relation",
        "web_source",
    ]


@pytest.mark.parametrize("field", ["minor", "parental_consent", "organizational_level"])
def test_companies_are_no_minors_and_have_no_level(field: str) -> None:
    """R-CON-41"""
    given = replace(COMPANY, **{field: "CEO" if field == "organizational_level" else True})  # type: ignore[arg-type]

    assert [(one.field, one.code) for one in check_fields(given)] == [(field, "contact.field_wrong_type")]


def test_minor_is_blocked() -> None:
    """R-CON-64"""
    assert guarded(replace(PERSON, minor=True), PERSON) == replace(PERSON, minor=True, privacy_blocked=True)


def test_consent_withdrawn_blocks_and_consent_given_leaves_the_block() -> None:
    """R-CON-65"""
    blocked = replace(PERSON, minor=True, privacy_blocked=True)
    allowed = replace(PERSON, minor=True, parental_consent=True)

    assert guarded(replace(allowed, parental_consent=False), allowed) == blocked
    assert guarded(replace(blocked, parental_consent=True), blocked) == replace(
        blocked, parental_consent=True
    )
    assert guarded(allowed, replace(blocked, parental_consent=True)) == allowed


def test_minor_without_consent_stays_blocked() -> None:
    """R-CON-66"""
    given = guarded(replace(PERSON, minor=True), replace(PERSON, minor=True, privacy_blocked=True))

    assert [(one.field, one.code) for one in check_fields(given)] == [
        ("privacy_blocked", "contact.consent_required")
    ]


def test_consent_is_for_minors_only() -> None:
    """R-CON-67"""
    minor = replace(PERSON, minor=True, parental_consent=True)

    assert guarded(replace(minor, minor=False), minor) == PERSON
    assert [one.field for one in check_fields(replace(PERSON, parental_consent=True))] == ["parental_consent"]


def test_person_with_level_or_responsibilities_becomes_no_company() -> None:
    """R-CON-44"""
    given = replace(PERSON, type="company", organizational_level="CEO")
    found = list(may_change_type(PERSON, given, people=0, kinds={"job_responsibility", "mailing_group"}))

    assert [(one.field, one.code) for one in found] == [("type", "contact.type_field_not_blank")] * 2


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("industry_group", 1),
        ("business_relation", 1),
        ("web_source", 1),
        ("mailing_group", 0),
    ],
)
def test_company_with_codes_of_companies_becomes_no_person(kind: str, refused: int) -> None:
    """R-CON-45"""
    given = replace(COMPANY, type="person")

    assert len(list(may_change_type(COMPANY, given, people=0, kinds={kind}))) == refused


def test_minor_that_becomes_a_company_is_none_any_more() -> None:
    given = replace(PERSON, type="company", minor=True, parental_consent=True)

    assert retyped(given, salutation="COMPANY") == ContactFields(name="Noé Rochat", salutation="COMPANY")


def test_search_word_is_encoded_into_the_address() -> None:
    """R-CON-79"""
    found = look_up_url("https://www.zefix.ch/list?name=%1", "Étude Favre & Associés", code="ZEFIX")

    assert found == "https://www.zefix.ch/list?name=%C3%89tude%20Favre%20%26%20Associ%C3%A9s"


def test_web_source_without_address_opens_nothing() -> None:
    """R-CON-79"""
    with pytest.raises(Refused) as refused:
        look_up_url("", "Favre", code="ZEFIX")

    assert [one.code for one in refused.value.refusals] == ["web_source.url_blank"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//zefix.ch", "ftp://zefix.ch", "https:///x"])
def test_only_web_addresses_are_taken(url: str) -> None:
    """R-CON-79"""
    assert [one.field for one in check_url(url)] == ["url"]
    assert list(check_url("https://www.uid.admin.ch/Search.aspx?query=%1")) == []
