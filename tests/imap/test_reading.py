"""Reading a mailbox: each message once, whatever is in it and whatever happens between two of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DataError, OperationalError

from liaison.config import Mailbox
from liaison.kit.errors import Refusal, Refused
from liaison.mail import actions
from liaison.mail.actions import NotNow, note_returned, read_mailbox
from liaison.mail.models import Reading, ReturnedMessage
from liaison.mail.providers.imap import Folder, NotGiven
from liaison.mail.received import Received
from liaison.ops.checks import Unsound, check_mailbox
from tests.imap.conftest import Put
from tests.needs import needs
from tests.unit.kit.test_lost import from_queue

pytestmark = [needs("dovecot"), pytest.mark.django_db]
SAMPLES = Path(__file__).resolve().parents[2] / "../shared/data/mail"


def message(number: int) -> bytes:
    return (
        f"From: nora@meca.example\r\nMessage-ID: <{number}@meca.example>\r\nSubject: {number}\r\n\r\nText\r\n"
    ).encode()


def now() -> datetime:
    return datetime.now(UTC)


class Takes:
    """Notes each message; at a subject it may do something else first."""

    def __init__(self, mischief: dict[str, Callable[[], None]] | None = None) -> None:
        self.subjects: list[str] = []
        self.mischief = mischief or {}

    def __call__(self, received: Received, key: str, at: datetime) -> None:
        if received.subject in self.mischief:
            self.mischief[received.subject]()
        if note_returned(key, received.kind.value, entry_no=None, at=at):
            self.subjects.append(received.subject)


def fails(error: BaseException) -> Callable[[], None]:
    def raising() -> None:
        raise error

    return raising


def position(mailbox: Mailbox) -> tuple[int, str]:
    return Reading.objects.values_list("last_uid", "fault").get(name=mailbox.name)


def test_each_message_is_read_once(mailbox: Mailbox, put: Put) -> None:
    """B-13: what was read is not read again."""
    takes = Takes()
    put(message(1), message(2))
    assert read_mailbox(mailbox, takes, clock=now) == 2
    assert read_mailbox(mailbox, takes, clock=now) == 0
    put(message(3))
    assert read_mailbox(mailbox, takes, clock=now) == 1
    assert (takes.subjects, position(mailbox)) == (["1", "2", "3"], (3, ""))


def test_a_message_that_is_never_given_is_passed_in_the_end(
    mailbox: Mailbox, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those behind it are read after six hours; what is not given now is asked for again until then."""
    there = Folder.content

    def content(folder: Folder, uid: int) -> bytes | None:
        if uid == 2:
            raise NotGiven(2, "[SERVERBUG] cannot be read")
        return there(folder, uid)

    monkeypatch.setattr(Folder, "content", content)
    takes, begun = Takes(), now()

    def read_after(hours: int) -> int:
        return read_mailbox(mailbox, takes, clock=lambda: begun + timedelta(hours=hours))

    put(message(1), message(2), message(3))
    assert [read_after(0), read_after(5)] == [1, 0]
    assert position(mailbox) == (1, "message 2: [SERVERBUG] cannot be read")
    assert read_after(6) == 2
    assert (takes.subjects, position(mailbox)) == (["1", "3"], (3, ""))


