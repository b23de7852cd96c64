"""The statuses of campaigns, and what contacts said about being written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from liaison.accounts.models import User
from liaison.campaigns.actions import create_status, note_consents
from liaison.campaigns.models import Agreement, ConsentSource
from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.kit.sql import Question
from liaison.ops.demo.events import Event
from liaison.ops.demo.sendings import TOPIC, Refusal

STATUSES = (
    ("1-PLAN", "Planned", "Planifiée", "Geplant", "Pianificata"),
    ("2-APPR", "Approved", "Approuvée", "Genehmigt", "Approvata"),
    ("3-PREP", "In preparation", "En préparation", "In Vorbereitung", "In preparazione"),
    ("4-RUN", "Running", "En cours", "Läuft", "In corso"),
    ("9-DONE", "Done", "Terminée", "Abgeschlossen", "Conclusa"),
)


def write_statuses(*, by: User, at: datetime) -> None:
    """Make the list of statuses."""
    for code, english, french, german, italian in STATUSES:
        words = {"en": english, "fr": french, "de": german, "it": italian}
        create_status(code, french, descriptions=words, by=by, at=at)


def refusals_of(events: Sequence[Event]) -> Iterable[Refusal]:
    """What those said who unsubscribed: every third wants nothing at all."""
    for place, event in enumerate(event for event in events if event.kind == "unsubscribed"):
        topic = "" if place % 3 == 2 else TOPIC
        yield Refusal(event.person.no, event.moment, Agreement.WITHDRAWN, ConsentSource.LINK, topic)


def write_consents(members: Sequence[str], refusals: Iterable[Refusal], *, by: User, at: datetime) -> None:
    """Who agreed to mailings from the beginning, and who does not want them or cannot be reached since."""
    everybody = contacts_matching(by, ContactFilters(archived=None))
    agreed = Question.of(everybody.filter(no__in=members))
    note_consents(agreed, "email", Agreement.GIVEN, topic=TOPIC, source=ConsentSource.IMPORT, by=by, at=at)
    for one in refusals:
        who = Question.of(everybody.filter(no=one.no))
        note_consents(who, "email", one.agreement, topic=one.topic, source=one.source, by=None, at=one.moment)
