"""A worker killed with -9 at any moment sends nothing twice, as far as SMTP allows.

Each worker here is a process of its own against the test's database, and a real mail server counts
what it took. What SMTP does not allow: between the last look at the database and the server's answer
nobody can know, and then nothing is sent by itself again, a person decides.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.exceptions import AlreadyEnqueued

from liaison.delivery import jobs, rules
from liaison.delivery.actions import deliver_claimed, deliver_due, deliver_item, recover, resend_entries
from liaison.delivery.actions.settle import ClaimLost, settle, settle_reply
from liaison.delivery.bulk import Claim, claim_due
from liaison.delivery.jobs import deliver_all
from liaison.delivery.models import Item, RunState
from liaison.delivery.queries.runs import others_deliver
from liaison.files.queries import read_file
from liaison.interactions.models import DeliveryStatus, Entry, EntryFile
from liaison.mail.handing_over import Outcome, Reply
from liaison.mail.providers import open_transport
from tests.asking import Helper
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing, Send
from tests.mailserver import MailServer, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
Use = Callable[[Any], None]
MOST_KILLS = 8
SILENT = 1.5
PATIENCE = 120.0
"""Seconds after which what should have come by itself did not."""


class Workers(Helper):
    """Starts workers and waits for them; see `worker.py`."""

    def start(self, at: datetime, outbox: Path, *, moment: str = "", server: MailServer | None = None) -> int:
        """A worker that delivers what is due `at`; returns its process."""
        port = server.port if server is not None else 0
        return int(self.ask(moment=moment, at=at.isoformat(), home=str(outbox.parent), port=port))

    def serve(self, outbox: Path, *, moment: str = "", server: MailServer | None = None) -> int:
        """A worker of the queue, of which `SILENT` seconds without a word say that it is dead."""
        port = server.port if server is not None else 0
        return int(self.ask(moment=moment, silent=SILENT, home=str(outbox.parent), port=port))

    def wait(self, pid: int) -> int:
        """How it ended: 0, or minus the signal that killed it."""
        return int(self.ask(wait=pid))

    def die(self, moment: str, at: datetime, outbox: Path, server: MailServer | None = None) -> None:
        """A worker that kills itself at that moment."""
        assert self.wait(self.start(at, outbox, moment=moment, server=server)) == -signal.SIGKILL


@pytest.fixture(scope="module")
def workers(django_db_setup: None) -> Iterator[Workers]:
    made = Workers("tests.db.delivery.worker")
    yield made
    made.close()


def afterwards(at: datetime) -> datetime:
    """Another worker comes, long after; returns its moment."""
    later = at + timedelta(hours=1)
    recover(at=later)
    deliver_due(clock=lambda: later)
    recover(at=later + timedelta(hours=1))
    return later


def outcome(number: int) -> tuple[str, str]:
    item, entry = Item.objects.get(entry=number), Entry.objects.get(pk=number)
    assert item.state == entry.delivery_status
    return item.state, entry.delivery_note


BEFORE = ["claimed", "composed", "copying", "copy kept", "addressed", "marking"]


@pytest.mark.parametrize("moment", BEFORE)
def test_killed_before_the_text_goes_out_it_is_sent_once_by_the_next(
    moment: str, send: Send, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    with mail_server() as server:
        use_server(server.account)
        number = send()
        workers.die(moment, at, outbox, server)
        assert (server.taken, Item.objects.get().state) == ([], "sending")
        afterwards(at)
        assert outcome(number) == ("sent", "")
        assert server.ids() == [Item.objects.get().message_id]
        assert EntryFile.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "taken"), [("marked", 0), ("text sent", 1), ("answered", 1), ("ending", 1), ("settling", 1)]
)
def test_killed_while_nobody_can_know_it_is_never_sent_again_by_itself(
    moment: str, taken: int, send: Send, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    """The window that SMTP leaves: the reason is told, the copy is kept, a person decides."""
    with mail_server() as server:
        use_server(server.account)
        number = send()
        workers.die(moment, at, outbox, server)
        _settled(server, taken)
        afterwards(at)
        assert outcome(number) == ("failed", str(rules.UNKNOWN))
        assert len(server.taken) == taken
        item = Item.objects.select_related("copy").get()
        assert item.copy is not None
        assert item.message_id.encode() in read_file(item.copy)


@pytest.mark.parametrize("moment", ["ended", "settled"])
def test_killed_after_all_was_written_down_nothing_is_left_to_do(
    moment: str, send: Send, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    with mail_server() as server:
        use_server(server.account)
        number = send()
        workers.die(moment, at, outbox, server)
        assert outcome(number) == ("sent", "")
        afterwards(at)
        assert (outcome(number)[0], len(server.taken)) == ("sent", 1)


@pytest.mark.parametrize(
    "moment",
    [
        "claimed",
        "composed",
        "copy kept",
        "marking",
        "writing",
        "placing",
        "placed",
        "answered",
        "settling",
        "ended",
        "settled",
    ],
)
def test_the_outbox_always_ends_with_one_file(
    moment: str, send: Send, outbox: Path, at: datetime, workers: Workers
) -> None:
    """A folder can be asked: nothing is unknown, nothing is there twice."""
    number = send()
    workers.die(moment, at, outbox)
    afterwards(at)
    item = Item.objects.select_related("copy").get()
    assert outcome(number) == ("sent", "")
    whole = [file for file in outbox.iterdir() if file.suffix == ".eml"]
    assert [file.name for file in whole] == [f"{item.message_id.strip('<>')}.eml"]
    assert item.copy is not None
    assert whole[0].read_bytes() == read_file(item.copy)


@pytest.mark.parametrize("moment", [*BEFORE, "marked", "answered", "ending", "settling", "ended", "settled"])
def test_the_counters_of_a_run_are_true_whenever_a_worker_dies(
    moment: str, mailing: Mailing, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    """B-9: they are written with each item, so that nothing needs to be counted again"""
    with mail_server() as server:
        use_server(server.account)
        run = mailing(3)
        workers.die(moment, at, outbox, server)
        run.refresh_from_db()
        states = Counter(Item.objects.values_list("state", flat=True))
        assert (run.sent, run.failed, run.state) == (states["sent"], 0, "running")
        afterwards(at)
        run.refresh_from_db()
        states = Counter(Item.objects.values_list("state", flat=True))
        assert (run.sent, run.failed, run.state) == (states["sent"], states["failed"], "finished")
        assert states["failed"] == (1 if moment in {"marked", "answered", "ending", "settling"} else 0)
        assert sorted(server.ids()) == sorted(set(server.ids()))
        assert len(server.taken) in {2, 3}


@pytest.mark.parametrize("moment", ["claimed", "printed", "copying letter", "settling", "settling letter"])
def test_a_letter_is_made_once_however_often_it_is_begun(
    moment: str, send: Send, outbox: Path, at: datetime, workers: Workers
) -> None:
    number = send(correspondence_type="hard_copy")
    workers.die(moment, at, outbox)
    assert (EntryFile.objects.count(), Item.objects.get().state) == (0, "sending")
    afterwards(at)
    assert outcome(number) == ("sent", "")
    assert EntryFile.objects.count() == 1


def test_killed_again_and_again_no_message_is_taken_twice(
    send: Send, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    """Twenty messages, a slow server, and workers killed at random moments until all is settled."""
    chance = random.Random(20260302)
    with mail_server(wait=0.01) as server:
        use_server(server.account)
        numbers = [send() for _ in range(20)]
        moment_of_clock, kills = at, 0
        while Item.objects.filter(state__in=["queued", "sending"]).exists():
            worker = workers.start(moment_of_clock, outbox, server=server)
            if kills < MOST_KILLS:
                time.sleep(chance.uniform(0.05, 0.6))
                os.kill(worker, signal.SIGKILL)
                kills += 1
            workers.wait(worker)
            moment_of_clock += timedelta(hours=1)
            recover(at=moment_of_clock)
        counts = Counter(server.ids())
        states = Counter(Item.objects.values_list("state", flat=True))
        assert max(counts.values()) == 1
        assert states["sent"] + states["failed"] == len(numbers)
        assert states["failed"] <= kills
        assert len(counts) >= states["sent"]


def test_two_workers_at_once_share_the_work(
    send: Send, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    with mail_server(wait=0.01) as server:
        use_server(server.account)
        numbers = [send() for _ in range(30)]
        both = [workers.start(at, outbox, server=server) for _ in range(2)]
        assert [workers.wait(worker) for worker in both] == [0, 0]
        deliver_due(clock=lambda: at)
        assert Counter(Counter(server.ids()).values()) == {1: 30}
        assert {outcome(number)[0] for number in numbers} == {"sent"}
        assert set(Item.objects.values_list("attempts", flat=True)) == {1}


def test_a_slow_worker_whose_claim_was_taken_back_sends_nothing(
    send: Send, use_server: Use, at: datetime
) -> None:
    """Two who believe to hold the same item: the number of the claim decides before the text goes out."""
    with mail_server() as server:
        use_server(server.account)
        number = send()
        (slow,) = claim_due(10, at)
        recover(at=at + timedelta(minutes=5))
        deliver_due(clock=lambda: at + timedelta(minutes=5))
        transport = open_transport()
        deliver_claimed([slow], transport, clock=lambda: at)
        transport.close()
        assert (outcome(number), len(server.taken), Item.objects.get().attempts) == (("sent", ""), 1, 2)


def test_who_stalls_right_after_claiming_does_not_go_on_with_the_claim_of_another(
    send: Send, use_server: Use, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of the claim is that of the statement that claimed, not what stands there later."""
    deliver = importlib.import_module("liaison.delivery.actions.deliver")
    there = deliver.take_one

    def stalls(item: Item, **given: Any) -> Any:
        claimed = there(item, **given)
        recover(at=at + timedelta(minutes=5))
        assert len(claim_due(10, at + timedelta(minutes=5))) == 1
        return claimed

    monkeypatch.setattr(deliver, "take_one", stalls)
    with mail_server() as server:
        use_server(server.account)
        send()
        deliver_item(Item.objects.get().pk, at=at)
        item = Item.objects.get()
        assert (item.state, item.attempts, server.taken) == ("sending", 2, [])


