"""Many deliveries at once: one statement each, whatever the number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.contacts.models import Contact
from liaison.delivery.actions import deliver_due, queue_many
from liaison.delivery.jobs import deliver_all
from liaison.delivery.models import Item
from liaison.delivery.queries import progress
from liaison.delivery.queries.items import Progress
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues
from liaison.interactions.models import DeliveryStatus, Entry, InteractionTemplate
from liaison.kit import clock
from tests import make
from tests.cast import Cast

Logged = Callable[[int], list[int]]


@pytest.fixture
def logged(cast: Cast, mail: InteractionTemplate, at: datetime) -> Logged:
    """Log the template for so many new people; returns the numbers of the entries."""

    def many(count: int) -> list[int]:
        people = [
            make.make_person(
                f"Person {n}", email=f"p{n}@x.example", first_name=f"P{n}", salesperson=cast.rochat
            )
            for n in range(count)
        ]
        contacts = Contact.objects.filter(pk__in=[one.pk for one in people])
        values = ManyValues(template="COURRIEL", occurred_at=at)
        made = log_many(contacts, values, by=cast.aline, at=at)
        return list(
            Entry.objects.filter(content__in=made.contents).order_by("id").values_list("pk", flat=True)
        )

    return many


def test_each_entry_gets_an_item_and_its_state(cast: Cast, logged: Logged, at: datetime) -> None:
    """R-INT-128, 129"""
    numbers = logged(3)
    assert queue_many(Entry.objects.filter(pk__in=numbers), by=cast.aline, at=at) == 3
    items = Item.objects.order_by("entry")
    assert [
        (one.entry_id, one.contact_id, one.channel, one.state, one.due_at, one.queued_by_id) for one in items
    ] == [
        (entry.pk, entry.contact_id, "email", "queued", at, cast.aline.pk)
        for entry in Entry.objects.order_by("pk")
    ]
    assert set(Entry.objects.values_list("delivery_status", "delivery_at")) == {("queued", at)}
    assert list(ProcrastinateJob.objects.values_list("task_name", flat=True)) == ["delivery.deliver_waiting"]


def test_the_number_of_statements_does_not_grow(cast: Cast, logged: Logged, at: datetime) -> None:
    counts = []
    for size in (1, 12):
        entries = Entry.objects.filter(pk__in=logged(size))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            queue_many(entries, by=cast.aline, at=at)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_twice_is_once_and_what_cannot_go_is_left_out(cast: Cast, logged: Logged, at: datetime) -> None:
    """R-INT-126"""
    numbers = logged(4)
    cancel([numbers[1]], by=cast.aline, at=at)
    Entry.objects.filter(pk=numbers[2]).update(correspondence_type="none")
    entries = Entry.objects.filter(pk__in=numbers)
    assert queue_many(entries, by=cast.aline, at=at) == 2
    assert queue_many(entries, by=cast.aline, at=at) == 0
    assert list(Item.objects.order_by("entry").values_list("entry_id", flat=True)) == [numbers[0], numbers[3]]
    states = dict(Entry.objects.values_list("pk", "delivery_status"))
    assert [states[number] for number in numbers] == ["queued", "none", "none", "queued"]
    assert ProcrastinateJob.objects.count() == 1


def test_an_empty_list_does_nothing(cast: Cast, outbox: Path, at: datetime) -> None:
    """R-INT-126"""
    assert queue_many(Entry.objects.none(), by=cast.aline, at=at) == 0
    assert not ProcrastinateJob.objects.exists()


def test_each_is_merged_for_its_own_contact(cast: Cast, logged: Logged, outbox: Path, at: datetime) -> None:
    """R-INT-121, 129"""
    queue_many(Entry.objects.filter(pk__in=logged(25)), by=cast.aline, at=at)
    assert deliver_due(clock=lambda: at) == 25
    texts = sorted(
        file.read_text(encoding="ascii").split("Voici notre offre, ")[1].split(".")[0]
        for file in outbox.iterdir()
    )
    assert texts == sorted(f"P{n}" for n in range(25))
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"sent"}


def test_progress_tells_how_far_it_is(cast: Cast, logged: Logged, at: datetime) -> None:
    """R-INT-129"""
    numbers = logged(4)
    queue_many(Entry.objects.filter(pk__in=numbers), by=cast.aline, at=at)
    deliver_due(clock=lambda: at, limit=2)
    Entry.objects.filter(pk=numbers[3]).update(delivery_status=DeliveryStatus.FAILED)
    found = progress(cast.aline, [*numbers, 0, 2**70])
    assert found == Progress(queued=1, sent=2, failed=1)
    assert (found.total, found.done) == (4, 3)


def test_the_job_goes_on_while_there_is_more(
    cast: Cast, logged: Logged, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liaison.delivery import jobs

    monkeypatch.setattr(jobs, "AT_A_TIME", 2)
    queue_many(Entry.objects.filter(pk__in=logged(3)), by=cast.aline, at=clock.now())
    deliver_all(None)
    assert Item.objects.filter(state="sent").count() == 2
    assert ProcrastinateJob.objects.filter(task_name="delivery.deliver_waiting").count() == 2
    deliver_all(None)
    assert Item.objects.filter(state="sent").count() == 3


def test_a_job_that_takes_long_ends_and_another_goes_on(
    cast: Cast, logged: Logged, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a worker that is asked to stop can, however slow the mail server is."""
    from liaison.delivery import jobs
    from liaison.delivery.actions import deliver

    monkeypatch.setattr(jobs, "LONGEST", 0.0)
    monkeypatch.setattr(deliver, "FEWEST", 2)
    queue_many(Entry.objects.filter(pk__in=logged(3)), by=cast.aline, at=clock.now())
    ready = ProcrastinateJob.objects.filter(queueing_lock="delivery.more", status="todo")
    deliver_all(None)
    assert (Item.objects.filter(state="sent").count(), ready.count()) == (2, 1)
    deliver_all(None)
    assert Item.objects.filter(state="sent").count() == 3


def test_while_there_is_much_to_do_one_job_is_ready_for_a_worker_that_is_free(
    cast: Cast, logged: Logged, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are at work: each calls the next, which is there before the first message has gone."""
    from liaison.delivery import jobs
    from liaison.delivery.actions import deliver

    monkeypatch.setattr(jobs, "AT_A_TIME", 4)
    monkeypatch.setattr(deliver, "FEWEST", 2)
    monkeypatch.setattr(deliver, "MOST", 2)
    queue_many(Entry.objects.filter(pk__in=logged(7)), by=cast.aline, at=clock.now())
    ready = ProcrastinateJob.objects.filter(queueing_lock="delivery.more", status="todo")
    seen: list[tuple[int, int]] = []
    real = deliver.deliver_claimed

    def watched(*args: Any, **kwargs: Any) -> None:
        seen.append((Item.objects.filter(state="sent").count(), ready.count()))
        real(*args, **kwargs)

    monkeypatch.setattr(deliver, "deliver_claimed", watched)
    deliver_all(None)
    assert (seen, ready.count()) == ([(0, 1), (2, 1)], 1)
    ready.update(status="doing")
    deliver_all(None)
    assert (seen[2:], ready.count()) == ([(4, 1), (6, 1)], 1)


def test_a_single_job_delivers_its_item(cast: Cast, send: Callable[..., int], at: datetime) -> None:
    from liaison.delivery.jobs import deliver

    send(at=at)
    job: Any = ProcrastinateJob.objects.get()
    context: Any = SimpleNamespace(job=SimpleNamespace(worker_id=7))
    deliver(context, **job.args)
    assert Item.objects.values_list("state", "worker").get() == ("sent", 7)
