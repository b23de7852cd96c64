"""Marketing's segments of the past: chosen by their steps, logged, and what became of each message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from django.utils import translation

from liaison.accounts.models import User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Agreement, ConsentSource
from liaison.campaigns.rules import CampaignValues
from liaison.delivery.rules import BOUNCED, UNSUBSCRIBED
from liaison.interactions.actions.past_deliveries import note_past_deliveries
from liaison.interactions.models import DeliveryStatus
from liaison.interactions.queries.headings import entries_of_logged_segment, logged_segments
from liaison.letters.cleaning import html_of
from liaison.ops.demo.lines import REPLIES
from liaison.ops.demo.waves import GREETINGS, OPEN_DAY, REMINDER, Key, Plan, Wave
from liaison.ops.demo.words import dice, speech
from liaison.segments.actions import (
    create_segment,
    log_segment,
    reuse_logged_segment,
    select_contacts,
    write_language,
)
from liaison.segments.queries.lines import contact_numbers
from liaison.segments.queries.segments import segment
from liaison.segments.rules import Selection
from liaison.segments.values import LanguageValues, SegmentValues

LANGUAGES = ("fr-CH", "de-CH", "it-CH", "en")
LATELY = timedelta(days=30)
"""Of what went out since then more came back, so that there is something to mend."""
TOPIC = "CAMPAGNE"


@dataclass(frozen=True, slots=True)
class Sending:
    """A wave with its segment and campaign, to whom it goes, and whom it does not reach.

    `fates` are the state and the words of the server for those whose message did not arrive.
    """

    wave: Wave
    segment: str
    campaign: str
    recipients: tuple[str, ...]
    fates: Mapping[str, tuple[DeliveryStatus, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who cannot or does not want to be written to any more, from that moment on."""

    no: str
    moment: datetime
    agreement: Agreement
    source: ConsentSource
    topic: str = ""


def write_campaigns(plans: Sequence[Plan], *, today: datetime, by: User) -> dict[Key, str]:
    """Make the campaigns, each some weeks before it begins; their numbers by kind and year."""
    numbers = {}
    for plan in plans:
        begun = datetime.combine(plan.starting, time(9, 30), today.tzinfo) - timedelta(days=40)
        day = today.date()
        status = "9-DONE" if plan.ending < day else "4-RUN" if plan.starting <= day else "3-PREP"
        values = CampaignValues(
            description=plan.title, starting_date=plan.starting, ending_date=plan.ending, status=status
        )
        numbers[plan.key] = create_campaign(values, by=by, at=min(begun, today)).no
    return numbers


def prepare(wave: Wave, campaign: str, *, by: User) -> Sending:
    """The segment of a wave, some days before it goes out; a reminder does not know its contacts yet."""
    at = wave.moment - timedelta(days=4, hours=1)
    words = _words(wave, "fr")
    no = create_segment(
        SegmentValues(
            description=words["title"],
            campaign=campaign,
            campaign_target=True,
            occurred_on=wave.moment.date(),
            occurred_time=wave.moment.timetz().replace(tzinfo=None),
        ),
        template=wave.template,
        by=by,
        at=at,
    ).no
    for language in LANGUAGES:
        words = _words(wave, language[:2])
        paper = None if wave.text in {GREETINGS, OPEN_DAY} else 0
        text = LanguageValues(subject=words["title"], body=html_of(words["text"]), document_template=paper)
        write_language(no, language, text, by=by, at=at)
    for step in wave.steps:
        select_contacts(no, step, by=by, at=at)
    return Sending(wave, no, campaign, tuple(contact_numbers(by, segment(by, no))))


def _words(wave: Wave, language: str) -> dict[str, str]:
    spoken = speech(language)
    values = {
        "year": str(wave.moment.year),
        "next_year": str(wave.moment.year + 1),
        "month": spoken.words["months"][wave.moment.month - 1],
        "model": wave.model,
    }
    said = spoken.kind("mailing")
    return {"title": said.titles[wave.text].format(**values), "text": said.texts[wave.text]}


def with_fates(
    sendings: Sequence[Sending],
    left: Sequence[Refusal],
    addresses: Mapping[str, str],
    *,
    seed: int,
    at: datetime,
) -> tuple[list[Sending], list[Refusal]]:
    """What became of each message, and who cannot be reached since; `left` are those who said so."""
    refused: dict[str, Refusal] = {}
    for one in left:
        refused.setdefault(one.no, one)
    told = []
    for sending in sendings:
        random = dice("post", seed, sending.wave.moment)
        bounced, failed = (0.02, 0.05) if sending.wave.moment > at - LATELY else (0.005, 0.013)
        fates = {}
        for no in sending.recipients:
            chance, reply = random.random(), random.choice(REPLIES)
            if no in refused and refused[no].moment < sending.wave.moment:
                fates[no] = (DeliveryStatus.STOPPED, _held_back(refused[no].agreement))
            elif addresses.get(no) and chance < failed:
                state = DeliveryStatus.BOUNCED if chance < bounced else DeliveryStatus.FAILED
                fates[no] = (state, reply.format(address=addresses[no]))
                if state == DeliveryStatus.BOUNCED:
                    moment = sending.wave.moment + timedelta(minutes=20)
                    refused[no] = Refusal(no, moment, Agreement.BOUNCED, ConsentSource.BOUNCE)
        told.append(replace(sending, fates=fates))
    return told, sorted(refused.values(), key=lambda one: (one.moment, one.no))


def _held_back(agreement: Agreement) -> str:
    with translation.override("fr"):
        return str(BOUNCED if agreement == Agreement.BOUNCED else UNSUBSCRIBED)


def log_sending(sending: Sending, before: Mapping[str, int], *, by: User, importer: User) -> int:
    """Log the segment at its moment and note what became of each message; the number of the logged segment.

    `before` is the logged segment that went out for each campaign last; `importer` tells what became of
    the messages. Raises `RuntimeError` when the
    steps choose others than was planned.
    """
    wave = sending.wave
    at = wave.moment + timedelta(minutes=1)
    if wave.text == REMINDER:
        reuse_logged_segment(sending.segment, before[sending.campaign], by=by, at=wave.moment)
        select_contacts(sending.segment, _answered(sending.campaign), by=by, at=wave.moment)
    logged = log_segment(sending.segment, send=False, by=by, at=at)
    if logged.count != len(sending.recipients):
        raise RuntimeError(f"{sending.segment} has {logged.count} lines, not {len(sending.recipients)}")
    heading = logged_segments(importer).get(entry_no=logged.entry_no)
    note_fates(sending.fates, heading.pk, by=importer, at=at)
    return logged.entry_no


def _answered(campaign: str) -> Selection:
    filters = [{"source": "campaign_response", "all": [{"field": "campaign", "any": [{"eq": campaign}]}]}]
    return Selection(action="reduce", filters=filters)


def note_fates(
    fates: Mapping[str, tuple[DeliveryStatus, str]], logged_segment: int, *, by: User, at: datetime
) -> None:
    """Letters are printed, messages arrive, but for those whose fate is told."""
    outcomes = []
    entries = entries_of_logged_segment(by, logged_segment).exclude(correspondence_type="none")
    for number, contact, no, way in entries.values_list(
        "pk", "contact_id", "contact__no", "correspondence_type"
    ):
        state, words = fates.get(no, (DeliveryStatus.SENT, ""))
        if way == "hard_copy" and state != DeliveryStatus.STOPPED:
            state, words = DeliveryStatus.SENT, ""
        outcomes.append((number, contact, str(state), words))
    note_past_deliveries(outcomes, by=by, at=at + timedelta(minutes=2))