def test_a_job_does_not_need_the_connection_of_the_last_one(send: Send, outbox: Path, at: datetime) -> None:
    """The server ended it meanwhile; the worker takes a living one for the next job."""
    number = send()
    assert connection.connection is not None
    connection.connection.close()
    nobody: Any = None
    close_db_connections(lambda: deliver_all(None), nobody, nobody)  # as each of its tasks is done
    assert close_db_connections in app.worker_defaults["task_middleware"]
    assert outcome(number)[0] == "sent"


def test_a_claim_that_is_young_is_left_alone(send: Send, outbox: Path, at: datetime) -> None:
    send()
    claim_due(10, at)
    assert recover(at=at + timedelta(minutes=2)) == 0
    assert Item.objects.get().state == "sending"


def test_all_that_was_left_is_taken_back_however_much(
    send: Send, outbox: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [send(), send(), send()]
    claim_due(10, at)
    monkeypatch.setattr("liaison.delivery.actions.recovery.AT_ONCE", 2)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    deliver_all(None)
    assert [outcome(number)[0] for number in numbers] == ["sent"] * 3


def worker_heard_of(ago: timedelta) -> int:
    """A worker of the queue whose heart beat last so long ago."""
    sql = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [str(ago)])
        (number,) = cursor.fetchone()
    return int(number)


