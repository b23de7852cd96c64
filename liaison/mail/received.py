"""Reading a message that came back: is it a bounce, a complaint, an automatic answer, or an answer.

What says so is looked at in this order, because each later sign is weaker: a report of its own type
(RFC 5965 for complaints, RFC 3464 for deliveries), the odd texts of programs that know no reports,
the marks of automatic senders (RFC 3834). What is left was written by a person.

The bytes come from anybody. Whatever they are, this ends with a `Received` or raises `Unreadable`, and
what it takes from them is bounded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as Parsed
from email.utils import getaddresses
from enum import Enum
from itertools import chain, islice
from urllib.parse import unquote

from imap_tools import MailAttachment, MailMessage

from liaison.mail.answers import what_was_answered
from liaison.mail.message_ids import begins_with_ours, ours_in
from liaison.mail.messages import Attachment, Mailbox, one_line
from liaison.mail.reports import Failure, blocks_of, failures_of, feedback_of, is_daemon, returned_headers

LONGEST_LINE = 255
MOST_FILES = 20
_IDS = re.compile(r"<[^<>\s]{1,250}>")
_SHOWN = re.compile(r"cid:([^\s\"'<>()]{1,255})", re.IGNORECASE)
"""The pictures that a text shows, by their numbers (RFC 2392)."""
_FOR = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
_MARKS = ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder", "list-id", "x-mailer-daemon")
_ABSENT = re.compile(
    r"^(automatic reply|auto[- ]?reply|out of (the )?office|automatische antwort|abwesenheit|"
    r"réponse automatique|absence du bureau|absent du bureau|risposta automatica|fuori ufficio)\b",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """These bytes are no message anybody could read."""


class Kind(Enum):
    """What a message is that came back."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    AUTOMATIC = "automatic"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that came back, as far as we want to know it.

    `addresses` are all it may have been sent to, `about` the numbers of the messages it may be about,
    the likeliest first. `text` is what was answered, without what was answered to.
    """

    kind: Kind
    message_id: str
    sender: Mailbox
    addresses: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    date: datetime | None = None
    subject: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    failures: tuple[Failure, ...] = ()
    content: bytes = field(default=b"", repr=False)
    """The message as it came."""


def read_received(content: bytes) -> Received:
    """What the bytes of a message say; raises `Unreadable`."""
    try:
        return _read(content)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # The parsers promise nothing about bytes that are no message; these are how they give up.
        raise Unreadable(type(error).__name__) from error


def _read(content: bytes) -> Received:
    message = MailMessage.from_bytes(content)
    parsed = message.obj
    failures = failures_of(parsed)
    kind = _kind(parsed, failures, one_line(message.subject))
    sender = message.from_values
    reports = kind in {Kind.BOUNCE, Kind.COMPLAINT}
    returned = returned_headers(parsed) if reports else None
    return Received(
        kind=kind,
        message_id=one_line(_header(parsed, "message-id"))[:LONGEST_LINE],
        sender=Mailbox(one_line(sender.email), one_line(sender.name)) if sender else Mailbox(""),
        addresses=tuple(_addresses(parsed, returned)),
        about=tuple(_about(parsed, returned, content)),
        date=message.date if message.date.year > 1900 and message.date.tzinfo else None,
        subject=one_line(message.subject)[:LONGEST_LINE],
        text=what_was_answered(message.text, message.html) if kind is Kind.ANSWER else "",
        attachments=tuple(_files(message)) if kind is Kind.ANSWER else (),
        failures=failures,
        content=content,
    )


def _kind(parsed: Parsed, failures: tuple[Failure, ...], subject: str) -> Kind:
    feedback = feedback_of(parsed)
    if feedback is not None:
        return Kind.COMPLAINT if feedback in {"abuse", "fraud", "opt-out", "other"} else Kind.AUTOMATIC
    if failures:
        return Kind.BOUNCE
    return Kind.AUTOMATIC if _is_automatic(parsed, subject) else Kind.ANSWER


def _is_automatic(parsed: Parsed, subject: str) -> bool:
    """Whether a program wrote it, by what RFC 3834 and the mail programs in use say."""
    if _header(parsed, "auto-submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        return True
    if _header(parsed, "precedence").strip().lower() in {"auto_reply", "bulk", "junk", "list"}:
        return True
    if any(name in parsed for name in _MARKS) or begins_with_ours(_header(parsed, "message-id")):
        return True
    if parsed.get_content_type() == "multipart/report" or is_daemon(parsed):
        return True
    return _ABSENT.match(subject) is not None


def _header(parsed: Parsed, name: str) -> str:
    return str(parsed.get(name) or "")


def _addresses(parsed: Parsed, returned: Parsed | None) -> Iterator[str]:
    """Where it was sent, and where the message it returns was to come back to."""
    found = [str(value) for name in _FOR for value in parsed.get_all(name) or ()]
    for part in parsed.walk():
        if part.get_content_type() == "message/feedback-report":
            found += [str(block.get("original-mail-from") or "") for block in blocks_of(part)]
    if returned is not None:
        found += [str(returned.get(name) or "") for name in ("return-path", "reply-to")]
    # Each by itself: newer releases of Python answer nothing at all where one of many is odd or empty.
    parsed_values = chain.from_iterable(getaddresses([value]) for value in found if value.strip())
    for _name, address in islice(parsed_values, 200):
        if address:
            yield one_line(address)[:LONGEST_LINE]


def _about(parsed: Parsed, returned: Parsed | None, content: bytes) -> Iterator[str]:
    """The numbers of messages it may be about."""
    if returned is not None:
        yield from _IDS.findall(_header(returned, "message-id"))
    yield from _IDS.findall(_header(parsed, "in-reply-to"))
    yield from reversed(_IDS.findall(_header(parsed, "references"))[-50:])
    if returned is not None or is_daemon(parsed):
        # Programs without reports quote the message somewhere; our number is easily told.
        yield from ours_in(content, most=20)


def _files(message: MailMessage) -> Iterator[Attachment]:
    """What was attached, also between the lines; the text itself and the pictures that it shows stay out."""
    shown = {unquote(html.unescape(found)) for found in _SHOWN.findall(message.html)}
    kept = [one for one in message.attachments if one.payload and not _is_of_text(one, shown)]
    for number, one in enumerate(kept[:MOST_FILES], start=1):
        name = one_line(one.filename.replace("/", "_").replace("\\", "_"))[-LONGEST_LINE:]
        yield Attachment(name or f"file-{number}", one.payload, one.content_type)


def _is_of_text(one: MailAttachment, shown: Collection[str]) -> bool:
    if one.content_disposition == "attachment":
        return False
    if one.content_type.startswith("image/"):
        return one.content_id in shown
    return one.content_type.startswith("text/") and not one.filename


def received_at(message: Received, at: datetime) -> datetime:
    """When it was written: as it says, unless that is not yet or so long ago that it cannot be."""
    if message.date is None or not datetime(2000, 1, 1, tzinfo=UTC) < message.date <= at:
        return at
    return message.date
