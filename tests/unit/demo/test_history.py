"""The history of the demonstration: its rhythm, its end, its being the same again."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison.ops.demo.customers import customers
from liaison.ops.demo.events import Event, make_events
from liaison.ops.demo.lines import Writer
from liaison.ops.demo.mailings import make_guests, make_mailings
from liaison.ops.demo.rhythm import easter, holidays, intensity

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


def test_mailings_go_to_people_in_their_language() -> None:
    mailings = make_mailings(EVERYBODY, seed=1400, at=AT, zone=ZONE)
    language = {person.no: person.language for one in EVERYBODY for person in one.people}
    for mailing in mailings:
        assert len({language[no] for no in mailing.recipients}) == 1
        assert mailing.moment < AT
    days = Counter(mailing.moment.date() for mailing in mailings)
    assert all(number == 4 for number in days.values())
    assert len(days) >= 20


def test_guests_were_invited_before_they_came() -> None:
    mailings = make_mailings(EVERYBODY, seed=1400, at=AT, zone=ZONE)
    guests = make_guests(EVERYBODY, mailings, seed=1400, at=AT, zone=ZONE)
    invited = {
        no: mailing.moment for mailing in mailings if mailing.moment.month == 9 for no in mailing.recipients
    }
    assert len(guests) > 50
    assert {guest.person.no for guest in guests} <= invited.keys()


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28))]
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_the_federal_fast_is_a_monday_off_in_vaud() -> None:
    assert intensity(date(2026, 9, 21)) == 0.0
    assert intensity(date(2026, 9, 22)) > 0.0