def test_each_message_is_waited_for_from_when_it_was_first_not_given(
    mailbox: Mailbox, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six hours for each, whatever was wrong with the server before, and though another was passed over."""
    there = Folder.content
    not_given = {1, 2}

    def content(folder: Folder, uid: int) -> bytes | None:
        if uid in not_given:
            raise NotGiven(uid, "[SERVERBUG] cannot be read")
        return there(folder, uid)

    monkeypatch.setattr(Folder, "content", content)
    takes, begun = Takes(), now()

    def read_after(hours: int, **wrong: Any) -> tuple[int, timedelta | None]:
        read_mailbox(replace(mailbox, **wrong), takes, clock=lambda: begun + timedelta(hours=hours))
        last, since = Reading.objects.values_list("last_uid", "faulty_since").get()
        return last, None if since is None else since - begun

    put(message(1), message(2), message(3))
    assert [read_after(hours, password="wrong") for hours in (0, 7)] == [(0, timedelta(0))] * 2
    assert [read_after(hours) for hours in (8, 9, 13)] == [(0, timedelta(hours=8))] * 3
    assert [read_after(hours) for hours in (14, 19)] == [(1, timedelta(hours=14))] * 2
    not_given.clear()
    assert read_after(20) == (3, None)
    assert takes.subjects == ["2", "3"]


def test_an_outage_does_not_begin_the_waiting_for_a_message_anew(
    mailbox: Mailbox, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one outage every six hours would hold up those behind it for good."""

    def content(folder: Folder, uid: int) -> bytes | None:
        raise NotGiven(uid, "[SERVERBUG] cannot be read")

    takes, begun = Takes(), now()

    def read_after(hours: int, **wrong: Any) -> tuple[int, int | None]:
        read_mailbox(replace(mailbox, **wrong), takes, clock=lambda: begun + timedelta(hours=hours))
        return Reading.objects.values_list("last_uid", "not_given_uid").get()

    put(message(1))
    with monkeypatch.context() as patched:
        patched.setattr(Folder, "content", content)
        assert read_after(0) == (0, 1)
        assert read_after(4, password="wrong") == (0, 1)
        assert read_after(5) == (0, 1)
        assert read_after(6) == (1, None)
        put(message(2))
        assert read_after(7) == (1, 2)
    assert read_after(8) == (2, None)
    assert takes.subjects == ["2"]


def test_no_more_are_read_at_a_time_than_wanted(mailbox: Mailbox, put: Put) -> None:
    takes = Takes()
    put(*(message(n) for n in range(5)))
    assert [read_mailbox(mailbox, takes, clock=now, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert takes.subjects == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "error",
    [RuntimeError("a bug"), DataError("NUL"), Refused(Refusal("no"))],
    ids=lambda error: type(error).__name__,
)
def test_one_bad_message_stops_nothing(mailbox: Mailbox, put: Put, error: Exception) -> None:
    """B-10"""
    takes = Takes({"2": fails(error)})
    put(message(1), message(2), message(3))
    assert read_mailbox(mailbox, takes, clock=now) == 3
    assert (takes.subjects, position(mailbox)) == (["1", "3"], (3, ""))
    assert ReturnedMessage.objects.count() == 2


def test_what_cannot_be_settled_now_waits_with_all_after_it(mailbox: Mailbox, put: Put) -> None:
    takes = Takes({"2": fails(NotNow("the disk is full"))})
    put(message(1), message(2), message(3))
    assert read_mailbox(mailbox, takes, clock=now) == 1
    takes.mischief.clear()
    assert read_mailbox(mailbox, takes, clock=now) == 2
    assert takes.subjects == ["1", "2", "3"]


@pytest.mark.parametrize(
    "error",
    [
        KeyboardInterrupt(),
        SystemExit(),
        OperationalError("gone"),
        from_queue(psycopg.OperationalError("gone")),
    ],
)
def test_killed_in_the_middle_of_a_message_it_is_read_again(
    mailbox: Mailbox, put: Put, error: BaseException
) -> None:
    """B-10: settled and passed is one transaction."""
    put(message(1), message(2))
    with pytest.raises(type(error)):
        read_mailbox(mailbox, Takes({"2": fails(error)}), clock=now)
    assert position(mailbox)[0] == 1
    takes = Takes()
    read_mailbox(mailbox, takes, clock=now)
    assert (takes.subjects, position(mailbox)[0]) == (["2"], 2)


def test_when_the_numbers_change_nothing_is_settled_twice(mailbox: Mailbox, put: Put) -> None:
    """A new UIDVALIDITY: what arrived lately is looked at again and known by its own number."""
    takes = Takes()
    put(message(1), message(2))
    read_mailbox(mailbox, takes, clock=now)
    Reading.objects.update(uid_validity=1, last_uid=77)
    put(message(3))
    assert read_mailbox(mailbox, takes, clock=now) == 3
    assert (takes.subjects, position(mailbox)[0]) == (["1", "2", "3"], 3)


def test_a_mailbox_seen_first_begins_with_what_arrived_lately(mailbox: Mailbox, put: Put) -> None:
    takes = Takes()
    put(message(1), arrived=time.time() - 40 * 86400)
    assert read_mailbox(mailbox, takes, clock=now) == 0
    put(message(2))
    assert read_mailbox(mailbox, takes, clock=now) == 1
    assert takes.subjects == ["2"]


def test_the_same_message_twice_is_one(mailbox: Mailbox, put: Put) -> None:
    takes = Takes()
    put(message(1), message(1), b"Subject: x\r\n\r\nNo number\r\n", b"Subject: x\r\n\r\nNo number\r\n")
    assert read_mailbox(mailbox, takes, clock=now) == 4
    assert takes.subjects == ["1", "x"]


def test_another_reader_in_between_takes_nothing_away(
    mailbox: Mailbox, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once: the second finds the position moved, and settles nothing of it again."""
    takes, other = Takes(), Takes()
    put(message(1), message(2))
    waiting = actions._waiting

    def late(*given: object) -> list[int]:
        found = waiting(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(actions, "_waiting", waiting)
        read_mailbox(mailbox, other, clock=now)
        return found

    monkeypatch.setattr(actions, "_waiting", late)
    read_mailbox(mailbox, takes, clock=now)
    assert (takes.subjects, other.subjects, position(mailbox)[0]) == ([], ["1", "2"], 2)


def test_a_mailbox_that_cannot_be_read_says_why_until_it_can(mailbox: Mailbox, put: Put) -> None:
    """E-EML-2"""
    put(message(1))
    assert read_mailbox(replace(mailbox, password="no"), Takes(), clock=now) == 0
    uid, fault = position(mailbox)
    assert (uid, "Authentication failed" in fault) == (0, True)
    assert read_mailbox(mailbox, Takes(), clock=now) == 1
    assert position(mailbox) == (1, "")


def test_the_check_of_an_installation_opens_the_mailbox(mailbox: Mailbox, settings: Any) -> None:
    """E-EML-2"""
    config = settings.CONFIG
    assert check_mailbox(config) == "no LIAISON_MAILBOX_URL: bounces and answers are not read"
    assert check_mailbox(replace(config, mailbox=mailbox)) == f"{mailbox.name} can be read"
    with pytest.raises(Unsound, match=r"cannot be read: .*Authentication failed.*; see LIAISON_MAILBOX_URL$"):
        check_mailbox(replace(config, mailbox=replace(mailbox, password="no")))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples of real mail are not here")
def test_odd_mail_of_real_programs_is_read_to_the_end(mailbox: Mailbox, put: Put) -> None:
    """B-10: the mailbox holds what anybody sends."""
    takes = Takes()
    put(*(path.read_bytes() for path in sorted((SAMPLES / "eml").iterdir())), message(99))
    count = len(list((SAMPLES / "eml").iterdir()))
    assert read_mailbox(mailbox, takes, clock=now) == count + 1
    assert takes.subjects[-1] == "99"
