"""Numbers, addresses and other texts of a contact."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.contacts.fields import (
    ContactFields,
    EmailFields,
    PhoneFields,
    first_phone,
    with_first_email,
    with_first_phone,
)
from liaison.contacts.rules import (
    check_company,
    check_email,
    check_fields,
    check_phone,
    check_ranges,
    cleaned,
    may_change_type,
    retyped,
)

COMPANY = ContactFields(name="Favre SA")
PERSON = ContactFields(type="person", name="Noé Favre", first_name="Noé", surname="Favre")


@pytest.mark.parametrize("number", ["+41 21 555 01 42", "021/555.01.42 #3", "(0)21 555*1", "117"])
def test_number_is_accepted_as_typed(number: str) -> None:
    """R-CON-29"""
    assert check_phone(number) is None


@pytest.mark.parametrize("number", ["021 555 O1 42", "ext. 12", "12é"])
def test_letter_in_a_number_is_refused_by_name(number: str) -> None:
    """R-CON-29"""
    refusal = check_phone(number, field="mobile_phone")

    assert refusal is not None
    assert (refusal.field, refusal.code) == ("mobile_phone", "contact.phone_has_letters")


@pytest.mark.parametrize("number", ["-", "12\x0034", "1" * 61])
def test_what_is_no_number_is_refused(number: str) -> None:
    assert check_phone(number) is not None


@pytest.mark.parametrize(
    "address",
    ["nora@beguelin-meca.example", "a.b+c@x.y.ch", "élodie@société.example", "o'neil@x.ch", "a_b@x-y.ch"],
)
def test_whole_address_is_accepted(address: str) -> None:
    """R-CON-30"""
    assert check_email(address) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("n@" + "x" * 252 + ".ch", "An e-mail address has at most 255 characters."),
        ("nora@", "Incomplete address: the domain is missing."),
        ("@beguelin.ch", "Incomplete address: the part before the @ is missing."),
        ("nora@beguelin", "“nora@beguelin” is not a valid e-mail address."),
        ("nora", "“nora” is not a valid e-mail address."),
        ("a@x.ch, b@x.ch", "“a@x.ch, b@x.ch” is not a valid e-mail address."),
        ("a@x.ch|b@x.ch", "“a@x.ch|b@x.ch” is not a valid e-mail address."),
        ("a@b@x.ch", "“a@b@x.ch” is not a valid e-mail address."),
        ("a..b@x.ch", "“a..b@x.ch” is not a valid e-mail address."),
        ("a@x..ch", "“a@x..ch” is not a valid e-mail address."),
        ("a\x00@x.ch", "“a\x00@x.ch” is not a valid e-mail address."),
        ("a@-x.ch", "“a@-x.ch” is not a valid e-mail address."),
    ],
)
def test_address_that_is_not_one_is_refused_in_words(address: str, words: str) -> None:
    """R-CON-30"""
    refusal = check_email(address)

    assert refusal is not None
    assert (str(refusal.message), refusal.code) == (words, "contact.email_invalid")


@given(st.text())
def test_any_text_as_address_or_number_gets_an_answer(text: str) -> None:
    check_email(text)
    check_phone(text)


def test_several_addresses_in_one_field_become_several() -> None:
    """R-CON-30"""
    given_fields = replace(COMPANY, emails=(EmailFields("a@x.ch ; b@x.ch;; A@x.ch"),))

    assert cleaned(given_fields).emails == (EmailFields("a@x.ch"), EmailFields("b@x.ch"))


def test_one_wrong_address_among_several_is_named_alone() -> None:
    """R-CON-30"""
    given_fields = cleaned(replace(COMPANY, emails=(EmailFields("a@x.ch; b(at)x.ch"),)))

    assert [(r.field, str(r.message)) for r in check_fields(given_fields)] == [
        ("emails.1", "“b(at)x.ch” is not a valid e-mail address.")
    ]


def test_cleaning_takes_blanks_and_empty_rows_away() -> None:
    given_fields = ContactFields(
        name="  Favre   SA ",
        country="ch",
        vat_no="che-123",
        salutation="ms",
        address=" Rue du Lac 1 ",
        phones=(PhoneFields(" "), PhoneFields(" 021  555"), PhoneFields("021 555")),
    )

    found = cleaned(given_fields)

    assert (found.name, found.country, found.vat_no, found.salutation, found.address, found.phones) == (
        "Favre SA",
        "CH",
        "CHE-123",
        "MS",
        "Rue du Lac 1",
        (PhoneFields("021 555"),),
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"city": "x" * 256}, "city"),
        ({"city": "a\x00b"}, "city"),
        ({"notes": "half \ud83d"}, "notes"),
        ({"country": "CHE"}, "country"),
        ({"country": "1"}, "country"),
        ({"language": "français"}, "language"),
        ({"type": "robot"}, "type"),
        ({"correspondence_type": "pigeon"}, "correspondence_type"),
        ({"phones": (PhoneFields("1", "pager"),)}, "phones"),
        ({"emails": (EmailFields("a@x.ch", "home"),)}, "emails"),
        ({"emails": tuple(EmailFields(f"a{n}@x.ch") for n in range(51))}, None),
    ],
)
def test_wrong_field_is_named(change: dict[str, object], field: str | None) -> None:
    refusals = list(check_fields(replace(COMPANY, **change)))  # type: ignore[arg-type]

    assert {refusal.field for refusal in refusals} == {field}


def test_only_companies_have_a_vat_number() -> None:
    """R-CON-40"""
    assert [r.field for r in check_fields(replace(PERSON, vat_no="CHE-1"))] == ["vat_no"]
    assert list(check_fields(replace(COMPANY, vat_no="CHE-1"))) == []


def test_company_with_people_or_vat_number_stays_a_company() -> None:
    """R-CON-45"""
    person = replace(COMPANY, type="person")

    assert [r.code for r in may_change_type(COMPANY, replace(person, vat_no="CHE-1"), people=1)] == [
        "contact.type_locked_persons",
        "contact.type_field_not_blank",
    ]
    assert list(may_change_type(COMPANY, person, people=0)) == []
    assert list(may_change_type(COMPANY, COMPANY, people=3)) == []


def test_change_of_type_clears_what_belongs_to_the_other() -> None:
    """R-CON-44"""
    company = retyped(replace(PERSON, type="company", job_title="Boss", company=7), salutation="COMPANY")

    assert (company.first_name, company.surname, company.job_title, company.company, company.salutation) == (
        "",
        "",
        "",
        None,
        "COMPANY",
    )


@pytest.mark.parametrize(
    ("given_fields", "contact", "company_type", "code"),
    [
        (COMPANY, 7, None, None),
        (replace(COMPANY, company=7), 7, None, None),
        (replace(COMPANY, company=8), 7, "company", "contact.company_of_company"),
        (PERSON, 7, None, None),
        (replace(PERSON, company=8), 7, "company", None),
        (replace(PERSON, company=8), 7, "person", "contact.company_not_found"),
        (replace(PERSON, company=8), 7, None, "contact.company_not_found"),
        (replace(PERSON, company=7), 7, "company", "contact.company_not_found"),
    ],
)
def test_company_of_a_person_is_a_company(
    given_fields: ContactFields, contact: int, company_type: str | None, code: str | None
) -> None:
    """R-CON-42 R-CON-47"""
    refusal = check_company(given_fields, contact=contact, company_type=company_type)

    assert (None if refusal is None else refusal.code) == code


def test_periods_end_after_they_start_and_start_on_different_days() -> None:
    """R-CON-82"""
    july, august = date(2026, 7, 1), date(2026, 8, 1)

    refusals = list(check_ranges([(august, july), (july, None), (july, july)], taken={august}))

    assert [(r.field, r.code) for r in refusals] == [
        ("ranges.0.ending_date", "alt_address.order"),
        ("ranges.0.starting_date", "alt_address.start_twice"),
        ("ranges.2.starting_date", "alt_address.start_twice"),
    ]


def test_first_number_of_a_kind_can_be_replaced() -> None:
    phones = (PhoneFields("1"), PhoneFields("2", "mobile"), PhoneFields("3", "mobile"))

    assert first_phone(phones, "mobile") == "2"
    assert with_first_phone(phones, "mobile", "9") == (phones[0], PhoneFields("9", "mobile"), phones[2])
    assert with_first_phone(phones, "mobile", "") == (phones[0],)
    assert with_first_phone(phones, "fax", "4") == (*phones, PhoneFields("4", "fax"))
    assert with_first_phone(phones, "fax", " ") == phones


def test_first_address_can_be_replaced() -> None:
    emails = (EmailFields("a@x.ch", "private"), EmailFields("b@x.ch"))

    assert with_first_email(emails, "c@x.ch") == (EmailFields("c@x.ch", "private"), emails[1])
    assert with_first_email(emails, " ") == ()
    assert with_first_email((), "c@x.ch") == (EmailFields("c@x.ch"),)
