"""Sending through the API."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from liaison.delivery.actions import deliver_due
from liaison.delivery.models import Item
from liaison.interactions.models import Draft, Entry
from liaison.kit.clock import now
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

MAIL = {
    "contact": "CT-000482",
    "template": "MAIL",
    "subject": "Votre appel",
    "body": "<p>Bonjour {{ contact.name }}</p>",
    "send": True,
}


@pytest.fixture(autouse=True)
def _outbox(settings: Any, tmp_path: Path) -> None:
    """A folder stands in for a mail server."""
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"


def send(program: Program, **given: Any) -> int:
    """The number of an e-mail that waits to go out."""
    make.make_template("MAIL", channel="email", default_correspondence_type="email")
    response = program.post("/interactions", {**MAIL, **given})
    assert response.status_code == 201, response.content
    assert response.json()["delivery_status"] == "queued"
    return int(response.json()["entry_no"])


def test_a_mail_is_recorded_and_queued_together(cast: Cast, aline: Program) -> None:
    """R-INT-116"""
    number = send(aline)

    (delivery,) = aline.get(f"/interactions/{number}/deliveries").json()["items"]
    assert (delivery["channel"], delivery["state"], delivery["attempts"]) == ("email", "queued", 0)
    assert delivery["finished_at"] is None
    assert aline.get("/interactions?delivery_status=queued").json()["items"][0]["entry_no"] == number


def test_what_stands_in_the_way_is_said_and_nothing_is_recorded(cast: Cast, aline: Program) -> None:
    """R-INT-98"""
    make.make_template("MAIL", channel="email", default_correspondence_type="email")
    response = aline.post("/interactions", {**MAIL, "contact": "CT-000100"})

    assert problem(response)["code"] == "E-INT-30"
    assert fields(aline.post("/interactions", {**MAIL, "send": "yes"})) == ["send"]
    assert (Entry.objects.count(), Item.objects.count()) == (0, 0)


def test_a_draft_is_completed_and_sent(cast: Cast, aline: Program) -> None:
    """R-INT-78"""
    make.make_template("MAIL", channel="email", default_correspondence_type="email")
    number = aline.post("/interactions", {**MAIL, "send": False, "postponed": True}).json()["entry_no"]
    response = aline.post(f"/interactions/{number}/completion", {"send": True})

    assert response.status_code == 201, response.content
    assert (response.json()["entry_no"], response.json()["delivery_status"]) == (number, "queued")
    assert Draft.objects.count() == 0


def test_waiting_deliveries_are_stopped_once(cast: Cast, aline: Program) -> None:
    number = send(aline)

    assert aline.delete(f"/interactions/{number}/deliveries").json() == {"stopped": 1}
    assert problem(aline.delete(f"/interactions/{number}/deliveries"))["status"] == 422
    assert aline.get(f"/interactions/{number}").json()["delivery_status"] == "stopped"


def test_what_was_sent_is_a_file_of_its_entry_wherever_that_is_shown(cast: Cast, aline: Program) -> None:
    """R-INT-122: marked as the copy, beside what was attached"""
    attached = {"name": "Offre.pdf", "content_base64": b64encode(b"%PDF-1.7").decode()}
    number = send(aline, attachment=attached)
    deliver_due(clock=now)

    files = aline.get(f"/interactions/{number}").json()["files"]
    assert [(one["name"], one["sent_copy"]) for one in files] == [
        ("Offre.pdf", False),
        ("Votre appel.eml", True),
    ]
    (listed,) = aline.get("/interactions").json()["items"]
    (told,) = aline.get("/contacts/CT-000482/timeline").json()["items"]
    corrected = aline.patch(f"/interactions/{number}", {"cost": "2.00"}).json()
    assert listed["files"] == told["files"] == corrected["files"] == files
    copy = aline.get(f"/interactions/{number}/attachment?file={files[1]['id']}")
    assert b"Votre appel" in b"".join(copy.streaming_content)


def test_an_entry_is_sent_again_as_it_was(cast: Cast, aline: Program) -> None:
    """R-INT-159"""
    number = send(aline)
    assert problem(aline.post(f"/interactions/{number}/resend"))["code"] == "E-INT-39"
    aline.delete(f"/interactions/{number}/deliveries")

    assert aline.post(f"/interactions/{number}/resend").json() == {"entries": [number]}
    assert len(aline.get(f"/interactions/{number}/deliveries").json()["items"]) == 2
    assert Entry.objects.count() == 1


def test_an_entry_is_logged_anew_with_the_values_of_today(cast: Cast, aline: Program) -> None:
    """R-INT-160"""
    number = send(aline)
    aline.delete(f"/interactions/{number}/deliveries")

    (anew,) = aline.post(f"/interactions/{number}/resend", {"update_merge_fields": True}).json()["entries"]
    assert anew != number
    assert aline.get(f"/interactions/{anew}").json()["delivery_status"] == "queued"
    assert fields(aline.post(f"/interactions/{number}/resend", {"correspondence_type": "fax"})) == [
        "correspondence_type"
    ]


def test_sending_again_needs_the_right_and_the_sight(cast: Cast, aline: Program, viewer: Program) -> None:
    """R-INT-195, R-INT-198"""
    number = send(aline)

    assert problem(viewer.post(f"/interactions/{number}/resend"))["status"] == 403
    assert problem(viewer.delete(f"/interactions/{number}/deliveries"))["status"] == 403
    private = aline.post("/interactions", {**MAIL, "visibility": "private"}).json()["entry_no"]
    for answer in (
        viewer.get(f"/interactions/{private}/deliveries"),
        viewer.post(f"/interactions/{private}/resend"),
    ):
        assert problem(answer)["status"] == 404
