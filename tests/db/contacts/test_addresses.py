"""Alternative addresses and their periods."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.contacts.actions import delete_address, save_address
from liaison.contacts.fields import AddressFields, RangeFields
from liaison.contacts.models import AddressRange, AlternativeAddress
from liaison.contacts.queries import active_address_of
from liaison.kit.errors import NotAllowed, Refused
from tests.cast import Cast

CHALET = AddressFields(
    code="chalet",
    address="Chemin du Haut 3",
    post_code="1884",
    city="Villars",
    email="lea@chalet.example",
    ranges=(RangeFields(date(2026, 7, 1), date(2026, 8, 31)),),
)


def test_address_holds_in_its_periods(cast: Cast, at: datetime) -> None:
    """R-CON-81 R-CON-84"""
    chalet = save_address(cast.lea, CHALET, by=cast.aline, at=at)
    hospital = save_address(
        cast.lea,
        AddressFields(code="HOSPITAL", ranges=(RangeFields(date(2026, 8, 10), date(2026, 8, 20)),)),
        by=cast.aline,
        at=at,
    )

    assert chalet.code == "CHALET"
    days = [date(2026, 6, 30), date(2026, 8, 9), date(2026, 8, 10), date(2026, 8, 21), date(2026, 9, 1)]
    assert [active_address_of(cast.lea, day) for day in days] == [None, chalet, hospital, chalet, None]
    cast.lea.refresh_from_db()
    assert (cast.lea.changed_at, cast.lea.changed_by) == (at, cast.aline)


def test_an_open_period_is_active_again_after_a_closed_one(cast: Cast, at: datetime) -> None:
    """R-CON-85: first and last day of the closed one are its own"""
    home = AddressFields(code="HOME", ranges=(RangeFields(date(2026, 1, 1)),))
    always, chalet = (save_address(cast.lea, given, by=cast.aline, at=at) for given in (home, CHALET))

    days = [date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [active_address_of(cast.lea, day) for day in days] == [None, always, chalet, chalet, always]


def test_address_and_periods_are_written_over(cast: Cast, at: datetime) -> None:
    chalet = save_address(cast.lea, CHALET, by=cast.aline, at=at)
    given = replace(
        CHALET, city="Gryon", ranges=(RangeFields(date(2026, 7, 1)), RangeFields(date(2027, 7, 1)))
    )

    save_address(cast.lea, given, by=cast.aline, at=at, address=chalet)

    chalet.refresh_from_db()
    assert chalet.city == "Gryon"
    assert list(
        AddressRange.objects.order_by("starting_date").values_list("starting_date", "ending_date")
    ) == [(date(2026, 7, 1), None), (date(2027, 7, 1), None)]


def test_code_and_starting_date_are_used_once(cast: Cast, at: datetime) -> None:
    """R-CON-81 R-CON-82"""
    save_address(cast.lea, CHALET, by=cast.aline, at=at)

    with pytest.raises(Refused) as refused:
        save_address(cast.lea, CHALET, by=cast.aline, at=at)

    assert [refusal.field for refusal in refused.value.refusals] == ["ranges.0.starting_date", "code"]
    assert AlternativeAddress.objects.count() == 1


def test_wrong_texts_are_named(cast: Cast, at: datetime) -> None:
    """R-CON-31"""
    given = AddressFields(code=" ", phone="O21", email="a@x.ch; b@x.ch", country="Suisse", city="x" * 256)

    with pytest.raises(Refused) as refused:
        save_address(cast.lea, given, by=cast.aline, at=at)

    assert [refusal.field for refusal in refused.value.refusals] == [
        "code",
        "city",
        "country",
        "country",
        "phone",
        "email",
    ]


def test_periods_go_with_their_address(cast: Cast, at: datetime) -> None:
    """R-CON-81"""
    chalet = save_address(cast.lea, CHALET, by=cast.aline, at=at)

    delete_address(chalet, by=cast.aline, at=at)

    assert (AlternativeAddress.objects.count(), AddressRange.objects.count()) == (0, 0)


def test_address_that_goes_is_asked_for_by_its_contact(cast: Cast, at: datetime) -> None:
    """By the address alone there is no index, and the contact stays locked meanwhile."""
    chalet = save_address(cast.lea, CHALET, by=cast.aline, at=at)

    with CaptureQueriesContext(connection) as asked:
        delete_address(chalet, by=cast.aline, at=at)

    conditions = [
        query["sql"].partition("WHERE")[2]
        for query in asked.captured_queries
        if "interaction_entry" in query["sql"] or "segment_line" in query["sql"]
    ]
    assert len(conditions) == 2
    assert [condition for condition in conditions if f'"contact_id" = {cast.lea.pk}' not in condition] == []


def test_who_may_not_writes_no_address(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        save_address(cast.lea, CHALET, by=cast.viewer, at=at)
