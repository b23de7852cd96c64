"""Handing messages to a real server that says yes, no, later, nothing, or hangs up."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from liaison.config import Smtp
from liaison.mail.handing_over import Envelope, Outcome, Reply
from liaison.mail.providers.smtp import SmtpServer
from tests import mailserver
from tests.mailserver import MailServer, mail_server

CONTENT = b"Message-ID: <1@liaison.example>\r\nSubject: x\r\n\r\n.one dot\r\n..two\r\n.\r\nend\r\n"
ENVELOPE = Envelope("<1@liaison.example>", "info@liaison.example", ("nora@meca.example",), CONTENT)


@pytest.fixture(autouse=True, params=[True, False], ids=["at once", "one by one"])
def _pipelining(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of this is so whether sender and recipients are said at once or one by one (RFC 2920)."""
    monkeypatch.setattr(mailserver, "PIPELINING", request.param)


class Marks:
    """Counts how often the caller was asked before the text went out."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def hand_over(
    server: MailServer, envelope: Envelope = ENVELOPE, *, patience: float = 20
) -> tuple[Reply, int]:
    marks = Marks()
    transport = SmtpServer(server.account, timeout=20, data_timeout=patience)
    with contextlib.closing(transport):
        reply = transport.hand_over(envelope, marks)
    return reply, marks.count


def test_an_accepted_message_arrives_byte_by_byte() -> None:
    with mail_server() as server:
        assert hand_over(server) == (Reply(Outcome.ACCEPTED, "250 2.0.0 taken"), 1)
        assert server.taken == [CONTENT]
        assert server.envelopes == [("info@liaison.example", ["nora@meca.example"])]


def test_a_message_without_a_last_line_end_gets_one() -> None:
    with mail_server() as server:
        hand_over(server, replace(ENVELOPE, content=b"A: b\r\n\r\nend"))
        assert server.taken == [b"A: b\r\n\r\nend\r\n"]


@pytest.mark.parametrize(
    ("gate", "words", "outcome", "marked"),
    [
        ("mail", "550 5.7.1 sender unknown", Outcome.REFUSED, 0),
        ("mail", "451 4.3.0 try again", Outcome.LATER, 0),
        ("nora@meca.example", "550 5.1.1 no such user", Outcome.REFUSED, 0),
        ("nora@meca.example", "452 4.2.2 mailbox full", Outcome.LATER, 0),
        ("nora@meca.example", "421 4.3.2 closing", Outcome.LATER, 0),
        ("data", "554 5.7.1 spam", Outcome.REFUSED, 1),
        ("data", "451 4.7.1 greylisted", Outcome.LATER, 1),
        ("data", "421 4.3.2 shutting down", Outcome.LATER, 1),
    ],
)
def test_each_reply_means_what_it_says(gate: str, words: str, outcome: Outcome, marked: int) -> None:
    """R-INT-128"""
    with mail_server(answers={gate: words}) as server:
        assert hand_over(server) == (Reply(outcome, words), marked)
        assert server.taken == []


@pytest.mark.parametrize(
    ("place", "outcome", "marked", "taken"),
    [
        ("greeting", Outcome.LATER, 0, 0),
        ("mail", Outcome.LATER, 0, 0),
        ("rcpt", Outcome.LATER, 0, 0),
        ("data", Outcome.LATER, 1, 0),
        ("after", Outcome.UNKNOWN, 1, 1),
    ],
)
def test_a_lost_connection_is_unknown_only_after_the_end_was_sent(
    place: str, outcome: Outcome, marked: int, taken: int
) -> None:
    with mail_server(drop=place) as server:
        reply, marks = hand_over(server)
        assert (reply.outcome, marks, len(server.taken)) == (outcome, marked, taken)


def test_a_server_that_keeps_silent_after_the_end_leaves_it_unknown() -> None:
    with mail_server(wait=60.0) as server:
        started = time.monotonic()
        reply, marks = hand_over(server, patience=1)
        assert (reply.outcome, marks, len(server.taken)) == (Outcome.UNKNOWN, 1, 1)
        assert time.monotonic() - started < 30


def test_a_slow_server_is_waited_for() -> None:
    with mail_server(wait=0.5) as server:
        assert hand_over(server)[0].outcome == Outcome.ACCEPTED


def test_a_server_that_never_greets_is_tried_later() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        transport = SmtpServer(Smtp("127.0.0.1", silent.getsockname()[1]), timeout=0.3)
        with contextlib.closing(transport):
            assert transport.hand_over(ENVELOPE, Marks()).outcome == Outcome.LATER


def test_no_server_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        transport = SmtpServer(Smtp("127.0.0.1", taken.getsockname()[1]), timeout=20)
        reply = transport.hand_over(ENVELOPE, Marks())
        assert (reply.outcome, "refused" in reply.words.lower()) == (Outcome.LATER, True)


def test_a_batch_uses_one_connection() -> None:
    with mail_server() as server:
        transport = SmtpServer(server.account, timeout=20)
        with contextlib.closing(transport):
            outcomes = [transport.hand_over(ENVELOPE, Marks()).outcome for _ in range(5)]
        assert (outcomes, server.connections, len(server.taken)) == ([Outcome.ACCEPTED] * 5, 1, 5)


def test_a_refusal_leaves_the_connection_fit_for_the_next() -> None:
    with mail_server(answers={"x@meca.example": "550 no"}) as server:
        transport = SmtpServer(server.account, timeout=20)
        with contextlib.closing(transport):
            first = transport.hand_over(replace(ENVELOPE, recipients=("x@meca.example",)), Marks())
            second = transport.hand_over(ENVELOPE, Marks())
        assert (first.outcome, second.outcome) == (Outcome.REFUSED, Outcome.ACCEPTED)
        assert (server.connections, server.envelopes) == (
            1,
            [("info@liaison.example", ["nora@meca.example"])],
        )


@pytest.mark.parametrize("place", ["after", "data"])
def test_after_an_error_the_connection_is_opened_again(place: str) -> None:
    with mail_server(drop=place) as server:
        transport = SmtpServer(server.account, timeout=20)
        with contextlib.closing(transport):
            transport.hand_over(ENVELOPE, Marks())
            server.drop = ""
            assert transport.hand_over(ENVELOPE, Marks()).outcome == Outcome.ACCEPTED
        assert server.connections == 2


def test_a_kept_connection_that_died_is_opened_again_once() -> None:
    with mail_server() as server:
        transport = SmtpServer(server.account, timeout=20)
        with contextlib.closing(transport):
            transport.hand_over(ENVELOPE, Marks())
            transport._backend.connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
            assert transport.hand_over(ENVELOPE, Marks()).outcome == Outcome.ACCEPTED
        assert (server.connections, len(server.taken)) == (2, 2)


def test_a_copy_that_is_refused_does_not_stop_the_message() -> None:
    envelope = replace(ENVELOPE, recipients=("nora@meca.example", "no@meca.example", "yves@meca.example"))
    with mail_server(answers={"no@meca.example": "550 5.1.1 gone"}) as server:
        reply, _marks = hand_over(server, envelope)
        assert reply == Reply(Outcome.ACCEPTED, "250 2.0.0 taken", {"no@meca.example": "550 5.1.1 gone"})
        assert server.envelopes == [("info@liaison.example", ["nora@meca.example", "yves@meca.example"])]


def test_when_the_caller_changes_its_mind_nothing_is_sent() -> None:
    with mail_server() as server:
        transport = SmtpServer(server.account, timeout=20)

        def no() -> None:
            raise LookupError("claimed by somebody else")

        with contextlib.closing(transport), pytest.raises(LookupError):
            transport.hand_over(ENVELOPE, no)
        assert server.taken == []


def test_a_large_message_goes_through() -> None:
    content = b"A: b\r\n\r\n" + b"0123456789" * 7 + b"\r\n"
    content += (b".23456789" * 8 + b"\r\n") * 20000
    with mail_server() as server:
        reply, _marks = hand_over(server, replace(ENVELOPE, content=content), patience=60)
        assert reply.outcome == Outcome.ACCEPTED
        assert server.taken == [content]


def test_nobody_can_ask_a_server_what_it_has() -> None:
    transport = SmtpServer(Smtp("127.0.0.1", 1))
    assert transport.has("<1@liaison.example>") is None
    transport.close()


@pytest.mark.parametrize("told", [b"250 what?", b"299 odd", b"xyz"])
def test_a_server_that_does_not_know_the_protocol_took_nothing_for_sure(told: bytes) -> None:
    """A yes to DATA itself, or gibberish: the text was never asked for."""
    with scripted(b"220 hi", b"250 hello", b"250 ok", b"250 ok", told) as port:
        transport = SmtpServer(Smtp("127.0.0.1", port), timeout=20)
        assert transport.hand_over(ENVELOPE, Marks()).outcome == Outcome.LATER
        transport.close()


@pytest.mark.parametrize(
    ("told", "outcome"),
    [(b"251 forwarded", Outcome.ACCEPTED), (b"399 odd", Outcome.UNKNOWN), (b"xyz", Outcome.UNKNOWN)],
)
def test_an_odd_reply_to_the_whole_text(told: bytes, outcome: Outcome) -> None:
    with scripted(b"220 hi", b"250 hello", b"250 ok", b"250 ok", b"354 go", told) as port:
        transport = SmtpServer(Smtp("127.0.0.1", port), timeout=20)
        assert transport.hand_over(ENVELOPE, Marks()).outcome == outcome
        transport.close()


def test_a_wrong_password_may_be_mended_and_is_tried_later() -> None:
    with scripted(
        b"220 hi", b"250-hello\r\n250 AUTH PLAIN", b"535 5.7.8 bad credentials", b"221 bye"
    ) as port:
        transport = SmtpServer(Smtp("127.0.0.1", port, user="u", password="p"), timeout=20)
        reply = transport.hand_over(ENVELOPE, Marks())
        assert reply == Reply(Outcome.LATER, "535 5.7.8 bad credentials")
        transport.close()


def test_a_server_that_closes_while_a_copy_is_named_is_tried_later() -> None:
    envelope = replace(ENVELOPE, recipients=("nora@meca.example", "yves@meca.example"))
    with scripted(b"220 hi", b"250 hello", b"250 ok", b"250 ok", b"421 closing") as port:
        transport = SmtpServer(Smtp("127.0.0.1", port), timeout=20)
        assert transport.hand_over(envelope, Marks()) == Reply(Outcome.LATER, "421 closing")


def test_a_refusal_is_told_even_if_the_server_hangs_up_after_it() -> None:
    with scripted(b"220 hi", b"250 hello", b"550 go away") as port:
        transport = SmtpServer(Smtp("127.0.0.1", port), timeout=20)
        assert transport.hand_over(ENVELOPE, Marks()) == Reply(Outcome.REFUSED, "550 go away")


@pytest.mark.parametrize(
    ("told", "reply"),
    [
        (b"550 go away", Reply(Outcome.REFUSED, "550 go away")),
        (b"421 closing", Reply(Outcome.LATER, "421 closing")),
        (b"550 no\r\n503 who\r\n250 ok", Reply(Outcome.REFUSED, "550 no")),
        (b"250 ok\r\n550 gone\r\n250 ok", Reply(Outcome.REFUSED, "550 gone")),
        (b"250 ok", Reply(Outcome.LATER, "The mail server closed the connection.")),
    ],
)
def test_what_is_answered_at_once_means_the_same(told: bytes, reply: Reply) -> None:
    """R-INT-128"""
    envelope = replace(ENVELOPE, recipients=("nora@meca.example", "yves@meca.example"))
    with scripted(b"220 hi", b"250-hello\r\n250 PIPELINING", told) as port:
        transport = SmtpServer(Smtp("127.0.0.1", port), timeout=20)
        assert transport.hand_over(envelope, Marks()) == reply
        transport.close()


def test_an_address_is_no_place_for_a_further_command() -> None:
    with mail_server() as server:
        transport = SmtpServer(server.account, timeout=20)
        with contextlib.closing(transport), pytest.raises(ValueError, match=r"within|newline"):
            transport.hand_over(replace(ENVELOPE, recipients=("a@x.example>\r\nrcpt TO:<b",)), Marks())
        assert server.envelopes == []


@contextlib.contextmanager
def scripted(*lines: bytes) -> Iterator[int]:
    """A server that says these lines whatever it hears, one for each turn, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            client, _address = listening.accept()
            with client, contextlib.suppress(OSError):
                client.settimeout(20)
                for number, line in enumerate(lines):
                    if number:
                        heard = client.recv(65536)
                        while (
                            line
                            and heard
                            and lines[number - 1].startswith(b"354")
                            and not heard.endswith(b"\r\n.\r\n")
                        ):
                            heard += client.recv(65536)
                    client.sendall(line + b"\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)
