"""Logging what happens by itself: nobody records it, so the entry names none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.contacts.models import Contact
from liaison.interactions import rules
from liaison.interactions.actions.log import campaign_entry_of, write_files
from liaison.interactions.bulk import insert_logged
from liaison.interactions.draft import ContactFacts, Filled, TemplateFacts
from liaison.interactions.facts import InteractionLogged
from liaison.interactions.models import DeliveryStatus, Slot
from liaison.interactions.queries.look_up import contact_facts, facts_of
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.clock import local_date
from liaison.kit.facts import announce


def facts_for(slot: Slot, contact: int, at: datetime) -> tuple[ContactFacts, TemplateFacts] | None:
    """The contact on that day and the template of the event, or None when that cannot be recorded.

    The contact is gone, the event has no template, or the rules forbid it: nobody is there to be told.
    """
    template = slot_template(slot)
    no = Contact.objects.filter(pk=contact).values_list("no", flat=True).first()
    who = contact_facts(no, local_date(at)) if no is not None else None
    if template is None or who is None:
        return None
    facts = facts_of(template)
    if rules.may_record_for(who) or rules.may_use(facts):
        return None
    return who, facts


@transaction.atomic
def log_unattended(filled: Filled, *, at: datetime) -> int:
    """Write one settled interaction with its files, below its campaign's entry; returns its number."""
    if filled.campaign_id is not None:
        filled = filled.changed(campaign_entry_id=campaign_entry_of(filled, by=None, at=at))
    content, number = insert_logged(
        filled, recorded_by=None, recorded_at=at, delivery_status=DeliveryStatus.NONE
    )
    write_files(content, filled)
    announce(InteractionLogged(entry=number, contact=filled.contact.id, by=None, at=at))
    return number
