"""What waits in a copy that is brought back goes out only when a person says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.delivery import rules
from liaison.delivery.actions import (
    deliver_due,
    hold_waiting,
    pause_run,
    recover,
    resend_entries,
    start_run,
    stop_run,
)
from liaison.delivery.bulk import claim_due
from liaison.delivery.models import Item, Run
from liaison.interactions.models import Entry
from liaison.kit.errors import NotAllowed
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing, Send


def deliver(at: datetime, limit: int = 1000) -> int:
    return deliver_due(clock=lambda: at, limit=limit)


def test_nothing_that_waits_or_was_being_sent_goes_by_itself(
    mailing: Mailing, send: Send, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-9: whoever knows that it did not go out starts the sending, or sends the interaction again"""
    later = at + timedelta(hours=1)
    single = send()
    going, paused, waiting = mailing(4), mailing(1), mailing(1, starts_at=at + timedelta(days=1))
    pause_run(paused.pk, by=cast.aline, at=at)
    Item.objects.filter(run=None).update(due_at=later)
    deliver(at, limit=1)
    (claimed,) = claim_due(1, at)
    Item.objects.filter(pk=claimed.item).update(handed_over_at=at)

    assert hold_waiting(by=None, at=at) == 6

    assert (recover(at=later), deliver(at + timedelta(days=2))) == (0, 0)
    runs = Run.objects.order_by("pk").values_list(
        "pk", "state", "sent", "stopped", "stopped_at", "finished_at"
    )
    assert list(runs) == [
        (going.pk, "stopped", 1, 3, at, at),
        (paused.pk, "stopped", 0, 1, at, at),
        (waiting.pk, "stopped", 0, 1, at, at),
    ]
    held = Entry.objects.exclude(delivery_status="sent").values_list("delivery_status", "delivery_note")
    assert set(held) == {("stopped", str(rules.HELD))}
    assert set(Item.objects.filter(state="stopped").values_list("reply", flat=True)) == {str(rules.HELD)}

    for run in (going, paused, waiting):
        start_run(run.pk, by=cast.aline, at=later)
    resend_entries([single], by=cast.aline, at=later)
    assert deliver(later) == 6
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"sent"}
    assert set(Run.objects.values_list("state", "stopped")) == {("finished", 0)}


def test_what_was_in_hand_when_its_sending_was_stopped_can_be_started_with_the_rest(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    run = mailing(2)
    claim_due(1, at)
    stop_run(run.pk, by=cast.aline, at=at)
    assert hold_waiting(by=None, at=at + timedelta(hours=1)) == 1
    run.refresh_from_db()
    assert (run.state, run.stopped, run.stopped_at) == ("stopped", 2, at)
    start_run(run.pk, by=cast.aline, at=at + timedelta(hours=1))
    assert deliver(at + timedelta(hours=1)) == 2


def test_it_takes_no_more_statements_for_more(mailing: Mailing, outbox: Path, at: datetime) -> None:
    counts = []
    for size in (1, 30):
        mailing(size)
        with CaptureQueriesContext(connection) as queries:
            assert hold_waiting(by=None, at=at) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_may_not_send_holds_nothing(send: Send, cast: Cast, at: datetime) -> None:
    send()
    with pytest.raises(NotAllowed):
        hold_waiting(by=cast.viewer, at=at)
    assert Item.objects.get().state == "queued"
