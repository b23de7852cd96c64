"""Recording that a contact unsubscribed by itself (B-6)."""

from __future__ import annotations

from datetime import datetime

from liaison.interactions.actions.unattended import facts_for, log_unattended
from liaison.interactions.draft import Values, type_when_noted
from liaison.interactions.models import InteractionGroup, Slot
from liaison.interactions.queries.look_up import seller_by_id
from liaison.interactions.queries.settling import settle
from liaison.interactions.rules import MAX_TITLE
from liaison.kit.text import colon


def record_unsubscription(contact: int, topic: str, *, follow_up_of: int | None, at: datetime) -> int | None:
    """Log with the template of the event that the contact wants no more of `topic`; returns the number.

    Nobody recorded it, so the entry names none. None when the event has no template or nothing may be
    recorded on the contact: its word counts all the same.
    """
    found = facts_for(Slot.UNSUBSCRIPTION, contact, at)
    if found is None:
        return None
    who, facts = found
    group = InteractionGroup.objects.filter(code=topic).first() if topic else None
    what = group.description if group else topic
    description = facts.description or what
    if facts.description and what:
        description = colon(facts.description, what)
    filled = settle(
        Values(
            description=description[:MAX_TITLE],
            occurred_at=at,
            follow_up_of=follow_up_of,
            correspondence_type=type_when_noted(facts.default_correspondence_type),
        ),
        who,
        facts,
        seller_by_id(who.salesperson_id),
    )
    return log_unattended(filled, at=at)
