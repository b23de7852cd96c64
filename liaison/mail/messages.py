"""Composing a message: the same message is the same bytes, whoever composes it again.

Boundaries come from the Message-ID and nothing is left to chance, so that a worker that begins again
after a crash makes the very file it made before. Everything is 7-bit, so no server needs to convert
it. Words in headers are one line whatever was typed, which leaves nothing to inject.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from liaison.mail import writing
from liaison.mail.layouts import LOGO_ID

LONGEST_ADDRESS = 254
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_IDS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})
_KEPT = frozenset({"subject", "mime-version", "x-mailer"})
_FIELD = re.compile(rb"[^\r\n \t][^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")
_valid = EmailValidator()


class _Policy(EmailPolicy):
    """Numbers, links and subjects are folded as `writing` does.

    The standard folder would encode long links, and it loses blanks of subjects. A subject is kept as it is
    given: the library would read words that only look encoded.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower() == "subject":
            return name, one_line(value)
        return super().header_store_parse(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _IDS:
            return writing.numbers(name, str(value))
        if name.lower() == "subject":
            return writing.field(name, str(value), STANDARD)
        return super().fold_binary(name, value)


class _Registry(HeaderRegistry):
    """Makes the class of a header once, not anew for each header of each message."""

    @cache  # noqa: B019 - there is one registry, for ever
    def __getitem__(self, name: str) -> type:
        return super().__getitem__(name)


STANDARD = EmailPolicy(linesep=SMTP.linesep, raise_on_defect=False)
POLICY = _Policy(linesep=SMTP.linesep, raise_on_defect=False, header_factory=_Registry())


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and whose it is."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message with everything settled; `html` is a whole document, `text` says the same."""

    message_id: str
    date: datetime
    sender: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    text: str
    html: str = ""
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    reply_to: Mailbox | None = None
    return_address: str = ""
    """Where what comes back from this message is read; answers go there too, beside `reply_to`."""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    language: str = ""
    unsubscribe: str = ""
    """The address that ends messages of this kind, by one click of the mail program (RFC 8058)."""
    attachments: tuple[Attachment, ...] = ()
    logo: Attachment | None = field(default=None)

    @property
    def envelope_sender(self) -> str:
        """Whom servers tell that it did not arrive."""
        return envelope_address(self.return_address or self.sender.address)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address it goes to, each once, the first one first."""
        everybody = (*self.to, *self.cc, *self.bcc)
        return tuple(dict.fromkeys(envelope_address(one.address) for one in everybody))


@lru_cache(256)
def is_address(text: str) -> bool:
    """Whether a message can be addressed to `text`; a mailing asks the same of its sender each time."""
    if len(text) > LONGEST_ADDRESS:
        return False
    try:
        _valid(text)
        envelope_address(text)
    except (ValidationError, UnicodeError):
        return False
    return True


def envelope_address(address: str) -> str:
    """`address` as a server wants it: a domain with accents in its ASCII form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def comparable(address: str) -> str:
    """`address` so that it equals itself however it is written: as on the envelope, in small letters.

    What no server would take is only written small.
    """
    small = address.strip().lower()
    try:
        return envelope_address(small).lower()
    except UnicodeError:
        return small


@lru_cache(256)
def _ascii_domain(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def one_line(text: str) -> str:
    """`text` without line breaks and control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def compose(message: Message) -> bytes:
    """The message as it goes over the wire and into the log, lines ended by CR LF."""
    if message.attachments or message.logo is not None:
        return _compose_tree(message)
    head = b"".join(_fields(message))
    seed = hashlib.sha256(message.message_id.encode()).hexdigest()[:32]
    return head + writing.body(_unix(message.text), _unix(message.html), f"=_{seed}_0")


def _fields(message: Message) -> Iterator[bytes]:
    """The header of a message that carries nothing, as `_write_headers` makes it."""
    yield writing.field("Date", format_datetime(message.date), POLICY)
    yield _mailboxes("From", (message.sender,))
    if answered := _answered(message):
        yield _mailboxes("Reply-To", answered)
    yield _mailboxes("To", message.to)
    if message.cc:
        yield _mailboxes("Cc", message.cc)
    yield writing.field("Subject", one_line(message.subject), STANDARD)
    yield writing.numbers("Message-ID", message.message_id)
    if message.in_reply_to:
        yield writing.numbers("In-Reply-To", message.in_reply_to)
    if message.references:
        yield writing.numbers("References", " ".join(message.references))
    if message.unsubscribe:
        yield writing.numbers("List-Unsubscribe", f"<{message.unsubscribe}>")
        yield b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    yield b"X-Mailer: Liaison\r\n"
    if message.language:
        yield writing.field("Content-Language", one_line(message.language), POLICY)


def _mailboxes(name: str, boxes: tuple[Mailbox, ...]) -> bytes:
    plain = writing.mailboxes(name, [(one_line(box.name), envelope_address(box.address)) for box in boxes])
    return plain or _folded_mailboxes(name, boxes)


@lru_cache(64)
def _folded_mailboxes(name: str, boxes: tuple[Mailbox, ...]) -> bytes:
    """By the standard library; the last ones are remembered, for a mailing has the same sender throughout."""
    return POLICY.fold_binary(name, POLICY.header_store_parse(name, _addresses(boxes))[1])


def _compose_tree(message: Message) -> bytes:
    """A message of several parts, by the standard library."""
    mail = EmailMessage(policy=POLICY)
    _write_headers(mail, message)
    mail.set_content(_unix(message.text), charset="utf-8", cte="quoted-printable")
    if message.html:
        mail.add_alternative(_unix(message.html), subtype="html", charset="utf-8", cte="quoted-printable")
        if message.logo is not None:
            _, html_part = mail.iter_parts()
            main, sub = _type(message.logo)
            html_part.add_related(
                message.logo.content,
                main,
                sub,
                cid=f"<{LOGO_ID}>",
                filename=message.logo.name,
                disposition="inline",
            )
    for attachment in message.attachments:
        main, sub = _type(attachment)
        mail.add_attachment(attachment.content, main, sub, filename=one_line(attachment.name) or "file")
    if message.language:
        mail["Content-Language"] = one_line(message.language)
    _settle_boundaries(mail, message.message_id)
    return mail.as_bytes()


def readdressed(original: bytes, message: Message) -> bytes:
    """A message that went out before, to go out again: with number, date and people of `message`."""
    fields, body = _split(original)
    fresh, _body = _split(compose(message))
    kept = [raw for name, raw in fields if name in _KEPT or name.startswith("content-")]
    new = [raw for name, raw in fresh if name not in _KEPT and not name.startswith("content-")]
    return b"".join((*new, *kept, b"\r\n", body))


def _split(content: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """The header fields of a message, folded as they are, and all that follows."""
    head, _blank, body = content.partition(b"\r\n\r\n")
    raw = _FIELD.findall(head + b"\r\n")
    return [(field.partition(b":")[0].decode("ascii", "replace").lower(), field) for field in raw], body


def _write_headers(mail: EmailMessage, message: Message) -> None:
    mail["Date"] = format_datetime(message.date)
    mail["From"] = _addresses([message.sender])
    if answered := _answered(message):
        mail["Reply-To"] = _addresses(answered)
    mail["To"] = _addresses(message.to)
    if message.cc:
        mail["Cc"] = _addresses(message.cc)
    mail["Subject"] = message.subject
    mail["Message-ID"] = message.message_id
    if message.in_reply_to:
        mail["In-Reply-To"] = message.in_reply_to
    if message.references:
        mail["References"] = " ".join(message.references)
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["X-Mailer"] = "Liaison"


def _answered(message: Message) -> tuple[Mailbox, ...]:
    """Where answers go."""
    answered = (message.reply_to,) if message.reply_to is not None else ()
    if message.return_address:
        return (*answered, Mailbox(message.return_address, message.sender.name))
    return answered


def _addresses(mailboxes: Iterable[Mailbox]) -> tuple[Address, ...]:
    return tuple(Address(one_line(box.name), addr_spec=envelope_address(box.address)) for box in mailboxes)


def _type(attachment: Attachment) -> tuple[str, str]:
    """Main and sub type; a message or a bundle inside goes as plain bytes, so nothing re-reads it."""
    main, _, sub = attachment.media_type.partition(";")[0].strip().lower().partition("/")
    if main in {"message", "multipart", ""} or not sub or not f"{main}{sub}".isascii():
        return "application", "octet-stream"
    return main, sub


def _unix(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _settle_boundaries(mail: EmailMessage, message_id: str) -> None:
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{seed}_{number}")
