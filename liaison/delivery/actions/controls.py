"""Control addresses: people of the house who read along, before the contacts (B-10)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog
from django.db import DatabaseError

from liaison.contacts.models import CorrespondenceType
from liaison.delivery.channels.email import compose_mail
from liaison.delivery.models import Item, Run, RunState
from liaison.delivery.paper import Thread
from liaison.delivery.queries.outgoing import as_told
from liaison.delivery.queries.papers import addressee_of, paper_for, writing_of_entry
from liaison.interactions.models import DeliveryStatus
from liaison.kit.errors import Refused
from liaison.mail.handing_over import Envelope, Outcome
from liaison.mail.message_ids import message_id_unlogged
from liaison.mail.messages import Mailbox, compose
from liaison.mail.providers import open_transport

log = structlog.get_logger(__name__)


def send_controls(*, clock: Callable[[], datetime]) -> int:
    """Send the first message of each run that begins to the control addresses; returns to how many.

    At most once for each run, whoever dies meanwhile; its contacts wait until it is done, but not for ever
    (`rules.CONTROLS_LATE`), so `clock` is read for each run. It is not logged, has no way to unsubscribe, and
    holds up no contact when it cannot be sent.
    """
    begun = Run.objects.filter(state=RunState.RUNNING, controls_at=None).exclude(control_addresses=[])
    count = 0
    for run in begun.order_by("id"):
        at = clock()
        if Run.objects.filter(pk=run.pk, controls_at=None).update(controls_at=at):
            count += _send(run, at)
            Run.objects.filter(pk=run.pk).update(controls_done_at=clock())
    return count


def _send(run: Run, at: datetime) -> int:
    first = (
        Item.objects.filter(run=run, state=DeliveryStatus.QUEUED, channel=CorrespondenceType.EMAIL)
        .select_related("entry__template__group", "entry__contact")
        .order_by("due_at", "id")
        .first()
    )
    if first is None:
        return 0
    count = 0
    try:
        with contextlib.closing(open_transport()) as transport:
            for envelope in _envelopes(first, run.control_addresses, at=at):
                reply = transport.hand_over(envelope, lambda: None)
                count += reply.outcome is Outcome.ACCEPTED
                if reply.outcome is not Outcome.ACCEPTED:
                    log.warning("control_not_sent", run=run.pk, outcome=reply.outcome.value)
    except Refused as refused:
        log.warning("control_not_sent", run=run.pk, reason=refused.refusals[0].code)
    except DatabaseError:
        raise
    except Exception:
        log.exception("control_not_sent", run=run.pk)
    return count


def _envelopes(item: Item, addresses: list[str], *, at: datetime) -> list[Envelope]:
    writing = as_told(item, writing_of_entry(item.entry))
    paper = paper_for(writing, addressee_of(writing))
    found = []
    for address in addresses:
        thread = Thread(message_id=message_id_unlogged("control"), date=at)
        message = replace(compose_mail(paper, thread), to=(Mailbox(address, ""),), cc=(), bcc=())
        found.append(
            Envelope(thread.message_id, message.envelope_sender, message.recipients, compose(message))
        )
    return found
