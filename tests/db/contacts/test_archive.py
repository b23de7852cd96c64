"""Putting contacts away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from liaison.contacts.actions import archive_contact, unarchive_contact
from liaison.contacts.facts import ContactArchived
from liaison.contacts.models import Contact
from liaison.kit.errors import NotAllowed
from tests.cast import Cast


def archived() -> set[str]:
    return set(Contact.objects.exclude(archived_at=None).values_list("name", flat=True))


def test_company_takes_its_people_along_and_nothing_is_deleted(cast: Cast, at: datetime) -> None:
    """R-INT-188"""
    count = archive_contact(cast.company, by=cast.aline, at=at)

    assert count == 3
    assert archived() == {"Béguelin Mécanique SA", "Nora Béguelin", "Yves Monnier"}
    assert Contact.objects.count() == 4


def test_twice_is_once(cast: Cast, at: datetime) -> None:
    archive_contact(cast.nora, by=cast.aline, at=at)

    assert archive_contact(cast.nora, by=cast.aline, at=at + timedelta(days=1)) == 0
    cast.nora.refresh_from_db()
    assert cast.nora.archived_at == at


def test_fetched_back_with_those_put_away_together(cast: Cast, at: datetime) -> None:
    archive_contact(cast.yves, by=cast.aline, at=at - timedelta(days=9))
    archive_contact(cast.company, by=cast.aline, at=at)
    cast.company.refresh_from_db()

    assert unarchive_contact(cast.company, by=cast.aline, at=at) == 2
    assert archived() == {"Yves Monnier"}
    assert unarchive_contact(cast.lea, by=cast.aline, at=at) == 0


def test_it_is_announced(cast: Cast, at: datetime, hear: Callable[[type[Any]], list[Any]]) -> None:
    heard = hear(ContactArchived)

    archive_contact(cast.nora, by=cast.aline, at=at)

    assert heard == [
        ContactArchived(contact=cast.nora.pk, no="CT-000482", archived=True, by=cast.aline.pk, at=at)
    ]


def test_who_may_not_puts_nothing_away(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        archive_contact(cast.nora, by=cast.viewer, at=at)

    assert archived() == set()
