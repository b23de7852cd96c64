"""What marketing does through three years: campaigns, and the waves that go out for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liaison.ops.demo.events import YEARS
from liaison.ops.demo.machines import MACHINES
from liaison.ops.demo.rhythm import not_at_weekends
from liaison.ops.demo.words import dice
from liaison.segments.rules import Selection

OPEN_DAY, NEWSLETTER, GREETINGS, FAIR, RANGE, PARTS, SUMMER, REMINDER = range(8)
"""Which of the texts of mailings goes out."""
SOON = timedelta(days=60)
"""Campaigns that begin so soon are prepared already."""
AHEAD = timedelta(days=50)


def coded(source: str, *codes: str) -> dict[str, Any]:
    """A filter: one of these codes of a source."""
    return {"source": source, "all": [{"field": "code", "any": [{"eq": code} for code in codes]}]}


def contact(**values: str) -> dict[str, Any]:
    """A filter on the contact itself: field and values, separated by blanks."""
    terms = {name: [{"eq": one} for one in value.split()] for name, value in values.items()}
    return {"source": "contact", "all": [{"field": name, "any": any_of} for name, any_of in terms.items()]}


def add(*filters: dict[str, Any], **options: bool) -> Selection:
    """Put in who matches."""
    return Selection(action="add", filters=list(filters), **options)


def reduce(*filters: dict[str, Any], **options: bool) -> Selection:
    """Take out who matches."""
    return Selection(action="reduce", filters=list(filters), **options)


def refine(*filters: dict[str, Any], **options: bool) -> Selection:
    """Keep who matches."""
    return Selection(action="refine", filters=list(filters), **options)


NEWS, EVENTS = coded("mailing_group", "NEWS"), coded("mailing_group", "EVENTS")
CUSTOMERS = coded("business_relation", "CUST")
NEARBY = contact(territory="LEMAN PLATEAU ARC")
WAVES: tuple[tuple[int, int, int, str, tuple[Selection, ...]], ...] = (
    (1, 20, NEWSLETTER, "INFOLETTRE", (add(NEWS, contact(territory="LEMAN")),)),
    (3, 10, RANGE, "INFOLETTRE", (add(NEWS), refine(coded("job_responsibility", "PURCH", "SIGN")))),
    (4, 2, FAIR, "INVITATION", (add(EVENTS, contact(territory="ARC ALEM")),)),
    (5, 12, PARTS, "INFOLETTRE", (add(CUSTOMERS, NEWS), refine(contact(territory="PLATEAU ARC")))),
    (6, 25, SUMMER, "INFOLETTRE", (add(CUSTOMERS, NEWS), refine(contact(territory="LEMAN")))),
    (9, 8, OPEN_DAY, "INVITATION",
     (add(EVENTS, NEARBY), reduce(contact(organizational_level="ASSIST APPREN")))),
    (9, 24, REMINDER, "INVITATION", ()),
    (10, 20, NEWSLETTER, "INFOLETTRE", (add(NEWS, contact(territory="ALEM TICINO")),)),
    (11, 17, PARTS, "INFOLETTRE", (add(CUSTOMERS, NEWS), refine(coded("job_responsibility", "LOGIST")))),
    (12, 4, GREETINGS, "VOEUX",
     (add(coded("mailing_group", "GIFT")), add(CUSTOMERS, contact(organizational_level="CEO OWNER")))),
)  # fmt: skip
"""Month, day, which text, with which template, and how the contacts are chosen.

A reminder goes to those who did not answer the invitation."""
CAMPAIGNS: dict[str, tuple[str, tuple[int, int], tuple[int, int], tuple[int, ...]]] = {
    "news": ("Infolettres {year}", (1, 1), (12, 31), (NEWSLETTER, PARTS, SUMMER)),
    "range": ("Nouvelle gamme {model}", (2, 15), (5, 31), (RANGE,)),
    "fair": ("SIAMS {year}", (3, 1), (4, 30), (FAIR,)),
    "open_day": ("Portes ouvertes d’automne {year}", (8, 15), (10, 31), (OPEN_DAY, REMINDER)),
    "greetings": ("Vœux {next_year}", (11, 15), (12, 31), (GREETINGS,)),
}
"""Title, first and last day (month, day), and which texts belong to it."""
KIND_OF = {text: kind for kind, (_title, _from, _to, texts) in CAMPAIGNS.items() for text in texts}
Key = tuple[str, int]
"""A kind of campaign and its year."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it was planned."""

    key: Key
    title: str
    starting: date
    ending: date


@dataclass(frozen=True, slots=True)
class Wave:
    """One text to everybody whom `steps` choose, in four languages."""

    moment: datetime
    text: int
    template: str
    campaign: Key
    steps: tuple[Selection, ...]
    model: str


def make_waves(*, seed: int, at: datetime, zone: ZoneInfo) -> list[Wave]:
    """Every wave before `at`, oldest first."""
    today = at.astimezone(zone).date()
    begin = today.replace(year=today.year - YEARS, day=1)
    found = []
    for year in range(begin.year, today.year + 1):
        for month, day, text, template, steps in WAVES:
            on = not_at_weekends(date(year, month, day))
            moment = datetime.combine(on, time(10, 15), zone)
            if on > begin and moment < at and not (text == FAIR and year % 2):
                key = (KIND_OF[text], year)
                found.append(Wave(moment, text, template, key, steps, _model(seed, year)))
    return found


def make_plans(waves: list[Wave], *, seed: int, today: date) -> list[Plan]:
    """The campaign of each wave, and what is prepared now; by first day."""
    keys = {wave.campaign for wave in waves}
    keys |= {
        (kind, year)
        for kind, (_title, (month, day), _to, _texts) in CAMPAIGNS.items()
        for year in (today.year, today.year + 1)
        if today - SOON < date(year, month, day) < today + SOON and not (kind == "fair" and year % 2)
    }
    return sorted([*_plans(keys, seed), _next(today)], key=lambda plan: (plan.starting, plan.key))


def _next(today: date) -> Plan:
    """What is prepared at present, whatever the season: an open day in some weeks."""
    day = today + AHEAD
    title = f"Journée portes ouvertes {day.year}"
    return Plan(("next", day.year), title, (today + timedelta(days=32)).replace(day=1), day + 2 * AHEAD)


def _plans(keys: set[Key], seed: int) -> Iterator[Plan]:
    for kind, year in keys:
        title, first, last, _texts = CAMPAIGNS[kind]
        words = title.format(year=year, next_year=year + 1, model=_model(seed, year))
        yield Plan((kind, year), words, date(year, *first), date(year, *last))


def _model(seed: int, year: int) -> str:
    """The machine that is new in that year."""
    return dice("mailing", seed, year).choice(MACHINES).model
