"""Manners (B-10): how many messages an account and a receiving domain get a minute, and quiet hours.

What one person writes to one contact counts for the account, goes first, and waits neither for a domain
nor for the morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions.settle import keep_stopped
from liaison.delivery.bulk import (
    ACCOUNT,
    Claim,
    claim_due,
    claim_one,
    keep_pace,
    lock_claiming,
    next_slot,
    release_items,
    return_slots,
    take_slots,
)
from liaison.delivery.models import Item
from liaison.delivery.queries.desk import Desk
from liaison.delivery.queries.papers import addressee_of, writing_of_entry
from liaison.delivery.queries.runs import quiet_until


@transaction.atomic
def take_due(limit: int, *, worker: int | None = None, at: datetime) -> list[Claim]:
    """Claim up to `limit` messages, as many as the account takes now and none of a run by night, and letters.

    `worker` is who takes them, in the numbers of the queue.
    Letters are made a few hundred at a time, so there may be more of them than `limit`.
    One worker after the other, so that none goes away empty beside another.
    """
    lock_claiming()
    quiet = quiet_until(at) is not None
    most = settings.CONFIG.emails_per_minute
    together = max(limit, rules.LETTERS_TOGETHER)
    if not most:
        return claim_due(together, at, emails=limit, quiet=quiet, worker=worker)
    next_at = next_slot(ACCOUNT)
    free = min(limit, rules.free_slots(next_at, most, at))
    claims = claim_due(together, at, emails=free, quiet=quiet, worker=worker)
    emails = sum(claim.channel == CorrespondenceType.EMAIL for claim in claims)
    if emails:
        keep_pace(ACCOUNT, rules.first_slot(next_at, at) + emails * timedelta(minutes=1) / most)
    return claims


def take_one(item: Item, *, worker: int | None = None, at: datetime) -> Claim | None:
    """Claim one item if it waits and is due; a message only when the account takes one now, and it counts.

    One that the account does not take now is left to `take_due`. Without a limit it is one statement.
    """
    most = settings.CONFIG.emails_per_minute
    if not most or item.channel != CorrespondenceType.EMAIL:
        return claim_one(item.pk, item.contact_id, at, worker=worker)
    with transaction.atomic():
        lock_claiming()
        next_at = next_slot(ACCOUNT)
        if not rules.free_slots(next_at, most, at):
            return None
        claim = claim_one(item.pk, item.contact_id, at, worker=worker)
        if claim is not None:
            keep_pace(ACCOUNT, rules.first_slot(next_at, at) + timedelta(minutes=1) / most)
    return claim


def hold_back(claims: Sequence[Claim], items: Mapping[int, Item], desk: Desk, *, at: datetime) -> list[Claim]:
    """Those of the claims that may go now; the others wait for the moment their domain keeps for them."""
    most = settings.CONFIG.emails_per_domain
    if not most:
        return list(claims)
    by_domain: dict[str, list[Claim]] = defaultdict(list)
    free = []
    for claim in claims:
        item = items[claim.item]
        domain = _domain_of(item, desk) if claim.run is not None else ""
        if domain and not _has_slot(item, at):
            by_domain[domain].append(claim)
        else:
            free.append(claim)
    if not by_domain:
        return free
    free += _take_turns(by_domain, timedelta(minutes=1) / most, at=at)
    return sorted(free, key=lambda claim: claim.item)


@transaction.atomic
def _take_turns(by_domain: Mapping[str, Sequence[Claim]], pause: timedelta, *, at: datetime) -> list[Claim]:
    """Those whose moment is now; the others go back on the list until theirs."""
    lock_claiming()
    counts = {domain: len(found) for domain, found in by_domain.items()}
    free: list[Claim] = []
    later: list[tuple[Claim, datetime]] = []
    for domain, first in take_slots(counts, pause, soon=rules.ABOUT_NOW, at=at).items():
        for number, claim in enumerate(by_domain[domain]):
            slot = first + number * pause
            if slot <= at + rules.ABOUT_NOW:
                free.append(claim)
            else:
                later.append((claim, slot))
    give_back(later)
    if settings.CONFIG.emails_per_minute:
        return_slots(ACCOUNT, len(later) * timedelta(minutes=1) / settings.CONFIG.emails_per_minute)
    return free


def _has_slot(item: Item, at: datetime) -> bool:
    return item.slot_at is not None and at - item.slot_at < rules.SLOT_LAPSES


def _domain_of(item: Item, desk: Desk) -> str:
    """The receiving domain of a message; empty for a letter, or without address."""
    if item.channel != CorrespondenceType.EMAIL or item.entry.contact_id not in desk.contacts:
        return ""
    who = addressee_of(writing_of_entry(item.entry, desk), desk)
    return who.email.rpartition("@")[2].strip().casefold()[:200]


@transaction.atomic
def give_back(claims: Sequence[tuple[Claim, datetime | None]]) -> None:
    """Give up claims that nobody tried: for another to take at once (None), or from that moment on."""
    if not claims:
        return
    release_items(claims)
    for run in sorted({claim.run for claim, _due in claims if claim.run is not None}):
        keep_stopped(run)
