"""Writing down what became of an item: on the item, on its entry, and for whoever listens."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from liaison.delivery import rules
from liaison.delivery.bulk import Claim
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item
from liaison.interactions.actions.log import note_delivery
from liaison.interactions.actions.sent import keep_sent_copy
from liaison.interactions.models import DeliveryStatus
from liaison.kit.facts import announce
from liaison.mail.handing_over import Answer, Outcome


class ClaimLost(Exception):
    """Somebody else took the item over in the meantime; this work on it ends without a trace."""


def still_mine(claim: Claim) -> QuerySet[Item]:
    """The item, as long as the claim stands."""
    return Item.objects.filter(
        pk=claim.item, contact=claim.contact, attempts=claim.attempt, state=DeliveryStatus.SENDING
    )


def _settleable(claim: Claim) -> QuerySet[Item]:
    """The item as well when it was given up as unknown: who hears the answer after all knows better."""
    return Item.objects.filter(
        Q(state=DeliveryStatus.SENDING) | Q(state=DeliveryStatus.FAILED, handed_over_at__isnull=False),
        pk=claim.item,
        contact=claim.contact,
        attempts=claim.attempt,
    )


@transaction.atomic
def settle(claim: Claim, state: DeliveryStatus, words: str, *, at: datetime, note: str | None = None) -> None:
    """The delivery has come to its end; raises `ClaimLost` when it is no longer this claim's to say.

    `words` are the server's; `note` is what the entry shows of them, all if it is not given.
    """
    if not _settleable(claim).update(state=state, reply=words, finished_at=at):
        raise ClaimLost
    item = Item.objects.only("copy_id", "copy_name", "channel").get(pk=claim.item)
    if state == DeliveryStatus.SENT and item.copy_id is not None:
        keep_sent_copy(claim.entry, claim.contact, file=item.copy_id, name=item.copy_name)
    note_delivery(claim.entry, claim.contact, state, at=at, note=words if note is None else note)
    announce(
        DeliverySettled(
            item=claim.item,
            entry=claim.entry,
            contact=claim.contact,
            channel=item.channel,
            state=state,
            reply=words,
            at=at,
        )
    )


def settle_answer(claim: Claim, answer: Answer, *, at: datetime) -> None:
    """What a server said, in its own words; what may be tried again waits a growing pause."""
    if answer.outcome is Outcome.ACCEPTED:
        settle(claim, DeliveryStatus.SENT, answer.words, at=at, note=_refused_copies(answer))
    elif answer.outcome is Outcome.REFUSED:
        settle(claim, DeliveryStatus.FAILED, answer.words, at=at)
    elif answer.outcome is Outcome.UNKNOWN:
        settle(claim, DeliveryStatus.FAILED, f"{rules.UNKNOWN} ({answer.words})", at=at)
    elif (pause := rules.choose_pause(claim.attempt)) is not None:
        _wait(claim, answer.words, at=at, until=at + pause)
    else:
        settle(claim, DeliveryStatus.FAILED, answer.words, at=at)


def _refused_copies(answer: Answer) -> str:
    """The recipients of copies that the server did not take, with its words."""
    return "; ".join(f"{address}: {words}" for address, words in answer.refused.items())


@transaction.atomic
def _wait(claim: Claim, words: str, *, at: datetime, until: datetime) -> None:
    """The server does not have it: back on the list, for later."""
    if not _settleable(claim).update(
        state=DeliveryStatus.QUEUED, due_at=until, reply=words, claimed_at=None, handed_over_at=None
    ):
        raise ClaimLost
    note_delivery(claim.entry, claim.contact, DeliveryStatus.QUEUED, at=at, note=words)


@transaction.atomic
def put_back(claim: Claim, handed_over_at: datetime | None, *, at: datetime) -> None:
    """A claim nobody works on any more ends; only if it did not move in this very moment."""
    untouched = still_mine(claim).filter(handed_over_at=handed_over_at)
    if not untouched.update(state=DeliveryStatus.QUEUED, due_at=at, claimed_at=None, handed_over_at=None):
        raise ClaimLost
    note_delivery(claim.entry, claim.contact, DeliveryStatus.QUEUED, at=at)
