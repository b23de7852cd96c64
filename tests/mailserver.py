"""A real mail server for tests, that accepts, refuses, hangs or hangs up as it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from liaison.config import Smtp

PIPELINING = True
"""Whether servers say that they hear several commands at once (RFC 2920)."""


@dataclass
class MailServer:
    """What the server took, and what it is told to say; an answer may depend on the address."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    """Answers by gate: `mail`, `data`, or a recipient's address."""
    drop: str = ""
    """Where it hangs up: `greeting`, `mail`, `rcpt`, `data` (before the text), `after` (having taken it)."""
    wait: float = 0.0
    """Seconds it takes before it answers the text."""
    on_data: Callable[[], None] | None = None

    @property
    def account(self) -> Smtp:
        return Smtp(host="127.0.0.1", port=self.port)

    @property
    def messages(self) -> list[EmailMessage]:
        found = [message_from_bytes(content, policy=default) for content in self.taken]
        assert all(isinstance(one, EmailMessage) for one in found)
        return found

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, _smtp: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *["250-PIPELINING"] * PIPELINING, responses[-1]]

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.server.drop == "mail":
            _hang_up(smtp)
        if "mail" in self.server.answers:
            return self.server.answers["mail"]
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.server.drop == "rcpt":
            _hang_up(smtp)
        if address in self.server.answers:
            return self.server.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        if "data" in self.server.answers:
            return self.server.answers["data"]
        assert isinstance(envelope.original_content, bytes)
        self.server.taken.append(envelope.original_content)
        self.server.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        if self.server.on_data is not None:
            self.server.on_data()
        if self.server.wait:
            await asyncio.sleep(self.server.wait)
        if self.server.drop == "after":
            _hang_up(smtp)
        return "250 2.0.0 taken"


def _hang_up(smtp: SMTP) -> None:
    assert isinstance(smtp.transport, asyncio.WriteTransport)
    smtp.transport.abort()


class _Protocol(SMTP):
    server_state: MailServer

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        if self.server_state.drop == "data":
            _hang_up(self)
            return
        await super().smtp_DATA(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.server_state.connections += 1
        if self.server_state.drop == "greeting":
            transport.close()
            return
        super().connection_made(transport)


@contextmanager
def mail_server(**told: object) -> Iterator[MailServer]:
    """A server on a free port, in a thread of its own."""
    state = MailServer(**told)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def protocol() -> _Protocol:
        made = _Protocol(_Handler(state), hostname="mail.example", loop=loop)
        made.server_state = state
        return made

    async def serve(stop: asyncio.Event) -> None:
        server = await loop.create_server(protocol, "127.0.0.1", 0)
        state.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        for task in asyncio.all_tasks(loop):
            if task is not asyncio.current_task():
                task.cancel()

    stop = asyncio.Event()

    def run() -> None:
        # In its own thread to the end: the one of a browser journey has a loop of its own.
        loop.run_until_complete(serve(stop))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield state
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)
        assert not thread.is_alive()
