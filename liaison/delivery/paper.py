"""Everything one delivery is made of, loaded and ready: what both channels work from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liaison.letters.queries import Merged
from liaison.letters.rendering import Letterhead
from liaison.letters.word import MEDIA_TYPE as WORD
from liaison.mail.messages import Mailbox


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that goes out with a delivery, or is one."""

    name: str
    content: bytes
    media_type: str

    @property
    def is_word(self) -> bool:
        """Whether it is a Word file that can be merged."""
        return self.media_type == WORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is sent to one contact. `subject` and `body` may still name merge fields."""

    merged: Merged
    head: Letterhead
    subject: str
    body: str
    on: date
    layout: str = ""
    word: SentFile | None = None
    """The document template, not merged yet."""
    word_as_attachment: bool = False
    files: tuple[SentFile, ...] = ()
    sender: Mailbox
    reply_to: Mailbox | None = None
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    unsubscribe: str = ""
    """The address where the contact says what it wants to receive; only with what went to many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Which message this is, and which it answers."""

    message_id: str
    date: datetime
    references: tuple[str, ...] = ()
    return_address: str = ""
