"""Cover sheets of a segment."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import Organization
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import Contact
from liaison.interactions.models import CampaignEntry, Entry, InteractionTemplate, Slot, TemplateSlot
from liaison.jobs.models import Job
from liaison.kit.clock import now
from liaison.segments.actions import cover_sheets as printing
from liaison.segments.actions import enter_line
from liaison.segments.actions.cover_sheets import record_cover_sheets
from liaison.segments.jobs import cover_sheets
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.queries import printed
from liaison.segments.queries.covers import company_lines, cover_addresses
from liaison.segments.queries.papers import label_lines
from tests.papers import pdf_pages, pdf_words
from tests.web.segments.ground import PART, Ground, text

WORDS = {
    "text": "Line one\nLine two",
    "remarks": ["call", "agreed"],
    "custom": "With a plan",
    "closing": "Bye",
}


def test_one_sheet_a_contact_in_line_order(ground: Ground, django_assert_num_queries: Any) -> None:
    """R-SEG-98"""
    head = ground.make(add=["OPENDAY"])
    with django_assert_num_queries(2):
        found = cover_addresses(ground.by, head)
    contacts = list(
        SegmentLine.objects.filter(segment=head).order_by("line_no").values_list("contact", flat=True)
    )
    assert list(found) == contacts
    answer = ground.client.post(f"/segments/{head.no}/cover-sheets/", WORDS)
    pages = pdf_pages(answer.content)
    assert [lines[0] in page for lines, page in zip(found.values(), pages, strict=True)] == [True] * 4
    for page in pages:
        assert "Line one\nLine two" in page
        assert "x As agreed" in page
        assert "x Please call" in page
        assert "x With a plan" in page
        assert "x For your approval" not in page
        assert "For your approval" in page
        assert page.endswith("Bye")


def test_a_contact_without_an_address_gets_a_sheet_and_no_label(ground: Ground) -> None:
    """R-SEG-98, R-SEG-100: and one sheet, however many lines it has"""
    head = ground.make(add=["OPENDAY"])
    claire = ground.sample.contacts[400]
    Contact.objects.filter(pk=claire.pk).update(address="", post_code="", city="")
    enter_line(head.no, "CT-000101", by=ground.by, at=now())
    assert ground.lines(head) == [400, 100, 101, 201, 101]
    found = cover_addresses(ground.by, head)
    assert list(found) == [ground.sample.contacts[number].pk for number in (400, 100, 101, 201)]
    assert found[claire.pk] == ("Claire Vionnet",)
    assert len(label_lines(ground.by, head)) == 4
    assert record_cover_sheets(head, cover_addresses(ground.by, head), by=ground.by, at=now()) == 0


@pytest.mark.parametrize(("window", "address", "ours"), [("right", 118, 25), ("left", 25, 118)])
def test_the_address_stands_in_the_window(
    ground: Ground, settings: Any, window: str, address: float, ours: float
) -> None:
    """R-SEG-98, B-16: our own lines stand on the other side"""
    settings.CONFIG = replace(settings.CONFIG, address_window=window)
    head = ground.make(add=["OPENDAY"])
    ours_of = {"name": "Machines", "address": "Chemin-des-Vignes"}
    Organization.objects.update_or_create(pk=1, defaults=ours_of)
    found = pdf_words(ground.client.post(f"/segments/{head.no}/cover-sheets/", WORDS).content)
    assert found["Lac"][0] == pytest.approx(address + 10, abs=5)
    assert 50 < found["Lac"][1] < 80
    for word in ("Machines", "Chemin-des-Vignes"):
        assert found[word][0] == pytest.approx(ours, abs=0.5)


def test_recorded_when_a_template_is_named(ground: Ground) -> None:
    """R-SEG-99, R-CMP-13: one interaction a contact, with the line's campaign; never by the preview, and by
    itself unless one says no
    """
    head = ground.make(add=["OPENDAY"])
    path = f"/segments/{head.no}/cover-sheets/"
    ground.client.post(path, {**WORDS, "log": "on"})
    before = Entry.objects.count()
    assert "disabled" in text(ground.client.get(path))
    template = InteractionTemplate.objects.get(code="VISIT")
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    campaign = create_campaign(
        CampaignValues(description="Salon"), no="CP-001", by=ground.sample.manager, at=now()
    )
    other = create_campaign(CampaignValues(), no="CP-002", by=ground.sample.manager, at=now())
    Segment.objects.filter(pk=head.pk).update(campaign=other)
    SegmentLine.objects.filter(segment=head).update(campaign=campaign, personalized=True)
    asked = text(ground.client.get(path))
    assert re.search(r'<input type="checkbox" name="log"[^>]* checked', asked)
    ground.client.post(path, {**WORDS, "log": "on", "preview": "1"})
    ground.client.post(path, WORDS)
    assert Entry.objects.count() == before
    ground.client.post(path, {**WORDS, "log": "on"})
    made = Entry.objects.order_by("-pk")[:4]
    assert Entry.objects.count() == before + 4
    assert {entry.campaign_id for entry in made} == {campaign.pk}
    assert {entry.correspondence_type for entry in made} == {"none"}
    heading = CampaignEntry.objects.get()
    assert {entry.campaign_entry_id for entry in made} == {heading.pk}
    assert (heading.description, heading.document_type, heading.segment_no) == (
        template.description, "cover_sheet", "",
    )  # fmt: skip
    ground.client.post(path, {**WORDS, "log": "on"})
    assert (Entry.objects.count(), CampaignEntry.objects.count()) == (before + 8, 1)
    assert {entry.contact_id for entry in made} == set(cover_addresses(ground.by, head))


def test_recorded_below_the_campaign_of_the_template_where_a_line_has_none(ground: Ground) -> None:
    """R-INT-99, R-SEG-99, R-CMP-13"""
    head = ground.make(add=["OPENDAY"])
    campaigns = [
        create_campaign(CampaignValues(), no=no, by=ground.sample.manager, at=now())
        for no in ("CP-001", "CP-002")
    ]
    template = InteractionTemplate.objects.get(code="VISIT")
    InteractionTemplate.objects.filter(pk=template.pk).update(campaign=campaigns[0])
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    SegmentLine.objects.filter(segment=head, line_no=10_000).update(campaign=campaigns[1], personalized=True)

    record_cover_sheets(head, cover_addresses(ground.by, head), by=ground.by, at=now())

    made = Entry.objects.filter(campaign_entry__document_type="cover_sheet").order_by("campaign__no")
    told = made.values_list("campaign__no", "campaign_entry__campaign__no")
    assert list(told) == [("CP-001", "CP-001")] * 3 + [("CP-002", "CP-002")]


def test_recorded_below_no_campaign_that_was_taken_away_or_archived(ground: Ground) -> None:
    """R-INT-99, R-SEG-99: the template brings none back, and none that was put away"""
    head = ground.make(add=["OPENDAY"])
    campaign = create_campaign(CampaignValues(), no="CP-001", by=ground.sample.manager, at=now())
    template = InteractionTemplate.objects.get(code="VISIT")
    InteractionTemplate.objects.filter(pk=template.pk).update(campaign=campaign)
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    SegmentLine.objects.filter(segment=head, line_no=10_000).update(campaign=0, personalized=True)
    addressed = cover_addresses(ground.by, head)

    record_cover_sheets(head, addressed, by=ground.by, at=now())
    below = Entry.objects.filter(campaign=campaign)
    without = set(addressed) - set(below.values_list("contact", flat=True))
    assert without == {SegmentLine.objects.get(segment=head, line_no=10_000).contact_id}

    Campaign.objects.filter(pk=campaign.pk).update(archived_at=now())
    record_cover_sheets(head, addressed, by=ground.by, at=now())
    assert below.count() == 3


def test_recorded_for_contacts_without_salesperson_too(ground: Ground) -> None:
    """R-INT-90: only what a person records needs one"""
    head = ground.make(add=["OPENDAY"])
    template = InteractionTemplate.objects.get(code="VISIT")
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    Contact.objects.filter(pk=ground.sample.contacts[400].pk).update(salesperson=None)
    assert record_cover_sheets(head, cover_addresses(ground.by, head), by=ground.by, at=now()) == 4


def test_a_form_that_is_sent_again_prints_again_and_records_once(ground: Ground) -> None:
    """R-SEG-99: many sheets take seconds, and nothing on the page says that they are coming"""
    head = ground.make(add=["OPENDAY"])
    path = f"/segments/{head.no}/cover-sheets/"
    template = InteractionTemplate.objects.get(code="VISIT")
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    before = Entry.objects.count()
    key = re.search(r'name="form" value="([0-9a-f-]{36})"', text(ground.client.get(path)))
    assert key
    for _time in range(2):
        answer = ground.client.post(path, {**WORDS, "log": "on", "form": key[1]})
        assert len(pdf_pages(answer.content)) == 4
    assert Entry.objects.count() == before + 4


def work_off() -> Job:
    """What a worker does with the last job, perhaps not for the first time."""
    queued = ProcrastinateJob.objects.filter(task_name="segments.cover_sheets").latest("id")
    cover_sheets(**queued.args)
    return Job.objects.get(pk=queued.args["job_id"])


@pytest.fixture
def many(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> str:
    """The cover sheets of a segment that has more contacts than are printed while the reader waits."""
    monkeypatch.setattr(printed, "COVERS_AT_ONCE", 3)
    template = InteractionTemplate.objects.get(code="VISIT")
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    return f"/segments/{ground.make(add=['OPENDAY']).no}/cover-sheets/"


def test_many_are_made_by_a_worker_and_recorded_with_the_file(ground: Ground, many: str) -> None:
    """R-SEG-98, R-SEG-99: nobody waits, and the page says how far it is"""
    before = Entry.objects.count()
    answer = ground.client.post(many, {**WORDS, "log": "on"})
    page = answer.headers["Location"]
    waiting = text(ground.client.get(page, headers=PART))
    assert ("0 / 4" in waiting, 'hx-trigger="every 2s"' in waiting) == (True, True)
    assert (ground.client.get(f"{page}file/").status_code, Entry.objects.count()) == (404, before)
    done = work_off()
    assert (done.state, done.done, done.total) == ("succeeded", 4, 4)
    shown = text(ground.client.get(page))
    assert (f'href="{page}file/"' in shown, "hx-trigger" in text(ground.client.get(page, headers=PART))) == (
        True, False,
    )  # fmt: skip
    file = ground.client.get(f"{page}file/")
    assert "x With a plan" in pdf_pages(b"".join(file.streaming_content))[3]  # type: ignore[attr-defined]
    assert Entry.objects.count() == before + 4
    assert [ground.manager.get(url).status_code for url in (page, f"{page}file/")] == [404, 404]
    assert ground.client.get(page.replace("SM-0001", "SM-0002")).status_code == 404


def test_many_are_recorded_once_however_often_they_are_made(ground: Ground, many: str) -> None:
    """R-SEG-99: a form pressed twice, and a worker that was killed before it could say that it was done"""
    before = Entry.objects.count()
    form = text(ground.client.get(many))
    given = {**WORDS, "log": "on"} | dict(re.findall(r'name="(form|once)" value="([^"]+)"', form))
    first, again = (ground.client.post(many, given).headers["Location"] for _twice in range(2))
    assert (first, ProcrastinateJob.objects.filter(task_name="segments.cover_sheets").count()) == (again, 1)
    for _twice in range(2):
        Job.objects.update(state="running")
        assert work_off().state == "succeeded"
    ground.client.post(many, {**given, "once": "", "closing": "See you"})
    work_off()
    assert Entry.objects.count() == before + 4


def test_more_lines_than_a_sheet_has_room_for_are_refused(ground: Ground, many: str) -> None:
    """R-SEG-98: before anything is made, beside the text"""
    six = "\n".join(f"Line {number}" for number in range(6))
    answer = ground.client.post(many, {**WORDS, "text": six})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "A cover sheet has room for at most 5 lines." in text(answer)
    assert ground.client.post(many, {**WORDS, "text": f"{six[7:]}\n\n"}).status_code == 303


def test_many_of_a_segment_that_is_gone_say_so(ground: Ground, many: str) -> None:
    """R-SEG-98"""
    page = ground.client.post(many, WORDS).headers["Location"]
    Segment.objects.all().delete()
    assert work_off().state == "failed"
    assert "There is no “SM-0001”." in text(ground.client.get(page))
    assert ground.client.post(many, WORDS).status_code == 404


def test_what_was_printed_is_recorded(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-SEG-99: whoever came or went while the sheets were made"""
    head = ground.make(add=["OPENDAY"])
    template = InteractionTemplate.objects.get(code="VISIT")
    TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
    addressed = set(cover_addresses(ground.by, head))
    before = Entry.objects.count()

    def meanwhile(*_given: object, **_more: object) -> bytes:
        SegmentLine.objects.filter(segment=head).first().delete()  # type: ignore[union-attr]
        return b"%PDF-"

    monkeypatch.setattr(printing, "covers_of", meanwhile)
    printing.print_cover_sheets(head, printed.CoverWords(), record=True, by=ground.by, at=now())
    made = Entry.objects.order_by("-pk")[: Entry.objects.count() - before]
    assert {entry.contact_id for entry in made} == addressed


def test_our_own_lines_name_bank_and_postal_account(ground: Ground) -> None:
    """R-SEG-98: as far as they are known, in this order; on each sheet, with the day in the company's zone"""
    Organization.objects.create(
        name="Nous SA", bank_name="Banque du Lac", bank_branch="Yverdon", iban="CH93", giro_no="10-1-5"
    )
    assert company_lines() == ("Nous SA", "Banque du Lac", "Yverdon", "CH93", "10-1-5")
    Organization.objects.update(
        address="Rue du Lac 1",
        post_code="1020",
        city="Renens VD",
        phone="021 555 01 00",
        vat_no="CHE-123.456.789",
    )
    head = ground.make(add=["OPENDAY"])
    at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    for language, day in (("fr", "3 novembre 2026"), ("de", "3. November 2026")):
        with translation.override(language):
            sheets = printed.covers_of(
                head, cover_addresses(ground.by, head).values(), printed.CoverWords(), at=at
            )
        for page in pdf_pages(sheets):
            assert day in page
            for line in company_lines():
                assert line in page
    assert company_lines()[1:5] == ("Rue du Lac 1", "1020 Renens VD", "021 555 01 00", "CHE-123.456.789")
