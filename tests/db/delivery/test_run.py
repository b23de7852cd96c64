"""The sending of a segment as a whole: its counters, and who may hold it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due, recover, resend_all, stop_delivery
from liaison.delivery.actions.forget import forget_deliveries, withdraw_deliveries
from liaison.delivery.actions.run import pause_run, resume_run, start_run, stop_run
from liaison.delivery.actions.settle import settle, settle_reply
from liaison.delivery.bulk import claim_due
from liaison.delivery.models import Item, Run
from liaison.interactions.actions.headings import switch_campaign_entries, switch_logged_segments
from liaison.interactions.models import CampaignEntry, DeliveryStatus, Entry
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.sql import Question, rows
from liaison.mail.handing_over import Outcome, Reply
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing, Send

Verb = Callable[..., Run]


def counters(run: Run) -> tuple[str, int, int, int, int]:
    """State, total, sent, failed and stopped; the counters are what the items are."""
    run.refresh_from_db()
    states = Counter(Item.objects.filter(run=run).values_list("state", flat=True))
    assert (run.sent, run.failed, run.stopped) == (states["sent"], states["failed"], states["stopped"])
    noted = Counter(Entry.objects.filter(deliveries__run=run).values_list("delivery_status", flat=True))
    assert states["stopped"] == noted["stopped"]
    return run.state, run.total, run.sent, run.failed, run.stopped


def deliver(at: datetime, limit: int = 1000) -> int:
    return deliver_due(clock=lambda: at, limit=limit)


def test_counters_are_written_with_each_item(mailing: Mailing, outbox: Path, at: datetime) -> None:
    """B-9"""
    run = mailing(5)
    assert counters(run) == ("running", 5, 0, 0, 0)
    deliver(at, limit=2)
    assert counters(run) == ("running", 5, 2, 0, 0)
    assert (run.settled, run.left, run.finished_at) == (2, 3, None)
    Entry.objects.filter(deliveries__state="queued").update(canceled=True)
    deliver(at + timedelta(minutes=1))
    assert counters(run) == ("finished", 5, 2, 0, 3)
    assert run.finished_at == at + timedelta(minutes=1)


def test_the_rate_is_told_from_the_clock(mailing: Mailing, outbox: Path, at: datetime) -> None:
    """B-9: so many a minute, told anew every ten seconds"""
    run = mailing(5)
    for number, seconds in enumerate((0, 5, 10, 20), 1):
        deliver(at + timedelta(seconds=seconds), limit=1)
        run.refresh_from_db()
        assert (run.sent, run.rate) == (number, {0: 0, 5: 0, 10: 12.0, 20: 6.0}[seconds])


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_a_paused_run_waits_until_it_is_resumed(
    state: str, mailing: Mailing, cast: Cast, send: Send, outbox: Path, at: datetime
) -> None:
    """B-9: other deliveries go on"""
    run = mailing(3, starts_at=at + timedelta(hours=1) if state == "waiting" else None)
    for _twice in range(2):
        assert pause_run(run.pk, by=cast.aline, at=at).state == "paused"
    send()
    assert (deliver(at), deliver(at + timedelta(hours=2))) == (1, 0)
    assert counters(run) == ("paused", 3, 0, 0, 0)
    for _twice in range(2):
        assert resume_run(run.pk, by=cast.aline, at=at).state == state
    assert deliver(at + timedelta(hours=2)) == 3
    assert counters(run) == ("finished", 3, 3, 0, 0)


def test_it_begins_at_the_chosen_time(mailing: Mailing, cast: Cast, outbox: Path, at: datetime) -> None:
    """B-9"""
    begins = at + timedelta(hours=2)
    run = mailing(2, starts_at=begins)
    assert counters(run)[0] == "waiting"
    assert list(ProcrastinateJob.objects.values_list("task_name", "scheduled_at")) == [
        ("delivery.deliver_waiting", begins)
    ]
    assert deliver(begins - timedelta(seconds=1)) == 0
    assert start_run(run.pk, begins + timedelta(hours=1), by=cast.aline, at=at).state == "waiting"
    assert deliver(begins) == 0
    assert deliver(begins + timedelta(hours=1)) == 2
    assert counters(run)[:3] == ("finished", 2, 2)


def test_a_stopped_run_can_begin_again_at_a_chosen_time(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-9: what its stopping took off the list comes back, and nothing that went another way meanwhile"""
    run = mailing(6)
    deliver(at, limit=1)
    Entry.objects.filter(pk=Entry.objects.order_by("-pk")[0].pk).update(canceled=True)
    deliver(at, limit=1)
    for _twice in range(2):
        assert stop_run(run.pk, by=cast.aline, at=at + timedelta(minutes=1)).state == "stopped"
    assert counters(run) == ("stopped", 6, 2, 0, 4)
    assert set(Entry.objects.filter(delivery_status="stopped").values_list("delivery_note", flat=True)) == {
        f"Stopped by {cast.aline.full_name}."
    }
    assert deliver(at + timedelta(hours=1)) == 0
    other = Entry.objects.filter(delivery_status="stopped", canceled=False).order_by("pk")[0]
    assert resend_all(Question.of(Entry.objects.filter(pk=other.pk)), by=cast.aline, at=at).total == 1
    for _twice in range(2):
        again = start_run(run.pk, at + timedelta(hours=2), by=cast.aline, at=at + timedelta(hours=1))
        assert (again.state, again.stopped, again.finished_at) == ("waiting", 1, None)
    assert deliver(at + timedelta(hours=2)) == 4  # the one sent again, two of the run, one cancelled
    run.refresh_from_db()
    assert (run.state, run.sent, run.stopped) == ("finished", 4, 2)
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"sent", "stopped"}


