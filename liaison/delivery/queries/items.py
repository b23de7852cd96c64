"""Reading the work list: what failed, what an entry's deliveries are, how far a set has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.models import Item
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.interactions.queries.entry import NoSuchEntry
from liaison.interactions.visibility import seen_by

UNFINISHED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
MAX_NUMBER = 2**63 - 1


def items_of(viewer: User, entry_no: int) -> QuerySet[Item]:
    """The deliveries of an entry the viewer may see, newest first; raises `NoSuchEntry`."""
    require(viewer, Right.READ_LOG)
    entries = Entry.objects.filter(seen_by(viewer).q, pk=entry_no) if 0 < entry_no <= MAX_NUMBER else None
    contact = entries.values_list("contact_id", flat=True).first() if entries is not None else None
    if contact is None:
        raise NoSuchEntry
    return Item.objects.filter(entry=entry_no, contact=contact).select_related("copy").order_by("-id")


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """An entry whose sending failed, with the server's words."""

    entry_no: int
    contact_no: str
    contact_name: str
    channel: str
    subject: str
    note: str
    at: datetime | None


def failed_deliveries(viewer: User, *, limit: int = 10) -> list[FailedDelivery]:
    """What could not be sent, newest first; cancelled entries are settled and left out. Two statements."""
    require(viewer, Right.READ_LOG)
    entries = list(
        Entry.objects.filter(
            seen_by(viewer).q,
            delivery_status__in=[DeliveryStatus.FAILED, DeliveryStatus.BOUNCED],
            canceled=False,
        )
        .select_related("contact")
        .prefetch_related("content")
        .order_by("-occurred_at", "-id")[:limit]
    )
    return [
        FailedDelivery(
            entry_no=entry.pk,
            contact_no=entry.contact.no,
            contact_name=entry.contact.name,
            channel=entry.correspondence_type,
            subject=entry.content.subject or entry.content.description,
            note=entry.delivery_note,
            at=entry.delivery_at,
        )
        for entry in entries
    ]
