"""What a contact agreed to receive or refused, on its card."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import User
from liaison.campaigns.actions import note_consent
from liaison.campaigns.models import Consent
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry
from tests import make
from tests.cast import Cast

CARD = "/contacts/CT-000482/"


def client_of(user: User) -> Client:
    user.language = "en"
    user.save()
    client = Client()
    client.force_login(user)
    return client


def panel(client: Client) -> str:
    page: str = client.get(CARD).content.decode()
    return page.partition('id="consents"')[2].partition("</section>")[0] if 'id="consents"' in page else ""


def said() -> list[tuple[Any, ...]]:
    return list(Consent.objects.order_by("channel").values_list("channel", "topic", "agreement", "source"))


def test_the_card_says_what_when_and_from_where(cast: Cast, at: datetime) -> None:
    """B-6"""
    note_consent(cast.nora.pk, "email", "withdrawn", topic="NEWS", source="link", by=None, at=at)
    shown = panel(client_of(cast.viewer))
    assert [words in shown for words in ("E-mail · NEWS", "Unsubscribed", "Link in a message", "02")] == [
        True
    ] * 4
    assert "<button" not in shown
    make.make_group("NEWS", description="Newsletter")
    assert "E-mail · Newsletter" in panel(client_of(cast.viewer))


def test_each_button_says_what_it_is_for(cast: Cast, at: datetime) -> None:
    """WCAG 2.4.6: who hears the buttons one by one knows which is which"""
    make.make_group("NEWS", description="Newsletter")
    note_consent(cast.nora.pk, "email", "given", topic="NEWS", source="hand", by=cast.aline, at=at)
    note_consent(cast.nora.pk, "hard_copy", "withdrawn", source="hand", by=cast.aline, at=at)
    names = re.findall(r"<button[^>]*aria-label=\"([^\"]*)\"", panel(client_of(cast.aline)))
    assert {"E-mail · Newsletter: Unsubscribe", "Hard copy: Receives it again"} <= set(names)
    assert len(names) == panel(client_of(cast.aline)).count("<button") == len(set(names))


def test_a_consent_is_changed_by_hand(cast: Cast) -> None:
    """B-6"""
    client = client_of(cast.aline)
    assert client.post(f"{CARD}consents/", {"refuse": "email:"}).status_code == 303
    assert said() == [("email", "", "withdrawn", "hand")]
    assert 'name="agree" value="email:"' in panel(client)
    client.post(f"{CARD}consents/", {"agree": "email:"})
    assert said() == [("email", "", "given", "hand")]
    assert Consent.objects.get().noted_by == cast.aline
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("posted", [{}, {"refuse": "email"}, {"refuse": "none:"}, {"agree": "\x00:"}])
def test_nonsense_changes_nothing(cast: Cast, posted: dict[str, str]) -> None:
    client_of(cast.aline).post(f"{CARD}consents/", posted)
    assert said() == []


def test_without_the_right_nothing_changes(cast: Cast) -> None:
    """B-6"""
    assert client_of(cast.viewer).post(f"{CARD}consents/", {"refuse": "email:"}).status_code == 403
    assert said() == []


def test_what_was_said_before_stands_below(cast: Cast, at: datetime) -> None:
    """B-6: with source and date, and the message that led to it"""
    note_consent(cast.nora.pk, "email", "given", source="hand", by=cast.aline, at=at)
    client = client_of(cast.viewer)
    assert "<details" not in panel(client)
    number = log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=at)
    note_consent(cast.nora.pk, "email", "complained", source="complaint", entry=number, by=None, at=at)

    def lines() -> list[str]:
        before = panel(client).partition("<details")[2]
        told = before.split('<p class="small muted">')[1:]
        return [" ".join(line.split("</p>")[0].split()) for line in told]

    link = f' · <a href="/interactions/{number}/">{number}</a>'
    assert lines() == [
        f"02.03.2026 · E-mail · Complained · Complaint{link}",
        "02.03.2026 · E-mail · Agreed · By hand · Aline Rochat",
    ]
    Entry.objects.update(visibility="private")
    assert lines()[0] == "02.03.2026 · E-mail · Complained · Complaint"
