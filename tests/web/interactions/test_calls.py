from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liaison.contacts.models import AddressRange, AlternativeAddress, Contact, ContactPhone
from liaison.interactions.models import Entry, TemplateSlot
from tests.cast import Cast
from tests.web.interactions.conftest import HTMX

URL = "/contacts/CT-000482/call/"


@pytest.fixture
def slot(cast: Cast) -> None:
    TemplateSlot.objects.create(slot="outgoing_calls", template=cast.call)


def numbers(client: Client, url: str = URL, **headers: str) -> list[str]:
    return re.findall(r'href="tel:([^"]*)"', client.get(url, headers=headers).content.decode())


def sent(**given: Any) -> dict[str, Any]:
    return {"form": str(uuid4()), "number": "+41 21 555 01 42", "occurred_at": "2026-03-02T10:30",
            "description": "Appel sortant", "salesperson": "AR", **given}  # fmt: skip


def test_numbers_of_the_contact_its_address_then_its_company(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-103, R-INT-104: never those of other people."""
    ContactPhone.objects.create(contact=cast.nora, kind="mobile", number="079 555 00 01", e164="+41795550001")
    ContactPhone.objects.create(contact=cast.nora, kind="fax", number="021 555 99 99")
    ContactPhone.objects.create(contact=cast.yves, number="021 555 77 77")
    chalet = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", phone="027 555 00 02")
    AddressRange.objects.create(contact=cast.nora, alternative_address=chalet, starting_date=date(2026, 1, 1))
    assert numbers(aline) == ["+41215550142", "+41795550001", "0275550002", "0215550140"]
    assert numbers(aline, **{"User-Agent": "Mozilla/5.0 (iPhone) Mobile"})[0] == "+41795550001"


def test_opening_defaults(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-105: today and now, not rounded; the template's description; a clicked number comes first."""
    page = aline.get(URL, {"number": "021 000 00 00"}).content.decode()
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    assert (values["number"], values["description"], values["occurred_at"]) == (
        "021 000 00 00", "Appel sortant", "2026-03-02T10:30",
    )  # fmt: skip
    assert Entry.objects.count() == 0


def test_finishing_records_the_call_and_the_number(aline: Client, cast: Cast, slot: None) -> None:
    """F4, R-INT-112: never delivered, and a failed attempt keeps cost and minutes."""
    data = sent(attempt_failed="on", evaluation="negative", comment="Répondeur")
    for _ in range(2):
        answer = aline.post(URL, data, headers=HTMX | {"HX-Target": "dialog"})
        assert answer.status_code == 204
    entry = Entry.objects.get()
    assert (entry.contact_via, entry.attempt_failed, entry.evaluation, entry.delivery_status) == (
        "+41 21 555 01 42", True, "negative", "none",
    )  # fmt: skip
    assert (str(entry.cost), entry.duration_min) == ("1.50", Decimal(12))
    assert entry.comments.get().comment == "Répondeur"


@pytest.mark.parametrize(
    ("field", "words"),
    [("number", "Enter a phone number."), ("occurred_at", "Enter the date."),
     ("description", "Enter a description."), ("salesperson", "Enter the salesperson.")],
)  # fmt: skip
def test_checks(aline: Client, slot: None, field: str, words: str) -> None:
    """R-INT-110, E-INT-11"""
    answer = aline.post(URL, sent(**{field: ""}))
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_without_template_or_number_or_for_a_blocked_contact(aline: Client, cast: Cast) -> None:
    """R-INT-102, R-INT-104, R-INT-112, E-INT-10, E-INT-12, E-INT-14"""
    assert "No template is set up for outgoing calls." in aline.get(URL).content.decode()
    TemplateSlot.objects.create(slot="outgoing_calls", template=cast.call)
    page = aline.get("/contacts/CT-000100/call/")
    assert page.status_code == 422
    assert "No phone numbers are stored for this contact." in page.content.decode()
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    assert "is blocked for privacy reasons" in aline.get(URL).content.decode()
    assert aline.post(URL, sent()).status_code == 422
    assert Entry.objects.count() == 0


def test_who_may_not_record(client: Client, cast: Cast, slot: None) -> None:
    client.force_login(cast.viewer)
    assert client.get(URL).status_code == 403
    assert client.post(URL, sent()).status_code == 403
    assert client.get("/contacts/CT-999999/call/").status_code == 404
