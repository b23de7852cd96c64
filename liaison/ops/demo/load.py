"""Loading the demonstration company: everything or nothing, through the verbs of the product."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from liaison.accounts.actions import change_organization, create_salesperson, create_team, create_user
from liaison.accounts.models import Role, User
from liaison.accounts.queries import organization, user_by_name
from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.interactions.actions.import_entries import import_entries
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.actions.seed import seed_set_up
from liaison.interactions.draft import ManyValues
from liaison.interactions.models import DeliveryStatus
from liaison.ops.demo.codes import with_level_and_territory, write_code_tables, write_codes
from liaison.ops.demo.company import MARKETING, ORGANIZATION, SELLERS, TEAMS
from liaison.ops.demo.contacts import write_contacts
from liaison.ops.demo.customers import customers
from liaison.ops.demo.drafts import LEAVING, write_drafts, write_leaving
from liaison.ops.demo.events import YEARS, Event, make_events
from liaison.ops.demo.files import store_papers
from liaison.ops.demo.lines import Writer
from liaison.ops.demo.mailings import Mailing, make_guests, make_mailings

SEED = 1400
INTERACTIONS = 20_000
ADMINISTRATOR = "admin"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was loaded."""

    companies: int
    people: int
    interactions: int


class NotEmpty(Exception):
    """There are contacts already, and they are not the demonstration's."""


def is_loaded() -> bool:
    """Whether this installation is the demonstration company."""
    return organization().name == ORGANIZATION["name"]


@transaction.atomic
def load(password: str, *, at: datetime, seed: int = SEED, interactions: int = INTERACTIONS) -> Loaded:
    """Load everything, with `password` for whoever is new; raises `NotEmpty` where others' data stands.

    The history ends at `at`; the same seed on the same day gives the same company.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    begin = at.astimezone(zone).replace(month=1, day=4, hour=8, minute=0) - timedelta(days=365 * YEARS)
    seed_set_up("fr", by=None, at=begin)
    users = _people_of_the_house(password, at=begin)
    if contacts_matching(users[ADMINISTRATOR], ContactFilters(archived=None)).exists():
        raise NotEmpty
    write_code_tables(at=begin)
    classified = [with_level_and_territory(customer, seed=seed) for customer in customers(seed)]
    everybody = write_contacts(classified, by=users[ADMINISTRATOR], at=begin)
    write_codes(everybody, seed=seed, by=users[ADMINISTRATOR], at=begin)
    mailings = make_mailings(everybody, seed=seed, at=at, zone=zone)
    guests = make_guests(everybody, mailings, seed=seed, at=at, zone=zone)
    single = interactions - sum(len(mailing.recipients) for mailing in mailings)
    single -= len(guests) + len(LEAVING)
    events = make_events(everybody, single, seed=seed, at=at - timedelta(minutes=10), zone=zone)
    events = sorted([*events, *guests], key=lambda event: (event.moment, event.story))
    _write_history(events, mailings, users, seed=seed, at=at)
    write_leaving(everybody, users, at=at)
    write_drafts(everybody, users, at=at)
    return Loaded(
        sum(customer.fields.is_company for customer in everybody),
        sum(len(customer.people) for customer in everybody),
        interactions,
    )


def _people_of_the_house(password: str, *, at: datetime) -> dict[str, User]:
    """The organization, its teams and salespeople, and who signs in; users by name."""
    change_organization(by=None, at=at, **ORGANIZATION)  # type: ignore[arg-type]
    teams = {code: create_team(code, name=name, by=None, at=at) for code, name in TEAMS.items()}
    users: dict[str, User] = {}
    for one in SELLERS:
        salesperson = create_salesperson(
            one.code, name=one.name, job_title=one.title, email=one.email, phone=one.phone,
            team=teams[one.team], by=None, at=at,
        )  # fmt: skip
        users[one.username] = create_user(
            one.username, role=Role.SALESPERSON, name=one.name, email=one.email, password=password,
            salesperson=salesperson, language=one.language, by=None, at=at,
        )  # fmt: skip
    marketing = create_salesperson(
        "MB", name="Marie Bovay", job_title="Marketing", email="marie@jurassienne.example", by=None, at=at
    )
    for username, role, name in (
        (MARKETING, Role.MARKETING, "Marie Bovay"),
        ("philippe", Role.MANAGER, "Philippe Grosjean"),
        ("lucas", Role.VIEWER, "Lucas Monney"),
    ):
        users[username] = create_user(
            username, role=role, name=name, email=f"{username}@jurassienne.example", password=password,
            salesperson=marketing if username == MARKETING else None, by=None, at=at,
        )  # fmt: skip
    users[ADMINISTRATOR] = user_by_name(ADMINISTRATOR) or create_user(
        ADMINISTRATOR, role=Role.ADMINISTRATOR, name="Anne Martin", password=password, by=None, at=at
    )
    return users


def _write_history(
    events: Sequence[Event], mailings: Sequence[Mailing], users: dict[str, User], *, seed: int, at: datetime
) -> None:
    """The events in their order, each mailing at its time between them, so that numbers follow time."""
    administrator, marketing = users[ADMINISTRATOR], users[MARKETING]
    everybody = contacts_matching(marketing, ContactFilters())
    writer = Writer(seed, store_papers(by=administrator, at=at))
    moments = [event.moment for event in events]
    done = 0
    for mailing in mailings:
        upto = bisect_left(moments, mailing.moment)
        import_entries(writer.block(events[done:upto]), by=administrator, at=at)
        done = upto
        log_many(
            everybody.filter(no__in=mailing.recipients),
            ManyValues(
                template=mailing.template,
                occurred_at=mailing.moment,
                salesperson=marketing.salesperson_id,
                description=mailing.title,
                subject=mailing.title,
                body=mailing.body,
                delivery=DeliveryStatus.SENT if mailing.template == "INFOLETTRE" else DeliveryStatus.NONE,
            ),
            by=marketing,
            at=mailing.moment,
        )
    import_entries(writer.block(events[done:]), by=administrator, at=at)
