"""Recording what a contact answered to a message (B-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liaison.contacts.models import Contact
from liaison.interactions import rules
from liaison.interactions.bulk import insert_logged
from liaison.interactions.draft import ContactFacts, Filled, NamedFile, TemplateFacts, Values
from liaison.interactions.facts import InteractionLogged
from liaison.interactions.models import (
    ContentFile,
    DeliveryStatus,
    Entry,
    InformationFlow,
    InitiatedBy,
    Participant,
    Slot,
)
from liaison.interactions.queries.look_up import contact_facts, facts_of, seller_by_id
from liaison.interactions.queries.proposal import settle
from liaison.interactions.queries.set_up import slot_template
from liaison.interactions.sets import use_manual_campaign_entry
from liaison.kit.clock import local_date
from liaison.kit.facts import announce
from liaison.kit.text import gettext_lazy as _

LONGEST = 255


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
    who could see the message sees the answer. Nobody recorded it, so the entry names none. None when the
    entry is gone, the event has no template or nothing may be recorded on the contact.
    """
    told = Entry.objects.filter(pk=entry_no, contact=contact).first()
    template = slot_template(Slot.EMAILS)
    no = _who_answers(told, answer.sender) if told is not None else None
    who = contact_facts(no, local_date(answer.occurred_at)) if no is not None else None
    if told is None or template is None or who is None:
        return None
    facts = facts_of(template)
    if rules.may_record_for(who) or rules.may_use(facts):
        return None
    filled = _filled(answer, told, who, facts, at=at)
    content, number = insert_logged(
        filled, recorded_by=None, recorded_at=at, delivery_status=DeliveryStatus.NONE
    )
    ContentFile.objects.bulk_create(
        ContentFile(content_id=content, file_id=file.file_id, name=file.name, position=position)
        for position, file in enumerate(answer.files)
    )
    announce(InteractionLogged(entry=number, contact=who.id, by=None, at=at))
    return number


def _who_answers(told: Entry, sender: str) -> str | None:
    """The number of the contact: whoever was in copy and writes from its own address, else the first."""
    if told.has_participants:
        copied = Participant.objects.filter(
            entry=told.pk, entry_contact=told.contact_id, contact__email__iexact=sender
        )
        if (number := copied.values_list("contact__no", flat=True).order_by("id").first()) is not None:
            return number
    return Contact.objects.filter(pk=told.contact_id).values_list("no", flat=True).first()


def _filled(answer: Answer, told: Entry, who: ContactFacts, facts: TemplateFacts, *, at: datetime) -> Filled:
    seller = seller_by_id(told.salesperson_id or who.salesperson_id)
    values = Values(
        description=(answer.subject or facts.description)[:LONGEST],
        subject=answer.subject[:LONGEST],
        body=answer.body,
        occurred_at=answer.occurred_at,
        information_flow=InformationFlow.INBOUND,
        initiated_by=InitiatedBy.THEM,
        campaign_target=False,
        campaign_response=told.campaign_id is not None,
        visibility=told.visibility,
        contact_via=answer.sender[:LONGEST],
        follow_up_of=told.pk,
    )
    filled = settle(values, who, facts, seller).changed(files=answer.files, document_template_id=None)
    if told.campaign_id is None:
        return filled
    entry = use_manual_campaign_entry(
        told.campaign_id,
        date=filled.occurred_on,
        salesperson=filled.salesperson_id,
        description=str(_("Interactions")),
        by=None,
        at=at,
    )
    return filled.changed(campaign_id=told.campaign_id, campaign_entry_id=entry)
