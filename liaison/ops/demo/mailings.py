"""What marketing sends to many, through three years, and who comes to the open day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liaison.letters.cleaning import html_of
from liaison.ops.demo.events import YEARS, Event
from liaison.ops.demo.machines import MACHINES
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.rhythm import some_moment
from liaison.ops.demo.words import dice, speech

OPEN_DAY, NEWSLETTER, GREETINGS, FAIR, RANGE, PARTS, SUMMER = range(7)
YEAR = (
    (1, 20, NEWSLETTER, "INFOLETTRE", 0.20),
    (3, 10, RANGE, "INFOLETTRE", 0.14),
    (4, 2, FAIR, "INVITATION", 0.16),
    (5, 12, PARTS, "INFOLETTRE", 0.11),
    (6, 25, SUMMER, "INFOLETTRE", 0.12),
    (9, 8, OPEN_DAY, "INVITATION", 0.17),
    (10, 20, NEWSLETTER, "INFOLETTRE", 0.14),
    (12, 4, GREETINGS, "VOEUX", 0.15),
)
"""Month, day, which text, with which template, to what share of the people."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One text to some hundred people of one language."""

    moment: datetime
    template: str
    title: str
    body: str
    recipients: tuple[str, ...]


def make_mailings(everybody: Sequence[Customer], *, seed: int, at: datetime, zone: ZoneInfo) -> list[Mailing]:
    """Every mailing before `at`, oldest first."""
    today = at.astimezone(zone).date()
    people = [one for customer in everybody for one in customer.people if not one.fields.privacy_blocked]
    found: list[Mailing] = []
    for year in range(today.year - YEARS, today.year + 1):
        for month, day, text, template, share in YEAR:
            on = date(year, month, day)
            on += timedelta(days=max(0, 7 - on.weekday()) if on.weekday() >= 5 else 0)
            begin = today.replace(year=today.year - YEARS, day=1)
            moment = datetime.combine(on, time(10, 15), zone)
            if on <= begin or moment >= at or (text == FAIR and year % 2):
                continue
            random = dice("mailing", seed, year, text, month)
            chosen = [one for one in people if random.random() < share]
            machine = random.choice(MACHINES).model
            found += _by_language(chosen, moment, template, text, machine)
    return found


def _by_language(
    chosen: list[Person], moment: datetime, template: str, text: int, machine: str
) -> Iterator[Mailing]:
    for place, language in enumerate(("fr", "de", "it", "en")):
        spoken = speech(language)
        recipients = tuple(one.no for one in chosen if one.language == language)
        values = {
            "year": str(moment.year),
            "next_year": str(moment.year + 1),
            "month": spoken.words["months"][moment.month - 1],
            "model": machine,
        }
        if recipients:
            yield Mailing(
                moment + timedelta(minutes=2 * place),
                template,
                spoken.kind("mailing").titles[text].format(**values),
                html_of(spoken.kind("mailing").texts[text]),
                recipients,
            )


def make_guests(
    everybody: Sequence[Customer], mailings: Sequence[Mailing], *, seed: int, at: datetime, zone: ZoneInfo
) -> list[Event]:
    """Who answered the invitations to the open day, and who came."""
    known = {person.no: (customer, person) for customer in everybody for person in customer.people}
    random = dice("guests", seed)
    found: list[Event] = []
    story = -1
    for mailing in mailings:
        if mailing.template != "INVITATION" or mailing.moment.month != 9:
            continue
        open_day = mailing.moment.date() + timedelta(days=23)
        for no in mailing.recipients:
            if random.random() > 0.3:
                continue
            customer, person = known[no]
            machine = random.choice(MACHINES)
            answered = mailing.moment.date() + timedelta(days=random.randrange(1, 12))
            answered += timedelta(days=7 - answered.weekday() if answered.weekday() >= 5 else 0)
            moment = some_moment(answered, zone, random)
            found.append(Event(moment, "response", customer, person, customer.seller, machine, story))
            if random.random() < 0.7:
                came = datetime.combine(open_day, time(9 + random.randrange(7), random.randrange(60)), zone)
                found.append(Event(came, "attended", customer, person, customer.seller, machine, story))
            story -= 1
    return [event for event in found if event.moment < at]
