"""Three years of stories, told day by day: who, what, when, about which machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from liaison.ops.demo.company import SELLERS
from liaison.ops.demo.machines import MACHINES, Machine
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.rhythm import Calendar, some_moment
from liaison.ops.demo.stories import tell_story
from liaison.ops.demo.words import dice

YEARS = 3
PROLOGUE = timedelta(days=75)
"""Stories begin before the history does, so that its first weeks are in the middle of some."""
EVENING = 20
KNOWN = 2.5
"""Customers of that weight are old friends."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; events of one `story` are about the same machine and papers.

    `campaign` is the number of the campaign that it answers.
    """

    moment: datetime
    kind: str
    customer: Customer
    person: Person
    seller: str
    machine: Machine
    story: int
    campaign: str = ""


def make_events(
    everybody: list[Customer], wanted: int, *, seed: int, at: datetime, zone: ZoneInfo
) -> list[Event]:
    """The newest `wanted` events before `at`, oldest first; they depend on the seed and the day."""
    today = at.astimezone(zone).date()
    first = today.replace(year=today.year - YEARS, day=1) - PROLOGUE
    teller = _Teller(dice("history", seed, today), Calendar(first, today, zone), everybody)
    told: list[Event] = []
    stories = count(1)
    while len(told) < wanted * 1.04:
        told += teller.story(next(stories))
    told.sort(key=lambda event: (event.moment, event.story))
    return [event for event in told if event.moment < at][-wanted:]


class _Teller:
    """Makes up one story after the other."""

    def __init__(self, random: Random, calendar: Calendar, everybody: list[Customer]) -> None:
        self.random, self.calendar = random, calendar
        self.customers = [one for one in everybody if _reachable(one)]
        self.weights = [customer.weight for customer in self.customers]
        self.owned = {one.no: random.sample(MACHINES, random.choice((1, 1, 2, 3))) for one in self.customers}

    def story(self, number: int) -> list[Event]:
        """What one customer lives through, as far as the calendar goes."""
        random = self.random
        customer = random.choices(self.customers, self.weights)[0]
        people = _reachable(customer)
        main = random.choice(people)
        seller = customer.seller if random.random() < 0.94 else random.choice(SELLERS).code
        name, occasions = tell_story(random, known=customer.weight > KNOWN)
        machine = random.choice(MACHINES if name in {"sale", "prospect"} else self.owned[customer.no])
        day: date = self.calendar.some_day(random)
        moment: datetime | None = None
        told: list[Event] = []
        for occasion in occasions:
            day = self.calendar.after(day, occasion.days)
            moment = some_moment(day, self.calendar.zone, random, not_before=moment)
            if day > self.calendar.last or moment.hour >= EVENING:
                break
            person = main if random.random() < 0.8 else random.choice(people)
            told.append(Event(moment, occasion.kind, customer, person, seller, machine, number))
        return told


def _reachable(customer: Customer) -> list[Person]:
    """The people one may still write to."""
    return [person for person in customer.people if not person.fields.privacy_blocked]
