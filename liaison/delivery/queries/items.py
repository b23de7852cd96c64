"""Reading the work list: what failed, what an entry's deliveries are, how far a set has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

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


@dataclass(frozen=True, slots=True)
class Progress:
    """How many deliveries of a set are where; entries sent twice count with their last one only."""

    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    bounced: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.queued + self.sending + self.sent + self.failed + self.bounced + self.stopped

    @property
    def done(self) -> int:
        """Those that wait for nothing any more."""
        return self.total - self.queued - self.sending


def progress(viewer: User, entries: Iterable[int]) -> Progress:
    """How far the sending of these entries has come (R-INT-129); those the viewer may see."""
    require(viewer, Right.READ_LOG)
    wanted = [number for number in entries if 0 < number <= MAX_NUMBER]
    counted = (
        Entry.objects.filter(seen_by(viewer).q, pk__in=wanted)
        .exclude(delivery_status=DeliveryStatus.NONE)
        .order_by()
        .values_list("delivery_status")
        .annotate(count=Count("pk"))
    )
    return Progress(**{str(status): count for status, count in counted})
