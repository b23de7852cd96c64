"""The history of the demonstration: its rhythm, its end, its being the same again."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison.ops.demo.campaign_set_up import refusals_of
from liaison.ops.demo.customers import customers
from liaison.ops.demo.events import Event, make_events
from liaison.ops.demo.guests import Answers
from liaison.ops.demo.lines import Writer
from liaison.ops.demo.rhythm import easter, holidays, intensity
from liaison.ops.demo.sendings import Sending, with_fates
from liaison.ops.demo.waves import REMINDER, make_plans, make_waves

ZONE = ZoneInfo("Europe/Zurich")
AT = datetime(2026, 11, 25, 16, 30, tzinfo=ZONE)
EVERYBODY = customers(1400)


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return make_events(EVERYBODY, 12_000, seed=1400, at=AT, zone=ZONE)


def test_the_history_ends_now_and_is_in_order(events: list[Event]) -> None:
    moments = [event.moment for event in events]
    assert len(events) == 12_000
    assert moments == sorted(moments)
    assert moments[-1] < AT
    assert moments[-1].date() == AT.date()


def test_on_a_leap_day_and_at_the_beginning_of_a_year_there_is_a_history_too() -> None:
    for at in (datetime(2028, 2, 29, 12, 0, tzinfo=ZONE), datetime(2026, 1, 7, 9, 0, tzinfo=ZONE)):
        told = make_events(EVERYBODY, 500, seed=1400, at=at, zone=ZONE)
        assert len(told) == 500
        assert at - told[-1].moment < timedelta(days=40)


def test_nobody_works_at_weekends_on_holidays_and_at_night(events: list[Event]) -> None:
    assert {event.moment.weekday() for event in events} == {0, 1, 2, 3, 4}
    assert {event.moment.date() for event in events} & holidays(2025) == set()
    assert {event.moment.hour for event in events} <= set(range(7, 20))


def test_august_and_christmas_are_quiet(events: list[Event]) -> None:
    months = Counter((event.moment.year, event.moment.month) for event in events)
    assert months[2025, 8] < 0.75 * months[2025, 10]
    christmas = [event for event in events if date(2025, 12, 23) <= event.moment.date() <= date(2026, 1, 5)]
    assert len(christmas) < 0.1 * months[2025, 11]


def test_the_same_day_tells_the_same_story_another_day_another(events: list[Event]) -> None:
    again = make_events(EVERYBODY, 12_000, seed=1400, at=AT, zone=ZONE)
    assert again == events
    assert list(Writer(1400, {}).block(again)) == list(Writer(1400, {}).block(events))
    tomorrow = make_events(EVERYBODY, 12_000, seed=1400, at=AT + timedelta(days=1), zone=ZONE)
    assert tomorrow[:100] != events[:100]


def test_texts_hardly_ever_repeat(events: list[Event]) -> None:
    bodies = Counter(line.values.body for line in Writer(1400, {}).block(events) if line.values.body)
    talks = sum(bodies.values())
    assert len(bodies) > 0.7 * talks
    assert bodies.most_common(1)[0][1] < 0.02 * talks


def test_answers_follow_questions_of_the_same_person(events: list[Event]) -> None:
    lines = list(Writer(1400, {}).block(events))
    answers = [(line, lines[line.answers - 1]) for line in lines if line.answers is not None]
    assert len(answers) > 100
    for answer, question in answers:
        assert question.values.occurred_at is not None
        assert answer.values.occurred_at is not None
        assert question.values.occurred_at < answer.values.occurred_at


WAVES = make_waves(seed=1400, at=AT, zone=ZONE)
PEOPLE = [person for one in EVERYBODY for person in one.people]


def _sendings() -> list[Sending]:
    """Each wave to the same hundred people; a reminder does not know its own yet."""
    people = tuple(person.no for person in PEOPLE[:100])
    return [Sending(wave, "SM-1", str(wave.campaign), people if wave.steps else ()) for wave in WAVES]


def test_waves_are_in_order_and_none_lies_ahead() -> None:
    moments = [wave.moment for wave in WAVES]
    assert moments == sorted(moments)
    assert moments[-1] < AT
    assert len(WAVES) >= 20
    assert {moment.weekday() for moment in moments} <= {0, 1, 2, 3, 4}


def test_every_wave_has_its_campaign_and_no_campaign_is_there_twice() -> None:
    plans = make_plans(WAVES, seed=1400, today=AT.date())
    assert {wave.campaign for wave in WAVES} <= {plan.key for plan in plans}
    assert len({plan.title for plan in plans}) == len(plans)
    assert [plan.title for plan in plans if plan.key[0] == "next"] == ["Journée portes ouvertes 2027"]
    assert all(plan.starting < plan.ending for plan in plans)


def test_a_reminder_goes_to_those_who_did_not_answer() -> None:
    sendings, events = Answers(EVERYBODY, seed=1400, at=AT, zone=ZONE).tell(_sendings())
    reminders = [one for one in sendings if one.wave.text == REMINDER]
    assert len(reminders) == 3
    for reminder in reminders:
        answered = {
            event.person.no
            for event in events
            if event.campaign == reminder.campaign and event.moment < reminder.wave.moment
        }
        assert {person.no for person in PEOPLE[:100]} - answered == set(reminder.recipients)
        assert 50 < len(reminder.recipients) < 90


def test_who_came_had_answered_and_nobody_answers_before_being_asked() -> None:
    sendings, events = Answers(EVERYBODY, seed=1400, at=AT, zone=ZONE).tell(_sendings())
    assert [event.moment for event in events] == sorted(event.moment for event in events)
    assert {event.kind for event in events} == {"response", "attended", "interest", "fair", "unsubscribed"}
    asked = {(one.campaign, no) for one in sendings for no in one.recipients}
    assert all((event.campaign, event.person.no) in asked for event in events if event.campaign)
    came = {(event.campaign, event.person.no) for event in events if event.kind == "attended"}
    assert came <= {(event.campaign, event.person.no) for event in events if event.kind == "response"}


def test_nothing_reaches_those_who_unsubscribed_or_bounced() -> None:
    sendings, events = Answers(EVERYBODY, seed=1400, at=AT, zone=ZONE).tell(_sendings())
    addresses = {person.no: "a@example.com" for person in PEOPLE}
    left = list(refusals_of(events))
    told, refused = with_fates(sendings, left, addresses, seed=1400, at=AT)
    since = {one.no: one.moment for one in refused}
    assert len(refused) == len(since) > len({one.no for one in left})
    for sending in told:
        stopped = {no for no, (state, _words) in sending.fates.items() if state == "stopped"}
        assert stopped == {no for no in sending.recipients if since.get(no, AT) < sending.wave.moment}
    states = {state for sending in told for state, _words in sending.fates.values()}
    assert states == {"stopped", "bounced", "failed"}


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28))]
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_the_federal_fast_is_a_monday_off_in_vaud() -> None:
    assert intensity(date(2026, 9, 21)) == 0.0
    assert intensity(date(2026, 9, 22)) > 0.0
