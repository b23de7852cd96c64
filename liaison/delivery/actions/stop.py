"""Stopping what still waits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery import rules
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item
from liaison.interactions.actions.log import note_delivery
from liaison.interactions.models import DeliveryStatus
from liaison.interactions.queries.entry import entry_to_change
from liaison.kit.errors import Refused
from liaison.kit.facts import announce


@transaction.atomic
def stop_delivery(entry_no: int, *, by: User, at: datetime) -> int:
    """Take the waiting deliveries of an entry off the list; returns how many.

    Raises `Refused` when none waits any more: what is being sent cannot be called back.
    """
    require(by, Right.RESEND)
    entry = entry_to_change(by, entry_no)
    waiting = Item.objects.filter(entry=entry.pk, contact=entry.contact_id, state=DeliveryStatus.QUEUED)
    found = list(waiting.select_for_update().order_by("id"))
    if not found:
        raise Refused(rules.not_waiting())
    words = rules.STOPPED % {"name": by.full_name}
    waiting.update(state=DeliveryStatus.STOPPED, reply=words, finished_at=at)
    note_delivery(entry.pk, entry.contact_id, DeliveryStatus.STOPPED, at=at, note=words)
    for item in found:
        announce(
            DeliverySettled(
                item=item.pk,
                entry=entry.pk,
                contact=entry.contact_id,
                channel=item.channel,
                state=DeliveryStatus.STOPPED,
                reply=words,
                at=at,
            )
        )
    return len(found)
