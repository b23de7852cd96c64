"""Recording that a contact unsubscribed by itself (B-6)."""

from __future__ import annotations

from datetime import datetime

from liaison.contacts.models import Contact
from liaison.interactions import rules
from liaison.interactions.bulk import insert_logged
from liaison.interactions.draft import Values
from liaison.interactions.facts import InteractionLogged
from liaison.interactions.models import DeliveryStatus, InteractionGroup, Slot
from liaison.interactions.queries.look_up import contact_facts, facts_of, seller_by_id
from liaison.interactions.queries.proposal import settle
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.clock import local_date
from liaison.kit.facts import announce

LONGEST = 255


def record_unsubscription(contact: int, topic: str, *, follow_up_of: int | None, at: datetime) -> int | None:
    """Log with the template of the event that the contact wants no more of `topic`; returns the number.

    Nobody recorded it, so the entry names none. None when the event has no template or nothing may be
    recorded on the contact: its word counts all the same.
    """
    template = slot_template(Slot.UNSUBSCRIPTION)
    no = Contact.objects.filter(pk=contact).values_list("no", flat=True).first()
    who = contact_facts(no, local_date(at)) if no is not None else None
    if template is None or who is None:
        return None
    facts = facts_of(template)
    if rules.may_record_for(who) or rules.may_use(facts):
        return None
    group = InteractionGroup.objects.filter(code=topic).first() if topic else None
    description = ": ".join(filter(None, (facts.description, group.description if group else topic)))
    filled = settle(
        Values(description=description[:LONGEST], occurred_at=at, follow_up_of=follow_up_of),
        who,
        facts,
        seller_by_id(who.salesperson_id),
    )
    _content, number = insert_logged(
        filled, recorded_by=None, recorded_at=at, delivery_status=DeliveryStatus.NONE
    )
    announce(InteractionLogged(entry=number, contact=contact, by=None, at=at))
    return number
