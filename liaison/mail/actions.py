"""Reading the mailbox: each new message once, whatever happens between two of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DataError, IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from liaison.config import Mailbox
from liaison.kit.errors import Refused
from liaison.kit.lost import database_lost
from liaison.mail.models import Reading, ReturnedMessage
from liaison.mail.providers.imap import Folder, NotGiven, Unreachable, open_folder
from liaison.mail.received import Received, Unreadable, read_received

log = structlog.get_logger(__name__)

LOOKING_BACK = timedelta(days=14)
"""How far back a mailbox is read that was never read before, or whose numbers have changed."""

PATIENCE = timedelta(hours=6)
"""How long a message is asked for that the server does not give; then those behind it are read."""

LONGEST_NOTE = 1000

Take = Callable[[Received, str, datetime], None]
"""Who is handed each message, with its key and the moment, in the transaction that says it was read."""


class NotNow(Exception):
    """The message cannot be settled now though nothing is wrong with it; reading stops before it."""


def read_mailbox(mailbox: Mailbox, take: Take, *, clock: Callable[[], datetime], limit: int = 500) -> int:
    """Hand the new messages to `take`, one transaction each; returns how many were read.

    The position moves in the transaction of each message: killed at any moment, a message was settled
    and passed, or neither. One that cannot be read, or not be settled, is passed and told in the log.
    A mailbox that cannot be reached is told too, and read the next time.
    """
    begun = clock()
    reading, _new = Reading.objects.get_or_create(name=mailbox.name)
    count = 0
    try:
        with open_folder(mailbox) as folder:
            for uid in _waiting(reading, folder, begun)[:limit]:
                _read_one(reading, folder, uid, take, clock)
                count += 1
    except NotNow as reason:
        log.warning("mailbox_waits", mailbox=mailbox.name, reason=str(reason))
    except Unreachable as reason:
        log.warning("mailbox_not_read", mailbox=mailbox.name, reason=str(reason))
        told: dict[str, Any] = {"fault": str(reason), "faulty_since": Coalesce("faulty_since", Value(begun))}
        if isinstance(reason, NotGiven):
            # The patience with a message begins with it, whatever else was wrong before or is in between.
            since = _not_given_since(reading, reason.uid) or begun
            told |= {"faulty_since": since, "not_given_uid": reason.uid, "not_given_since": since}
        Reading.objects.filter(pk=reading.pk).update(**told)
        return count
    Reading.objects.filter(pk=reading.pk).update(
        read_at=begun, fault="", faulty_since=None, not_given_uid=None, not_given_since=None
    )
    return count


def note_returned(key: str, kind: str, *, entry_no: int | None, note: str = "", at: datetime) -> bool:
    """Remember that a message was settled; False when it had been, and then nothing must be done.

    Who comes second waits for the first, in the transaction that settles the message.
    """
    try:
        with transaction.atomic():
            ReturnedMessage.objects.create(
                key=key, kind=kind, entry_no=entry_no, note=note[:LONGEST_NOTE], settled_at=at
            )
    except IntegrityError:
        return False
    return True


def note_answer(key: str, answer_no: int) -> None:
    """The interaction that an answer became."""
    ReturnedMessage.objects.filter(key=key).update(answer_no=answer_no)


def _waiting(reading: Reading, folder: Folder, at: datetime) -> list[int]:
    """What is to be read; a folder whose numbers are new to us is entered where we look back to."""
    if reading.uid_validity == folder.uid_validity:
        return folder.new_uids(reading.last_uid)
    found = folder.uids_since((at - LOOKING_BACK).date())
    first = found[0] - 1 if found else max(folder.new_uids(0), default=0)
    reading.uid_validity, reading.last_uid, reading.not_given_uid = folder.uid_validity, first, None
    Reading.objects.filter(pk=reading.pk).exclude(uid_validity=folder.uid_validity).update(
        uid_validity=folder.uid_validity, last_uid=first, not_given_uid=None, not_given_since=None
    )
    return folder.new_uids(first)


def _not_given_since(reading: Reading, uid: int) -> datetime | None:
    """From when on the server did not give this message; None when it was not asked for before."""
    return reading.not_given_since if reading.not_given_uid == uid else None


def _read_one(reading: Reading, folder: Folder, uid: int, take: Take, clock: Callable[[], datetime]) -> None:
    try:
        content = folder.content(uid)
    except NotGiven as reason:
        since = _not_given_since(reading, uid)
        if since is None or clock() - since < PATIENCE:
            raise
        log.warning("message_not_given", uid=uid, reason=str(reason))
        _pass(reading, uid)
        return
    try:
        received = read_received(content) if content is not None else None
        with transaction.atomic():
            if _pass(reading, uid) and received is not None:
                assert content is not None
                take(received, key_of(received, content), clock())
    except (Unreadable, Refused, DataError, IntegrityError) as error:
        log.warning("message_not_settled", uid=uid, reason=type(error).__name__)
        _pass(reading, uid)
    except NotNow:
        raise
    except Exception as error:
        if database_lost(error):
            raise
        # A bug met by one message must not hold up all that come after it; it is loud in the log.
        log.exception("message_not_settled", uid=uid)
        _pass(reading, uid)


def _pass(reading: Reading, uid: int) -> bool:
    """Move the position to `uid`; False when another reader has been there."""
    return bool(
        Reading.objects.filter(pk=reading.pk, uid_validity=reading.uid_validity, last_uid__lt=uid).update(
            last_uid=uid
        )
    )


def key_of(received: Received, content: bytes) -> str:
    """The same for the same message, wherever and however often it lies."""
    told = received.message_id.encode("utf-8", "replace") if received.message_id else content
    return hashlib.sha256(told).hexdigest()
