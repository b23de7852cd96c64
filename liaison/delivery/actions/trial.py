"""A message to oneself, to see how it looks before many receive it (B-10)."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery import rules
from liaison.delivery.channels.email import compose_mail
from liaison.delivery.paper import Thread
from liaison.delivery.queries.papers import Writing, addressee_of, paper_for
from liaison.kit.errors import Refused, refuse
from liaison.mail.handing_over import Envelope, Outcome, Reply
from liaison.mail.message_ids import message_id_unlogged
from liaison.mail.messages import Mailbox, compose, is_address
from liaison.mail.providers import account_refusal, open_transport


def send_trial(writing: Writing, *, by: User, at: datetime) -> Reply:
    """Send what the contact of `writing` would receive to `by`, and to nobody else; nothing is logged.

    Raises `Refused` without an address of one's own, without an account, without anything to send, and
    when the server does not take it. It waits for the server, and has no way to unsubscribe.
    """
    require(by, Right.RECORD)
    refuse([rules.no_own_address()] if not is_address(by.email) else [])
    missing = account_refusal()
    refuse([missing] if missing is not None else [])
    who = addressee_of(writing)
    thread = Thread(message_id=message_id_unlogged("trial"), date=at)
    message = compose_mail(paper_for(writing, who), thread)
    mine = (Mailbox(by.email, by.name or by.username),)
    message = replace(message, to=mine, cc=(), bcc=(), subject=f"[Test] {message.subject}")
    envelope = Envelope(
        message_id=thread.message_id,
        sender=message.envelope_sender,
        recipients=message.recipients,
        content=compose(message),
    )
    with contextlib.closing(open_transport()) as transport:
        reply = transport.hand_over(envelope, lambda: None)
    if reply.outcome != Outcome.ACCEPTED:
        raise Refused(rules.trial_failed(reply.words))
    return reply
