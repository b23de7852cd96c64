"""Reading a mailbox by IMAP, without changing anything in it.

The folder is opened to be read only (EXAMINE) and messages are fetched by PEEK, so that nothing is
marked, moved or deleted and people may use the same mailbox. What is new is told by numbers: a
message's UID never changes while the folder's UIDVALIDITY stays the same (RFC 3501, 2.3.1.1). When
that changes, the numbers mean nothing any more, and what arrived lately is read again; whoever takes
the messages knows those it had.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import structlog
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, U
from imap_tools.errors import ImapToolsError

from liaison.config import Mailbox

log = structlog.get_logger(__name__)

TIMEOUT = 30.0
"""Seconds for connecting and for each answer."""
LARGEST = 30 * 1024**2
"""Bytes; a larger message is passed over."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):
    """The mailbox cannot be read now; the message is the server's or the network's word."""


class NotGiven(Unreachable):
    """The server does not give the message `uid` now; its word, behind the number of the message."""

    def __init__(self, uid: int, word: str) -> None:
        self.uid = uid
        super().__init__(f"message {uid}: {word}")


class Folder:
    """An open folder; every word of the server that is no good raises `Unreachable`."""

    def __init__(self, box: BaseMailBox, name: str) -> None:
        self._box = box
        with _told():
            box.folder.set(name, readonly=True)
            _kind, found = box.client.response("UIDVALIDITY")
        if not found or not found[0]:
            raise Unreachable("no UIDVALIDITY")
        self.uid_validity = int(found[0])

    def new_uids(self, after: int) -> list[int]:
        """The numbers above `after`, in order."""
        return [uid for uid in self._uids(AND(uid=U(str(after + 1), "*"))) if uid > after]

    def uids_since(self, day: date) -> list[int]:
        """The numbers of what arrived on `day` or later, in order."""
        return self._uids(AND(date_gte=day))

    def content(self, uid: int) -> bytes | None:
        """The bytes of a message; None when it is gone or, which the log says, too large.

        Raises `NotGiven` for one that the server does not give: it is to be asked again.
        """
        size = _SIZE.search(b" ".join(_pieces(self._fetch(uid, "(RFC822.SIZE)"))))
        if size is None:
            return None
        if int(size[1]) > LARGEST:
            log.warning("message_too_large", uid=uid, size=int(size[1]))
            return None
        found = self._fetch(uid, "(BODY.PEEK[])")
        return next((piece[1] for piece in found if isinstance(piece, tuple)), None)

    def _fetch(self, uid: int, what: str) -> list[Any]:
        with _told():
            kind, found = self._box.client.uid("fetch", str(uid), what)
        if kind != "OK":
            told = b" ".join(_pieces(found)).decode("utf-8", "replace")
            raise NotGiven(uid, " ".join(told.split())[:500] or kind)
        return found

    def _uids(self, criteria: Any) -> list[int]:
        with _told():
            return sorted(int(uid) for uid in self._box.uids(criteria))


@contextmanager
def open_folder(mailbox: Mailbox, *, timeout: float = TIMEOUT) -> Iterator[Folder]:
    """The folder of the mailbox, opened to be read only; raises `Unreachable`."""
    with _told():
        box = _connect(mailbox, timeout)
    try:
        with _told():
            if mailbox.starttls:
                box.client.starttls(ssl.create_default_context())
            box.login(mailbox.user, mailbox.password, initial_folder=None)
        yield Folder(box, mailbox.folder)
    finally:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _connect(mailbox: Mailbox, timeout: float) -> BaseMailBox:
    if mailbox.tls:
        tls = ssl.create_default_context()
        return MailBox(mailbox.host, mailbox.port, timeout=timeout, ssl_context=tls)
    return MailBoxUnencrypted(mailbox.host, mailbox.port, timeout=timeout)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError) as error:
        raise Unreachable(" ".join(str(error).split())[:500] or type(error).__name__) from error


def _pieces(found: list[Any]) -> Iterator[bytes]:
    for piece in found:
        if isinstance(piece, bytes):
            yield piece
        elif isinstance(piece, tuple):
            yield from piece
