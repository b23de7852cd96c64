"""How people answer what marketing sends them: who comes, who wants to know more, who wants no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from liaison.ops.demo.events import Event
from liaison.ops.demo.machines import MACHINES
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.rhythm import not_at_weekends, some_moment
from liaison.ops.demo.sendings import Sending
from liaison.ops.demo.waves import FAIR, OPEN_DAY, RANGE, REMINDER
from liaison.ops.demo.words import dice

COMES = 0.3
"""So many of those invited answer; of those reminded fewer."""
COMES_LATE = 0.12
OPEN_DAY_AFTER = timedelta(days=23)
Known = Mapping[str, tuple[Customer, Person]]


class Answers:
    """Tells the answers to all sendings, and to whom a reminder goes."""

    def __init__(self, everybody: Sequence[Customer], *, seed: int, at: datetime, zone: ZoneInfo) -> None:
        self.known: Known = {one.no: (customer, one) for customer in everybody for one in customer.people}
        self.random: Random = dice("guests", seed)
        self.at, self.zone = at, zone
        self.story = 0

    def tell(self, sendings: Sequence[Sending]) -> tuple[list[Sending], list[Event]]:
        """The sendings, reminders with those who had not answered, and what people did; oldest first."""
        told: list[Sending] = []
        events: list[Event] = []
        silent: dict[str, tuple[str, ...]] = {}
        for given in sendings:
            reminds = given.wave.text == REMINDER
            sending = replace(given, recipients=silent[given.campaign]) if reminds else given
            told.append(sending)
            answers = list(self._answers(sending))
            events += answers
            if sending.wave.text == OPEN_DAY:
                came = {event.person.no for event in answers}
                silent[sending.campaign] = tuple(no for no in sending.recipients if no not in came)
        return told, sorted(
            (event for event in events if event.moment < self.at), key=lambda event: event.moment
        )

    def _answers(self, sending: Sending) -> Iterator[Event]:
        text, began = sending.wave.text, sending.wave.moment.date()
        if text == OPEN_DAY:
            yield from self._guests(sending, COMES, 12, began + OPEN_DAY_AFTER)
        elif text == REMINDER:
            yield from self._guests(sending, COMES_LATE, 5, began + OPEN_DAY_AFTER - timedelta(days=16))
        elif text == RANGE:
            yield from self._some(sending, "interest", 0.07, 20)
        elif text == FAIR:
            yield from self._some(sending, "fair", 0.2, 4, after=14)
        if sending.wave.template == "INFOLETTRE":
            yield from self._some(sending, "unsubscribed", 0.008, 6)

    def _guests(self, sending: Sending, share: float, days: int, open_day: date) -> Iterator[Event]:
        """Who registers, and most of them come."""
        for answer in self._some(sending, "response", share, days):
            yield answer
            if self.random.random() < 0.7:
                hour = time(9 + self.random.randrange(7), self.random.randrange(60))
                yield replace(answer, moment=datetime.combine(open_day, hour, self.zone), kind="attended")

    def _some(
        self, sending: Sending, kind: str, share: float, days: int, *, after: int = 1
    ) -> Iterator[Event]:
        random = self.random
        for no in sending.recipients:
            if no not in self.known or random.random() >= share:
                continue
            customer, person = self.known[no]
            passed = timedelta(days=after + random.randrange(days - 1))
            day = not_at_weekends(sending.wave.moment.date() + passed)
            machine = next((one for one in MACHINES if one.model == sending.wave.model), MACHINES[0])
            if kind not in {"interest", "unsubscribed"}:
                machine = random.choice(MACHINES)
            self.story -= 1
            moment = some_moment(day, self.zone, random)
            campaign = "" if kind == "unsubscribed" else sending.campaign
            yield Event(moment, kind, customer, person, customer.seller, machine, self.story, campaign)
