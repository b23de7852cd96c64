"""Delivering: each item on its own, and never twice what somebody has taken.

The order of the steps is what makes it safe (see the decision on delivering once):

1. claim items, committed; the claim's number must stand in every later write,
2. compose their messages and keep the exact copies, committed; from here on each for itself:
3. connect, name sender and recipients: up to here everything may be repeated,
4. write `handed_over_at`, committed, and only then send the text,
5. write down what the server said, committed.

A worker killed before 4 left nothing outside: `recover` puts the item back on the list. One killed
after 4 may have sent it: `recover` asks the outbox folder, or, as no server can be asked, writes the
item down as failed with the reason that nobody knows, and a person decides.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation

from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions.controls import send_controls
from liaison.delivery.actions.letters import LetterTask, make_letters
from liaison.delivery.actions.pace import give_back, hold_back, take_due, take_one
from liaison.delivery.actions.run import begin_runs
from liaison.delivery.actions.settle import (
    ClaimLost,
    settle,
    settle_reply,
    still_mine,
)
from liaison.delivery.bulk import (
    Claim,
    KeptCopy,
    keep_copies,
    mark_item,
)
from liaison.delivery.channels.letter import print_letter
from liaison.delivery.models import Item
from liaison.delivery.queries.desk import Desk, desk_for, load_items
from liaison.delivery.queries.outgoing import Outgoing, outgoing_mail, outgoing_paper, refused_since
from liaison.files.actions import FileRefused, store_file, store_files
from liaison.interactions.actions.sent import hold_entry
from liaison.interactions.models import DeliveryStatus
from liaison.kit.errors import Refused
from liaison.mail.handing_over import Outcome, Reply, Transport
from liaison.mail.providers import open_transport

log = structlog.get_logger(__name__)

FEWEST, MOST = 5, 200
"""How many items one claim takes: few at first and after slow ones, more while they go out quickly."""
QUICK = 4.0
"""Seconds in which a batch goes out quickly, so that one four times as large is fresh to its end."""
FRESH = 20.0
"""Seconds for which what was loaded counts as true; what has not gone out by then is claimed anew."""
MOST_BYTES = 32 * 1024**2
"""How much of a batch is composed before it goes out."""


def deliver_item(item_id: int, *, worker: int | None = None, at: datetime) -> bool:
    """Deliver one item if it still waits and is due; False when there was nothing to do, or it must wait.

    `worker` is who does it, in the numbers of the queue.
    """
    item = Item.objects.filter(pk=item_id).only("contact_id", "channel").first()
    claim = take_one(item, worker=worker, at=at) if item is not None else None
    if claim is None:
        return False
    with contextlib.closing(open_transport()) as transport:
        deliver_claimed([claim], transport, clock=lambda: at)
    return True


def deliver_due(
    *,
    clock: Callable[[], datetime],
    limit: int = 1000,
    longest: float = math.inf,
    worker: int | None = None,
    much: Callable[[], object] | None = None,
) -> int:
    """Deliver what is due, over one connection, batch by batch; returns how many items were taken.

    One item that fails never stops the others (R-INT-129). After `longest` seconds no more are taken.
    `clock` is read for each item, and for each run with controls; `worker` is who does it, in the numbers of
    the queue; `much` is called once when there is so much to do that others may help.
    """
    taken, batch, first = 0, FEWEST, time.monotonic()
    begin_runs(at=clock())
    send_controls(clock=clock)
    with contextlib.closing(open_transport()) as transport:
        while taken < limit and (not taken or time.monotonic() - first < longest):
            claims = take_due(min(batch, limit - taken), worker=worker, at=clock())
            if not claims:
                break
            taken += len(claims)
            if much is not None and len(claims) >= MOST:
                much()
                much = None
            began = time.monotonic()
            deliver_claimed(claims, transport, clock=clock)
            quick = time.monotonic() - began < QUICK
            batch = min(batch * 4, MOST) if quick else max(batch // 2, FEWEST)
    return taken


@dataclass(frozen=True, slots=True)
class _Ready:
    """A claimed item with its message composed."""

    item: Item
    claim: Claim
    outgoing: Outgoing


def deliver_claimed(claims: Sequence[Claim], transport: Transport, *, clock: Callable[[], datetime]) -> None:
    """Deliver claimed items; whatever becomes of each is written down, except a lost database.

    What they are made of is read for all of them at once, and their copies are kept at once; each is
    handed over and settled on its own. Those that take too long are given up, for a fresh claim.
    """
    began = time.monotonic()
    items = load_items(claim.item for claim in claims)
    desk = desk_for(items.values())
    singly = hold_back([claim for claim in claims if claim.item in items], items, desk, at=clock())
    letters = [claim for claim in singly if _is_letter(items[claim.item])]
    if len(letters) > 1:
        singly = [claim for claim in singly if not _is_letter(items[claim.item])]
    ready, late = _compose(singly, items, desk, until=began + FRESH, clock=clock)
    late += _hand_over_each(_keep_copies(ready, at=clock()), transport, until=began + FRESH, clock=clock)
    if len(letters) > 1:
        # After the messages, which grow old while letters are made.
        late += _make_letters(letters, items, desk, clock=clock)
    give_back([(claim, None) for claim in late])


def _compose(
    claims: Sequence[Claim],
    items: Mapping[int, Item],
    desk: Desk,
    *,
    until: float,
    clock: Callable[[], datetime],
) -> tuple[list[_Ready], list[Claim]]:
    """The messages, as many as are composed `until` then and fit into memory; and the claims left over."""
    ready: list[_Ready] = []
    left, size = deque(claims), 0
    while left and size < MOST_BYTES and time.monotonic() < until:
        claim = left.popleft()
        item = items[claim.item]
        made = _attempt(item, claim, partial(_prepare, item, claim, desk, at=clock()), at=clock())
        if made is not None:
            ready.append(made)
            size += len(made.outgoing.envelope.content)
    return ready, list(left)


def _hand_over_each(
    ready: Sequence[_Ready], transport: Transport, *, until: float, clock: Callable[[], datetime]
) -> list[Claim]:
    """Hand the messages over `until` then, one by one; returns the claims left over."""
    accepted: list[int] = []
    left = deque(ready)
    while left and time.monotonic() < until:
        one = left.popleft()
        if _attempt(one.item, one.claim, partial(_hand_over, one, transport, clock=clock), at=clock()):
            accepted.append(one.claim.item)
    if accepted:
        log.info("deliveries_accepted", count=len(accepted), first=accepted[0], last=accepted[-1])
    return [one.claim for one in left]


def _is_letter(item: Item) -> bool:
    return item.channel == CorrespondenceType.HARD_COPY


def _make_letters(
    claims: Sequence[Claim], items: Mapping[int, Item], desk: Desk, *, clock: Callable[[], datetime]
) -> list[Claim]:
    """Make letters together; returns the claims that are left over."""

    def prepare(item: Item, claim: Claim) -> LetterTask | None:
        if _stopped(item, claim, desk, at=clock()):
            return None
        return LetterTask(item, claim, outgoing_paper(item, desk))

    todo = deque(claims)

    def prepared() -> Iterator[LetterTask]:
        while todo:
            claim = todo.popleft()
            item = items[claim.item]
            task = _attempt(item, claim, partial(prepare, item, claim), at=clock())
            if task is not None:
                yield task

    def refused(task: LetterTask, why: Refused) -> None:
        _attempt(task.item, task.claim, partial(_settle_refused, task.claim, why, at=clock()), at=clock())

    return [*make_letters(prepared(), clock=clock, refused=refused), *todo]


T = TypeVar("T")


def _attempt(item: Item, claim: Claim, step: Callable[[], T], *, at: datetime) -> T | None:
    """One step of one delivery, its reasons in the language of who wanted it; what goes wrong is told."""
    with language_of(item):
        try:
            return _step(claim, step, at=at)
        except ClaimLost:
            log.info("delivery_claim_lost", item=claim.item, attempt=claim.attempt)
    return None


def _step(claim: Claim, step: Callable[[], T], *, at: datetime) -> T | None:
    try:
        return step()
    except Refused as refused:
        _settle_refused(claim, refused, at=at)
    except (ClaimLost, DatabaseError):
        raise
    except Exception:
        # R-INT-129: a bug in one delivery stops no other; it is told, and loud in the log.
        log.exception("delivery_failed", item=claim.item)
        settle(claim, DeliveryStatus.FAILED, str(rules.UNEXPECTED), at=at)
    return None


def _settle_refused(claim: Claim, refused: Refused, *, at: datetime) -> None:
    """What a rule refused has failed for good; a full disk may have room later."""
    words = " ".join(str(one.message) for one in refused.refusals)
    if refused.refusals[0].code in rules.TRIED_AGAIN:
        settle_reply(claim, Reply(Outcome.LATER, words), at=at)
    else:
        settle(claim, DeliveryStatus.FAILED, words, at=at)


def _prepare(item: Item, claim: Claim, desk: Desk, *, at: datetime) -> _Ready | None:
    """The message composed; None when the item came to its end already: stopped, or a letter."""
    if _stopped(item, claim, desk, at=at):
        return None
    if item.channel == CorrespondenceType.EMAIL:
        return _Ready(item, claim, outgoing_mail(item, desk, at=at))
    _print(item, claim, desk, at=at)
    return None


def _stopped(item: Item, claim: Claim, desk: Desk, *, at: datetime) -> bool:
    """Whether the item came to its end because nobody wants it any more."""
    if item.entry.canceled:
        settle(claim, DeliveryStatus.STOPPED, str(rules.CANCELED), at=at)
    elif why := refused_since(item, desk):
        settle(claim, DeliveryStatus.STOPPED, why, at=at)
    else:
        return False
    return True


def _keep_copies(ready: Sequence[_Ready], *, at: datetime) -> list[_Ready]:
    """Keep the exact bytes before they go out (R-INT-122), for all at once; returns those still ours."""
    if not ready:
        return []
    try:
        return _keep(ready, at=at)
    except FileRefused:
        # One of them cannot be kept; each is told for itself.
        kept = [_attempt(one.item, one.claim, partial(_keep, [one], at=at), at=at) for one in ready]
        return [one for found in kept for one in found or ()]


@transaction.atomic
def _keep(ready: Sequence[_Ready], *, at: datetime) -> list[_Ready]:
    stored = store_files([one.outgoing.envelope.content for one in ready], at=at)
    mine = keep_copies(
        [
            KeptCopy(
                one.claim,
                file.pk,
                one.outgoing.copy_name,
                one.outgoing.envelope.message_id,
                one.outgoing.envelope.recipients[0],
            )
            for one, file in zip(ready, stored, strict=True)
        ]
    )
    return [one for one in ready if one.claim.item in mine]


def _hand_over(ready: _Ready, transport: Transport, *, clock: Callable[[], datetime]) -> bool:
    """Whether the server took it; those that it did not are told one by one."""
    claim, marked = ready.claim, False

    def mark() -> None:
        nonlocal marked
        if not mark_item(claim, at=clock()):
            raise ClaimLost
        marked = True

    try:
        reply = transport.hand_over(ready.outgoing.envelope, mark)
    except (ClaimLost, DatabaseError):
        raise
    except Exception:
        if not marked:
            raise
        log.exception("delivery_unknown", item=claim.item)
        reply = Reply(Outcome.UNKNOWN, str(rules.UNEXPECTED))
    accepted = reply.outcome is Outcome.ACCEPTED
    if not accepted:
        log.info("delivery_answered", item=claim.item, outcome=reply.outcome.value, attempt=claim.attempt)
    settle_reply(claim, reply, at=clock())
    return accepted


def _print(item: Item, claim: Claim, desk: Desk, *, at: datetime) -> None:
    """Make the letter; file and state are one transaction, so it is made once or again, never half."""
    printed = print_letter(outgoing_paper(item, desk), at=item.queued_at)
    with transaction.atomic():
        hold_entry(claim.entry, claim.contact)
        stored = store_file(printed.file.content, by=None, at=at)
        if not still_mine(claim).update(copy=stored, copy_name=printed.file.name):
            raise ClaimLost
        settle(claim, DeliveryStatus.SENT, printed.note, at=at)


def language_of(item: Item) -> translation.override:
    """Reasons are written down in the language of who wanted the delivery."""
    asked = item.queued_by
    return translation.override(asked.language if asked is not None else settings.LANGUAGE_CODE)
