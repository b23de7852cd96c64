"""Delivering: each item on its own, and never twice what somebody has taken.

The order of the steps is what makes it safe (see the decision on delivering once):

1. claim the item, committed; the claim's number must stand in every later write,
2. compose the message and keep the exact copy, committed,
3. connect, name sender and recipients: up to here everything may be repeated,
4. write `handed_over_at`, committed, and only then send the text,
5. write down what the server said, committed.

A worker killed before 4 left nothing outside: `recover` puts the item back on the list. One killed
after 4 may have sent it: `recover` asks the outbox folder, or, as no server can be asked, writes the
item down as failed with the reason that nobody knows, and a person decides.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import translation

from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions.run import begin_runs
from liaison.delivery.actions.settle import ClaimLost, put_back, settle, settle_answer, still_mine
from liaison.delivery.bulk import Claim, claim_due, lock_claiming
from liaison.delivery.channels.letter import print_letter
from liaison.delivery.models import Item
from liaison.delivery.paper import SentFile
from liaison.delivery.queries.outgoing import Outgoing, loaded, outgoing_mail, outgoing_paper, refused_since
from liaison.files.actions import FileRefused, store_file
from liaison.files.queries import read_file
from liaison.interactions.actions.log import note_delivery
from liaison.interactions.models import DeliveryStatus
from liaison.kit.errors import Refused
from liaison.mail.handing_over import Answer, Outcome, Transport
from liaison.mail.providers import open_transport

log = structlog.get_logger(__name__)

BATCH = 10
"""How many items one claim takes: few enough that none of them waits until its claim is stale."""


def deliver_item(item_id: int, *, at: datetime) -> bool:
    """Deliver one item if it still waits and is due; False when there was nothing to do."""
    item = Item.objects.filter(pk=item_id).only("contact_id", "entry_id", "run_id").first()
    if item is None:
        return False
    claimed = Item.objects.filter(
        pk=item.pk, contact=item.contact_id, state=DeliveryStatus.QUEUED, due_at__lte=at
    ).update(state=DeliveryStatus.SENDING, claimed_at=at, handed_over_at=None, attempts=F("attempts") + 1)
    if not claimed:
        return False
    attempt = Item.objects.values_list("attempts", flat=True).get(pk=item.pk)
    with contextlib.closing(open_transport()) as transport:
        deliver_claimed(
            Claim(item.pk, item.contact_id, item.entry_id, attempt, item.run_id), transport, at=at
        )
    return True


def deliver_due(*, clock: Callable[[], datetime], limit: int = 1000) -> int:
    """Deliver what is due, over one connection, batch by batch; returns how many items were taken.

    One item that fails never stops the others (R-INT-129). `clock` is read for each item.
    """
    taken = 0
    with contextlib.closing(open_transport()) as transport:
        begin_runs(at=clock())
        while taken < limit:
            claims = take_due(min(BATCH, limit - taken), at=clock())
            if not claims:
                break
            taken += len(claims)
            for claim in claims:
                deliver_claimed(claim, transport, at=clock())
    return taken


@transaction.atomic
def take_due(limit: int, *, at: datetime) -> list[Claim]:
    """Claim up to `limit` items, one worker after the other, so that none goes away empty beside another."""
    lock_claiming()
    return claim_due(limit, at)


def deliver_claimed(claim: Claim, transport: Transport, *, at: datetime) -> None:
    """Deliver a claimed item; whatever becomes of it is written down, except a lost database."""
    item = loaded(claim.item)
    if item is None:
        return
    with _language_of(item):
        try:
            _deliver(item, claim, transport, at=at)
        except ClaimLost:
            log.info("delivery_claim_lost", item=claim.item, attempt=claim.attempt)


def _deliver(item: Item, claim: Claim, transport: Transport, *, at: datetime) -> None:
    try:
        if item.entry.canceled:
            settle(claim, DeliveryStatus.STOPPED, str(rules.CANCELED), at=at)
        elif refused_since(item):
            settle(claim, DeliveryStatus.STOPPED, str(rules.UNSUBSCRIBED), at=at)
        elif item.channel == CorrespondenceType.EMAIL:
            _send(item, claim, transport, at=at)
        else:
            _print(item, claim, at=at)
    except Refused as refused:
        _settle_refused(claim, refused, at=at)
    except (ClaimLost, DatabaseError):
        raise
    except Exception:
        # R-INT-129: a bug in one delivery stops no other; it is told, and loud in the log.
        log.exception("delivery_failed", item=claim.item)
        settle(claim, DeliveryStatus.FAILED, str(rules.UNEXPECTED), at=at)


def _language_of(item: Item) -> translation.override:
    """Reasons are written down in the language of who wanted the delivery."""
    asked = item.queued_by
    return translation.override(asked.language if asked is not None else settings.LANGUAGE_CODE)


def _settle_refused(claim: Claim, refused: Refused, *, at: datetime) -> None:
    """What a rule refused has failed for good; a full disk may have room later."""
    words = " ".join(str(one.message) for one in refused.refusals)
    if isinstance(refused, FileRefused) and refused.refusals[0].code == "E-INT-25":
        settle_answer(claim, Answer(Outcome.LATER, words), at=at)
    else:
        settle(claim, DeliveryStatus.FAILED, words, at=at)


def _send(item: Item, claim: Claim, transport: Transport, *, at: datetime) -> None:
    outgoing = outgoing_mail(item, at=at)
    _keep_copy(claim, outgoing, at=at)
    marked = False

    def mark() -> None:
        nonlocal marked
        with transaction.atomic():
            if not still_mine(claim).update(handed_over_at=at):
                raise ClaimLost
            note_delivery(claim.entry, claim.contact, DeliveryStatus.SENDING, at=at)
        marked = True

    try:
        answer = transport.hand_over(outgoing.envelope, mark)
    except (ClaimLost, DatabaseError):
        raise
    except Exception:
        if not marked:
            raise
        log.exception("delivery_unknown", item=claim.item)
        answer = Answer(Outcome.UNKNOWN, str(rules.UNEXPECTED))
    log.info("delivery_answered", item=claim.item, outcome=answer.outcome.value, attempt=claim.attempt)
    settle_answer(claim, answer, at=at)


@transaction.atomic
def _keep_copy(claim: Claim, outgoing: Outgoing, *, at: datetime) -> None:
    """The exact bytes, kept before they go out (R-INT-122)."""
    stored = store_file(outgoing.envelope.content, by=None, at=at)
    kept = still_mine(claim).update(
        copy=stored,
        copy_name=outgoing.copy_name,
        message_id=outgoing.envelope.message_id,
        recipient=outgoing.envelope.recipients[0],
    )
    if not kept:
        raise ClaimLost


def _print(item: Item, claim: Claim, *, at: datetime) -> None:
    """Make the letter; file and state are one transaction, so it is made once or again, never half."""
    note = ""
    if item.original is not None:
        file = SentFile(item.copy_name or "letter.pdf", read_file(item.original), item.original.media_type)
    else:
        printed = print_letter(outgoing_paper(item), at=item.queued_at)
        file, note = printed.file, printed.note
    with transaction.atomic():
        stored = store_file(file.content, by=None, at=at)
        if not still_mine(claim).update(copy=stored, copy_name=file.name):
            raise ClaimLost
        settle(claim, DeliveryStatus.SENT, note, at=at)


def recover(*, at: datetime, transport: Transport | None = None) -> int:
    """Settle what a dead worker left claimed; returns how many items that were.

    Not handed over: back on the list. Handed over: the outbox folder tells, a server cannot.
    """
    stale = Item.objects.filter(state=DeliveryStatus.SENDING).filter(
        Q(handed_over_at=None, claimed_at__lt=at - rules.STALE_CLAIM)
        | Q(handed_over_at__lt=at - rules.STALE_HAND_OVER)
    )
    found = list(stale.select_related("queued_by").order_by("id")[:500])
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
    with contextlib.suppress(ClaimLost), _language_of(item):
        if taken:
            settle(claim, DeliveryStatus.SENT, "", at=at)
        elif taken is None:
            settle(claim, DeliveryStatus.FAILED, str(rules.UNKNOWN), at=at)
        elif item.attempts >= rules.MOST_ATTEMPTS:
            settle(claim, DeliveryStatus.FAILED, str(rules.UNEXPECTED), at=at)
        else:
            put_back(claim, item.handed_over_at, at=at)
