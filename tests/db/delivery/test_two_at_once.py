"""Two people change the same sending at once: one waits for the other, and neither is refused."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.delivery import rules
from liaison.delivery.actions import resend as resending
from liaison.delivery.actions import resend_all, start_run, stop_delivery, stop_run
from liaison.delivery.actions.resend import resend_failed
from liaison.delivery.actions.returns import take_returned
from liaison.delivery.actions.settle import put_back, settle, settle_reply
from liaison.delivery.bulk import Claim, claim_due
from liaison.delivery.models import Item, Run
from liaison.delivery.sets import insert_again
from liaison.interactions.actions.headings import switch_campaign_entries, switch_logged_segments
from liaison.interactions.models import CampaignEntry, DeliveryStatus, Entry
from liaison.kit.errors import Refusal, Refused
from liaison.kit.sql import Question
from liaison.mail.handing_over import Outcome, Reply
from liaison.mail.received import read_received
from liaison.mail.return_address import return_address_for
from tests.cast import Cast
from tests.db.at_once import aside, until_waiting
from tests.db.delivery.conftest import Mailing
from tests.unit.mail.returned import recipient, report

HEADINGS = "liaison.interactions.actions.headings"
STOP = "liaison.delivery.actions.stop"


def cancel_segment(run: Run, cast: Cast, at: datetime) -> None:
    assert run.logged_segment is not None
    switch_logged_segments([run.logged_segment.entry_no], by=cast.aline, at=at)


def cancel_campaign_entry(run: Run, cast: Cast, at: datetime) -> None:
    switch_campaign_entries([CampaignEntry.objects.get().pk], by=cast.aline, at=at)


def stop_one(run: Run, cast: Cast, at: datetime) -> None:
    first = Item.objects.filter(run=run).order_by("id")[0]
    stop_delivery(first.entry_id, by=cast.aline, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("other", "place", "name"),
    [
        (cancel_segment, HEADINGS, "announce"),
        (cancel_campaign_entry, HEADINGS, "announce"),
        (stop_one, STOP, "entry_to_change"),
    ],
    ids=["segment", "campaign_entry", "one"],
)
def test_stopping_a_run_waits_for_who_came_first(
    mailing: Mailing,
    cast: Cast,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[Run, Cast, datetime], None],
    place: str,
    name: str,
) -> None:
    """R-SEG-121, R-CMP-17: the other one holds entries already when somebody stops the run"""
    run = mailing(4)
    heading = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=cast.aline, at=at),
        description="Spring",
        date=at.date(),
        logged_segment=run.logged_segment,
        created_at=at,
    )
    Entry.objects.update(campaign_entry=heading)
    holder = importlib.import_module(place)
    there = getattr(holder, name)
    holding, go_on = Event(), Event()

    def held(*args: Any, **kwargs: Any) -> Any:
        found = there(*args, **kwargs) if name == "entry_to_change" else None
        if not holding.is_set():
            holding.set()
            assert go_on.wait(timeout=20)
        return found if name == "entry_to_change" else there(*args, **kwargs)

    monkeypatch.setattr(holder, name, held)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(aside, lambda: other(run, cast, at))
        assert holding.wait(timeout=20)
        second = pool.submit(aside, lambda: stop_run(run.pk, by=cast.aline, at=at))
        until_waiting()
        go_on.set()
        first.result(timeout=20)
        second.result(timeout=20)

    run.refresh_from_db()
    assert Counter(Item.objects.values_list("state", flat=True)) == {"stopped": 4}
    assert Counter(Entry.objects.values_list("delivery_status", flat=True)) == {"stopped": 4}
    assert (run.stopped, run.left) == (4, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [stop_run, start_run])
def test_who_steers_what_was_sent_again_waits_for_its_entries_before_it_takes_the_run(
    mailing: Mailing, cast: Cast, at: datetime, verb: Callable[..., Run]
) -> None:
    """As who stops, cancels or deletes one of them, who takes the run last: no ring"""
    failed_mailing(mailing)
    Entry.objects.update(logged_segment=None)
    resend_all(Question.of(Entry.objects.all()), by=cast.aline, at=at)
    again = Run.objects.get(logged_segment=None)
    if verb is start_run:
        stop_run(again.pk, by=cast.aline, at=at)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Entry.objects.select_for_update().latest("id")
            steering = pool.submit(aside, lambda: verb(again.pk, by=cast.aline, at=at))
            until_waiting()
            assert Run.objects.select_for_update(nowait=True).get(pk=again.pk).total == 4
        steering.result(timeout=60)
    assert set(Item.objects.filter(run=again).values_list("state", flat=True)) == {
        "stopped" if verb is stop_run else "queued"
    }


def again_failed(run: Run, cast: Cast, at: datetime) -> None:
    assert run.logged_segment_id is not None
    resend_failed(run.logged_segment_id, by=cast.aline, at=at)


def again_all(run: Run, cast: Cast, at: datetime) -> None:
    failed = Entry.objects.filter(logged_segment=run.logged_segment_id, delivery_status="failed")
    resend_all(Question.of(failed), by=cast.aline, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("again", "why"), [(again_failed, rules.run_is_open()), (again_all, rules.nothing_qualifies())]
)
def test_what_two_send_again_at_once_goes_once(
    mailing: Mailing,
    cast: Cast,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    again: Callable[[Run, Cast, datetime], None],
    why: Refusal,
) -> None:
    """R-SEG-139, R-INT-159: the second waits, and finds what the first one put on the list"""
    run = failed_mailing(mailing)
    there = insert_again
    holding, go_on = Event(), Event()

    def held(*args: Any, **kwargs: Any) -> Any:
        found = there(*args, **kwargs)
        if not holding.is_set():
            holding.set()
            assert go_on.wait(timeout=20)
        return found

    monkeypatch.setattr(resending, "insert_again", held)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(aside, lambda: again(run, cast, at))
        assert holding.wait(timeout=20)
        second = pool.submit(aside, lambda: again(run, cast, at))
        until_waiting()
        go_on.set()
        first.result(timeout=20)
        with pytest.raises(Refused) as refused:
            second.result(timeout=20)

    assert refused.value.refusals == (why,)
    assert Counter(Item.objects.values_list("state", flat=True)) == {"failed": 4, "queued": 4}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [again_failed, again_all])
def test_what_became_of_it_while_one_waited_is_read(
    mailing: Mailing, cast: Cast, at: datetime, again: Callable[[Run, Cast, datetime], None]
) -> None:
    """R-SEG-139: what arrived after all is not sent again, though it had failed when the second one came"""
    run = failed_mailing(mailing)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            arrived = Entry.objects.select_for_update().order_by("id")[0]
            second = pool.submit(aside, lambda: again(run, cast, at))
            until_waiting()
            Entry.objects.filter(pk=arrived.pk).update(delivery_status="sent")
        second.result(timeout=20)

    assert Item.objects.filter(state="queued").count() == 3
    assert not Item.objects.filter(state="queued", entry=arrived.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lost", [True, False])
def test_a_bounce_beside_who_sends_again_changes_nothing_of_what_waits(
    mailing: Mailing, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch, lost: bool, settings: Any
) -> None:
    """B-10, R-INT-159: else a third person would be told that it came back, and send it once more"""
    settings.CONFIG = replace(settings.CONFIG, return_address="retour@liaison.example")
    run = failed_mailing(mailing)
    first_item = Item.objects.order_by("id")[0]
    Item.objects.update(message_id="<1@x>", recipient="p@x.example", finished_at=at)
    Item.objects.filter(pk=first_item.pk).update(state="sent")
    Run.objects.update(sent=1, failed=3)
    told = {"action": "failed" if lost else "delayed", "status": "5.1.1" if lost else "4.2.2"}
    content = report(recipient("p@x.example", **told), to=return_address_for(first_item.pk))
    there = insert_again
    holding, go_on = Event(), Event()

    def held(*args: Any, **kwargs: Any) -> Any:
        found = there(*args, **kwargs)
        holding.set()
        assert go_on.wait(timeout=20)
        return found

    monkeypatch.setattr(resending, "insert_again", held)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(aside, lambda: again_failed(run, cast, at))
        assert holding.wait(timeout=20)
        second = pool.submit(aside, lambda: take_returned(read_received(content), "k", at))
        until_waiting()
        go_on.set()
        first.result(timeout=20)
        second.result(timeout=20)

    first_item.refresh_from_db()
    assert first_item.state == ("bounced" if lost else "sent")
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"queued"}


def taken(claim: Claim, at: datetime) -> None:
    settle(claim, DeliveryStatus.SENT, "250 taken", at=at)


def not_now(claim: Claim, at: datetime) -> None:
    settle_reply(claim, Reply(Outcome.LATER, "421 later"), at=at)


def nobody_works_on_it(claim: Claim, at: datetime) -> None:
    put_back(claim, None, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [taken, not_now, nobody_works_on_it])
def test_who_settles_waits_for_the_entry_before_it_takes_the_delivery(
    mailing: Mailing, at: datetime, end: Callable[[Claim, datetime], None]
) -> None:
    """As who deletes an entry holds it, then its deliveries: neither waits for the other in a ring."""
    mailing(1)
    (claim,) = claim_due(10, at)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Entry.objects.select_for_update().get()
            settling = pool.submit(aside, lambda: end(claim, at))
            until_waiting()
            assert Item.objects.select_for_update(nowait=True).get().state == "sending"
        settling.result(timeout=20)
    assert Item.objects.get().state == ("sent" if end is taken else "queued")


@pytest.mark.django_db(transaction=True)
def test_who_hears_late_waits_for_who_sends_again(
    mailing: Mailing, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-128, 159: what waits is not said to be sent because the first message arrived after all"""
    run = mailing(1)
    (claim,) = claim_due(10, at)
    Item.objects.update(handed_over_at=at)
    settle(claim, DeliveryStatus.FAILED, str(rules.UNKNOWN), at=at)
    there = insert_again
    with ThreadPoolExecutor(1) as pool:
        late: list[Any] = []

        def held(*args: Any, **kwargs: Any) -> Any:
            found = there(*args, **kwargs)
            late.append(pool.submit(aside, lambda: taken(claim, at)))
            until_waiting()
            return found

        monkeypatch.setattr(resending, "insert_again", held)
        again_failed(run, cast, at)
        late[0].result(timeout=20)
    assert list(Item.objects.order_by("id").values_list("state", flat=True)) == ["sent", "queued"]
    assert Entry.objects.get().delivery_status == "queued"


def failed_mailing(mailing: Mailing) -> Run:
    """A sending of four messages that all failed."""
    run = mailing(4)
    Item.objects.update(state="failed", attempts=1)
    Entry.objects.update(delivery_status="failed")
    Run.objects.update(state="finished", failed=4)
    return run
