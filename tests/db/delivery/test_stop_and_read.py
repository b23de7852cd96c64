"""Stopping what waits, and reading the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from liaison.delivery import rules
from liaison.delivery.actions import deliver_item, stop_delivery
from liaison.delivery.models import Item
from liaison.delivery.queries import FailedDelivery, failed_deliveries, items_of
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.log import note_delivery
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.interactions.queries.entry import NoSuchEntry
from liaison.kit.errors import NotAllowed, Refused
from tests.cast import Cast
from tests.db.delivery.conftest import Send


def test_what_waits_can_be_stopped(send: Send, cast: Cast, at: datetime) -> None:
    """R-INT-128"""
    number = send()
    assert stop_delivery(number, by=cast.marc, at=at) == 1
    item, entry = Item.objects.get(), Entry.objects.get(pk=number)
    assert (item.state, item.finished_at, item.reply) == ("stopped", at, "Stopped by Marc Dubuis.")
    assert (entry.delivery_status, entry.delivery_note) == ("stopped", "Stopped by Marc Dubuis.")
    assert not deliver_item(item.pk, at=at)


def test_what_was_sent_cannot_be_stopped(send: Send, cast: Cast, at: datetime) -> None:
    number = send()
    deliver_item(Item.objects.get().pk, at=at)
    with pytest.raises(Refused) as refused:
        stop_delivery(number, by=cast.aline, at=at)
    assert refused.value.refusals == (rules.not_waiting(),)
    assert Entry.objects.get(pk=number).delivery_status == "sent"


def test_strangers_and_viewers_stop_nothing(send: Send, cast: Cast, at: datetime) -> None:
    number = send(visibility="private")
    with pytest.raises(NoSuchEntry):
        stop_delivery(number, by=cast.stranger, at=at)
    with pytest.raises(NotAllowed):
        stop_delivery(number, by=cast.viewer, at=at)
    assert Item.objects.get().state == "queued"


def test_the_deliveries_of_an_entry_are_listed_for_who_may_see_it(
    send: Send, cast: Cast, at: datetime
) -> None:
    number = send(visibility="private")
    assert list(items_of(cast.aline, number)) == [Item.objects.get()]
    for viewer, wanted in (
        (cast.stranger, number),
        (cast.aline, number + 1),
        (cast.aline, 2**70),
        (cast.aline, 0),
    ):
        with pytest.raises(NoSuchEntry):
            items_of(viewer, wanted)


def test_failed_deliveries_are_told_with_the_servers_words(
    send: Send, cast: Cast, at: datetime, django_assert_num_queries: Callable[[int], Any]
) -> None:
    """R-INT-130"""
    numbers = [send(), send(contact="CT-000483"), send(visibility="private"), send(), send()]
    for number in numbers[:4]:
        note_delivery(
            number, Entry.objects.get(pk=number).contact_id, DeliveryStatus.FAILED, at=at, note="550 no"
        )
    cancel([numbers[3]], by=cast.aline, at=at)
    with django_assert_num_queries(2):
        found = failed_deliveries(cast.aline)
    assert [one.entry_no for one in found] == [numbers[2], numbers[1], numbers[0]]
    assert found[1] == FailedDelivery(
        entry_no=numbers[1],
        contact_no="CT-000483",
        contact_name="Yves Monnier",
        channel="email",
        subject="Offre pour Yves Monnier",
        note="550 no",
        at=at,
    )
    assert [one.entry_no for one in failed_deliveries(cast.stranger)] == [numbers[1], numbers[0]]
    assert [one.entry_no for one in failed_deliveries(cast.aline, limit=1)] == [numbers[2]]


def test_entries_deleted_for_good_take_their_deliveries_along(send: Send, cast: Cast, at: datetime) -> None:
    """R-INT-154"""
    gone, kept = send(), send()
    cancel([gone], by=cast.aline, at=at)
    clean_up(CleanUp(), by=cast.administrator, at=at)
    assert list(Item.objects.values_list("entry_id", flat=True)) == [kept]
    assert str(Item.objects.get()) == f"{kept} queued"
