"""Control addresses read along."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from liaison.delivery.actions import controls as controls_of
from liaison.delivery.actions import deliver_due
from liaison.delivery.actions.run import pause_run, resume_run
from liaison.delivery.bulk import claim_due
from liaison.delivery.models import Item, Run
from liaison.delivery.queries.runs import waits_soon
from liaison.delivery.rules import CONTROLS_LATE
from liaison.interactions.models import Entry
from liaison.kit.errors import Refusal, Refused
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing
from tests.mailserver import mail_server

CONTROLS = ["marie@liaison.example", "seed@post.example"]


@pytest.fixture
def controlled(mailing: Mailing) -> Callable[..., Run]:
    def made(count: int, **given: Any) -> Run:
        run = mailing(count, **given)
        Run.objects.filter(pk=run.pk).update(control_addresses=CONTROLS)
        return run

    return made


def messages(outbox: Path) -> list[Any]:
    files = sorted(outbox.iterdir()) if outbox.exists() else []
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]


def controls(outbox: Path) -> list[Any]:
    return [one for one in messages(outbox) if one["to"].addresses[0].addr_spec in CONTROLS]


def test_they_get_the_first_message_once(
    controlled: Callable[..., Run], cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-10: as its contact gets it, but for the way to unsubscribe; nothing is logged for them"""
    run = controlled(3)
    entries = Entry.objects.count()
    deliver_due(clock=lambda: at, limit=1)
    pause_run(run.pk, by=cast.aline, at=at)
    resume_run(run.pk, by=cast.aline, at=at)
    deliver_due(clock=lambda: at)

    found = controls(outbox)
    assert sorted(one["to"].addresses[0].addr_spec for one in found) == CONTROLS
    first = Item.objects.filter(run=run).order_by("id")[0].contact.name
    for one in found:
        assert one["subject"] == f"Offre pour {first}"
        assert (one["list-unsubscribe"], one["cc"]) == (None, None)
    assert len(messages(outbox)) == 5
    assert (Entry.objects.count(), Item.objects.count()) == (entries, 3)
    run.refresh_from_db()
    assert (run.sent, run.controls_at) == (3, at)


def test_not_before_the_run_begins(controlled: Callable[..., Run], outbox: Path, at: datetime) -> None:
    """B-10"""
    later = at + timedelta(hours=1)
    controlled(1, starts_at=later)
    deliver_due(clock=lambda: at)
    assert messages(outbox) == []
    deliver_due(clock=lambda: later)
    assert len(controls(outbox)) == 2


def test_before_the_contacts_also_when_others_are_being_sent(
    controlled: Callable[..., Run], mailing: Mailing, cast: Cast, outbox: Path, at: datetime
) -> None:
    """B-10: a run that begins while a worker is at another one waits for its controls"""
    mailing(1, domain="other.example")
    run = controlled(2)
    pause_run(run.pk, by=cast.aline, at=at)
    steps = iter(range(1000))

    def clock() -> datetime:
        if (
            next(steps) == 1
        ):  # runs begin at the first step, then it is looked whether controls are to be sent
            resume_run(run.pk, by=cast.aline, at=at)
        return at

    assert deliver_due(clock=clock) == 1
    assert len(messages(outbox)) == 1
    assert waits_soon(at)

    assert deliver_due(clock=lambda: at) == 2
    assert len(controls(outbox)) == 2


