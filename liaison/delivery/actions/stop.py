"""Stopping what still waits: of one entry, or of everything below a campaign entry that was cancelled."""

from __future__ import annotations

from datetime import datetime
from itertools import repeat

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery import rules
from liaison.delivery.bulk import count_in_run
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item
from liaison.delivery.sets import items_below, stop_items_below
from liaison.interactions.actions.headings import lock_logged_segments
from liaison.interactions.actions.sent import note_delivery, note_set
from liaison.interactions.models import DeliveryStatus
from liaison.interactions.queries.entry import entry_to_change, seen_entry
from liaison.kit.errors import Refused
from liaison.kit.facts import announce


@transaction.atomic
def stop_delivery(entry_no: int, *, by: User, at: datetime) -> int:
    """Take the waiting deliveries of an entry off the list; returns how many.

    Raises `Refused` when none waits any more: what is being sent cannot be called back.
    """
    require(by, Right.RESEND)
    heading = seen_entry(by, entry_no).logged_segment_id
    if heading is not None:
        lock_logged_segments([heading])
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
        if item.run_id is not None:
            count_in_run(item.run_id, [(DeliveryStatus.QUEUED, DeliveryStatus.STOPPED)], at=at)
    return len(found)


@transaction.atomic
def stop_canceled_deliveries(campaign_entry: int, *, at: datetime) -> int:
    """What waits below a campaign entry that was cancelled is not sent (R-CMP-17); returns how many.

    The same few statements for any number of entries, and one for each run that they belong to.
    """
    words = str(rules.CANCELED)
    counts = stop_items_below(campaign_entry, words, at=at)
    if counts:
        note_set(items_below(campaign_entry, at), DeliveryStatus.STOPPED, at=at, note=words)
    for run, count in counts.items():
        if run is not None:
            count_in_run(run, repeat((DeliveryStatus.QUEUED, DeliveryStatus.STOPPED), count), at=at)
    return sum(counts.values())