def test_what_comes_back_to_a_stopped_run_is_stopped(mailing: Mailing, cast: Cast, at: datetime) -> None:
    """B-9: a worker had them in its hands when it was stopped"""
    run = mailing(3)
    later, sent, died = claim_due(3, at)
    stop_run(run.pk, by=cast.aline, at=at)
    assert counters(run) == ("stopped", 3, 0, 0, 0)
    settle_reply(later, Reply(Outcome.LATER, "452 later"), at=at)
    settle(sent, DeliveryStatus.SENT, "", at=at)
    recover(at=at + timedelta(hours=1))
    assert Item.objects.get(pk=died.item).state == "stopped"
    assert counters(run) == ("stopped", 3, 1, 0, 2)
    start_run(run.pk, by=cast.aline, at=at + timedelta(hours=1))
    assert counters(run) == ("running", 3, 1, 0, 0)


def test_who_hears_the_answer_after_all_corrects_the_counters(mailing: Mailing, at: datetime) -> None:
    """B-9"""
    run = mailing(2)
    first, second = claim_due(2, at)
    Item.objects.update(handed_over_at=at)
    recover(at=at + timedelta(hours=1))
    # The outbox has none of them, so they wait again; as with a server, they are given up here.
    Item.objects.update(state="sending", handed_over_at=at)
    for claim in (first, second):
        settle(claim, DeliveryStatus.FAILED, str(rules.UNKNOWN), at=at)
    assert counters(run) == ("finished", 2, 0, 2, 0)
    settle(first, DeliveryStatus.SENT, "250 taken", at=at)
    assert counters(run) == ("finished", 2, 1, 1, 0)
    settle_reply(second, Reply(Outcome.LATER, "452 later"), at=at)
    assert (counters(run), run.finished_at) == (("running", 2, 1, 0, 0), None)


def test_deleted_entries_are_waited_for_no_more(mailing: Mailing, outbox: Path, at: datetime) -> None:
    run = mailing(3)
    deliver(at, limit=1)
    entries = Entry.objects.filter(delivery_status="queued")
    assert forget_deliveries([one.pk for one in entries], [one.contact_id for one in entries]) == 2
    assert counters(run) == ("finished", 1, 1, 0, 0)


