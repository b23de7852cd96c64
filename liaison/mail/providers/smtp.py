"""Handing messages to a mail server by SMTP, over one connection kept for the batch.

A message passes three gates: MAIL FROM and RCPT TO, where the server may still say no (both are said at
once to a server that hears that); DATA, after which the text follows; and the line with a single dot
that ends it. Only with that last line the server has the message (RFC 5321, 4.1.1.4). So:

* a reply of 5xx at any gate is final, one of 4xx or a lost connection may be tried again,
* a connection lost while the text is still going out loses the message: the end was not seen,
* a connection lost, or silence, after the end was sent is *unknown*: the server may have taken it.

A kept connection that the server closed in the meantime is opened again once, before anything was
handed over. The wait for the last reply is longer than the others, as the RFC asks, because giving
up early is what makes an outcome unknown. (Every error of smtplib is an OSError.)

What the network says is put into words; what a server says stays as it said it.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator, Sequence

from django.core.mail.backends.smtp import EmailBackend

from liaison.config import Smtp
from liaison.kit.text import gettext_lazy as _
from liaison.mail.handing_over import Envelope, Outcome, Reply

TIMEOUT = 30.0
"""Seconds for connecting and for each reply but the last."""
DATA_TIMEOUT = 300.0
"""Seconds for the reply after the text."""
_READY = 250
_FORWARDED = 251
_GO_AHEAD = 354
_CLOSING = 421
_LATER, _NEVER, _BEYOND = 400, 500, 600
_PIECE = 256 * 1024
_LONGEST_WORDS = 1000
_DOT = re.compile(rb"(?m)^\.")


SILENT = _("The mail server does not answer.")
GONE = _("The mail server closed the connection.")
NOT_THERE = _("The mail server cannot be reached: %(reason)s.")


class _No(Exception):
    """The server, or the network, said something that ends the attempt before the text was sent."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.words)
        self.reply = reply


