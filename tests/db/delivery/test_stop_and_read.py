"""Stopping what waits, and reading the list."""

from __future__ import annotations

from datetime import datetime

import pytest

from liaison.delivery import rules
from liaison.delivery.actions import deliver_item, stop_delivery
from liaison.delivery.models import Item
from liaison.delivery.queries import items_of
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.correct import cancel
from liaison.interactions.models import Entry
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


def test_entries_deleted_for_good_take_their_deliveries_along(send: Send, cast: Cast, at: datetime) -> None:
    """R-INT-154"""
    gone, kept = send(), send()
    cancel([gone], by=cast.aline, at=at)
    clean_up(CleanUp(), by=cast.administrator, at=at)
    assert list(Item.objects.values_list("entry_id", flat=True)) == [kept]
    assert str(Item.objects.get()) == f"{kept} queued"