@pytest.mark.parametrize("verb", [pause_run, resume_run, start_run])
def test_what_has_ended_is_left_alone(
    verb: Verb, mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    run = mailing(1)
    deliver(at)
    with pytest.raises(Refused) as refused:
        verb(run.pk, by=cast.aline, at=at)
    assert refused.value.refusals[0].code == "run_ended"
    assert stop_run(run.pk, by=cast.aline, at=at).state == "finished"


@pytest.mark.parametrize("verb", [pause_run, resume_run, stop_run, start_run])
def test_who_may_not_log_segments_holds_up_none(
    verb: Verb, mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    run = mailing(1)
    with pytest.raises(NotAllowed):
        verb(run.pk, by=cast.marc, at=at)
    assert counters(run)[0] == "running"


def test_no_verb_takes_more_statements_for_more_items(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-9, section 10 of the specification: so many statements whatever the size"""
    counts = []
    for size in (1, 30):
        run = mailing(size)
        found = []
        for verb in (pause_run, resume_run, stop_run, start_run):
            with CaptureQueriesContext(connection) as queries:
                verb(run.pk, by=cast.aline, at=at)
            found.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
        counts.append(found)
    assert counts == [[3, 4, 8, 7]] * 2  # to start, one asks whether another sending is open


def test_runs_take_turns_and_people_go_first(
    mailing: Mailing, send: Send, outbox: Path, at: datetime
) -> None:
    """B-10"""
    first, second = mailing(4), mailing(4, domain="y.example")
    number = send()
    claims = claim_due(5, at)
    assert Counter(claim.run for claim in claims) == {None: 1, first.pk: 2, second.pk: 2}
    assert number in {claim.entry for claim in claims}
    assert len(claim_due(9, at, emails=0)) == 0
    assert claim_due(9, at, quiet=True) == []
    assert len(claim_due(9, at, emails=3)) == 3


def test_cancelling_a_logged_segment_stops_what_waits(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-SEG-121: in a number of statements that does not grow; the rest goes out when it is wanted again"""
    counts = []
    for size in (3, 30):
        run = mailing(size)
        deliver(at, limit=1)
        number = run.logged_segment.entry_no  # type: ignore[union-attr]
        with CaptureQueriesContext(connection) as queries:
            assert switch_logged_segments([number], by=cast.aline, at=at)
        counts.append(len(queries))
        assert counters(run) == ("stopped", size, 1, 0, size - 1)
        told = set(Item.objects.filter(run=run, state="stopped").values_list("reply", "finished_at"))
        assert told == {("The interaction was cancelled before it was sent.", at)}
        assert deliver(at + timedelta(minutes=1)) == 0
        switch_logged_segments([number], by=cast.aline, at=at + timedelta(minutes=2))
        assert deliver(at + timedelta(minutes=2)) == 0
        start_run(run.pk, by=cast.aline, at=at + timedelta(minutes=3))
        assert deliver(at + timedelta(minutes=3)) == size - 1
        assert counters(run) == ("finished", size, size, 0, 0)
    assert counts[0] == counts[1] <= 16


def test_stopping_one_message_of_a_run_counts_in_it(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-9: a run that waited for it would never come to its end"""
    run = mailing(3)
    stop_delivery(Item.objects.filter(run=run).order_by("id")[0].entry_id, by=cast.aline, at=at)
    assert counters(run) == ("running", 3, 0, 0, 1)
    assert deliver(at) == 2
    assert counters(run) == ("finished", 3, 2, 0, 1)


def test_cancelling_a_campaign_entry_stops_what_waits_below_it(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-CMP-17: the rest of the segment goes on"""
    counts = []
    for size in (4, 40):
        run = mailing(size)
        campaign = create_campaign(CampaignValues(description="Spring"), by=cast.aline, at=at)
        heading = CampaignEntry.objects.create(
            campaign=campaign,
            description="Spring",
            date=at.date(),
            logged_segment=run.logged_segment,
            segment_no=run.logged_segment.segment_no,  # type: ignore[union-attr]
            created_at=at,
        )
        below = list(Item.objects.filter(run=run).order_by("id").values_list("entry", flat=True)[: size // 2])
        Entry.objects.filter(pk__in=below).update(campaign_entry=heading)
        with CaptureQueriesContext(connection) as queries:
            assert switch_campaign_entries([heading.pk], by=cast.aline, at=at)
        counts.append(len(queries))
        assert counters(run) == ("running", size, 0, 0, size // 2)
        assert deliver(at) == size // 2
        assert counters(run) == ("finished", size, size // 2, 0, size // 2)
        assert set(
            Entry.objects.filter(delivery_status="stopped", logged_segment=run.logged_segment).values_list(
                "pk", flat=True
            )
        ) == set(below)
    assert counts[0] == counts[1] <= 12


def below(run: Run, entries: list[Entry], cast: Cast, at: datetime) -> int:
    """A campaign entry of the run's segment with these entries below it."""
    heading = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=cast.aline, at=at),
        description="Spring",
        date=at.date(),
        logged_segment=run.logged_segment,
        created_at=at,
    )
    Entry.objects.filter(pk__in=[one.pk for one in entries]).update(campaign_entry=heading)
    return heading.pk


def test_a_mailing_of_a_campaign_entry_that_is_reinstated_can_be_started(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-CMP-17: at the time that was chosen nothing goes by itself; in as many statements for many as for few"""
    tomorrow = at + timedelta(days=1)
    counts = []
    for size in (3, 30):
        run = mailing(size, starts_at=tomorrow)
        entries = list(Entry.objects.filter(logged_segment=run.logged_segment).order_by("pk"))
        heading = below(run, entries, cast, at)
        stop_delivery(entries[0].pk, by=cast.aline, at=at)
        switch_campaign_entries([heading], by=cast.aline, at=at + timedelta(minutes=1))
        assert counters(run) == ("finished", size, 0, 0, size)

        with CaptureQueriesContext(connection) as queries:
            switch_campaign_entries([heading], by=cast.aline, at=at + timedelta(minutes=2))
        counts.append(len(queries))

        assert counters(run) == ("stopped", size, 0, 0, size)
        assert run.changed_by == cast.aline
        assert deliver(tomorrow) == 0
        assert start_run(run.pk, tomorrow, by=cast.aline, at=at + timedelta(minutes=3)).state == "waiting"
        assert counters(run) == ("waiting", size, 0, 0, 1)
        assert deliver(tomorrow) == size - 1  # the one that was stopped by hand stays so
        assert counters(run) == ("finished", size, size - 1, 0, 1)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("verb", ["wait", "start", "stop"])
def test_what_is_reinstated_beside_others_can_be_started_too(
    verb: str, mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-CMP-17: at once, when its run is stopped, or after the others have gone"""
    run = mailing(5)
    first, second, *_others = Entry.objects.filter(logged_segment=run.logged_segment).order_by("pk")
    for minute, entry in enumerate((first, second)):
        heading = below(run, [entry], cast, at)
        for _there_and_back in range(2):
            switch_campaign_entries([heading], by=cast.aline, at=at + timedelta(minutes=minute))
    assert counters(run) == ("running", 5, 0, 0, 2)
    later = at + timedelta(hours=1)
    if verb == "wait":
        assert deliver(at) == 3
        assert counters(run) == ("stopped", 5, 3, 0, 2)
    elif verb == "stop":
        stop_run(run.pk, by=cast.aline, at=later)
        assert counters(run) == ("stopped", 5, 0, 0, 5)
    start_run(run.pk, by=cast.aline, at=later)
    assert counters(run)[0] == "running"
    deliver(later)
    assert counters(run) == ("finished", 5, 5, 0, 0)
    with pytest.raises(Refused):
        start_run(run.pk, by=cast.aline, at=later)


def test_what_went_another_way_since_is_not_stopped_with_the_rest(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-9: reinstated and sent again from the log while the rest of its run waited"""
    run = mailing(4)
    first, *others = Entry.objects.filter(logged_segment=run.logged_segment).order_by("pk")
    heading = below(run, [first], cast, at)
    for _there_and_back in range(2):
        switch_campaign_entries([heading], by=cast.aline, at=at)
    pause_run(run.pk, by=cast.aline, at=at)
    resend_all(Question.of(Entry.objects.filter(pk=first.pk)), by=cast.aline, at=at)
    assert deliver(at) == 1

    stop_run(run.pk, by=cast.aline, at=at + timedelta(minutes=1))

    states = dict(Entry.objects.values_list("pk", "delivery_status"))
    assert states == {first.pk: "sent"} | {one.pk: "stopped" for one in others}
    start_run(run.pk, by=cast.aline, at=at + timedelta(minutes=2))
    assert deliver(at + timedelta(minutes=2)) == 3


def test_starting_an_open_run_writes_only_what_comes_back(mailing: Mailing, cast: Cast, at: datetime) -> None:
    """B-9: workers have others of its entries in their hands"""
    run = mailing(3)
    first, *others = Entry.objects.filter(logged_segment=run.logged_segment).order_by("pk")
    heading = below(run, [first], cast, at)
    for _there_and_back in range(2):
        switch_campaign_entries([heading], by=cast.aline, at=at)
    places = "SELECT id, ctid::text FROM interaction_entry WHERE id = ANY(%(ids)s) ORDER BY id"
    asked = {"ids": [one.pk for one in others]}
    before = rows(places, asked)

    start_run(run.pk, by=cast.aline, at=at)

    assert rows(places, asked) == before
    assert counters(run) == ("running", 3, 0, 0, 0)
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"queued"}


def test_what_is_reinstated_can_be_started_also_when_the_others_are_deleted(
    mailing: Mailing, cast: Cast, at: datetime
) -> None:
    """R-CMP-17"""
    run = mailing(2)
    entry, other = Entry.objects.order_by("pk")
    heading = below(run, [entry], cast, at)
    for _there_and_back in range(2):
        switch_campaign_entries([heading], by=cast.aline, at=at)
    forget_deliveries([other.pk], [other.contact_id])
    assert counters(run) == ("stopped", 1, 0, 0, 1)
    assert start_run(run.pk, by=cast.aline, at=at).state == "running"


def test_cancelling_a_campaign_entry_stops_a_single_message_below_it(
    send: Send, mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-CMP-17"""
    run = mailing(1)
    heading = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=cast.aline, at=at),
        description="Spring",
        date=at.date(),
        created_at=at,
    )
    number = send()
    Entry.objects.filter(pk=number).update(campaign_entry=heading)
    assert switch_campaign_entries([heading.pk], by=cast.aline, at=at)
    assert Entry.objects.get(pk=number).delivery_status == "stopped"
    assert (deliver(at), counters(run)) == (1, ("finished", 1, 1, 0, 0))


def test_a_stopped_run_of_which_nothing_is_left_does_not_begin_again(
    mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-9"""
    run = mailing(2)
    stop_run(run.pk, by=cast.aline, at=at)
    assert resend_all(Question.of(Entry.objects.all()), by=cast.aline, at=at).total == 2
    with pytest.raises(Refused) as refused:
        start_run(run.pk, by=cast.aline, at=at + timedelta(hours=1))
    assert refused.value.refusals == (rules.run_has_ended(),)
    run.refresh_from_db()
    assert (run.state, run.stopped) == ("stopped", 2)


def test_a_list_sent_again_waits_for_nothing_of_a_logging_that_is_taken_back(
    mailing: Mailing, send: Send, cast: Cast, at: datetime
) -> None:
    """B-17: its run ends with the last that is gone, or with the others."""
    one_by_one = at + timedelta(minutes=1)
    run = mailing(2)
    stop_run(run.pk, by=cast.aline, at=at)
    resend_all(
        Question.of(Entry.objects.filter(logged_segment=run.logged_segment)), by=cast.aline, at=one_by_one
    )
    again = Run.objects.get(logged_segment=None)
    assert (again.total, again.state) == (2, "running")

    assert run.logged_segment_id is not None
    assert withdraw_deliveries(run.logged_segment_id)

    again.refresh_from_db()
    assert (again.total, again.state, Item.objects.count()) == (0, "finished", 0)
    assert again.finished_at is not None
