"""The values of the sentences: greetings, machines, papers, days ahead, what breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from random import Random

from liaison.ops.demo.company import SELLERS, TECHNICIANS
from liaison.ops.demo.events import Event
from liaison.ops.demo.machines import MACHINES
from liaison.ops.demo.parties import Person
from liaison.ops.demo.rhythm import not_at_weekends
from liaison.ops.demo.words import grouped, money, speech

NOBODY = {"fr": "la direction", "de": "die Geschäftsleitung", "it": "la direzione", "en": "management"}
PAPERS = {"quote": ("DV", 117), "order": ("CM", 92), "invoice": ("FA", 1043), "service": ("SV", 56)}
"""Prefix of the numbers of each kind of paper, and where they begin in a year."""


LISTED = {
    "products": "products", "material": "materials", "part": "parts", "fault": "faults", "fix": "fixes",
    "competitors": "competitors", "bye": "bye",
}  # fmt: skip
NUMBERS = {"weeks": (6, 8, 10, 12, 14, 16), "months": (12, 24, 36), "discount": (2, 3, 4, 5)}
PIECES = (800, 2500, 4000, 12000, 30000, 80000)


class Phrases:
    """Fills sentences; a story keeps its price and its papers."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._last: Counter[tuple[str, int]] = Counter()
        self._papers: dict[tuple[int, str], str] = {}
        self._prices: dict[int, int] = {}

    def paper(self, event: Event, kind: str) -> str:
        """The number of that paper of the story; the next of the year when it is new."""
        key = (event.story, kind)
        if key not in self._papers:
            prefix, begin = PAPERS[kind]
            year = event.moment.year
            self._last[kind, year] += 1
            self._papers[key] = f"{prefix}-{year}-{begin + self._last[kind, year]:04}"
        return self._papers[key]

    def values(self, event: Event) -> Mapping[str, str]:
        """Whatever a sentence about `event` asks for, made up when it is asked for and then kept."""
        return _Words(self, event)

    def price(self, event: Event) -> int:
        """What the machine of the story costs, in francs."""
        around = event.machine.price + self.random.randrange(-40, 60) * 50
        return self._prices.setdefault(event.story, around)


class _Words(dict[str, str]):
    """The values of one event by name."""

    def __init__(self, phrases: Phrases, event: Event) -> None:
        super().__init__(_of_machine(event.machine.model, event.person.language))
        fields = event.person.fields
        self.phrases, self.event, self.language = phrases, event, event.person.language
        self.random = phrases.random
        self.update(first=fields.first_name, last=fields.surname, city=event.customer.city)

    def __missing__(self, name: str) -> str:
        value = self[name] = self._make(name)
        return value

    def _make(self, name: str) -> str:
        random, language = self.random, self.language
        spoken = speech(language).words
        if name in PAPERS:
            return self.phrases.paper(self.event, name)
        if name in LISTED:
            return str(random.choice(spoken[LISTED[name]]))
        if name in NUMBERS:
            return str(random.choice(NUMBERS[name]))
        if name in {"hello", "hello_us", "seller"}:
            return _greetings(self.event.person, self.event.seller)[name]
        if name in {"day", "day2", "date", "month"}:
            return self._ahead(name)
        tellers: dict[str, Callable[[], str]] = {
            "Fix": lambda: self["fix"][0].upper() + self["fix"][1:],
            "tech": lambda: random.choice(TECHNICIANS),
            "colleague": self._colleague,
            "price": lambda: money(self.phrases.price(self.event), language),
            "small": lambda: money(random.randrange(12, 260) * 5, language),
            "pieces": lambda: grouped(random.choice(PIECES), language),
        }
        return tellers[name]()

    def _ahead(self, name: str) -> str:
        """A day or month to come, as one speaks of it."""
        spoken, today = speech(self.language).words, self.event.moment.date()
        if name == "month":
            return str(spoken["months"][(today.month + self.random.randrange(1, 7) - 1) % 12])
        soon = not_at_weekends(today + timedelta(days=self.random.randrange(1, 9)))
        later = not_at_weekends(soon + timedelta(days=self.random.randrange(1, 3)))
        self["day2"] = spoken["weekdays"][later.weekday()]
        self["day"] = spoken["weekdays"][soon.weekday()]
        first = {"fr": "er", "it": "°"}.get(self.language, "") if soon.day == 1 else ""
        dot = "." if self.language == "de" else first
        self["date"] = f"{soon.day}{dot} {spoken['months'][soon.month - 1]}"
        return self[name]

    def _colleague(self) -> str:
        """Somebody else of the company who speaks the same language."""
        event = self.event
        others = [
            one
            for one in event.customer.people
            if one.no != event.person.no and one.language == self.language
        ]
        if not others:
            return NOBODY[self.language]
        chosen = self.random.choice(others).fields
        return f"{chosen.first_name} {chosen.surname}"


@lru_cache
def _of_machine(model: str, language: str) -> dict[str, str]:
    words = next(machine for machine in MACHINES if machine.model == model).words(language)
    words["Model"] = model
    for name in ("le", "la"):
        if name in words:
            words[name.capitalize()] = words[name][0].upper() + words[name][1:]
    return words


def _greetings(person: Person, seller: str) -> dict[str, str]:
    """How both sides greet each other in writing."""
    spoken = speech(person.language).words
    ours = next(one for one in SELLERS if one.code == seller)
    hello = spoken["hello_woman" if person.woman else "hello_man"]
    back = spoken["hello_woman" if ours.woman else "hello_man"]
    return {
        "hello": hello.format(last=person.fields.surname),
        "hello_us": back.format(last=ours.surname),
        "seller": ours.name,
    }
