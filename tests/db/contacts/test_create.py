"""Creating a contact."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from liaison.accounts.models import Organization
from liaison.contacts.actions import create_contact, next_number
from liaison.contacts.actions.numbers import free_contact_numbers
from liaison.contacts.facts import ContactCreated
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import Contact, ContactEmail, ContactPhone, ContactWord, NumberSeries, Salutation
from liaison.kit.errors import NotAllowed, Refused
from tests import make
from tests.cast import Cast

CLAIRE = ContactFields(
    type="person",
    name="Claire Dubois",
    job_title="Directrice",
    city="Les Rasses",
    phones=(PhoneFields("024 555 10 11"), PhoneFields("+41 79 555 10 11", "mobile")),
    emails=(EmailFields("Claire.Dubois@rasses.example"),),
)


def test_person_is_written_whole(cast: Cast, at: datetime) -> None:
    """R-CON-32: its e-mail in small letters too, to be found by"""
    given = replace(CLAIRE, company=cast.company.pk, external_id="A-17", notes="Aime le thé.")

    made = create_contact(given, by=cast.aline, at=at)

    stored = Contact.objects.get(pk=made.pk)
    assert (stored.no, stored.type, stored.name, stored.first_name, stored.surname, stored.search_name) == (
        "CT-000001",
        "person",
        "Claire Dubois",
        "Claire",
        "Dubois",
        "CLAIRE DUBOIS",
    )
    assert (stored.company_id, stored.phone, stored.mobile_phone, stored.email) == (
        cast.company.pk,
        "024 555 10 11",
        "+41 79 555 10 11",
        "Claire.Dubois@rasses.example",
    )
    assert (stored.created_at, stored.created_by, stored.changed_at, stored.version) == (
        at,
        cast.aline,
        at,
        1,
    )
    assert list(stored.phones.values_list("number", "kind", "e164", "national", "position")) == [
        ("024 555 10 11", "phone", "+41245551011", "0245551011", 0),
        ("+41 79 555 10 11", "mobile", "+41795551011", "0795551011", 1),
    ]
    assert list(stored.emails.values_list("address", "key")) == [
        ("Claire.Dubois@rasses.example", "claire.dubois@rasses.example")
    ]


def test_new_contact_takes_what_is_not_given_by_default(cast: Cast, at: datetime) -> None:
    """R-CON-10 R-CON-11 R-CON-12 R-CON-15 R-CON-16"""
    Organization.objects.create(language="de-CH", country="LI")

    person = create_contact(CLAIRE, by=cast.aline, at=at)
    company = create_contact(ContactFields(name="Favre SA", salutation="MS"), by=None, at=at)

    assert person.salutation is not None
    assert (person.language, person.country, person.salesperson, person.salutation.code) == (
        "de-CH",
        "LI",
        cast.rochat,
        "NEUTRAL",
    )
    assert person.company is None
    assert company.salutation is not None
    assert (company.company_id, company.salesperson, company.salutation.code) == (company.pk, None, "COMPANY")


def test_blocked_salesperson_is_nobodys_default(cast: Cast, at: datetime) -> None:
    """R-CON-11 R-CON-38"""
    cast.rochat.privacy_blocked = True
    cast.rochat.save()
    cast.aline.refresh_from_db()

    assert create_contact(CLAIRE, by=cast.aline, at=at).salesperson is None


def test_where_no_salutation_is_set_up_a_new_contact_has_none(cast: Cast, at: datetime) -> None:
    Salutation.objects.all().delete()
    assert create_contact(CLAIRE, by=cast.aline, at=at).salutation is None
    assert create_contact(ContactFields(name="Favre SA"), by=None, at=at).salutation is None


def test_given_salesperson_and_salutation_are_kept(cast: Cast, at: datetime) -> None:
    """R-CON-11"""
    given = replace(CLAIRE, salesperson=cast.dubuis.pk, salutation="ms", language="it", country="fr")

    made = create_contact(given, by=cast.aline, at=at)

    assert made.salutation is not None
    assert (made.salesperson, made.salutation.code, made.language, made.country) == (
        cast.dubuis,
        "MS",
        "it",
        "FR",
    )


def test_words_to_find_it_by_are_kept(cast: Cast, at: datetime) -> None:
    made = create_contact(replace(CLAIRE, company=cast.company.pk), by=cast.aline, at=at)

    made.refresh_from_db()
    words = set(str(made.search).replace("'", "").split())
    assert words == {
        "ct-000001",
        "1",
        *("claire", "dubois", "les", "rasses"),
        *("beguelin", "mecanique", "sa"),
        *("claire.dubois@rasses.example", "example"),
        *("0245551011", "41245551011", "41795551011", "0795551011"),
    }
    assert set(ContactWord.objects.values_list("word", flat=True)) == {
        "claire",
        "dubois",
        "les",
        "rasses",
        "beguelin",
        "mecanique",
    }


def test_it_is_announced(cast: Cast, at: datetime, hear: Callable[[type[Any]], list[Any]]) -> None:
    heard = hear(ContactCreated)

    made = create_contact(CLAIRE, by=cast.aline, at=at)

    assert heard == [ContactCreated(contact=made.pk, no="CT-000001", by=cast.aline.pk, at=at)]


def test_every_wrong_field_is_named_and_nothing_is_left(cast: Cast, at: datetime) -> None:
    """R-CON-29 R-CON-30 R-CON-38 R-CON-47"""
    blocked = make.make_salesperson("XX", "Xenia", privacy_blocked=True)
    given = replace(
        CLAIRE,
        phones=(PhoneFields("O21"),),
        emails=(EmailFields("claire@"),),
        company=cast.nora.pk,
        salesperson=blocked.pk,
        salutation="LORD",
    )

    with pytest.raises(Refused) as refused:
        create_contact(given, by=cast.aline, at=at)

    assert [refusal.field for refusal in refused.value.refusals] == [
        "phones.0",
        "emails.0",
        "company",
        "salesperson",
        "salutation",
    ]
    assert not Contact.objects.filter(name="Claire Dubois").exists()
    assert ContactPhone.objects.filter(number="O21").count() == 0
    assert next_number("contacts", prefix="CT-") == "CT-000001"


def test_salesperson_and_company_must_exist(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        create_contact(replace(CLAIRE, company=10**12, salesperson=10**12), by=cast.aline, at=at)

    assert [refusal.field for refusal in refused.value.refusals] == ["company", "salesperson"]


def test_who_may_not_change_contacts_creates_none(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        create_contact(CLAIRE, by=cast.viewer, at=at)

    assert ContactEmail.objects.filter(key="claire.dubois@rasses.example").count() == 0


def test_numbers_follow_each_other_and_pass_over_those_taken(cast: Cast, at: datetime) -> None:
    """R-CON-1"""
    make.make_company("Prise SA", no="CT-000002")

    numbers = [create_contact(replace(CLAIRE, name=f"N {n}"), by=cast.aline, at=at).no for n in range(3)]

    assert numbers == ["CT-000001", "CT-000003", "CT-000004"]


def test_many_numbers_taken_by_an_import_cost_few_statements_and_leave_no_gap(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    """R-CON-1"""
    make.make_contacts(*(make.new_person(f"P {n}", no=f"CT-{n:06}") for n in range(501, 801)))
    NumberSeries.objects.create(code="contacts", prefix="CT-", last=500)
    with django_assert_max_num_queries(17):
        assert free_contact_numbers(2, taken={"CT-000802"}) == ["CT-000801", "CT-000803"]
    assert free_contact_numbers(1) == ["CT-000804"]


@pytest.mark.parametrize("no", ["K[1]*&|'\"%", "É-1"])
def test_number_by_hand_may_hold_any_character(cast: Cast, at: datetime, no: str) -> None:
    """R-CON-5"""
    assert create_contact(CLAIRE, by=cast.aline, at=at, no=f" {no.lower()} ").no == no


@pytest.mark.parametrize("no", ["ct-000480", "x" * 21, "a\x00", "  "])
def test_number_by_hand_that_is_taken_or_impossible_is_refused(cast: Cast, at: datetime, no: str) -> None:
    """R-CON-3"""
    with pytest.raises(Refused) as refused:
        create_contact(CLAIRE, by=cast.aline, at=at, no=no)

    assert [refusal.field for refusal in refused.value.refusals] == ["no"]
    assert Contact.objects.filter(name="Claire Dubois").count() == 0


def test_creating_costs_few_statements(cast: Cast, at: datetime, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        create_contact(replace(CLAIRE, company=cast.company.pk), by=cast.aline, at=at)
