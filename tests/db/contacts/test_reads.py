"""One contact, its people, who is behind an address or a number, its history."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from liaison.accounts import changes
from liaison.accounts.changes import FieldChange
from liaison.contacts.actions import (
    archive_contact,
    change_contact,
    create_contact,
    delete_address,
    save_address,
)
from liaison.contacts.fields import AddressFields, ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import Contact
from liaison.contacts.queries import (
    addresses_of,
    blocked_reason,
    contact,
    contact_history,
    contacts_by_no,
    fields_of,
    people,
    salutations,
)
from liaison.kit.errors import NotAllowed
from tests.cast import Cast


def test_contact_is_found_by_its_number(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        nora = contact(cast.viewer, "ct-000482")
        assert (nora, nora.company, nora.salesperson, nora.salutation) == (
            cast.nora,
            cast.company,
            cast.rochat,
            None,
        )
    with pytest.raises(Contact.DoesNotExist):
        contact(cast.viewer, "CT-999")
    cast.viewer.is_active = False
    with pytest.raises(NotAllowed):
        contact(cast.viewer, "CT-000482")


def test_several_contacts_are_found_by_their_numbers(cast: Cast) -> None:
    assert contacts_by_no(cast.viewer, ["ct-000482", "CT-000100", "nobody"]) == {
        "CT-000482": cast.nora,
        "CT-000100": cast.lea,
    }


def test_people_of_a_company(cast: Cast, at: datetime) -> None:
    """R-CON-241"""
    assert list(people(cast.viewer, cast.company)) == [cast.nora, cast.yves]
    archive_contact(cast.nora, by=cast.aline, at=at)
    assert list(people(cast.viewer, cast.company)) == [cast.yves]
    assert list(people(cast.viewer, cast.company, archived=True)) == [cast.nora, cast.yves]


def test_blocked_contact_says_why(cast: Cast) -> None:
    """R-CON-69"""
    assert blocked_reason(cast.nora) is None
    cast.nora.privacy_blocked = True

    reason = blocked_reason(cast.nora)

    assert reason is not None
    assert (str(reason.message), reason.code) == (
        "Contact CT-000482 Nora Béguelin is blocked for privacy reasons.",
        "E-INT-10",
    )


def test_salutations_are_listed(cast: Cast) -> None:
    assert [one.code for one in salutations(cast.viewer)] == [
        "COMPANY",
        "FAMILY",
        "MR",
        "MR-DR",
        "MS",
        "MS-DR",
        "NEUTRAL",
    ]


@pytest.mark.django_db(transaction=True)
def test_history_says_what_who_and_when(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cast import make_cast

    cast = make_cast()
    claire = create_contact(
        ContactFields(type="person", name="Claire Dubois", phones=(PhoneFields("1"),)), by=cast.aline, at=at
    )
    given = replace(
        fields_of(claire),
        city="Nyon",
        company=cast.company.pk,
        salesperson=cast.dubuis.pk,
        phones=(PhoneFields("2"),),
        emails=(EmailFields("c@x.ch"),),
    )
    change_contact(claire, given, by=cast.marc, at=at)
    chalet = save_address(claire, AddressFields(code="CHALET"), by=cast.aline, at=at)
    save_address(claire, AddressFields(code="CHALET", city="Gryon"), by=cast.aline, at=at, address=chalet)
    delete_address(chalet, by=cast.aline, at=at)
    with transaction.atomic():  # what came and went in one go is nothing
        delete_address(save_address(claire, AddressFields(code="LAC"), by=None, at=at), by=None, at=at)
    archive_contact(claire, by=None, at=at)

    archived, deleted, added, changed, created = contact_history(cast.viewer, claire)

    assert (created.by, created.created, created.changes) == ("Aline Rochat", True, ())
    assert changed.by == "Marc Dubuis"
    assert set(changed.changes) == {
        FieldChange("city", "", "Nyon"),
        FieldChange("company", "", "Béguelin Mécanique SA"),
        FieldChange("salesperson", "Aline Rochat", "Marc Dubuis"),
        FieldChange("phones", "1", ""),
        FieldChange("phones", "", "2"),
        FieldChange("emails", "", "c@x.ch"),
    }
    assert added.changes == (FieldChange("alternative_addresses", "", "CHALET"),)
    assert deleted.changes == (FieldChange("alternative_addresses", "CHALET", ""),)
    assert (archived.by, [change.field for change in archived.changes]) == ("", ["archived_at"])
    assert addresses_of(claire) == []

    monkeypatch.setattr(changes, "MOST", 1)
    newest = contact_history(cast.viewer, claire)
    assert "city" not in {one.field for change in newest for one in change.changes}
    assert not any(change.created for change in newest)


def test_history_costs_a_constant_number_of_statements(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    for city in ("Nyon", "Morges", "Vevey"):
        change_contact(cast.nora, replace(fields_of(cast.nora), city=city), by=cast.aline, at=at)

    with django_assert_num_queries(12):
        assert len(contact_history(cast.viewer, cast.nora)) == 2
