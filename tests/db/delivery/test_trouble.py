"""Deliveries that meet trouble: bugs, lost claims, full disks, people who changed meanwhile."""

from __future__ import annotations

import email
import importlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from liaison.accounts.actions import change_organization
from liaison.contacts.models import AlternativeAddress, Contact, CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due, deliver_item, queue_delivery
from liaison.delivery.actions.settle import ClaimLost, put_back, settle_reply
from liaison.delivery.bulk import claim_due
from liaison.delivery.channels.email import compose_mail
from liaison.delivery.models import Item
from liaison.delivery.queries import outgoing
from liaison.files import blobs
from liaison.files.actions import store_file
from liaison.interactions.draft import ParticipantValue
from liaison.interactions.models import Entry, EntryFile
from liaison.kit.errors import Refused
from liaison.mail.handing_over import Envelope, Outcome, Reply
from liaison.mail.providers.outbox import Outbox
from tests.cast import Cast
from tests.db.delivery.conftest import Send
from tests.mailserver import mail_server

Use = Callable[[Any], None]
deliver = importlib.import_module("liaison.delivery.actions.deliver")


def the_item() -> Item:
    return Item.objects.select_related("copy", "entry").get()


def state_of(entry: int) -> tuple[str, datetime | None, str]:
    found = Entry.objects.get(pk=entry)
    return found.delivery_status, found.delivery_at, found.delivery_note


def test_one_that_fails_does_not_stop_the_others(
    send: Send, cast: Cast, use_server: Use, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-129"""

    def compose(paper: Any, thread: Any) -> Any:
        if paper.to[0].address.startswith("yves"):
            raise RuntimeError("a bug")
        return compose_mail(paper, thread)

    monkeypatch.setattr(outgoing, "compose_mail", compose)
    with mail_server() as server:
        use_server(server.account)
        numbers = [send(), send(contact="CT-000483"), send()]
        assert deliver_due(clock=lambda: at) == 3
        assert [state_of(number)[0] for number in numbers] == ["sent", "failed", "sent"]
        assert (server.connections, len(server.taken)) == (1, 2)
        assert state_of(numbers[1])[2] != ""


def test_an_error_after_the_mark_leaves_it_unknown(
    send: Send, outbox: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever went wrong then, the message may be out: it is not sent again by itself."""

    def broken(self: Outbox, envelope: Envelope, before_data: Callable[[], None]) -> Reply:
        before_data()
        raise RuntimeError("a bug")

    monkeypatch.setattr(Outbox, "hand_over", broken)
    number = send()
    deliver_item(the_item().pk, at=at)
    assert state_of(number)[0] == "failed"
    assert state_of(number)[2].startswith(str(rules.UNKNOWN))


def test_a_lost_database_is_no_failed_delivery(
    send: Send, outbox: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(deliver, "store_files", lost)
    send()
    with pytest.raises(OperationalError):
        deliver_item(the_item().pk, at=at)
    assert (the_item().state, outbox.exists()) == ("sending", False)


def test_an_entry_deleted_after_the_claim_is_no_error(
    send: Send, cast: Cast, outbox: Path, at: datetime
) -> None:
    number = send()
    (claim,) = claim_due(1, at)
    Item.objects.all().delete()
    deliver.deliver_claimed([claim], Outbox(outbox), clock=lambda: at)
    assert (Entry.objects.get().pk, outbox.exists()) == (number, False)


@pytest.mark.parametrize("kind", ["email", "hard_copy"])
def test_a_claim_lost_meanwhile_leaves_no_trace(send: Send, outbox: Path, at: datetime, kind: str) -> None:
    send(correspondence_type=kind)
    (claim,) = claim_due(1, at)
    Item.objects.update(attempts=7)
    deliver.deliver_claimed([claim], Outbox(outbox), clock=lambda: at)
    Contact.objects.update(privacy_blocked=True)
    deliver.deliver_claimed([claim], Outbox(outbox), clock=lambda: at)
    assert (the_item().state, outbox.exists(), EntryFile.objects.count()) == ("sending", False, 0)
    with pytest.raises(ClaimLost):
        settle_reply(claim, Reply(Outcome.LATER, "451 x"), at=at)
    with pytest.raises(ClaimLost):
        put_back(claim, None, at=at)


def test_without_a_salesperson_the_company_writes(send: Send, cast: Cast, outbox: Path, at: datetime) -> None:
    """R-INT-124"""
    send()
    Entry.objects.update(salesperson=None)
    change_organization(email="info@leman.example", by=None, at=at)
    deliver_due(clock=lambda: at)
    message = _message(outbox)
    assert message["From"] == "Machines du Léman SA <info@liaison.example>"
    assert message["Reply-To"] == "Machines du Léman SA <info@leman.example>"


def test_nobody_to_answer_to_is_no_header(send: Send, cast: Cast, outbox: Path, at: datetime) -> None:
    send()
    cast.rochat.email = ""
    cast.rochat.save()
    deliver_due(clock=lambda: at)
    assert _message(outbox)["Reply-To"] is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"privacy_blocked": True}, "Contact CT-000483 Yves Monnier is blocked for privacy reasons."),
        ({"email": "yves"}, "“yves” of contact CT-000483 Yves Monnier is no valid e-mail address."),
    ],
)
def test_people_in_copy_are_looked_at_again(
    send: Send, cast: Cast, outbox: Path, at: datetime, changes: dict[str, Any], words: str
) -> None:
    """R-INT-42"""
    number = send(participants=(ParticipantValue(contact="CT-000483", role="cc"),))
    Contact.objects.filter(pk=cast.yves.pk).update(**changes)
    deliver_due(clock=lambda: at)
    assert state_of(number) == ("failed", at, words)
    assert not outbox.exists()


