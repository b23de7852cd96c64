"""Settling what comes back: bounces, complaints, answers (B-10, B-13).

Each message is settled once, in the transaction that says it was read (see `mail.actions`), and found
by the address that we signed or by the number of our message. What is about none of ours is let be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from liaison.campaigns.actions import note_consent, note_dead_address
from liaison.campaigns.models import Agreement, ConsentSource
from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.bulk import count_in_run
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item
from liaison.delivery.queries.returned import is_colleague, is_latest, item_of
from liaison.files.actions import FileNotStored, FileRefused, store_file
from liaison.interactions.actions.answered import Answer, record_answer
from liaison.interactions.actions.sent import hold_entry, note_delivery
from liaison.interactions.draft import NamedFile
from liaison.interactions.models import DeliveryStatus
from liaison.kit.facts import announce
from liaison.mail.actions import NotNow, note_answer, note_returned, read_mailbox
from liaison.mail.answers import as_body
from liaison.mail.messages import comparable
from liaison.mail.received import Kind, Received, received_at
from liaison.mail.reports import Failure

log = structlog.get_logger(__name__)

DELIVERED = (DeliveryStatus.SENT, DeliveryStatus.SENDING, DeliveryStatus.FAILED)
"""The states a bounce may end: sent, or not known to be."""


def read_returns(*, clock: Callable[[], datetime], limit: int = 500) -> int:
    """Read the configured mailbox, if there is one; returns how many messages were read."""
    mailbox = settings.CONFIG.mailbox
    if mailbox is None:
        return 0
    return read_mailbox(mailbox, take_returned, clock=clock, limit=limit)


@transaction.atomic
def take_returned(received: Received, key: str, at: datetime) -> None:
    """Settle one message; the same again, known by `key`, changes nothing."""
    item = item_of(received)
    if item is None:
        return
    note = "; ".join(failure.words for failure in received.failures)
    if not note_returned(key, received.kind.value, entry_no=item.entry_id, note=note, at=at):
        return
    log.info("message_returned", item=item.pk, kind=received.kind.value)
    if received.kind is Kind.BOUNCE:
        _settle_bounce(item, received.failures, at=at)
    elif received.kind is Kind.COMPLAINT:
        hold_entry(item.entry_id, item.contact_id)
        _note(item, str(rules.COMPLAINED))
        _note_wish(item, Agreement.COMPLAINED, ConsentSource.COMPLAINT, at=at)
    elif received.kind is Kind.ANSWER and not is_colleague(received.sender.address):
        _record(item, received, key, at=at)


def _settle_bounce(item: Item, failures: tuple[Failure, ...], *, at: datetime) -> None:
    """What the servers say of the recipient; of people in copy only their words are kept."""
    own = [one for one in failures if comparable(one.address) == comparable(item.recipient)]
    if not own and not item.entry.has_participants:
        own = list(failures)  # forwarded by the recipient: the server names the address behind
    hold_entry(item.entry_id, item.contact_id)  # who sends it again holds it too
    if not own:
        words = "; ".join(f"{one.address}: {one.words}" for one in failures)
        _note(item, words)
        return
    lost = [one for one in own if one.lost]
    if not lost:
        _note(item, own[-1].words)
        return
    _end(item, lost[0].words or str(rules.RETURNED), at=at)
    dead = {comparable(one.address) for one in lost if one.hard}
    other = item.entry.alternative_address
    if item.contact.email and comparable(item.contact.email) in dead:
        _note_wish(item, Agreement.BOUNCED, ConsentSource.BOUNCE, at=at)
    elif other is not None and other.email and comparable(other.email) in dead:
        # As it is typed there: whoever looks for it compares what is typed.
        note_dead_address(item.contact_id, other.email, entry=item.entry_id, at=at)


def _end(item: Item, words: str, *, at: datetime) -> None:
    """The message did not arrive: the delivery, its entry, which is held, and its run say so."""
    before = (
        Item.objects.select_for_update()
        .filter(pk=item.pk, contact=item.contact_id, state__in=DELIVERED)
        .values_list("state", flat=True)
        .first()
    )
    if before is None:
        return
    Item.objects.filter(pk=item.pk, contact=item.contact_id).update(
        state=DeliveryStatus.BOUNCED, reply=words, finished_at=at
    )
    if is_latest(item):
        note_delivery(item.entry_id, item.contact_id, DeliveryStatus.BOUNCED, at=at, note=words)
    announce(
        DeliverySettled(
            item=item.pk,
            entry=item.entry_id,
            contact=item.contact_id,
            channel=item.channel,
            state=DeliveryStatus.BOUNCED,
            reply=words,
            at=at,
        )
    )
    if item.run_id is not None:
        count_in_run(item.run_id, [(before, DeliveryStatus.BOUNCED)], at=at)


def _note(item: Item, words: str) -> None:
    """Keep what is said of a message that was not lost; its entry is held.

    That it may still arrive, that a copy came back, that the recipient complained.
    """
    sent = Item.objects.filter(pk=item.pk, contact=item.contact_id, state=DeliveryStatus.SENT)
    if words and sent.update(reply=words) and is_latest(item) and item.finished_at is not None:
        note_delivery(item.entry_id, item.contact_id, DeliveryStatus.SENT, at=item.finished_at, note=words)


def _note_wish(item: Item, agreement: Agreement, source: ConsentSource, *, at: datetime) -> None:
    """No mailing writes to who complains, nor to an address that does not work."""
    note_consent(
        item.contact_id,
        CorrespondenceType.EMAIL,
        agreement,
        source=source,
        entry=item.entry_id,
        by=None,
        at=at,
    )


def _record(item: Item, received: Received, key: str, *, at: datetime) -> None:
    answer = Answer(
        subject=received.subject,
        body=as_body(received.text),
        sender=received.sender.address,
        occurred_at=received_at(received, at),
        files=tuple(_files(received, at=at)),
    )
    number = record_answer(answer, entry_no=item.entry_id, contact=item.contact_id, at=at)
    if number is None:
        log.info("answer_not_recorded", item=item.pk)
    else:
        note_answer(key, number)


def _files(received: Received, *, at: datetime) -> Iterator[NamedFile]:
    """What was attached, and the message as it came; one that may not be kept is left out."""
    whole = (("message.eml", received.content),) if received.content else ()
    for name, content in (*((one.name, one.content) for one in received.attachments), *whole):
        try:
            yield NamedFile(store_file(content, by=None, at=at).pk, name)
        except FileNotStored as refused:
            raise NotNow(str(refused.refusals[0].message)) from refused
        except FileRefused as refused:
            log.info("file_left_out", reason=refused.refusals[0].code)
