"""Calls from the lines of a segment, for programs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from liaison.contacts.models import Contact, ContactPhone
from liaison.interactions.models import Entry, InteractionTemplate, TemplateSlot
from liaison.segments.actions import create_segment, enter_line
from liaison.segments.values import SegmentValues
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

LINE = "/segments/SM-0001/lines/10000"
CALLS = f"{LINE}/calls"
TOLD = {
    "contact_via": "021 555 01 42",
    "occurred_at": "2026-03-02T09:30:00+01:00",
    "description": "Will come",
    "salesperson": "md",
    "attempt_failed": True,
    "evaluation": "positive",
    "cost": "3.20",
    "duration_min": "7",
    "comments": ["With her husband"],
}


@pytest.fixture(autouse=True)
def _segment(cast: Cast, at: datetime) -> None:
    """A segment with one line, and the template of outgoing calls."""
    template = InteractionTemplate.objects.get(code="APPEL")
    TemplateSlot.objects.create(slot="outgoing_calls", template=template)
    create_segment(SegmentValues(description="Open day"), no="SM-0001", by=cast.administrator, at=at)
    enter_line("SM-0001", "CT-000482", by=cast.administrator, at=at)


def test_a_call_is_recorded_and_its_line_stays(aline: Program) -> None:
    """R-SEG-104, R-SEG-105, B-21"""
    for _repeated in range(2):
        made = aline.post(CALLS, TOLD, Idempotency_Key="call 1")
        assert made.status_code == 201, made.content
    entry = made.json()
    assert made["Location"] == f"/api/v1/interactions/{entry['entry_no']}"
    assert {name: entry[name] for name in ("contact", "template", "segment_no", "salesperson")} == {
        "contact": "CT-000482", "template": "APPEL", "segment_no": "SM-0001", "salesperson": "MD",
    }  # fmt: skip
    same = ("contact_via", "description", "attempt_failed", "evaluation", "cost")
    assert [entry[name] for name in same] == [TOLD[name] for name in same]
    detail = aline.get(f"/interactions/{entry['entry_no']}")
    assert [one["comment"] for one in detail.json()["comments"]] == ["With her husband"]
    assert made["ETag"] == detail["ETag"]
    assert aline.get(LINE).json()["contact_via"] == "021 555 01 42"
    kept = Entry.objects.get()
    assert (kept.occurred_at, kept.duration_min) == (
        datetime.fromisoformat("2026-03-02T09:30:00+01:00"),
        Decimal(7),
    )


def test_what_a_call_does_not_say_is_proposed(cast: Cast, aline: Program) -> None:
    """R-SEG-104: the number of the contact, the template's description, the salesperson"""
    entry = aline.post(CALLS).json()
    assert entry["contact_via"] == aline.get("/contacts/CT-000482").json()["phones"][0]["number"]
    template = InteractionTemplate.objects.get(code="APPEL")
    assert (entry["description"], entry["salesperson"]) == (template.description, "AR")
    aline.post(CALLS, {"contact_via": "021 555 01 42"})
    assert aline.post(CALLS, {}).json()["contact_via"] == "021 555 01 42"  # the line has it now


def test_a_call_to_a_contact_without_number_names_one(cast: Cast, aline: Program) -> None:
    """R-SEG-104"""
    ContactPhone.objects.all().delete()
    Contact.objects.update(company=None)
    assert fields(aline.post(CALLS)) == ["contact_via"]


def test_a_call_that_cannot_be_is_refused(aline: Program, viewer: Program) -> None:
    """R-SEG-104"""
    empty = problem(aline.post(CALLS, {"contact_via": "", "description": "", "salesperson": ""}))
    assert [(one["field"], one["code"]) for one in empty["errors"]] == [
        ("contact_via", "E-SEG-14"),
        ("description", "E-SEG-15"),
        ("salesperson", "E-SEG-15"),
    ]
    assert fields(aline.post(CALLS, {**TOLD, "salesperson": "NOBODY"})) == ["salesperson"]
    assert fields(aline.post(CALLS, {**TOLD, "template": "APPEL"})) == ["template"]
    assert viewer.post(CALLS, TOLD).status_code == 403
    for nowhere in ("/segments/SM-0001/lines/7/calls", "/segments/SM-9/lines/10000/calls"):
        assert problem(aline.post(nowhere, TOLD))["status"] == 404
    Contact.objects.filter(no="CT-000482").update(privacy_blocked=True)
    assert problem(aline.post(CALLS, TOLD))["code"] == "E-INT-10"
    TemplateSlot.objects.all().delete()
    Contact.objects.filter(no="CT-000482").update(privacy_blocked=False)
    assert problem(aline.post(CALLS, TOLD))["code"] == "E-SEG-13"
    assert Entry.objects.count() == 0
