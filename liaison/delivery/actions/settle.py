"""Writing down what became of an item: on the item, on its entry, and for whoever listens."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from liaison.delivery import rules
from liaison.delivery.bulk import Claim, count_in_run, end_item, free_item
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item, Run, RunState
from liaison.delivery.sets import items_stopped, stop_items
from liaison.interactions.actions.sent import hold_entry, note_delivery, note_set
from liaison.interactions.actions.settled import settled_parts
from liaison.interactions.models import DeliveryStatus
from liaison.kit.facts import announce, heard
from liaison.mail.handing_over import Outcome, Reply


class ClaimLost(Exception):
    """Somebody else took the item over in the meantime; this work on it ends without a trace."""


def still_mine(claim: Claim) -> QuerySet[Item]:
    """The item, as long as the claim stands."""
    return Item.objects.filter(
        pk=claim.item, contact=claim.contact, attempts=claim.attempt, state=DeliveryStatus.SENDING
    )


def settle(
    claim: Claim,
    state: DeliveryStatus,
    words: str,
    *,
    at: datetime,
    note: str | None = None,
    swift: bool = False,
) -> None:
    """The delivery has come to its end; raises `ClaimLost` when it is no longer this claim's to say.

    `words` are the server's; `note` is what the entry shows of them, all if it is not given. When it is
    `swift` the disk is not waited for: should the database die in that moment, the reply was not heard.

    All of it is one statement, a transaction by itself; only who listens needs one around it.
    """
    noted = settled_parts(claim.entry, claim.contact, words if note is None else note)
    with transaction.atomic() if heard(DeliverySettled) else nullcontext():
        channel = end_item(claim, state.value, words, noted, at=at, swift=swift)
        if channel is None:
            raise ClaimLost
        announce(
            DeliverySettled(
                item=claim.item,
                entry=claim.entry,
                contact=claim.contact,
                channel=channel,
                state=state,
                reply=words,
                at=at,
            )
        )


def settle_reply(claim: Claim, reply: Reply, *, at: datetime) -> None:
    """What a server said, in its own words; what may be tried again waits a growing pause."""
    if reply.outcome is Outcome.ACCEPTED:
        settle(claim, DeliveryStatus.SENT, reply.words, at=at, note=_refused_copies(reply), swift=True)
    elif reply.outcome is Outcome.REFUSED:
        settle(claim, DeliveryStatus.FAILED, reply.words, at=at)
    elif reply.outcome is Outcome.UNKNOWN:
        settle(claim, DeliveryStatus.FAILED, f"{rules.UNKNOWN} ({reply.words})", at=at)
    elif (pause := rules.choose_pause(claim.attempt)) is not None:
        _wait(claim, reply.words, at=at, until=at + pause)
    else:
        settle(claim, DeliveryStatus.FAILED, reply.words, at=at)


def _refused_copies(reply: Reply) -> str:
    """The recipients of copies that the server did not take, with its words."""
    return "; ".join(f"{address}: {words}" for address, words in reply.refused.items())


@transaction.atomic
def _wait(claim: Claim, words: str, *, at: datetime, until: datetime) -> None:
    """The server does not have it: back on the list, for later."""
    before = free_item(claim, words, until=until)
    if before is None:
        raise ClaimLost
    note_delivery(claim.entry, claim.contact, DeliveryStatus.QUEUED, at=at, note=words)
    if before.run is not None:
        count_in_run(before.run, [(before.state, DeliveryStatus.QUEUED)], at=at)
        keep_stopped(before.run)


@transaction.atomic
def put_back(claim: Claim, handed_over_at: datetime | None, *, at: datetime) -> None:
    """A claim nobody works on any more ends; only if it did not move in this very moment."""
    hold_entry(claim.entry, claim.contact)
    untouched = still_mine(claim).filter(handed_over_at=handed_over_at)
    if not untouched.update(state=DeliveryStatus.QUEUED, due_at=at, claimed_at=None, handed_over_at=None):
        raise ClaimLost
    note_delivery(claim.entry, claim.contact, DeliveryStatus.QUEUED, at=at)
    if claim.run is not None:
        keep_stopped(claim.run)


def keep_stopped(run: int) -> None:
    """What came back on the list of a run that was stopped meanwhile is stopped too.

    The lock on the run decides who was first: either its stopping sees the item on the list, or we see
    the run stopped. Call it in the transaction that put the item back, after that.
    """
    stopped = (
        Run.objects.select_for_update(of=("self",))
        .select_related("changed_by")
        .filter(pk=run, state=RunState.STOPPED)
        .first()
    )
    if stopped is not None and stopped.stopped_at is not None:
        stop_waiting(stopped, at=stopped.stopped_at)


def stop_waiting(run: Run, *, at: datetime, words: str = "") -> int:
    """Take what waits in a run off the list and say so on the entries; returns how many. Two statements.

    `words` say why, without them by whom it was stopped.
    """
    name = run.changed_by.full_name if run.changed_by is not None else ""
    words = words or rules.STOPPED % {"name": name}
    count = stop_items(run.pk, words, at=at)
    if count:
        note_set(items_stopped(run.pk, at), DeliveryStatus.STOPPED, at=at, note=words)
        Run.objects.filter(pk=run.pk).update(stopped=F("stopped") + count)
    return count