def test_only_a_worker_that_is_heard_of_keeps_its_claim(send: Send, outbox: Path, at: datetime) -> None:
    """A heartbeat every five seconds; half a minute without one, or none at all, and others go on."""
    living, silent = worker_heard_of(timedelta(seconds=10)), worker_heard_of(timedelta(seconds=31))
    minute = at + timedelta(minutes=1)
    send()
    claim_due(10, at, worker=living)
    assert (recover(at=minute), others_deliver(living), others_deliver(silent)) == (0, False, True)
    for number in (silent, silent + 1):
        Item.objects.update(worker=number)
        assert recover(at=at + timedelta(seconds=29)) == 0
        assert recover(at=minute) == 1
        assert Item.objects.get().state == "queued"
        claim_due(10, minute, worker=living)
        Item.objects.update(claimed_at=at)
    assert Item.objects.get().attempts == 3


def test_letters_of_a_worker_that_lives_may_take_long(send: Send, outbox: Path, at: datetime) -> None:
    """R-SEG-134: a set of them may wait minutes for its turn"""
    send(correspondence_type="hard_copy")
    claim_due(10, at, worker=worker_heard_of(timedelta(seconds=10)))
    assert recover(at=at + timedelta(minutes=14)) == 0
    assert recover(at=at + timedelta(minutes=16)) == 1
    assert Item.objects.get().state == "queued"
    claim_due(10, at + timedelta(minutes=16))
    assert recover(at=at + timedelta(minutes=20)) == 1


