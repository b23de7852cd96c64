"""Manners: so many messages a minute for an account and for a receiving domain, and quiet hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.delivery.actions import (
    deliver_due,
    deliver_item,
    pause_run,
    resend_all,
    resume_run,
    start_run,
    stop_run,
)
from liaison.delivery.actions.pace import take_one
from liaison.delivery.jobs import deliver, deliver_all
from liaison.delivery.models import Item, Pace, Run
from liaison.delivery.queries import open_runs, run_of
from liaison.interactions.models import Entry
from liaison.kit import clock
from liaison.kit.sql import Question
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing, Send

Manners = Callable[..., None]
NIGHT = datetime.fromisoformat("2026-03-02T22:00:00+01:00")
MORNING = datetime.fromisoformat("2026-03-03T07:00:00+01:00")


@pytest.fixture
def manners(outbox: Path, settings: Any) -> Manners:
    """Set limits and quiet hours."""

    def ask(**given: Any) -> None:
        settings.CONFIG = replace(settings.CONFIG, **given)

    return ask


def sent(at: datetime) -> int:
    """How many go out at that moment."""
    before = Item.objects.filter(state="sent").count()
    deliver_due(clock=lambda: at)
    return Item.objects.filter(state="sent").count() - before


def test_an_account_takes_so_many_a_minute(mailing: Mailing, manners: Manners, at: datetime) -> None:
    """B-10: evenly, and at most five seconds of what was left unused at once"""
    manners(emails_per_minute=60)
    mailing(60)
    assert [sent(at + timedelta(seconds=second)) for second in (0, 0, 1, 2, 4, 30)] == [1, 0, 1, 1, 2, 6]
    assert set(Item.objects.values_list("attempts", flat=True)) == {0, 1}


def test_messages_that_go_by_themselves_count_for_the_account(
    send: Send, manners: Manners, mailing: Mailing, at: datetime
) -> None:
    """B-10: logged, sent again or posted by a program; what the account does not take now waits its turn"""
    manners(emails_per_minute=60)
    mailing(2)
    first, second, letter = (
        Item.objects.get(entry=number) for number in (send(), send(), send(correspondence_type="hard_copy"))
    )
    assert (deliver_item(first.pk, at=at), deliver_item(second.pk, at=at)) == (True, False)
    assert deliver_item(letter.pk, at=at)
    second.refresh_from_db()
    assert (second.state, second.attempts, sent(at)) == ("queued", 0, 0)
    assert sent(at + timedelta(seconds=1)) == 1
    second.refresh_from_db()
    assert second.state == "sent"


def test_one_that_waits_for_the_account_is_looked_at_again_soon(send: Send, manners: Manners) -> None:
    """B-10: by a job of all that waits, not by its own"""
    manners(emails_per_minute=1)
    for _twice in range(2):
        send(at=clock.now())
    jobs = ProcrastinateJob.objects.filter(task_name="delivery.deliver").order_by("id")
    context: Any = SimpleNamespace(job=SimpleNamespace(worker_id=None))
    for job in jobs:
        deliver.func(context, **job.args)
    assert Item.objects.filter(state="sent").count() == 1
    assert ProcrastinateJob.objects.filter(queueing_lock="delivery.again").count() == 1


def test_without_a_limit_one_message_is_claimed_by_one_statement(
    send: Send, at: datetime, django_assert_num_queries: Any
) -> None:
    """B-10"""
    send()
    item = Item.objects.get()
    with django_assert_num_queries(1):
        assert take_one(item, at=at)


def test_letters_and_single_messages_go_first(
    mailing: Mailing, send: Send, manners: Manners, at: datetime
) -> None:
    """B-10"""
    manners(emails_per_minute=60)
    mailing(3)
    number, letter = send(), send(correspondence_type="hard_copy")
    assert sent(at) == 2
    assert set(Item.objects.filter(state="sent").values_list("entry", flat=True)) == {number, letter}


def test_a_domain_gets_so_many_a_minute(mailing: Mailing, send: Send, manners: Manners, at: datetime) -> None:
    """B-10: each message waits for its own moment, without counting an attempt"""
    manners(emails_per_domain=6)
    run, other = mailing(4, domain="X.example"), mailing(2, domain="y.example")
    send()  # to nobody of these domains, and single
    assert sent(at) == 3
    waiting = Item.objects.filter(state="queued", run=run).order_by("due_at")
    assert [item.due_at - at for item in waiting] == [timedelta(seconds=s) for s in (10, 20, 30)]
    assert {(item.attempts, item.slot_at == item.due_at) for item in waiting} == {(0, True)}
    assert (sent(at), sent(at + timedelta(seconds=10)), sent(at + timedelta(seconds=30))) == (0, 2, 2)
    run.refresh_from_db()
    other.refresh_from_db()
    assert (run.state, run.sent, other.state) == ("finished", 4, "finished")


def test_letters_wait_for_no_domain(mailing: Mailing, manners: Manners, at: datetime) -> None:
    """B-10"""
    manners(emails_per_domain=6)
    mailing(3)
    Item.objects.update(channel="hard_copy")
    Entry.objects.update(correspondence_type="hard_copy")
    assert sent(at) == 3


def test_a_moment_that_was_missed_is_asked_for_anew(
    mailing: Mailing, manners: Manners, cast: Cast, at: datetime
) -> None:
    """B-10: a paused run does not break loose"""
    manners(emails_per_domain=6)
    run = mailing(5)
    assert sent(at) == 1
    pause_run(run.pk, by=cast.aline, at=at)
    resume_run(run.pk, by=cast.aline, at=at + timedelta(hours=1))
    assert sent(at + timedelta(hours=1)) == 1


def at_second(at: datetime, second: int) -> datetime:
    return at + timedelta(seconds=second)


@pytest.mark.parametrize("who", ["again", "another", "retry"])
def test_moments_that_nobody_waits_for_any_more_are_free(
    mailing: Mailing, manners: Manners, cast: Cast, at: datetime, who: str
) -> None:
    """B-10: what a stopped sending kept holds up neither itself, nor others, nor what is tried once more"""
    manners(emails_per_domain=6)
    run = mailing(30)
    assert sent(at) == 1
    assert Pace.objects.get(key="domain x.example").next_at == at_second(at, 300)
    if who == "retry":
        Item.objects.filter(slot_at__isnull=False).update(state="stopped", slot_at=None)
        Item.objects.filter(state="sent").update(state="queued", attempts=1, due_at=at_second(at, 30))
    else:
        stop_run(run.pk, by=cast.aline, at=at_second(at, 20))
    if who == "again":
        start_run(run.pk, by=cast.aline, at=at_second(at, 30))
    elif who == "another":
        mailing(3)
    assert (sent(at_second(at, 30)), sent(at_second(at, 41))) == (0, 1)


def test_without_anybody_who_waits_a_domain_has_its_pause_all_the_same(
    mailing: Mailing, manners: Manners, at: datetime
) -> None:
    """B-10: between two sendings of one message each"""
    manners(emails_per_domain=6)
    mailing(1)
    assert sent(at) == 1
    mailing(1)
    assert [sent(at_second(at, second)) for second in (1, 9, 10)] == [0, 0, 1]


def test_what_was_given_back_untried_keeps_its_moment(
    mailing: Mailing, manners: Manners, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-10: a batch that took too long sends none of its messages behind all others"""
    manners(emails_per_domain=6)
    mailing(30)
    assert sent(at) == 1
    with monkeypatch.context() as patch:
        patch.setattr("liaison.delivery.actions.deliver.FRESH", -1.0)
        assert deliver_due(clock=lambda: at_second(at, 10), limit=1) == 1
    assert sent(at_second(at, 12)) == 1