def test_before_the_contacts_also_beside_another_worker(
    controlled: Callable[..., Run], outbox: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-10: who comes while they are being handed over waits, and looks again soon"""
    controlled(2)
    there, found = controls_of._send, []

    def beside(run: Run, moment: datetime) -> int:
        found.append((claim_due(9, at), waits_soon(at)))
        return there(run, moment)

    monkeypatch.setattr(controls_of, "_send", beside)
    assert deliver_due(clock=lambda: at) == 2
    assert found == [([], True)]
    assert len(controls(outbox)) == 2


def test_not_for_ever_for_a_worker_that_died(controlled: Callable[..., Run], at: datetime) -> None:
    """B-10"""
    controlled(2)
    Run.objects.update(controls_at=at)
    assert claim_due(9, at + CONTROLS_LATE - timedelta(seconds=1)) == []
    assert len(claim_due(9, at + CONTROLS_LATE)) == 2


def test_not_late_for_a_worker_that_was_long_at_those_before(
    controlled: Callable[..., Run], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-10: each run has its own time; while they are handed over, nobody takes its contacts"""
    for domain in ("x.example", "other.example"):
        controlled(1, domain=domain)
    there, now, found = controls_of._send, at, []

    def slowly(run: Run, moment: datetime) -> int:
        nonlocal now
        found.append((moment, [claim.item for claim in claim_due(9, now) if claim.item in mine(run)]))
        now += CONTROLS_LATE
        return there(run, moment)

    def mine(run: Run) -> set[int]:
        return set(Item.objects.filter(run=run).values_list("pk", flat=True))

    monkeypatch.setattr(controls_of, "_send", slowly)
    assert controls_of.send_controls(clock=lambda: now) == 4
    assert found == [(at, []), (at + CONTROLS_LATE, [])]
    times = list(Run.objects.order_by("pk").values_list("controls_at", "controls_done_at"))
    assert times == [(at, at + CONTROLS_LATE), (at + CONTROLS_LATE, at + 2 * CONTROLS_LATE)]


def test_letters_wait_for_no_controls(controlled: Callable[..., Run], at: datetime) -> None:
    controlled(2)
    Item.objects.filter(pk=Item.objects.order_by("id")[0].pk).update(channel="hard_copy")
    assert [claim.channel for claim in claim_due(9, at)] == ["hard_copy"]


def test_none_where_none_are_named(mailing: Mailing, outbox: Path, at: datetime) -> None:
    run = mailing(2)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (len(messages(outbox)), run.controls_at) == (2, None)


def test_a_control_that_cannot_be_sent_holds_up_nobody(
    controlled: Callable[..., Run],
    outbox: Path,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """B-10"""

    def broken(*_given: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("liaison.delivery.actions.controls.paper_for", broken)
    run = controlled(2)
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.sent, len(messages(outbox))) == (2, 2)


def test_a_control_that_is_refused_is_told_by_its_code(
    controlled: Callable[..., Run], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words may name what a person wrote."""

    def refuse(*_given: Any) -> None:
        raise Refused(Refusal("Nora's file", code="E-INT-99"))

    monkeypatch.setattr("liaison.delivery.actions.controls.paper_for", refuse)
    run = controlled(1)
    with capture_logs() as told:
        deliver_due(clock=lambda: at)
    assert [one for one in told if one["event"] == "control_not_sent"] == [
        {"event": "control_not_sent", "run": run.pk, "reason": "E-INT-99", "log_level": "warning"}
    ]


def test_letters_have_no_controls(controlled: Callable[..., Run], outbox: Path, at: datetime) -> None:
    run = controlled(2)
    Entry.objects.update(correspondence_type="hard_copy")
    Item.objects.update(channel="hard_copy")
    deliver_due(clock=lambda: at)
    run.refresh_from_db()
    assert (run.sent, run.controls_at, messages(outbox)) == (2, at, [])


def test_a_control_that_the_server_refuses_holds_up_nobody(
    controlled: Callable[..., Run], use_server: Callable[..., None], at: datetime
) -> None:
    """B-10; servers quote the address, and no log has it"""
    run = controlled(1)
    answers = {CONTROLS[0]: f"550 5.1.1 <{CONTROLS[0]}> no such user"}
    with mail_server(answers=answers) as server, capture_logs() as told:
        use_server(server.account)
        deliver_due(clock=lambda: at)
    assert [one for one in told if one["event"] == "control_not_sent"] == [
        {"event": "control_not_sent", "run": run.pk, "outcome": "refused", "log_level": "warning"}
    ]
    assert sorted(to for _by, (to,) in server.envelopes) == ["p0@x.example", CONTROLS[1]]
    run.refresh_from_db()
    assert (run.sent, run.failed) == (1, 0)