def test_what_a_dead_worker_may_have_sent_waits_for_nobody(send: Send, use_server: Use, at: datetime) -> None:
    """Nobody can know, now or in a quarter of an hour: a person decides at once"""
    with mail_server() as server:
        use_server(server.account)
        number = send()
        claim_due(10, at, worker=worker_heard_of(timedelta(seconds=31)))
        Item.objects.update(handed_over_at=at)
        assert recover(at=at + timedelta(minutes=1)) == 1
        assert (outcome(number), server.taken) == (("failed", str(rules.UNKNOWN)), [])


@pytest.mark.parametrize("moment", ["claimed", "marking", "marked", "answered", "settled"])
def test_a_mailing_goes_on_soon_after_its_worker_was_killed(
    moment: str, mailing: Mailing, use_server: Use, outbox: Path, at: datetime, workers: Workers
) -> None:
    """B-9: the heartbeat decides, not the age of a claim, and nobody gets a message twice"""
    with mail_server() as server:
        use_server(server.account)
        run = mailing(8)
        assert workers.wait(workers.serve(outbox, moment=moment, server=server)) == -signal.SIGKILL
        end = time.monotonic() + PATIENCE
        next_one = workers.serve(outbox, server=server)
        try:
            with suppress(AlreadyEnqueued):
                jobs.work.defer()  # the job of the next minute, at once
            while run.state == "running" and time.monotonic() < end:
                time.sleep(0.1)
                run.refresh_from_db()
        finally:
            os.kill(next_one, signal.SIGTERM)
            assert workers.wait(next_one) == 0
        unknown = int(moment in {"marked", "answered"})
        assert (run.state, run.sent, run.failed) == ("finished", 8 - unknown, unknown)
        assert set(Counter(server.ids()).values()) == {1}
        assert len(server.taken) == 8 - (moment == "marked")


def test_who_hears_the_answer_after_all_knows_better(send: Send, use_server: Use, at: datetime) -> None:
    """Given up as unknown while the worker still waited for the server: the true answer wins."""
    with mail_server() as server:
        use_server(server.account)
        number = send()
        (claim,) = claim_due(10, at)
        Item.objects.update(handed_over_at=at)
        recover(at=at + timedelta(hours=1))
        assert outcome(number) == ("failed", str(rules.UNKNOWN))
        settle(claim, DeliveryStatus.SENT, "250 taken", at=at + timedelta(hours=2), note="")
        assert outcome(number) == ("sent", "")