class SmtpServer:
    """Hands messages over to one server."""

    def __init__(self, server: Smtp, *, timeout: float = TIMEOUT, data_timeout: float = DATA_TIMEOUT) -> None:
        self._backend = EmailBackend(
            host=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_ssl=server.tls,
            use_tls=server.starttls,
            timeout=timeout,
        )
        self._data_timeout = data_timeout

    def has(self, message_id: str) -> bool | None:  # noqa: ARG002 - a server cannot be asked
        """Nobody can tell what a server has."""
        return None

    def hand_over(self, envelope: Envelope, before_data: Callable[[], None]) -> Reply:
        """Hand one message over; see the top of the module for what each reply means."""
        try:
            connection, refused = self._address(envelope)
        except _No as no:
            return no.reply
        except OSError as error:
            self._drop()
            return Reply(Outcome.LATER, _words_of(error))
        try:
            before_data()
        except BaseException:
            self._drop()
            raise
        reply = self._send_text(connection, envelope.content)
        return Reply(reply.outcome, reply.words, refused)

    def close(self) -> None:
        """Say goodbye to the server; that it is gone already does not matter."""
        try:
            self._backend.close()
        except OSError:
            self._drop()

    def _address(self, envelope: Envelope) -> tuple[smtplib.SMTP, dict[str, str]]:
        """A connection on which sender and recipients are accepted; a stale one is replaced once."""
        fresh = bool(self._backend.open())
        try:
            return self._try_address(envelope)
        except OSError:
            self._drop()
            if fresh:
                raise
        self._backend.open()
        return self._try_address(envelope)

    def _try_address(self, envelope: Envelope) -> tuple[smtplib.SMTP, dict[str, str]]:
        connection = self._backend.connection
        if connection is None:  # pragma: no cover - `open` raises instead
            raise smtplib.SMTPServerDisconnected
        connection.ehlo_or_helo_if_needed()
        sized = connection.does_esmtp and connection.has_extn("size")
        size = f" size={len(envelope.content)}" if sized else ""
        # Said as it is: smtplib's own `mail` and `rcpt` would read each address letter by letter.
        to = [f"rcpt TO:<{recipient}>" for recipient in envelope.recipients]
        replies = _ask(connection, [f"mail FROM:<{envelope.sender}>{size}", *to])
        self._expect(connection, *next(replies))
        self._expect(connection, *next(replies))
        refused: dict[str, str] = {}
        for other, (code, reply) in zip(envelope.recipients[1:], replies, strict=True):
            if code == _CLOSING:
                self._expect(connection, code, reply)
            if code not in {_READY, _FORWARDED}:
                refused[other] = _words(code, reply)
        return connection, refused

    def _expect(self, connection: smtplib.SMTP, code: int, reply: bytes) -> None:
        """Let a yes pass; end the attempt on a no, leaving the connection usable."""
        if code in {_READY, _FORWARDED}:
            return
        if code == _CLOSING or code < 0:
            self._drop()
        else:
            self._reset(connection)
        outcome = Outcome.REFUSED if _NEVER <= code < _BEYOND else Outcome.LATER
        raise _No(Reply(outcome, _words(code, reply)))

    def _reset(self, connection: smtplib.SMTP) -> None:
        """Make the connection fit for the next message; one that does not answer is given up."""
        try:
            connection.rset()
        except OSError:
            self._drop()

    def _send_text(self, connection: smtplib.SMTP, content: bytes) -> Reply:
        """DATA, the text, the dot; from the dot on, silence is unknown."""
        try:
            code, reply = connection.docmd("DATA")
            if code != _GO_AHEAD:
                self._expect(connection, code, reply)
                # A plain yes to DATA is against the protocol: whatever it means, it is no message.
                self._drop()
                return Reply(Outcome.LATER, _words(code, reply))
            text = _stuffed(content)
            # In pieces: the timeout is for each, and a large message may take its time on a slow line.
            for start in range(0, len(text), _PIECE):
                connection.send(text[start : start + _PIECE])
        except _No as no:
            return no.reply
        except OSError as error:
            self._drop()
            return Reply(Outcome.LATER, _words_of(error))
        try:
            _set_timeout(connection, self._data_timeout)
            code, reply = connection.getreply()
            _set_timeout(connection, self._backend.timeout)
        except OSError as error:
            self._drop()
            return Reply(Outcome.UNKNOWN, _words_of(error))
        return self._judged(code, reply)

    def _judged(self, code: int, reply: bytes) -> Reply:
        """The reply to the whole message."""
        words = _words(code, reply)
        if code == _CLOSING:
            self._drop()
        if code // 100 == _READY // 100:
            return Reply(Outcome.ACCEPTED, words)
        if _LATER <= code < _NEVER:
            return Reply(Outcome.LATER, words)
        if _NEVER <= code < _BEYOND:
            return Reply(Outcome.REFUSED, words)
        self._drop()
        return Reply(Outcome.UNKNOWN, words)

    def _drop(self) -> None:
        """Forget the connection without asking the server."""
        connection, self._backend.connection = self._backend.connection, None
        if connection is not None:
            connection.close()


def _ask(connection: smtplib.SMTP, commands: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """What the server answers to each; it hears all of them at once where it can (RFC 2920).

    Then its replies are read before the first is told, as far as it gives any, so that the connection is
    fit for whatever comes next.
    """
    if not (connection.does_esmtp and connection.has_extn("pipelining")):
        yield from map(connection.docmd, commands)
        return
    if any(set(command) & {"\r", "\n"} for command in commands):
        raise ValueError("a line within a command")
    connection.send("".join(f"{command}\r\n" for command in commands))
    heard: list[tuple[int, bytes]] = []
    lost: OSError | None = None
    try:
        while len(heard) < len(commands) and not (heard and heard[-1][0] == _CLOSING):
            heard.append(connection.getreply())
    except OSError as error:
        lost = error
    yield from heard
    if lost is not None:
        raise lost


def _set_timeout(connection: smtplib.SMTP, seconds: float | None) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _stuffed(content: bytes) -> bytes:
    """The text as it goes over the wire: a leading dot doubled, and the ending dot."""
    text = content
    if b"\n." in content or content.startswith(b"."):
        text = _DOT.sub(b"..", content)
    return text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n")


def _words(code: int, reply: bytes) -> str:
    """The server's words on one line, with its code."""
    text = " ".join(reply.decode("utf-8", "replace").split())
    return f"{code} {text}".strip()[:_LONGEST_WORDS] if code > 0 else (text or str(GONE))


def _words_of(error: Exception) -> str:
    """What the network or the server said, in words; the server's own stay as they are."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return _words(error.smtp_code, reply if isinstance(reply, bytes) else str(reply).encode())
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return str(SILENT)
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return str(GONE)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return str(NOT_THERE % {"reason": error.strerror or type(error).__name__})[:_LONGEST_WORDS]
    return (str(error) or type(error).__name__)[:_LONGEST_WORDS]
