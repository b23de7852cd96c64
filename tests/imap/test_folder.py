"""Reading a folder of a real server: what is new, and nothing is touched."""

from __future__ import annotations

import imaplib
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from liaison.config import Mailbox
from liaison.mail.providers import imap
from liaison.mail.providers.imap import Unreachable, open_folder
from tests.imap.conftest import Put
from tests.needs import needs

pytestmark = needs("dovecot")
DAY = 86400


def message(number: int) -> bytes:
    return f"Message-ID: <{number}@meca.example>\r\nSubject: {number}\r\n\r\nText {number}\r\n".encode()


def test_new_messages_are_found_by_their_numbers(mailbox: Mailbox, put: Put) -> None:
    put(message(1), message(2))
    with open_folder(mailbox) as folder:
        assert (folder.new_uids(0), folder.new_uids(1), folder.new_uids(2)) == ([1, 2], [2], [])
        assert folder.content(2) == message(2)
        assert folder.content(9) is None
    put(message(3))
    with open_folder(mailbox) as again:
        assert (again.new_uids(2), again.uid_validity) == ([3], folder.uid_validity)


def test_an_empty_folder_has_nothing_new(mailbox: Mailbox) -> None:
    with open_folder(mailbox) as folder:
        assert (folder.new_uids(0), folder.new_uids(7)) == ([], [])


def test_what_arrived_lately_is_found_by_its_day(mailbox: Mailbox, put: Put) -> None:
    put(message(1), arrived=time.time() - 40 * DAY)
    put(message(2))
    with open_folder(mailbox) as folder:
        assert folder.uids_since((datetime.now(UTC) - timedelta(days=14)).date()) == [2]


def test_nothing_is_marked_as_read(mailbox: Mailbox, put: Put) -> None:
    put(message(1))
    with open_folder(mailbox) as folder:
        folder.content(1)
    with imaplib.IMAP4(mailbox.host, mailbox.port) as client:
        client.login(mailbox.user, mailbox.password)
        client.select()
        assert client.uid("search", "UNSEEN")[1] == [b"1"]


def test_a_message_that_is_too_large_is_passed_over(
    mailbox: Mailbox, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(message(1), b"A: b\r\n\r\n" + b"x" * 2000 + b"\r\n")
    monkeypatch.setattr(imap, "LARGEST", 1000)
    with open_folder(mailbox) as folder, capture_logs() as told:
        assert (folder.content(1), folder.content(2)) == (message(1), None)
    assert [(line["event"], line["uid"]) for line in told] == [("message_too_large", 2)]


@pytest.mark.parametrize("refused", ["RFC822.SIZE", "BODY.PEEK"])
def test_a_message_that_the_server_does_not_give_now_is_not_passed_over(
    mailbox: Mailbox, put: Put, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    put(message(1))
    with open_folder(mailbox) as folder:
        uid = folder._box.client.uid

        def busy(command: str, *args: str) -> Any:
            if refused in args[-1]:
                return "NO", [b"[INUSE]  Mailbox is busy"]
            return uid(command, *args)

        monkeypatch.setattr(folder._box.client, "uid", busy)
        with pytest.raises(Unreachable, match=r"^message 1: \[INUSE\] Mailbox is busy$"):
            folder.content(1)


def test_another_folder_than_the_inbox(mailbox: Mailbox) -> None:
    with imaplib.IMAP4(mailbox.host, mailbox.port) as client:
        client.login(mailbox.user, mailbox.password)
        client.create("Retours")
        client.append("Retours", "", imaplib.Time2Internaldate(time.time()), message(5))
    with open_folder(replace(mailbox, folder="Retours")) as folder:
        assert folder.content(1) == message(5)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "no"}, "Authentication failed"),
        ({"folder": "Nulle part"}, "Mailbox doesn't exist"),
        ({"tls": True}, "SSL"),
        ({"starttls": True}, "TLS not supported by server"),
    ],
)
def test_what_keeps_us_out_is_told_in_the_servers_words(
    mailbox: Mailbox, wrong: dict[str, object], words: str
) -> None:
    with pytest.raises(Unreachable, match=words), open_folder(replace(mailbox, **wrong), timeout=60):  # type: ignore[arg-type]
        pass


def test_a_server_that_is_not_there_or_keeps_silent_is_told(mailbox: Mailbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable), open_folder(replace(mailbox, port=port), timeout=0.3):
            pass
    with pytest.raises(Unreachable, match="refused"), open_folder(replace(mailbox, port=port)):
        pass