def test_who_hears_too_late_puts_nothing_back_beside_what_was_sent_again(
    send: Send, outbox: Path, cast: Cast, at: datetime
) -> None:
    """Given up as unknown, then sent again by somebody: the old item stays as it was told."""
    number = send()
    (claim,) = claim_due(10, at)
    Item.objects.update(handed_over_at=at)
    settle(claim, DeliveryStatus.FAILED, str(rules.UNKNOWN), at=at)
    resend_entries([number], by=cast.aline, at=at)
    with pytest.raises(ClaimLost):
        settle_reply(claim, Reply(Outcome.LATER, "421 try again later"), at=at)
    assert list(Item.objects.order_by("id").values_list("state", flat=True)) == ["failed", "queued"]
    assert deliver_due(clock=lambda: at + timedelta(hours=2)) == 1
    with pytest.raises(ClaimLost):
        settle_reply(claim, Reply(Outcome.LATER, "421 try again later"), at=at)
    assert list(Item.objects.order_by("id").values_list("state", flat=True)) == ["failed", "sent"]
    assert Entry.objects.get().delivery_status == "sent"


def test_who_hears_too_late_that_it_was_taken_says_nothing_of_what_waits(
    send: Send, outbox: Path, cast: Cast, at: datetime
) -> None:
    """Given up as unknown, then sent again by somebody: only the old item is sent, with its copy."""
    number = send()
    (claim,) = claim_due(10, at)
    Item.objects.update(handed_over_at=at)
    settle(claim, DeliveryStatus.FAILED, str(rules.UNKNOWN), at=at)
    resend_entries([number], by=cast.aline, at=at)
    settle(claim, DeliveryStatus.SENT, "250 taken", at=at + timedelta(hours=2), note="")
    assert list(Item.objects.order_by("id").values_list("state", flat=True)) == ["sent", "queued"]
    assert Entry.objects.get(pk=number).delivery_status == "queued"


def test_the_run_follows_who_knows_better(mailing: Mailing, outbox: Path, at: datetime) -> None:
    """B-9"""
    run = mailing(1)
    run.state = RunState.RUNNING
    run.save()
    (claim,) = claim_due(10, at)
    for state, counted in ((DeliveryStatus.FAILED, (0, 1)), (DeliveryStatus.SENT, (1, 0))):
        Item.objects.update(handed_over_at=at)
        settle(claim, state, "250 taken", at=at)
        run.refresh_from_db()
        assert ((run.sent, run.failed), run.state) == (counted, "finished")


def test_all_who_settle_at_once_are_counted(mailing: Mailing, outbox: Path, at: datetime) -> None:
    """B-9"""
    run = mailing(60)
    run.state = RunState.RUNNING
    run.save()
    claims = claim_due(60, at)
    together = threading.Barrier(4, timeout=30)

    def work(mine: list[Claim]) -> None:
        together.wait()
        for number, claim in enumerate(mine):
            state = DeliveryStatus.SENT if number % 3 else DeliveryStatus.FAILED
            settle(claim, state, "", at=at + timedelta(seconds=7 * number), swift=True)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [claims[place::4] for place in range(4)]))
    run.refresh_from_db()
    assert (run.sent, run.failed, run.stopped, run.state) == (40, 20, 0, "finished")
    assert Counter(Entry.objects.values_list("delivery_status", flat=True)) == {"sent": 40, "failed": 20}


def test_an_item_that_kills_every_worker_is_given_up(send: Send, outbox: Path, at: datetime) -> None:
    number = send()
    claim_due(10, at)
    Item.objects.update(attempts=rules.MOST_ATTEMPTS)
    recover(at=at + timedelta(hours=1))
    assert outcome(number) == ("failed", str(rules.UNEXPECTED))


def test_a_claim_of_nobody_changes_nothing(send: Send, outbox: Path, cast: Cast, at: datetime) -> None:

    number = send()
    item = Item.objects.get()
    with pytest.raises(ClaimLost):
        settle(Claim(item.pk, cast.nora.pk, number, 9), DeliveryStatus.SENT, "", at=at)
    assert outcome(number) == ("queued", "")


def _settled(server: MailServer, taken: int) -> None:
    """The server reads on after its client has died."""
    end = time.monotonic() + 30
    while len(server.taken) < taken and time.monotonic() < end:
        time.sleep(0.02)
