"""Taking back what a dead worker left claimed; see `deliver` for what may be repeated."""

from __future__ import annotations

import contextlib
from datetime import datetime

import structlog
from django.db.models import Q

from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions.deliver import language_of
from liaison.delivery.actions.settle import ClaimLost, put_back, settle
from liaison.delivery.bulk import Claim
from liaison.delivery.models import Item
from liaison.interactions.models import DeliveryStatus
from liaison.jobs.queries import SILENT_AFTER, living_workers
from liaison.mail.handing_over import Transport
from liaison.mail.providers import open_transport

log = structlog.get_logger(__name__)

AT_ONCE = 500
"""So many items are taken back by one call."""


def recover(*, at: datetime, transport: Transport | None = None) -> int:
    """Settle what a dead worker left claimed; returns how many items that were.

    Dead is who has no heartbeat, and, whether it has one or not, who did nothing for very long; letters of
    one that lives have longer, for they are made as a set that may wait for its turn. Not handed over: back
    on the list. Handed over: the outbox folder tells, a server cannot.
    """
    living = living_workers()
    letters = Q(channel=CorrespondenceType.HARD_COPY, worker__in=living)
    stale = Item.objects.filter(state=DeliveryStatus.SENDING).filter(
        Q(handed_over_at=None, claimed_at__lt=at - rules.STALE_CLAIM) & ~letters
        | letters & Q(claimed_at__lt=at - rules.STALE_LETTERS)
        | Q(handed_over_at__lt=at - rules.STALE_HAND_OVER)
        | Q(claimed_at__lt=at - SILENT_AFTER, worker__isnull=False) & ~Q(worker__in=living)
    )
    found = list(stale.select_related("queued_by").order_by("id")[:AT_ONCE])
    if not found:
        return 0
    with contextlib.closing(transport or open_transport()) as way:
        for item in found:
            _recover(item, way, at=at)
    return len(found)


def _recover(item: Item, transport: Transport, *, at: datetime) -> None:
    claim = Claim(item.pk, item.contact_id, item.entry_id, item.attempts, item.run_id)
    log.warning("delivery_recovered", item=item.pk, handed_over=item.handed_over_at is not None)
    taken: bool | None = False
    if item.handed_over_at is not None and item.channel == CorrespondenceType.EMAIL:
        taken = transport.has(item.message_id)
    with contextlib.suppress(ClaimLost), language_of(item):
        if taken:
            settle(claim, DeliveryStatus.SENT, "", at=at)
        elif taken is None:
            settle(claim, DeliveryStatus.FAILED, str(rules.UNKNOWN), at=at)
        elif item.attempts >= rules.MOST_ATTEMPTS:
            settle(claim, DeliveryStatus.FAILED, str(rules.UNEXPECTED), at=at)
        else:
            put_back(claim, item.handed_over_at, at=at)
