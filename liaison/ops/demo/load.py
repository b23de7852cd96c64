"""Loading the demonstration company: everything or nothing, through the verbs of the product."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from liaison.accounts.actions import change_organization, create_salesperson, create_team, create_user
from liaison.accounts.models import Role, User
from liaison.accounts.queries import user_by_name
from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.delivery.actions.past import keep_past_sendings
from liaison.interactions.actions.import_entries import import_entries
from liaison.interactions.actions.seed import seed_set_up
from liaison.kit.sql import execute
from liaison.ops.demo.campaign_set_up import refusals_of, write_consents, write_statuses
from liaison.ops.demo.codes import assignments, with_level_and_territory, write_code_tables, write_codes
from liaison.ops.demo.company import MARKETING, ORGANIZATION, SELLERS, TEAMS
from liaison.ops.demo.contacts import write_contacts
from liaison.ops.demo.customers import customers
from liaison.ops.demo.drafts import LEAVING, write_drafts, write_leaving
from liaison.ops.demo.events import YEARS, Event, make_events
from liaison.ops.demo.files import store_papers
from liaison.ops.demo.guests import Answers
from liaison.ops.demo.lines import MAILED, Writer
from liaison.ops.demo.parties import Customer
from liaison.ops.demo.sendings import Refusal, Sending, log_sending, prepare, with_fates, write_campaigns
from liaison.ops.demo.waves import Key, make_plans, make_waves
from liaison.ops.demo.worksheets import SURVEY, leave, prepare_sheet, write_worksheets
from liaison.segments.queries.segments import segment

SEED = 1400
INTERACTIONS = 20_000
SINCE_SURVEY = 60
"""So much happened since the last mailing, for the log to begin with some days of everybody's work."""
ADMINISTRATOR = "admin"
SIGN_IN = {"aline": "salesperson", "philippe": "manager", ADMINISTRATOR: "administrator"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was loaded."""

    companies: int
    people: int
    interactions: int


class NotEmpty(Exception):
    """There are contacts already, and they are not the demonstration's."""


def is_loaded() -> bool:
    """Whether this installation is the demonstration company, told by what the set-up cannot change."""
    return all(user_by_name(seller.username) is not None for seller in SELLERS)


def who_signs_in(password: str) -> dict[str, bool]:
    """Those to sign in as, with what they are, and whether `password` lets them in.

    Who was there before the company was loaded has a password of their own, and everybody may have
    got another since. One that several share is tried once, for it takes a third of a second.
    """
    tried: dict[str, bool] = {}
    found: dict[str, bool] = {}
    for name, role in SIGN_IN.items():
        user = user_by_name(name)
        if user is None or not user.is_active:
            continue
        if user.password not in tried:
            tried[user.password] = check_password(password, user.password)
        found[f"{name} ({role})"] = tried[user.password]
    return found


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
    # Nobody else sees these rows yet, so that the server knows nothing of them unless it is told to look.
    execute("ANALYZE contact, contact_mailing_group, contact_industry_group, contact_business_relation")
    write_statuses(by=users[MARKETING], at=begin)
    story = _plan_history(everybody, users, wanted=interactions, seed=seed, at=at.astimezone(zone))
    _write_history(story, users, seed=seed, at=at)
    write_leaving(everybody, users, at=at)
    write_drafts(everybody, users, at=at)
    write_worksheets(story.campaigns, users, at=at.astimezone(zone))
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
    first = None
    for one in SELLERS:
        salesperson = create_salesperson(
            one.code, name=one.name, job_title=one.title, email=one.email, phone=one.phone,
            team=teams[one.team], by=None, at=at,
        )  # fmt: skip
        users[one.username] = create_user(
            one.username, role=Role.SALESPERSON, name=one.name, email=one.email, password=password,
            same_password_as=first, salesperson=salesperson, language=one.language, by=None, at=at,
        )  # fmt: skip
        first = first or users[one.username]
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
            same_password_as=first, salesperson=marketing if username == MARKETING else None, by=None, at=at,
        )  # fmt: skip
    users[ADMINISTRATOR] = user_by_name(ADMINISTRATOR) or create_user(
        ADMINISTRATOR, role=Role.ADMINISTRATOR, name="Anne Martin", password=password,
        same_password_as=first, by=None, at=at,
    )  # fmt: skip
    return users


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is going to be written: what happened, what went out, who wants no more."""

    events: list[Event]
    sendings: list[Sending]
    refusals: list[Refusal]
    members: list[str]
    campaigns: dict[Key, str]
    survey: str


def _plan_history(
    everybody: list[Customer], users: dict[str, User], *, wanted: int, seed: int, at: datetime
) -> Story:
    """Campaigns and segments are made, so that it is known to whom each goes; the rest is told around."""
    marketing, zone = users[MARKETING], ZoneInfo(settings.TIME_ZONE)
    waves = make_waves(seed=seed, at=at, zone=zone)
    campaigns = write_campaigns(make_plans(waves, seed=seed, today=at.date()), today=at, by=marketing)
    prepared = [prepare(wave, campaigns[wave.campaign], by=marketing) for wave in waves]
    sendings, answers = Answers(everybody, seed=seed, at=at, zone=zone).tell(prepared)
    addresses = {
        one.no: one.fields.emails[0].address
        for customer in everybody
        for one in customer.people
        if one.fields.emails
    }
    left = list(refusals_of(answers))
    sendings, refusals = with_fates(sendings, left, addresses, seed=seed, at=at)
    survey = prepare_sheet(SURVEY, campaigns, users, at=at)
    single = wanted - sum(len(sending.recipients) for sending in sendings)
    single -= len(answers) + len(LEAVING) + segment(marketing, survey).line_count
    events = make_events(everybody, single, seed=seed, at=at - timedelta(minutes=10), zone=zone)
    events = sorted([*events, *answers], key=lambda event: (event.moment, event.story))
    members = list(assignments(everybody, seed=seed)["mailing_group", "NEWS"])
    return Story(events, sendings, refusals, members, campaigns, survey)


def _write_history(story: Story, users: dict[str, User], *, seed: int, at: datetime) -> None:
    """The events in their order, each sending at its time between them, so that numbers follow time."""
    administrator, marketing = users[ADMINISTRATOR], users[MARKETING]
    papers = store_papers(by=administrator, at=at)
    writer = Writer(seed, papers, [_last_mail(story.events, "AR", at)])
    moments = [event.moment for event in story.events]
    done = 0
    logged: dict[str, int] = {}
    for sending in story.sendings:
        upto = bisect_left(moments, sending.wave.moment)
        import_entries(writer.block(story.events[done:upto]), by=administrator, at=at)
        done = upto
        logged[sending.campaign] = log_sending(sending, logged, by=marketing, importer=administrator)
    upto = max(done, len(moments) - SINCE_SURVEY)
    import_entries(writer.block(story.events[done:upto]), by=administrator, at=at)
    keep_past_sendings(by=administrator, at=at)
    write_consents(story.members, story.refusals, by=administrator, at=moments[0])
    then = max(moments[upto - 1], story.sendings[-1].wave.moment)
    leave(story.survey, by=marketing, at=then, starts_at=at - timedelta(seconds=40))
    import_entries(writer.block(story.events[upto:]), by=administrator, at=at)


def _last_mail(events: Sequence[Event], seller: str, at: datetime) -> Event:
    """The last mail of a salesperson that is some hours old."""
    mails = (one for one in reversed(events) if one.kind in MAILED and one.person.fields.emails)
    return next(one for one in mails if one.seller == seller and one.moment < at - timedelta(hours=3))