def test_a_full_disk_is_tried_again_later(
    send: Send, at: datetime, monkeypatch: pytest.MonkeyPatch, outbox: Path
) -> None:
    """Nothing goes out whose copy could not be kept."""

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    number = send()
    with monkeypatch.context() as patch:
        patch.setattr(blobs, "place_all", full)
        deliver_item(the_item().pk, at=at)
        assert (the_item().state, outbox.exists()) == ("queued", False)
    deliver_item(the_item().pk, at=at + timedelta(minutes=1))
    assert state_of(number)[0] == "sent"


def _message(outbox: Path) -> EmailMessage:
    (file,) = outbox.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_without_a_way_nothing_is_put_on_the_list(send: Send, cast: Cast, at: datetime) -> None:
    entry = Entry.objects.get(pk=send())
    with pytest.raises(Refused) as refused:
        queue_delivery(entry, CorrespondenceType.NONE, by=cast.aline, at=at)
    assert refused.value.refusals == (rules.no_type(),)
    assert Item.objects.count() == 1


def test_the_address_of_somebody_else_is_not_written_to(
    send: Send, cast: Cast, outbox: Path, at: datetime
) -> None:
    number = send()
    other = AlternativeAddress.objects.create(contact=cast.yves, code="CHALET", email="yves@chalet.example")
    Entry.objects.filter(pk=number).update(alternative_address=other)
    deliver_due(clock=lambda: at)
    assert state_of(number)[0] == "sent"
    (message,) = (email.message_from_bytes(one.read_bytes(), policy=default) for one in outbox.iterdir())
    assert message["To"] == "Nora Béguelin <nora@beguelin-meca.example>"


def test_a_file_of_the_entry_alone_goes_with_it(send: Send, cast: Cast, outbox: Path, at: datetime) -> None:
    number = send()
    file = store_file(b"%PDF-1.7 plan", by=None, at=at)
    EntryFile.objects.create(entry_id=number, contact=cast.nora, file=file, name="Plan.pdf")
    deliver_due(clock=lambda: at)
    (message,) = (email.message_from_bytes(one.read_bytes(), policy=default) for one in outbox.iterdir())
    assert isinstance(message, EmailMessage)
    assert [one.get_filename() for one in message.iter_attachments()] == ["Plan.pdf"]
