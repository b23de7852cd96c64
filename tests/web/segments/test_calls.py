"""Calling through a segment, in the browser's eyes."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest

from liaison.campaigns.models import Campaign
from liaison.contacts.models import ContactPhone
from liaison.interactions.models import Entry, TemplateSlot
from liaison.segments.actions import delete_segment, personalize_lines
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.values import LineValues
from tests import make
from tests.db.segments.sample import AT
from tests.web.segments.ground import DIALOG, PART, Ground, text

FIRST, SECOND, NORA = 10_000, 20_000, 30_000


@pytest.fixture
def head(ground: Ground) -> Segment:
    """Two companies and two people, one of them with a number; a template for calls."""
    template = make.make_template("APPEL", channel="phone", description="Outgoing call")
    TemplateSlot.objects.create(slot="outgoing_calls", template=template)
    contact = ground.sample.contacts[101]
    ContactPhone.objects.create(contact=contact, kind="phone", number="021 555 01 42", e164="+41215550142")
    return ground.make("Reminder", add=["OPENDAY"])


def url(head: Segment, line_no: int = NORA) -> str:
    return f"/segments/{head.no}/lines/{line_no}/call/"


def sent(**given: Any) -> dict[str, Any]:
    return {"form": str(uuid4()), "number": "021 555 01 42", "occurred_at": "2026-11-02T10:30",
            "description": "Will come", "salesperson": "AR", **given}  # fmt: skip


def test_each_line_can_be_called(ground: Ground, head: Segment) -> None:
    """R-SEG-104: the link of a line opens the page filled from it, in the dialog and as a page."""
    page = text(ground.client.get(f"/segments/{head.no}/"))
    assert re.findall(r'id="call-\d+" href="([^"]+)"', page) == [
        url(head, n * FIRST) for n in range(1, head.line_count + 1)
    ]
    assert f'href="/segments/{head.no}/call/"' in page
    personalize_lines(head.no, [NORA], LineValues(salesperson="LB"), by=ground.by, at=AT)
    for headers in ({}, DIALOG):
        page = text(ground.client.get(url(head), headers=headers))
        assert f'action="{url(head)}"' in page
        values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
        assert (values["number"], values["description"]) == ("021 555 01 42", "Outgoing call")
        assert '<option value="LB" selected' in page
        assert "Call Nora Béguelin" in page
        assert "0 of 4 called" in page
    assert Entry.objects.filter(segment_no=head.no).count() == 0


def test_the_campaign_is_that_of_the_line(ground: Ground, head: Segment) -> None:
    """R-INT-108, R-SEG-104: the page was opened for one campaign, so it asks for none."""
    Campaign.objects.create(no="CP-9", last_modified_on=AT.date(), created_at=AT, changed_at=AT)
    assert 'name="campaign' not in text(ground.client.get(url(head)))
    ground.client.post(url(head), sent(campaign="CP-9"))
    assert Entry.objects.get(segment_no=head.no).campaign is None


def test_a_mailing_has_no_button_for_calls(ground: Ground, head: Segment) -> None:
    mailing = ground.make("Mailing", template="INVIT", add=["OPENDAY"])
    page = text(ground.client.get(f"/segments/{mailing.no}/"))
    assert f'href="/segments/{mailing.no}/call/"' not in page
    assert f'href="{url(mailing)}"' in page


def test_finishing_records_and_offers_the_next(ground: Ground, head: Segment) -> None:
    """R-SEG-105, F8: the dialog goes on to the next line, the line is shown anew."""
    answer = ground.client.post(url(head), sent(next="1"), headers=DIALOG)
    assert answer.status_code == 204
    events = json.loads(answer["HX-Trigger"])
    assert events["dialog-open"] == {"url": url(head, 4 * FIRST)}
    assert f"line-{NORA}" in events
    entry = Entry.objects.get(segment_no=head.no)
    assert (entry.contact.no, entry.contact_via) == ("CT-000101", "021 555 01 42")
    row = text(ground.client.get(f"/segments/{head.no}/lines/{NORA}/", headers=PART))
    assert re.findall(r'<span class="badge good"[^>]*>([^<]+)', row) == ["Called"]
    assert row.count("<tr") == 1
    assert ground.client.get(f"/segments/{head.no}/lines/1/").status_code == 404

    answer = ground.client.post(url(head, FIRST), sent(attempt_failed="on"), headers=DIALOG)
    assert "dialog-open" not in json.loads(answer["HX-Trigger"])
    page = text(ground.client.get(f"/segments/{head.no}/"))
    assert re.findall(r">(Called|Nobody answered)<", page) == ["Nobody answered", "Called"]


def test_the_worksheet_leads_to_its_calls(ground: Ground, head: Segment) -> None:
    """R-INT-112, R-INT-184: they have the number of the segment before it is logged"""
    ground.client.post(url(head), sent())
    link = f"/interactions/?segment={head.no}"
    assert f'href="{link}"' in text(ground.client.get(f"/segments/{head.no}/"))
    number = Entry.objects.get(segment_no=head.no).pk
    assert f'name="pk" value="{number}"' in text(ground.client.get(link))


def test_without_scripts_one_page_leads_to_the_next(ground: Ground, head: Segment) -> None:
    """R-SEG-105"""
    answer = ground.client.post(url(head), sent(next="1"))
    assert (answer.status_code, answer["Location"]) == (303, url(head, 4 * FIRST))
    answer = ground.client.post(url(head, 4 * FIRST), sent())
    assert (answer.status_code, answer["Location"]) == (303, f"/segments/{head.no}/")


def test_the_button_leads_to_who_was_not_called_yet(ground: Ground, head: Segment) -> None:
    """R-SEG-104"""
    for line_no in (FIRST, SECOND, 3 * FIRST, 4 * FIRST):
        answer = ground.client.get(f"/segments/{head.no}/call/")
        assert (answer.status_code, answer["Location"]) == (302, url(head, line_no))
        page = text(ground.client.get(url(head, line_no), headers=DIALOG))
        assert ('name="next"' in page) == (line_no < 4 * FIRST)
        ground.client.post(url(head, line_no), sent())
    answer = ground.client.get(f"/segments/{head.no}/call/")
    assert answer.status_code == 422
    assert "Everybody in this segment has been called." in text(answer)


@pytest.mark.parametrize(
    ("field", "words"),
    [("number", "Enter a phone number."), ("occurred_at", "Enter the date."),
     ("description", "Enter a description."), ("salesperson", "Enter the salesperson.")],
)  # fmt: skip
def test_checks(ground: Ground, head: Segment, field: str, words: str) -> None:
    """R-SEG-104, E-SEG-14, E-SEG-15: a number that nobody stored is typed."""
    page = text(ground.client.get(url(head, FIRST)))
    assert "No phone numbers are stored for this contact." in page
    answer = ground.client.post(url(head, FIRST), sent(**{field: ""}))
    assert answer.status_code == 422
    assert words in text(answer)
    assert SegmentLine.objects.filter(contact_via__isnull=False).count() == 0


def test_without_template_for_calls(ground: Ground, head: Segment) -> None:
    """E-SEG-13"""
    TemplateSlot.objects.all().delete()
    for answer in (ground.client.get(url(head)), ground.client.post(url(head), sent())):
        assert answer.status_code == 422
        assert "No template is set up for outgoing calls." in text(answer)


def test_what_is_not_there_is_not_found(ground: Ground, head: Segment) -> None:
    for address in (url(head, 1), "/segments/SM-9999/lines/10000/call/", "/segments/SM-9999/call/"):
        assert ground.client.get(address).status_code == 404
    assert ground.client.post(url(head, 1), sent()).status_code == 409


def test_what_was_typed_stays_when_the_segment_goes_meanwhile(ground: Ground, head: Segment) -> None:
    """R-SEG-105: somebody else was quicker, but the caller has talked."""
    address = url(head)
    delete_segment(head.no, by=ground.by, at=AT)
    before = Entry.objects.count()
    answer = ground.client.post(address, sent(comment="Comes with two colleagues"), headers=PART)
    assert (answer.status_code, answer["HX-Reswap"]) == (409, "none")
    assert "Somebody else has changed this in the meantime" in answer["HX-Trigger"]
    assert Entry.objects.count() == before


def test_a_form_sent_again_when_its_segment_is_gone_is_answered_as_before(
    ground: Ground, head: Segment
) -> None:
    """R-SEG-105: the answer was lost on the way; nothing is recorded twice, and nothing is wrong"""
    given = sent(comment="Comes with two colleagues")
    first = ground.client.post(url(head), given, headers=DIALOG)
    delete_segment(head.no, by=ground.by, at=AT)
    again = ground.client.post(url(head), given, headers=DIALOG)
    assert (again.status_code, again["HX-Trigger"]) == (first.status_code, first["HX-Trigger"])
    assert ground.client.post(url(head), given)["Location"] == "/segments/"
    assert Entry.objects.filter(segment_no=head.no).count() == 1
    for form in ("nonsense", str(uuid4())):
        assert ground.client.post(url(head), {**given, "form": form}).status_code == 409
    assert ground.manager.post(url(head), given).status_code == 409


def test_a_call_of_a_line_that_says_something_else_by_now_is_told(ground: Ground, head: Segment) -> None:
    """R-SEG-105: whichever button is pressed again, it is recorded once; with other words it is told"""
    given = sent(comment="Comes with two colleagues")
    for button in ({}, {"next": "1"}):
        assert ground.client.post(url(head), {**given, **button}).status_code == 303
    again = ground.client.post(url(head), {**given, "comment": "Comes alone"})
    assert (again.status_code, Entry.objects.filter(segment_no=head.no).count()) == (422, 1)
    assert "recorded already" in text(again)


def test_two_callers_are_led_to_two_lines(ground: Ground, head: Segment) -> None:
    """R-SEG-104: who opens a line has it; the other is led to the next, also when one is skipped"""
    way = f"/segments/{head.no}/call/"
    assert ground.client.get(way)["Location"] == url(head, FIRST)
    assert ground.manager.get(way)["Location"] == url(head, SECOND)
    page = text(ground.client.get(url(head, FIRST), headers=DIALOG))
    assert f'href="{way}?after={FIRST}"' in page
    assert ground.client.get(f"{way}?after={FIRST}")["Location"] == url(head, NORA)
    answer = ground.manager.post(url(head, SECOND), sent(next="1"))
    assert answer["Location"] == url(head, 4 * FIRST)
    assert ground.client.get(f"{way}?after=x{FIRST}")["Location"] == url(head, FIRST)
