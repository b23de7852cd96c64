"""The segments in preparation: chosen in steps, partly personalised; and one that is just leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from liaison.accounts.models import User
from liaison.letters.cleaning import html_of
from liaison.ops.demo.rhythm import not_at_weekends
from liaison.ops.demo.waves import AHEAD, CUSTOMERS, EVENTS, NEWS, Key, add, coded, contact, reduce, refine
from liaison.segments.actions import (
    apply_remedy,
    change_segment,
    create_segment,
    log_segment,
    personalize_lines,
    remove_language,
    save_criteria,
    select_contacts,
)
from liaison.segments.queries.lines import LineView, lines
from liaison.segments.queries.segments import segment
from liaison.segments.rules import Selection
from liaison.segments.values import LineValues, SegmentValues


def logged(**values: str) -> dict[str, Any]:
    """A filter on interactions: field and what is typed, as in ``date="-90D.."``."""
    return {"source": "interaction", "all": [{"field": name, "text": text} for name, text in values.items()]}


MACHINING = coded("industry_group", "MACHINE", "WATCH", "MACH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A segment in preparation: whose, how it is chosen, `days` ago and `ahead` of its day."""

    title: str
    template: str
    by: str
    steps: tuple[Selection, ...] = ()
    salesperson: str | None = None
    campaign: str = ""
    days: int = 1
    ahead: int = 14
    follows: bool = False
    saved: tuple[str, str] = ("", "")


OPEN_DAY = Sheet(
    title="Journée portes ouvertes {day_year}",
    template="INVITATION",
    by="marie",
    salesperson="AR",
    campaign="next",
    days=6,
    ahead=AHEAD.days,
    steps=(
        add(MACHINING, contact(language="fr-CH de-CH it-CH")),
        add(EVENTS, expand_companies=True),
        reduce(logged(template="RECLAM", date="-60D..")),
        refine(logged(group="REUNION|DOCUMENT|CAMPAGNE", date="-24M.."), entire_companies=True),
        reduce(contact(organizational_level="ASSIST APPREN")),
    ),
    saved=("PORTES-OUV", "Mécanique et horlogerie, en relation depuis deux ans"),
)
SHEETS = (
    Sheet(
        title="Vœux {next_year}",
        template="VOEUX",
        by="marie",
        campaign="greetings",
        days=9,
        ahead=9,
        steps=(
            add(coded("mailing_group", "GIFT"), expand_companies=False),
            add(CUSTOMERS, contact(organizational_level="CEO OWNER")),
            refine(logged(group="DOCUMENT", date="-12M.."), entire_companies=True),
        ),
    ),
    Sheet(
        title="Clients sans nouvelles depuis six mois",
        template="APPEL",
        by="philippe",
        salesperson="MD",
        days=20,
        ahead=4,
        follows=True,
        steps=(
            add(CUSTOMERS, contact(organizational_level="CEO OWNER HEAD")),
            reduce(logged(group="TEL|REUNION|E-MAIL", date="-6M.."), entire_companies=True),
        ),
        saved=("SILENCE-6M", "Clients sans appel, visite ni e-mail depuis six mois"),
    ),
    Sheet(
        title="Infolettre décembre {year}",
        template="INFOLETTRE",
        by="marie",
        campaign="news",
        days=3,
        ahead=12,
        follows=True,
        steps=(add(NEWS), reduce(logged(template="RECLAM", date="-30D.."))),
    ),
    Sheet(
        title="Relance des offres en suspens",
        template="APPEL",
        by="philippe",
        salesperson="AR",
        days=2,
        ahead=3,
        steps=(
            add(logged(template="DOC-DEVIS", date="-60D..-10D", salesperson="AR")),
            reduce(logged(template="DOC-CMD", date="-60D.."), entire_companies=True),
        ),
    ),
    Sheet(title="Formation des opérateurs, printemps {next_year}", template="E-MAIL", by="marie", ahead=70),
)
SURVEY = Sheet(
    title="Enquête de satisfaction, service",
    template="SONDAGE",
    by="marie",
    days=14,
    ahead=0,
    steps=(add(CUSTOMERS, coded("job_responsibility", "QUALITY")),),
)
UNSENDABLE = ("unsubscribed", "no_email", "no_postal_address", "no_document")
OWN = (
    ("Formule personnelle", "Bonjour,\n\nComme promis, voici votre invitation ; je vous réserve 10 heures."),
    ("Table réservée pour la direction", ""),
    ("Avec carte de parking", ""),
    ("Invitation à deux", "Bonjour,\n\nVenez à deux : une visite guidée vous attend à 14 heures."),
)
"""What is added by hand: the remark, and a text of its own."""


