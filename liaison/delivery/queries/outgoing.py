"""An item made ready to go out: its paper, and as a message its envelope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import Subquery

from liaison.campaigns.models import Agreement
from liaison.campaigns.preference_link import PreferenceLink
from liaison.campaigns.queries import is_dead
from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.channels.email import compose_mail
from liaison.delivery.channels.parts import title
from liaison.delivery.models import Item
from liaison.delivery.paper import Paper, Thread
from liaison.delivery.queries.desk import Desk
from liaison.delivery.queries.papers import (
    Writing,
    address_refusals,
    addressee_of,
    paper_for,
    writing_of_entry,
)
from liaison.files.queries import read_file
from liaison.interactions.models import EntryChange
from liaison.kit.errors import refuse
from liaison.mail.handing_over import Envelope
from liaison.mail.message_ids import message_id_of
from liaison.mail.messages import compose, readdressed
from liaison.mail.return_address import return_address_for


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be handed over, and the name of its copy."""

    envelope: Envelope
    copy_name: str


def as_told(item: Item, writing: Writing) -> Writing:
    """With the description it was sent with: a result noted since is not for the contact."""
    told = told_description(item)
    return writing if told is None else replace(writing, description=told)


def told_description(item: Item) -> str | None:
    """The description the item was sent with; None where it is that of its entry.

    One statement, and only where a mailing's entry has changed: what was written to one contact keeps its
    description on the item, that of a mailing is on the entry until it is corrected.
    """
    told: str | None = item.written.get("description")
    if told is None and item.entry.version > 1:
        own = {"entry": item.entry_id, "contact": item.contact_id}
        sent_first = Item.objects.filter(**own).order_by("id").values("queued_at")[:1]
        corrected = EntryChange.objects.filter(**own, kind="corrected", changed_at__gte=Subquery(sent_first))
        olds = corrected.filter(old__has_key="description").order_by("id").values_list("old__description")
        told = next((old for (old,) in olds[:1]), None)
    return told


def outgoing_paper(item: Item, desk: Desk) -> Paper:
    """Everything the item's delivery is made of; raises `Refused` when nothing can go to this contact."""
    writing = as_told(item, writing_of_entry(item.entry, desk))
    who = addressee_of(writing, desk)
    refuse(address_refusals(writing, who, item.channel))
    return paper_for(writing, who, desk)


def unsubscribe_address(item: Item) -> str:
    """Where the contact says what it wants to receive; empty for what was written to it alone (B-6)."""
    if item.entry.logged_segment_id is None:
        return ""
    link = PreferenceLink(item.contact_id, item.entry_id, item.channel, item.entry.group.code)
    return f"{settings.CONFIG.public_url}{link.path()}"


def refused_since(item: Item, desk: Desk) -> str:
    """Why the contact of a mailing is not written to after all, in words; empty when it is (B-5).

    It took back its word after the mailing was logged, or its address turned out not to work.
    """
    entry = item.entry
    if entry.logged_segment_id is None:
        return ""
    keys = [(entry.contact_id, item.channel, topic) for topic in ("", entry.group.code)]
    told = {desk.refused[key] for key in keys if key in desk.refused}
    if told - {Agreement.BOUNCED}:
        return str(rules.UNSUBSCRIBED)
    other = desk.alternatives.get(entry.alternative_address_id or 0)
    elsewhere = other.email.strip().lower() if other is not None else ""
    if item.channel == CorrespondenceType.EMAIL and elsewhere:
        if is_dead(desk.dead, entry.contact_id, elsewhere):
            return str(rules.BOUNCED)
        if elsewhere != desk.contacts[entry.contact_id].email.strip().lower():
            return ""  # what is known of the contact's own address says nothing of this one
    return str(rules.BOUNCED) if told else ""


def outgoing_mail(item: Item, desk: Desk, *, at: datetime) -> Outgoing:
    """The message of the item, composed; sent again without new values it is the old one (R-INT-159)."""
    paper = replace(outgoing_paper(item, desk), unsubscribe=unsubscribe_address(item))
    thread = Thread(
        message_id=message_id_of(item.pk, item.queued_at),
        date=at,
        references=tuple(item.references.split()),
        return_address=return_address_for(item.pk),
    )
    message = compose_mail(paper, thread)
    content = compose(message)
    if item.original is not None:
        content = readdressed(read_file(item.original), message)
    envelope = Envelope(
        message_id=thread.message_id,
        sender=message.envelope_sender,
        recipients=message.recipients,
        content=content,
    )
    return Outgoing(envelope, f"{title(paper, 'message')}.eml")
