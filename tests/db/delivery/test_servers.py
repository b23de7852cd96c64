"""Mail servers that refuse, hang, hang up, are busy or slow: what becomes of a sending, in clear words."""

from __future__ import annotations

import contextlib
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from liaison.config import Smtp
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due
from liaison.delivery.models import Item, Run
from liaison.interactions.models import Entry
from liaison.mail.providers.smtp import SmtpServer
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing
from tests.mailserver import MailServer, mail_server

Use = Callable[[Any], None]
HOUR = timedelta(hours=1)


@contextlib.contextmanager
def impatient(wait: str) -> Iterator[None]:
    """Nobody waits half a minute for a server that hangs; those that answer have their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SmtpServer.__init__.__kwdefaults__ or {}, wait, 1.0)
        yield


def sending(run: Run) -> tuple[str, int, int]:
    """State of the sending, what was sent and what failed; the counters are what the items are."""
    run.refresh_from_db()
    states = Counter(Item.objects.filter(run=run).values_list("state", flat=True))
    assert (run.sent, run.failed) == (states["sent"], states["failed"])
    return run.state, run.sent, run.failed


def told(recipient: str = "") -> set[tuple[str, str]]:
    """State and words of the entries, as people see them."""
    found = Entry.objects.filter(deliveries__isnull=False)
    if recipient:
        found = found.filter(contact__email=recipient)
    return set(found.values_list("delivery_status", "delivery_note"))


def deliver(at: datetime) -> None:
    deliver_due(clock=lambda: at)


def each_once(server: MailServer, count: int) -> None:
    assert Counter(address for _sender, to in server.envelopes for address in to) == {
        f"p{number}@x.example": 1 for number in range(count)
    }


def test_a_server_that_refuses_each_message_has_failed_each(
    mailing: Mailing, use_server: Use, at: datetime
) -> None:
    """R-INT-128, 129, section 10: its words, and nothing is tried again"""
    run = mailing(3)
    with mail_server(answers={"mail": "550 5.7.1 sender blocked"}) as server:
        use_server(server.account)
        deliver(at)
        assert told() == {("failed", "550 5.7.1 sender blocked")}
        assert sending(run) == ("finished", 0, 3)
        server.answers.clear()
        deliver(at + 24 * HOUR)
        assert server.envelopes == []


def test_a_server_that_refuses_one_sends_the_others(mailing: Mailing, use_server: Use, at: datetime) -> None:
    """R-INT-129"""
    run = mailing(3)
    with mail_server(answers={"p1@x.example": "550 5.1.1 no such user"}) as server:
        use_server(server.account)
        deliver(at)
        assert told("p1@x.example") == {("failed", "550 5.1.1 no such user")}
        assert sending(run) == ("finished", 2, 1)


def test_a_server_that_is_not_there_is_tried_again_until_it_is(
    mailing: Mailing, use_server: Use, at: datetime, cast: Cast
) -> None:
    """R-INT-128"""
    run = mailing(2)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        use_server(Smtp("127.0.0.1", taken.getsockname()[1]))
        deliver(at)
    assert told() == {("queued", "The mail server cannot be reached: Connection refused.")}
    assert sending(run) == ("running", 0, 0)
    with mail_server() as server:
        use_server(server.account)
        deliver(at + HOUR)
        each_once(server, 2)
    assert sending(run) == ("finished", 2, 0)


@contextlib.contextmanager
def silent() -> Iterator[Smtp]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Smtp("127.0.0.1", listening.getsockname()[1])


def test_a_server_that_hangs_is_tried_again(mailing: Mailing, use_server: Use, at: datetime) -> None:
    """R-INT-128"""
    run = mailing(2)
    with silent() as server:
        use_server(server)
        with impatient("timeout"):
            deliver(at)
    assert told() == {("queued", "The mail server does not answer.")}
    with mail_server() as works:
        use_server(works.account)
        deliver(at + HOUR)
        each_once(works, 2)
    assert sending(run) == ("finished", 2, 0)


@pytest.mark.parametrize("place", ["greeting", "mail", "rcpt", "data"])
def test_a_server_that_hangs_up_before_the_text_is_tried_again_and_takes_each_once(
    mailing: Mailing, use_server: Use, at: datetime, place: str
) -> None:
    """R-INT-128"""
    run = mailing(2)
    with mail_server(drop=place) as server:
        use_server(server.account)
        deliver(at)
        assert told() == {("queued", "The mail server closed the connection.")}
        server.drop = ""
        deliver(at + HOUR)
        each_once(server, 2)
    assert sending(run) == ("finished", 2, 0)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"drop": "after"}, "The mail server closed the connection."),
        ({"wait": 60.0}, "The mail server does not answer."),
    ],
    ids=["drops", "hangs"],
)
def test_a_server_that_drops_or_hangs_after_the_text_is_not_tried_again(
    mailing: Mailing, use_server: Use, at: datetime, how: dict[str, Any], words: str
) -> None:
    """R-INT-128: nobody knows, so a person decides; nothing goes out twice by itself"""
    run = mailing(2)
    with mail_server(**how) as server:
        use_server(server.account)
        with impatient("data_timeout"):
            deliver(at)
        assert told() == {("failed", f"{rules.UNKNOWN} ({words})")}
        assert sending(run) == ("finished", 0, 2)
        server.drop, server.wait = "", 0.0
        deliver(at + 24 * HOUR)
        each_once(server, 2)


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ("mail", "421 4.7.0 too many connections"),
        ("mail", "452 4.3.1 out of space"),
        ("data", "421 4.3.2 shutting down"),
        ("data", "452 4.3.1 out of space"),
    ],
)
def test_a_server_that_is_busy_is_tried_again_after_a_growing_pause(
    mailing: Mailing, use_server: Use, at: datetime, gate: str, words: str
) -> None:
    """B-10, R-INT-128: 421 and 452"""
    run = mailing(2)
    with mail_server(answers={gate: words}) as server:
        use_server(server.account)
        deliver(at)
        assert told() == {("queued", words)}
        assert set(Item.objects.values_list("due_at", flat=True)) == {at + rules.PAUSES[0]}
        later = at + rules.PAUSES[0]
        deliver(later)
        assert set(Item.objects.values_list("due_at", flat=True)) == {later + rules.PAUSES[1]}
        server.answers.clear()
        deliver(later + rules.PAUSES[1])
        each_once(server, 2)
    assert sending(run) == ("finished", 2, 0)


def test_a_full_mailbox_makes_only_its_own_message_wait(
    mailing: Mailing, use_server: Use, at: datetime
) -> None:
    """B-10: 452 for one recipient"""
    run = mailing(3)
    with mail_server(answers={"p1@x.example": "452 4.2.2 mailbox full"}) as server:
        use_server(server.account)
        deliver(at)
        assert sending(run) == ("running", 2, 0)
        assert told("p1@x.example") == {("queued", "452 4.2.2 mailbox full")}
        server.answers.clear()
        deliver(at + HOUR)
        each_once(server, 3)
    assert sending(run) == ("finished", 3, 0)


def test_a_slow_server_gets_each_once(mailing: Mailing, use_server: Use, at: datetime) -> None:
    """R-INT-129"""
    run = mailing(3)
    with mail_server(wait=0.2) as server:
        use_server(server.account)
        deliver(at)
        each_once(server, 3)
        assert server.connections == 1
    assert sending(run) == ("finished", 3, 0)


def test_a_server_that_is_busy_for_a_day_has_failed(mailing: Mailing, use_server: Use, at: datetime) -> None:
    """B-10: the growing pauses end"""
    run = mailing(1)
    with mail_server(answers={"mail": "421 4.7.0 busy"}) as server:
        use_server(server.account)
        moment = at
        for pause in (*rules.PAUSES, timedelta(0)):
            deliver(moment)
            moment += pause
    assert told() == {("failed", "421 4.7.0 busy")}
    assert sending(run) == ("finished", 0, 1)
    assert moment - at < timedelta(days=1)