def write_worksheets(campaigns: Mapping[Key, str], users: Mapping[str, User], *, at: datetime) -> None:
    """Prepare the segments of the coming weeks; the first is the one of the open day."""
    for sheet in (OPEN_DAY, *SHEETS):
        no = prepare_sheet(sheet, campaigns, users, at=at)
        if sheet is OPEN_DAY:
            _personalize(no, users["aline"], at=at)


def prepare_sheet(
    sheet: Sheet, campaigns: Mapping[Key, str], users: Mapping[str, User], *, at: datetime
) -> str:
    """One segment with its steps; its number."""
    by, then = users[sheet.by], at - timedelta(days=sheet.days, hours=2)
    day = at.date() + timedelta(days=sheet.ahead)
    no = create_segment(
        SegmentValues(
            description=sheet.title.format(year=at.year, next_year=at.year + 1, day_year=day.year),
            campaign=campaigns.get((sheet.campaign, day.year)),
            campaign_target=True if sheet.campaign else None,
            salesperson=sheet.salesperson,
            occurred_on=not_at_weekends(day),
            occurred_time=time(9, 0) if sheet.ahead else None,
        ),
        template=sheet.template,
        by=by,
        at=then,
    ).no
    for place, step in enumerate(sheet.steps, 1):
        select_contacts(no, step, by=by, at=then + timedelta(minutes=3 * place))
    if sheet.follows:
        change_segment(no, SegmentValues(follows_criteria=True), by=by, at=then + timedelta(minutes=20))
    code, words = sheet.saved
    if code:
        save_criteria(no, code, words, by=users["philippe"], at=then + timedelta(minutes=21))
    return no


def _personalize(no: str, by: User, *, at: datetime) -> None:
    """What Aline wrote on some lines, by hand; Italian has no text yet."""
    then = at - timedelta(days=1, hours=3)
    shown: list[LineView] = list(lines(by, segment(by, no), limit=500).items)
    people = [line for line in shown if line.contact_type == "person"]
    for place, (remark, text) in enumerate(OWN):
        chosen = [line.line_no for line in people[7 * place + 3 :: 97]][:4]
        own = LineValues(description=remark, body=html_of(text) if text else None)
        personalize_lines(no, chosen, own, by=by, at=then)
    letters = [line.line_no for line in people[11::61]][:8]
    personalize_lines(no, letters, LineValues(correspondence_type="hard_copy"), by=by, at=then)
    later = [line.line_no for line in people[29::83]][:3]
    personalize_lines(no, later, LineValues(salesperson="MD"), by=by, at=then)
    remove_language(no, "it-CH", by=by, at=then)


def leave(no: str, *, by: User, at: datetime, starts_at: datetime) -> None:
    """Log a segment whose messages leave from `starts_at` on; who cannot be reached is recorded only."""
    then = timezone.localtime(at)
    day = SegmentValues(occurred_on=then.date(), occurred_time=then.time())
    change_segment(no, day, by=by, at=at - timedelta(minutes=4))
    for problem in UNSENDABLE:
        apply_remedy(no, problem, "no_sending", by=by, at=at - timedelta(minutes=2))
    log_segment(no, send=True, starts_at=starts_at, by=by, at=at)
