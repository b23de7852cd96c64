"""Changing a contact."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from liaison.contacts.actions import change_contact, create_contact
from liaison.contacts.facts import ContactChanged, ContactCompanyChanged, ContactTypeChanging
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import Contact, ContactMailingGroup, MailingGroup
from liaison.contacts.queries import fields_of
from liaison.kit import facts
from liaison.kit.errors import Conflict, NotAllowed, Refusal, Refused
from tests.cast import Cast

Hear = Callable[[type[Any]], list[Any]]


@pytest.fixture
def claire(cast: Cast, at: datetime) -> Contact:
    given = ContactFields(
        type="person",
        name="Claire Dubois",
        company=cast.company.pk,
        phones=(PhoneFields("024 555 10 11"), PhoneFields("079 555 10 11", "mobile")),
        emails=(EmailFields("claire@rasses.example"), EmailFields("c@home.example", "private")),
    )
    return create_contact(given, by=cast.aline, at=at)


def test_what_is_read_is_what_was_written(claire: Contact) -> None:
    assert fields_of(Contact.objects.get(pk=claire.pk)) == ContactFields(
        type="person",
        name="Claire Dubois",
        search_name="CLAIRE DUBOIS",
        first_name="Claire",
        surname="Dubois",
        company=claire.company_id,
        country="CH",
        language="fr-CH",
        salesperson=claire.salesperson_id,
        salutation="NEUTRAL",
        phones=(PhoneFields("024 555 10 11"), PhoneFields("079 555 10 11", "mobile")),
        emails=(EmailFields("claire@rasses.example"), EmailFields("c@home.example", "private")),
    )


def test_change_is_written_and_announced(cast: Cast, claire: Contact, at: datetime, hear: Hear) -> None:
    heard = hear(ContactChanged)
    given = replace(
        fields_of(claire),
        surname="Favre",
        city="Yverdon",
        phones=(PhoneFields("079 555 10 11", "mobile"), PhoneFields("024 555 99 99")),
        emails=(EmailFields("c@home.example", "private"),),
    )

    changed = change_contact(claire, given, by=cast.marc, at=at, version=1)

    stored = Contact.objects.get(pk=claire.pk)
    assert (
        stored.name,
        stored.search_name,
        stored.city,
        stored.phone,
        stored.mobile_phone,
        stored.email,
    ) == (
        "Claire Favre",
        "CLAIRE FAVRE",
        "Yverdon",
        "024 555 99 99",
        "079 555 10 11",
        "c@home.example",
    )
    assert (stored.changed_by, stored.version, changed.version) == (cast.marc, 2, 2)
    assert fields_of(stored).phones == given.phones
    assert fields_of(stored).emails == given.emails
    assert "favre" in str(stored.search)
    assert "dubois" not in str(stored.search)
    assert heard == [
        ContactChanged(
            contact=claire.pk,
            no=claire.no,
            fields=frozenset({"surname", "name", "search_name", "city", "phones", "emails"}),
            by=cast.marc.pk,
            at=at,
        )
    ]


def test_same_again_changes_nothing(cast: Cast, claire: Contact, at: datetime, hear: Hear) -> None:
    heard = hear(ContactChanged)

    change_contact(claire, fields_of(claire), by=cast.marc, at=at, version=1)

    claire.refresh_from_db()
    assert (claire.version, claire.changed_by, heard) == (1, cast.aline, [])


def test_older_version_is_a_conflict_and_overwrites_nothing(
    cast: Cast, claire: Contact, at: datetime
) -> None:
    change_contact(claire, replace(fields_of(claire), city="Nyon"), by=cast.marc, at=at, version=1)

    with pytest.raises(Conflict):
        change_contact(claire, replace(fields_of(claire), city="Morges"), by=cast.aline, at=at, version=1)

    claire.refresh_from_db()
    assert (claire.city, claire.version) == ("Nyon", 2)


def test_wrong_field_is_refused_and_nothing_changes(cast: Cast, claire: Contact, at: datetime) -> None:
    given = replace(fields_of(claire), city="Nyon", emails=(EmailFields("nowhere"),))

    with pytest.raises(Refused) as refused:
        change_contact(claire, given, by=cast.marc, at=at)

    claire.refresh_from_db()
    assert [refusal.field for refusal in refused.value.refusals] == ["emails.0"]
    assert (claire.city, claire.version) == ("", 1)


def test_who_may_not_changes_nothing(cast: Cast, claire: Contact, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        change_contact(claire, replace(fields_of(claire), city="Nyon"), by=cast.viewer, at=at)


def test_people_are_found_by_the_new_name_of_their_company(cast: Cast, claire: Contact, at: datetime) -> None:
    """R-CON-22"""
    change_contact(
        cast.company, replace(fields_of(cast.company), name="Usinage du Lac"), by=cast.aline, at=at
    )

    claire.refresh_from_db()
    assert "usinage" in str(claire.search)
    assert "mecanique" not in str(claire.search)


def test_numbers_are_read_anew_when_the_country_changes(cast: Cast, claire: Contact, at: datetime) -> None:
    given = replace(fields_of(claire), country="FR", phones=(PhoneFields("01 42 68 53 00"),))
    change_contact(claire, given, by=cast.aline, at=at)
    assert claire.phones.get().e164 == "+33142685300"

    change_contact(claire, replace(given, country="CH"), by=cast.aline, at=at)
    assert claire.phones.get().e164 == "+41142685300"


def test_change_of_company_is_announced(cast: Cast, claire: Contact, at: datetime, hear: Hear) -> None:
    """R-CON-49, R-CON-53: nothing else is changed, mailing groups neither"""
    heard = hear(ContactCompanyChanged)
    group = MailingGroup.objects.create(code="GIFT")
    ContactMailingGroup.objects.create(contact=claire, mailing_group=group)
    before = replace(fields_of(claire), company=None)

    change_contact(claire, before, by=cast.aline, at=at)

    claire.refresh_from_db()
    assert (claire.company_id, fields_of(claire)) == (None, before)
    assert ContactMailingGroup.objects.filter(contact=claire, mailing_group=group).exists()
    assert heard == [
        ContactCompanyChanged(
            contact=claire.pk, old_company=cast.company.pk, new_company=None, by=cast.aline.pk, at=at
        )
    ]


def test_person_becomes_a_company(cast: Cast, claire: Contact, at: datetime, hear: Hear) -> None:
    """R-CON-44 R-CON-46"""
    heard = hear(ContactTypeChanging)

    change_contact(claire, replace(fields_of(claire), type="company"), by=cast.aline, at=at)

    stored = Contact.objects.select_related("salutation").get(pk=claire.pk)
    assert stored.salutation is not None
    assert (stored.type, stored.company_id, stored.first_name, stored.surname, stored.salutation.code) == (
        "company",
        claire.pk,
        "",
        "",
        "COMPANY",
    )
    assert heard == [ContactTypeChanging(contact=claire.pk, no=claire.no, type="company")]


def test_company_becomes_a_person(cast: Cast, at: datetime) -> None:
    """R-CON-45"""
    company = create_contact(ContactFields(name="Lea Bernasconi"), by=cast.aline, at=at)

    change_contact(company, replace(fields_of(company), type="person"), by=cast.aline, at=at)

    stored = Contact.objects.select_related("salutation").get(pk=company.pk)
    assert stored.salutation is not None
    assert (stored.type, stored.company_id, stored.first_name, stored.surname, stored.salutation.code) == (
        "person",
        None,
        "Lea",
        "Bernasconi",
        "NEUTRAL",
    )


def test_what_is_given_with_the_change_to_a_person_is_kept(cast: Cast, at: datetime) -> None:
    """R-CON-45 R-CON-46"""
    company = create_contact(ContactFields(name="Garage Bernasconi"), by=cast.aline, at=at)
    given = replace(
        fields_of(company),
        type="person",
        first_name="Lea",
        surname="Bernasconi",
        initials="LB",
        job_title="Owner",
        company=cast.company.pk,
        salutation="MS",
        minor=True,
    )

    change_contact(company, given, by=cast.aline, at=at)

    stored = fields_of(Contact.objects.get(pk=company.pk))
    assert stored == replace(given, name="Lea Bernasconi", search_name="LEA BERNASCONI", privacy_blocked=True)


def test_company_with_people_stays_a_company(cast: Cast, at: datetime) -> None:
    """R-CON-45"""
    with pytest.raises(Refused) as refused:
        change_contact(cast.company, replace(fields_of(cast.company), type="person"), by=cast.aline, at=at)

    assert [refusal.code for refusal in refused.value.refusals] == ["contact.type_locked_persons"]


def test_listener_can_refuse_a_change_of_type(
    cast: Cast, claire: Contact, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-CON-43"""

    def refuse(fact: ContactTypeChanging) -> None:
        raise Refused(Refusal("It has a history.", field="type"))

    monkeypatch.setitem(facts._listeners, ContactTypeChanging, [refuse])

    with pytest.raises(Refused):
        change_contact(claire, replace(fields_of(claire), type="company"), by=cast.aline, at=at)

    claire.refresh_from_db()
    assert claire.type == "person"


def test_salesperson_blocked_later_may_stay(cast: Cast, claire: Contact, at: datetime) -> None:
    """R-CON-38"""
    cast.rochat.privacy_blocked = True
    cast.rochat.save()

    change_contact(claire, replace(fields_of(claire), city="Nyon"), by=cast.aline, at=at)
    with pytest.raises(Refused):
        change_contact(
            cast.lea, replace(fields_of(cast.lea), salesperson=cast.rochat.pk), by=cast.aline, at=at
        )

    claire.refresh_from_db()
    assert claire.city == "Nyon"