def test_what_a_domain_holds_back_is_left_to_others(mailing: Mailing, manners: Manners, at: datetime) -> None:
    """B-10"""
    manners(emails_per_minute=600, emails_per_domain=6)
    mailing(5)
    mailing(5, domain="y.example")
    deliver_due(clock=lambda: at)
    deliver_due(clock=lambda: at + timedelta(seconds=1))
    used = Pace.objects.get(key="account").next_at - at
    assert Item.objects.filter(state="sent").count() == 2
    assert used <= timedelta(seconds=1.2)


def test_mailings_rest_at_night(
    mailing: Mailing, send: Send, manners: Manners, cast: Cast, at: datetime
) -> None:
    """B-10: by the clock of the company, letters and single messages go on"""
    manners(quiet_hours=(time(20), time(7)))
    run = mailing(2)
    Item.objects.filter(run=run).update(due_at=NIGHT)
    number = send(at=NIGHT)
    assert sent(NIGHT) == 1
    assert Item.objects.get(state="sent").entry_id == number
    assert run.logged_segment_id is not None
    shown = run_of(cast.aline, run.logged_segment_id, at=NIGHT)
    assert shown is not None
    assert shown.quiet_until == MORNING
    assert (sent(MORNING - timedelta(seconds=1)), sent(MORNING)) == (0, 2)


def test_a_list_that_is_sent_again_has_the_manners_of_a_mailing(
    mailing: Mailing, send: Send, manners: Manners, cast: Cast, at: datetime
) -> None:
    """B-10, R-INT-157: a list as long as a mailing does not break loose, nor in the night"""
    manners(emails_per_domain=6, quiet_hours=(time(20), time(7)))
    run = mailing(3)
    Item.objects.update(state="sent")
    Entry.objects.update(delivery_status="sent")
    Run.objects.update(state="finished", sent=3)
    everything = Question.of(Entry.objects.filter(logged_segment=run.logged_segment))
    assert resend_all(everything, by=cast.aline, at=NIGHT).total == 3
    again = Run.objects.get(logged_segment=None)
    assert (again.state, again.total) == ("running", 3)
    assert sent(NIGHT) == 0
    number = send(at=NIGHT)
    assert [sent(MORNING + timedelta(seconds=second)) for second in (0, 5, 10, 20)] == [2, 0, 1, 1]
    assert Entry.objects.get(pk=number).delivery_status == "sent"
    again.refresh_from_db()
    assert (again.state, again.sent) == ("finished", 3)
    assert open_runs(cast.aline, at=MORNING) == []


def test_single_messages_that_wait_for_the_account_go_on_at_night(
    mailing: Mailing, send: Send, manners: Manners
) -> None:
    """B-10: they are looked at again soon, a mailing alone is not"""
    manners(emails_per_minute=1, quiet_hours=(time(0), time.max))
    run = mailing(1)
    Item.objects.filter(run=run).update(due_at=clock.now())
    ProcrastinateJob.objects.all().delete()
    deliver_all(None)
    assert not ProcrastinateJob.objects.exists()
    for _twice in range(2):
        send(at=clock.now())
    deliver_all(None)
    assert ProcrastinateJob.objects.filter(queueing_lock="delivery.again").count() == 1


def test_a_worker_looks_again_soon_at_what_waits_for_its_turn(mailing: Mailing, manners: Manners) -> None:
    """B-10: once, however often it is asked"""
    manners(emails_per_minute=60)
    run = mailing(3)
    Item.objects.filter(run=run).update(due_at=clock.now())
    ProcrastinateJob.objects.all().delete()
    for _twice in range(2):
        deliver_all(None)
    (job,) = ProcrastinateJob.objects.all()
    assert (job.task_name, job.queueing_lock) == ("delivery.deliver_waiting", "delivery.again")
    assert job.scheduled_at is not None
