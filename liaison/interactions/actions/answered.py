"""Recording what a contact answered to a message (B-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liaison.contacts.models import CorrespondenceType
from liaison.interactions.actions.unattended import facts_for, log_unattended
from liaison.interactions.draft import ContactFacts, Filled, NamedFile, TemplateFacts, Values
from liaison.interactions.models import (
    Entry,
    InformationFlow,
    InitiatedBy,
    Participant,
    Slot,
    Visibility,
)
from liaison.interactions.queries.look_up import seller_by_id
from liaison.interactions.queries.settling import settle
from liaison.interactions.rules import MAX_TITLE
from liaison.interactions.visibility import seen_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: `body` is cleaned HTML, `sender` the address it came from, `files` are stored."""

    subject: str
    body: str
    sender: str
    occurred_at: datetime
    files: tuple[NamedFile, ...] = ()


@transaction.atomic
def record_answer(answer: Answer, *, entry_no: int, contact: int, at: datetime) -> int | None:
    """Log an answer to entry `entry_no`, inbound, following it; returns the number.

    It stands on the contact of that entry, or on who was in copy and answered. It is made from the
    template of the event e-mails (R-EML-26). With a campaign it is its response, and
    who could see the message sees the answer. Nobody recorded it, so the entry names none, unless who
    recorded the message would not see it then. None when the entry is gone, the event has no template or
    nothing may be recorded on the contact.
    """
    told = (
        Entry.objects.select_related("recorded_by__salesperson").filter(pk=entry_no, contact=contact).first()
    )
    if told is None:
        return None
    found = facts_for(Slot.EMAILS, _who_answers(told, answer.sender), answer.occurred_at)
    if found is None:
        return None
    who, facts = found
    answered = log_unattended(_filled(answer, told, who, facts), at=at)
    _show_to_author(told, answered, who.id)
    return answered


def _who_answers(told: Entry, sender: str) -> int:
    """The contact: whoever was in copy and writes from its own address, else the first."""
    if told.has_participants:
        copied = Participant.objects.filter(
            entry=told.pk, entry_contact=told.contact_id, contact__email__iexact=sender
        )
        if (contact := copied.values_list("contact", flat=True).order_by("id").first()) is not None:
            return contact
    return told.contact_id


def _filled(answer: Answer, told: Entry, who: ContactFacts, facts: TemplateFacts) -> Filled:
    seller = seller_by_id(told.salesperson_id or who.salesperson_id)
    values = Values(
        description=(answer.subject or facts.description)[:MAX_TITLE],
        subject=answer.subject[:MAX_TITLE],
        body=answer.body,
        occurred_at=answer.occurred_at,
        information_flow=InformationFlow.INBOUND,
        initiated_by=InitiatedBy.THEM,
        correspondence_type=CorrespondenceType.NONE,
        campaign_target=False,
        campaign_response=told.campaign_id is not None,
        visibility=told.visibility,
        contact_via=answer.sender[:MAX_TITLE],
        follow_up_of=told.pk,
    )
    filled = settle(values, who, facts, seller).changed(files=answer.files, document_template_id=None)
    # Who is responsible may be in another team by now, but whose reach is the team saw the message too.
    if told.team_id is not None or told.visibility == Visibility.TEAM:
        filled = filled.changed(team_id=told.team_id)
    return filled if told.campaign_id is None else filled.changed(campaign_id=told.campaign_id)


def _show_to_author(told: Entry, answered: int, contact: int) -> None:
    """Give the answer to who recorded the message, where they would not see it otherwise (R-INT-198)."""
    author = told.recorded_by
    answer = Entry.objects.filter(pk=answered, contact=contact)
    if author is not None and not answer.filter(seen_by(author).q).exists():
        answer.update(recorded_by=author)
