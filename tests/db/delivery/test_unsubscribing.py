"""What goes to many says how to end it, and stays away from who ended it."""

from __future__ import annotations

import email
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liaison.campaigns.actions import note_consent, unsubscribe
from liaison.campaigns.models import Consent
from liaison.campaigns.preference_link import read_token
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due
from liaison.delivery.models import Item
from liaison.interactions.models import Entry, InteractionTemplate, InteractionTemplateLanguage
from tests.cast import Cast
from tests.db.delivery.conftest import Send

LINK = re.compile(r"http://\S+/preferences/([^/]+)/")


@pytest.fixture
def mailing(send: Send) -> int:
    """An entry of a logged segment that waits to be sent."""
    number = send()
    Entry.objects.filter(pk=number).update(logged_segment=1)
    return number


def delivered(outbox: Path, at: datetime) -> EmailMessage:
    deliver_due(clock=lambda: at)
    (file,) = outbox.iterdir()
    found = email.message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def texts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def test_a_delivered_mailing_names_the_link_and_the_one_click(
    mailing: int, outbox: Path, at: datetime, cast: Cast, settings: Any
) -> None:
    """B-6: the headers of RFC 8058, and the link as the last words."""
    message = delivered(outbox, at)
    address = message["List-Unsubscribe"].strip("<>")
    found = LINK.fullmatch(address)
    assert found is not None
    assert address.startswith(f"{settings.CONFIG.public_url}/preferences/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = read_token(found[1])
    assert link is not None
    assert (link.contact, link.entry, link.channel, link.topic) == (
        cast.nora.pk, mailing, "email", "COURRIEL",
    )  # fmt: skip
    plain, html = texts(message)
    assert plain.strip().endswith(f"\N{NO-BREAK SPACE}: {address}")  # as French spaces it
    assert html.count(f'href="{address}"') == 1


@pytest.mark.parametrize("layout", ["", "plain", "newsletter", "short_message"])
def test_every_layout_has_the_link(
    mail: InteractionTemplate, mailing: int, outbox: Path, at: datetime, layout: str
) -> None:
    """B-6"""
    InteractionTemplateLanguage.objects.update(email_layout=layout)
    plain, html = texts(delivered(outbox, at))
    assert (len(LINK.findall(plain)), len(LINK.findall(html))) == (1, 1)


@pytest.mark.parametrize("layout", ["", "plain", "newsletter", "short_message"])
def test_what_is_written_to_one_person_has_none_of_it(
    send: Send, outbox: Path, at: datetime, layout: str
) -> None:
    """B-6"""
    InteractionTemplateLanguage.objects.update(email_layout=layout)
    send()
    message = delivered(outbox, at)
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)
    assert [LINK.findall(text) for text in texts(message)] == [[], []]
    assert "unsubscribe" not in re.sub(r"<style>.*?</style>", "", texts(message)[1], flags=re.DOTALL)


@pytest.mark.parametrize(("channel", "topic"), [("email", "COURRIEL"), ("email", "")])
def test_who_unsubscribed_meanwhile_gets_nothing(
    mailing: int, outbox: Path, at: datetime, cast: Cast, channel: str, topic: str
) -> None:
    """B-5: between logging and sending."""
    unsubscribe(cast.nora.pk, channel, topic, source="link", at=at)
    deliver_due(clock=lambda: at)

    item, entry = Item.objects.get(), Entry.objects.get(pk=mailing)
    assert (item.state, item.reply, item.copy) == ("stopped", str(rules.UNSUBSCRIBED), None)
    assert (entry.delivery_status, entry.delivery_note) == ("stopped", str(rules.UNSUBSCRIBED))
    assert not outbox.exists() or list(outbox.iterdir()) == []


def test_another_topic_or_channel_stops_nothing(mailing: int, outbox: Path, at: datetime, cast: Cast) -> None:
    """B-5"""
    unsubscribe(cast.nora.pk, "email", "OTHER", source="link", at=at)
    unsubscribe(cast.nora.pk, "hard_copy", "", source="link", at=at)
    delivered(outbox, at)
    assert Item.objects.get().state == "sent"


def test_a_personal_message_reaches_who_left_the_mailings(
    send: Send, outbox: Path, at: datetime, cast: Cast
) -> None:
    """B-6"""
    note_consent(cast.nora.pk, "email", "withdrawn", source="hand", by=cast.aline, at=at)
    send()
    with CaptureQueriesContext(
        connection,
    ) as counted:
        delivered(outbox, at)
    assert Item.objects.get().state == "sent"
    assert not [one for one in counted.captured_queries if "contact_consent" in one["sql"]]


def test_one_click_on_the_header_of_a_delivered_message(
    mailing: int, outbox: Path, at: datetime, cast: Cast
) -> None:
    """B-6: from the message through the web to the contact, without signing in."""
    found = LINK.search(delivered(outbox, at)["List-Unsubscribe"])
    assert found is not None
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(f"/preferences/{found[1]}/", {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert Consent.objects.values_list("contact", "channel", "topic", "agreement", "source").get() == (
        cast.nora.pk, "email", "COURRIEL", "withdrawn", "link",
    )  # fmt: skip
