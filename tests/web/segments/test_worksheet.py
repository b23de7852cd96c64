from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from liaison.campaigns.actions import create_campaign, note_consent
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact, ContactMailingGroup
from liaison.files.actions import store_file
from liaison.kit.clock import now
from liaison.letters.models import DocumentTemplate
from liaison.segments.actions import change_segment, personalize_lines, set_template, write_language
from liaison.segments.models import Segment, SegmentLanguage, SegmentLine, SegmentStep
from liaison.segments.queries.lines import line
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests.db.segments.sample import AT
from tests.web.posting import as_shown
from tests.web.segments.ground import DIALOG, PART, Ground, coded, text

COUNT = 12
"""Statements of the page of a segment; one reads the last change, for who deletes it from here."""


def head_form(head: Any, **changes: object) -> dict[str, object]:
    """The dialog of the head as it opens, with `changes`."""
    return {
        "version": head.version,
        "description": head.description,
        "subject": head.subject,
        "occurred_on": head.occurred_on.isoformat(),
        "salesperson": "AR",
        "correspondence_type": head.correspondence_type,
        "cost": str(head.cost),
        "duration_min": str(head.duration_min),
        "information_flow": head.information_flow,
        "initiated_by": head.initiated_by,
        "lines": "follow",
        **changes,
    }


class TestPage:
    def test_shows_plan_steps_and_lines(self, ground: Ground) -> None:
        """R-SEG-8, R-SEG-41, R-SEG-53, R-SEG-77"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        html = text(ground.client.get(f"/segments/{head.no}/"))
        assert "Mailing group: OPENDAY" in html
        assert html.count("<tr data-row") == 4
        assert "Log 4 interactions" in html
        assert "10.00 in all" in html
        assert "No e-mail" in html

    def test_marks_what_is_personalised(self, ground: Ground) -> None:
        """B-19"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        personalize_lines(head.no, [20_000], LineValues(subject="Only you"), by=ground.by, at=now())
        html = text(ground.client.get(f"/segments/{head.no}/?own=1", headers=PART))
        assert html.count("<tr data-row") == 1
        assert '<span class="muted small block">Subject</span>' in html

    def test_search_finds_in_the_lines_only(self, ground: Ground) -> None:
        head = ground.make(add=["OPENDAY"])
        html = text(ground.client.get(f"/segments/{head.no}/?q=nora", headers=PART))
        assert html.count("<tr data-row") == 1
        assert "Nora Béguelin" in html
        assert "No line matches" in text(ground.client.get(f"/segments/{head.no}/?q=amy", headers=PART))

    @pytest.mark.parametrize("groups", [["OPENDAY"], ["OPENDAY", "GIFT"]])
    def test_statements_do_not_grow(
        self, ground: Ground, groups: list[str], django_assert_num_queries: Any
    ) -> None:
        head = ground.make(template="INVIT", add=groups)
        ground.client.get(f"/segments/{head.no}/")
        with django_assert_num_queries(COUNT):
            ground.client.get(f"/segments/{head.no}/")

    def test_chips_tell_how_many_lines_are_behind_them(self, ground: Ground) -> None:
        """B-8, B-19: the page counts what is personalised; what is to mend comes with the readiness"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        personalize_lines(head.no, [10_000, 20_000], LineValues(cost=Decimal(9)), by=ground.by, at=now())
        url = f"/segments/{head.no}/"
        whole, part = (text(ground.client.get(url, headers=headers)) for headers in ({}, PART))
        own, mend = 'id="own-count" hx-preserve="true">', 'id="mend-count" hx-preserve="true">'
        assert (f"{own}2<" in whole, f"{mend}<" in whole) == (True, True)
        assert (f"{own}<" in part, f"{mend}<" in part) == (True, True)
        told = 'id="mend-count" hx-swap-oob="true">1<'
        assert told in text(ground.client.get(f"{url}readiness/", headers=PART))
        assert told not in text(ground.client.get(f"{url}readiness/"))

    def test_a_line_says_what_readiness_says_of_it(self, ground: Ground) -> None:
        """B-8: no line is ready that would stop the logging"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        states = "No e-mail", "To mend", "Does not want to be written to", "Ready"

        def told() -> list[int]:
            html = text(ground.client.get(f"/segments/{head.no}/", headers=PART))
            return [html.count(f">{words}</span>") for words in states]

        assert told() == [1, 0, 0, 3]
        contact = Contact.objects.get(no="CT-000101")
        note_consent(contact.pk, "email", "withdrawn", by=None, at=AT)
        note_consent(contact.pk, "hard_copy", "withdrawn", by=None, at=AT)
        assert told() == [1, 1, 1, 2]

    def test_unknown_and_logged_ones_are_not_there(self, ground: Ground) -> None:
        assert ground.client.get("/segments/SM-9999/").status_code == 404


class TestMailingGroup:
    def test_everybody_joins(self, ground: Ground) -> None:
        """R-SEG-95"""
        head = ground.make(add=["OPENDAY"])
        url = f"/segments/{head.no}/mailing-group/"
        ground.client.post(url, {"mailing_group": "GIFT", "delete_old": "on"})
        members = ContactMailingGroup.objects.filter(mailing_group__code="GIFT")
        numbers = members.order_by("contact__no").values_list("contact__no", flat=True)
        assert [int(no[-3:]) for no in numbers] == [100, 101, 201, 400]
        assert ground.client.post(url, {"mailing_group": ""}).status_code == 422


class TestHead:
    def test_lines_follow_unless_personalised(self, ground: Ground) -> None:
        """R-SEG-10, R-SEG-11, R-SEG-13, B-19"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        personalize_lines(head.no, [10_000], LineValues(cost=Decimal(9)), by=ground.by, at=now())
        form = head_form(head, cost="3.80", description="Open day 2027")
        assert ground.client.post(f"/segments/{head.no}/edit/", form).status_code == 303
        head.refresh_from_db()
        assert (head.description, head.cost) == ("Open day 2027", Decimal("3.80"))
        assert costs(ground, head) == [Decimal("9.00"), *[Decimal("3.80")] * 3]

    def test_personalised_are_overwritten_when_asked(self, ground: Ground) -> None:
        """R-SEG-15"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        personalize_lines(head.no, [10_000], LineValues(cost=Decimal(9)), by=ground.by, at=now())
        ground.client.post(f"/segments/{head.no}/edit/", head_form(head, cost="3.80", lines="overwrite"))
        head.refresh_from_db()
        assert costs(ground, head) == [Decimal("3.80")] * 4

    def test_lines_keep_what_they_have(self, ground: Ground) -> None:
        """R-SEG-13"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        ground.client.post(f"/segments/{head.no}/edit/", head_form(head, cost="3.80", lines="keep"))
        head.refresh_from_db()
        assert head.cost == Decimal("3.80")
        assert costs(ground, head) == [Decimal("2.50")] * 4

    def test_says_how_many_lines_there_are(self, ground: Ground) -> None:
        """R-SEG-12, R-SEG-13"""
        head = ground.make(add=["OPENDAY"])
        assert ">4 lines</span>" in text(ground.client.get(f"/segments/{head.no}/edit/", headers=DIALOG))
        other = ground.make()
        assert 'name="lines"' not in text(ground.client.get(f"/segments/{other.no}/edit/", headers=DIALOG))

    @pytest.mark.parametrize("form", ["edit/", "languages/?language=fr-CH", "languages/?language=de-CH"])
    @pytest.mark.parametrize("dynamic", [False, True])
    @pytest.mark.parametrize("add", [[], ["OPENDAY"]])
    def test_a_form_sent_as_it_opens_changes_nothing(
        self, ground: Ground, form: str, dynamic: bool, add: list[str]
    ) -> None:
        """B-3: whatever the form does not ask for stays as it is"""
        create_campaign(CampaignValues(description="Day"), no="CP-001", by=ground.by, at=AT)
        head = ground.make(template="INVIT", add=add)
        values = SegmentValues(
            campaign="CP-001", campaign_target=True, campaign_response=True, ignore_contact_type=True,
            occurred_time=time(8, 15), document_as_attachment=True, follows_criteria=dynamic,
        )  # fmt: skip
        change_segment(head.no, values, by=ground.by, at=now())
        ground.client.post(
            f"/segments/{head.no}/languages/?language=de-CH",
            {"language": "de-CH", "subject": "Einladung", "body": "<p>Guten\r\nTag</p>", "email_layout": ""},
        )
        before = everything(head)
        url = f"/segments/{head.no}/{form}"
        for headers in ({}, DIALOG):
            sent = as_shown(text(ground.client.get(url, headers=headers)), url)
            assert ground.client.post(url, sent, headers=headers).status_code in {200, 204, 303}
            assert everything(head) == before

    def test_what_would_do_nothing_is_refused(self, ground: Ground) -> None:
        """R-SEG-9, R-SEG-53: a type that contacts override, and marks of a campaign that there is not"""
        create_campaign(CampaignValues(description="Day"), no="CP-001", by=ground.by, at=AT)
        head = ground.make(template="VISIT", add=["OPENDAY"])
        url, page = f"/segments/{head.no}/edit/", f"/segments/{head.no}/"

        def sent(**changes: str) -> tuple[int, ...]:
            head.refresh_from_db()
            answer = ground.client.post(url, head_form(head, **changes))
            told = "Whatever the contact prefers” is ticked", "Choose the campaign first."
            return answer.status_code, *(words in text(answer) for words in told)

        assert sent(correspondence_type="hard_copy") == (422, True, False)
        for name in ("campaign_target", "campaign_response"):
            assert sent(**{name: "on"}) == (422, False, True)
            assert sent(**{name: "on"}, campaign="CP-001") == (303, False, False)
            assert sent(**{name: "on"}, campaign="") == (303, False, False)
        head.refresh_from_db()
        assert (head.campaign, head.campaign_target, head.campaign_response) == (None, False, False)
        assert "<dd>Hard copy</dd>" not in text(ground.client.get(page))
        assert sent(correspondence_type="hard_copy", ignore_contact_type="on") == (303, False, False)
        assert "<dd>Hard copy</dd>" in text(ground.client.get(page))
        assert sent() == (303, False, False)
        assert "<dd>Hard copy</dd>" not in text(ground.client.get(page))
        assert sent(description="Other") == (303, False, False)

    def test_what_comes_with_a_template_waits_for_it(self, ground: Ground) -> None:
        """R-SEG-9, R-SEG-20: nothing is typed that a template would replace; what a program gave stays"""
        names = (
            "correspondence_type", "ignore_contact_type", "cost", "duration_min", "information_flow",
            "initiated_by",
        )  # fmt: skip
        head = ground.make()
        change_segment(head.no, SegmentValues(cost=Decimal(7)), by=ground.by, at=now())
        head.refresh_from_db()
        url = f"/segments/{head.no}/edit/"
        asked = as_shown(text(ground.client.get(url)), url)
        assert not set(names) & set(asked)
        form = head_form(head, cost="9", initiated_by="them", description="Other")
        assert ground.client.post(url, form).status_code == 303
        head.refresh_from_db()
        assert (head.cost, head.initiated_by, head.description) == (Decimal(7), "none", "Other")
        change_segment(head.no, SegmentValues(ignore_contact_type=True), by=ground.by, at=now())
        assert set(names) & set(as_shown(text(ground.client.get(url)), url)) == {"correspondence_type"}
        change_segment(head.no, SegmentValues(ignore_contact_type=False), by=ground.by, at=now())

        set_template(head.no, "VISIT", by=ground.by, at=now())
        assert set(names) - {"ignore_contact_type"} <= set(as_shown(text(ground.client.get(url)), url))

    def test_a_document_goes_as_attachment(self, ground: Ground) -> None:
        """R-SEG-132: chosen on the segment, and for one line"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        form = head_form(head, document_as_attachment="on")
        assert ground.client.post(f"/segments/{head.no}/edit/", form).status_code == 303
        one = {"pk": "10000", "confirmed": "1", "document_as_attachment": "0"}
        assert ground.client.post(f"/segments/{head.no}/lines/", one).status_code == 303
        found = [line(ground.by, head, no) for no in (10_000, 20_000)]
        assert [one is not None and one.document_as_attachment for one in found] == [False, True]

    def test_a_segment_follows_its_criteria_and_says_so(self, ground: Ground) -> None:
        """B-3: switched on and off where the rest of the head is changed"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url, told = f"/segments/{head.no}/edit/", "Follows the criteria</span>"

        def marks() -> list[bool]:
            pages = (f"/segments/{head.no}/", "/segments/")
            return [told in text(ground.client.get(page)) for page in pages]

        assert marks() == [False, False]
        for ticked in (["on"], []):
            sent = as_shown(text(ground.client.get(url)), url)
            sent["follows_criteria"] = ticked
            assert ground.client.post(url, sent).status_code == 303
            head.refresh_from_db()
            assert head.follows_criteria == bool(ticked)
            assert marks() == [bool(ticked)] * 2

    def test_second_writer_is_told(self, ground: Ground) -> None:
        head = ground.make()
        form = head_form(head, description="Mine")
        ground.client.post(f"/segments/{head.no}/edit/", head_form(head, description="Theirs"))
        answer = ground.client.post(f"/segments/{head.no}/edit/", form)
        assert answer.status_code == 422
        assert "Somebody else has changed this in the meantime." in text(answer)

    def test_template_brings_its_languages(self, ground: Ground) -> None:
        """R-SEG-20, R-SEG-21, R-SEG-22"""
        head = ground.make()
        ground.client.post(f"/segments/{head.no}/template/", {"template": "LETTER"})
        head.refresh_from_db()
        assert head.template is not None
        assert (head.template.code, head.correspondence_type) == ("LETTER", "hard_copy")
        codes = SegmentLanguage.objects.filter(segment=head).values_list("language", flat=True)
        assert sorted(codes) == ["de-CH", "fr-CH", "it-CH"]
        url = f"/segments/{head.no}/template/"
        shown = text(ground.client.get(url, headers=DIALOG))
        assert '<option value="LETTER" selected>' in shown
        assert 'name="lines"' not in shown
        ground.select(head, "add", coded("mailing_group", "OPENDAY"))
        assert 'name="lines"' in text(ground.client.get(url, headers=DIALOG))
        kept = ground.client.post(url, {"template": "INVIT"})
        assert (kept.status_code, "some use the segment" in text(kept)) == (422, True)
        assert ground.client.post(url, {"template": "INVIT", "lines": "on"}).status_code == 303
        assert costs(ground, head) == [Decimal("2.50")] * 4

    def test_campaign_is_offered_when_there_is_one(self, ground: Ground) -> None:
        """R-SEG-17, R-CMP-9"""
        head = ground.make(add=["OPENDAY"])
        paths = ["/segments/new/", f"/segments/{head.no}/edit/"]
        assert ['name="campaign"' in text(ground.client.get(path)) for path in paths] == [False, False]
        create_campaign(CampaignValues(description="Day"), no="CP-001", by=ground.by, at=AT)
        assert ['name="campaign"' in text(ground.client.get(path)) for path in paths] == [True, True]
        assert '<option value="CP-001" selected>' in text(ground.client.get(f"{paths[0]}?campaign=CP-001"))
        ground.client.post(paths[1], head_form(head, campaign="CP-001", campaign_target="on"))
        head.refresh_from_db()
        assert head.campaign is not None
        assert (head.campaign.no, head.campaign_target) == ("CP-001", True)
        form = {"pk": "10000", "confirmed": "1", "campaign_target": "0"}
        assert ground.client.post(f"/segments/{head.no}/lines/", form).status_code == 303
        own = line(ground.by, head, 10_000)
        assert own is not None
        assert (own.campaign_target, own.own) == (False, ("campaign_target",))
        shown = text(ground.client.get(f"/segments/{head.no}/lines/?pk=10000", headers=DIALOG))
        assert '<option value="0" selected>' in shown

    def test_language_is_written_and_taken_away(self, ground: Ground) -> None:
        """R-SEG-31, R-SEG-33, R-SEG-35"""
        head = ground.make(template="INVIT")
        url = f"/segments/{head.no}/languages/"
        form = {"language": "de-CH", "subject": "Einladung", "body": "<p>Guten Tag</p>", "email_layout": ""}
        assert ground.client.post(f"{url}?language=de-CH", form).status_code == 303
        row = SegmentLanguage.objects.get(segment=head, language="de-CH")
        assert (row.subject, row.body) == ("Einladung", "<p>Guten Tag</p>")
        shown = text(ground.client.get(f"{url}?language=de-CH", headers=DIALOG))
        assert 'value="Einladung"' in shown
        further = text(ground.client.get(url, headers=DIALOG))
        assert '<option value="it-CH">' in further
        assert '<option value="de-CH">' not in further
        assert ground.client.post(url, {**form, "language": "it-CH", "default": "on"}).status_code == 303
        head.refresh_from_db()
        assert (head.language, head.subject) == ("it-CH", "Einladung")
        ground.client.post(f"{url}deletion/", {"language": "de-CH"})
        assert not SegmentLanguage.objects.filter(segment=head, language="de-CH").exists()


def everything(head: Segment) -> list[dict[str, Any]]:
    """The segment with its texts and lines, as stored; who changed it last and when does not matter."""
    questions: tuple[Any, ...] = (
        Segment.objects.filter(pk=head.pk),
        SegmentLanguage.objects.filter(segment=head).order_by("pk"),
        SegmentLine.objects.filter(segment=head).order_by("pk"),
    )
    rows = [dict(row) for question in questions for row in question.values()]
    for name in ("version", "changed_at", "changed_by_id"):
        del rows[0][name]
    return rows


def costs(ground: Ground, head: Any) -> list[Decimal]:
    """What each line costs, in line order."""
    numbers = SegmentLine.objects.filter(segment=head, removed_by=None).order_by("line_no")
    shown = [line(ground.by, head, number) for number in numbers.values_list("line_no", flat=True)]
    return [one.cost for one in shown if one is not None]


class TestLines:
    def test_one_line_gets_values_of_its_own_and_follows_again(self, ground: Ground) -> None:
        """R-SEG-56, B-19"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url = f"/segments/{head.no}/lines/"
        assert "Claire Vionnet" in text(ground.client.get(f"{url}?pk=10000", headers=DIALOG))
        form = {"pk": "10000", "confirmed": "1", "correspondence_type": "hard_copy", "subject": "For you",
                "occurred_on": "2026-12-24"}  # fmt: skip
        assert ground.client.post(url, form).status_code == 303
        shown = line(ground.by, head, 10_000)
        assert shown is not None
        assert (shown.correspondence_type, shown.subject, shown.occurred_on) == (
            "hard_copy", "For you", date(2026, 12, 24),
        )  # fmt: skip
        ground.client.post(url, form | {"subject": ""})
        again = line(ground.by, head, 10_000)
        assert again is not None
        assert sorted(again.own) == ["correspondence_type", "occurred_on"]

    def test_a_line_gets_a_text_of_its_own(self, ground: Ground) -> None:
        """B-16, B-19: it begins with what the segment says; unchanged it follows"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        said = "<p>Come</p>\n<p>to us</p>"
        words = {"language": "fr-CH", "subject": "S", "body": said, "email_layout": ""}
        ground.client.post(f"/segments/{head.no}/languages/?language=fr-CH", words)
        url = f"/segments/{head.no}/lines/"
        shown = ground.client.get(f"{url}?pk=10000", headers=DIALOG)
        assert said in unescape(text(shown))
        form = {"pk": "10000", "confirmed": "1"}

        def written(body: str) -> tuple[str | None, tuple[str, ...]]:
            assert ground.client.post(url, form | {"body": body}).status_code == 303
            found = line(ground.by, head, 10_000)
            assert found is not None
            return SegmentLine.objects.get(line_no=10_000).body, found.own

        assert written(said.replace("\n", "\r\n")) == (None, ())
        assert written("<p>Dear Claire</p>") == ("<p>Dear Claire</p>", ("body",))
        assert "Dear Claire" in text(ground.client.get(f"{url}?pk=10000", headers=DIALOG))
        assert written("<p> </p>") == (None, ())

    def test_what_a_colleague_changed_meanwhile_stays(self, ground: Ground) -> None:
        """B-19: on the line, or in the text of the segment that the open form shows"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url = f"/segments/{head.no}/lines/"

        def opened() -> dict[str, list[str]]:
            return as_shown(text(ground.client.get(f"{url}?pk=10000", headers=DIALOG)), url)

        form = opened()
        personalize_lines(head.no, [10_000], LineValues(cost=Decimal(9)), by=ground.by, at=AT)
        late = ground.client.post(url, form | {"subject": ["Mine"]})
        assert (late.status_code, "Somebody else has changed this" in text(late)) == (422, True)
        assert costs(ground, head)[0] == Decimal(9)

        form = opened()
        right = LanguageValues(body="<p>Put right</p>")
        write_language(head.no, "fr-CH", right, by=ground.by, at=AT)
        assert ground.client.post(url, form | {"cost": ["7"]}).status_code == 422
        assert SegmentLine.objects.get(line_no=10_000).body is None

        assert ground.client.post(url, opened() | {"cost": ["7"]}).status_code == 303
        assert (costs(ground, head)[0], SegmentLine.objects.get(line_no=10_000).body) == (Decimal(7), None)

    def test_a_text_that_a_document_says_is_not_asked_for(self, ground: Ground) -> None:
        head = ground.make(template="INVIT", add=["OPENDAY"])
        SegmentLanguage.objects.filter(segment=head).delete()
        assert 'name="body"' in text(
            ground.client.get(f"/segments/{head.no}/lines/?pk=10000", headers=DIALOG)
        )
        stored = store_file(b"a letter", by=None, at=AT)
        letter = DocumentTemplate.objects.create(
            code="D", name="D", language="fr-CH", file=stored, file_name="d.docx"
        )
        Segment.objects.filter(pk=head.pk).update(document_template=letter)
        shown = text(ground.client.get(f"/segments/{head.no}/lines/?pk=10000", headers=DIALOG))
        assert 'name="body"' not in shown

    def test_a_line_goes_to_the_address_that_was_chosen(self, ground: Ground) -> None:
        """R-SEG-43: one of the contact's, or none although one is valid that day"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        contact = ground.sample.contacts[400]
        for code in ("HOLIDAY", "WORK"):
            made = AlternativeAddress.objects.create(contact=contact, code=code, city=code)
            if code == "HOLIDAY":
                AddressRange.objects.create(
                    contact=contact, alternative_address=made, starting_date=date(2020, 1, 1)
                )
        url = f"/segments/{head.no}/lines/"

        def told() -> tuple[str, bool]:
            found = line(ground.by, head, 10_000)
            assert found is not None
            return found.alternative_address, "alternative_address" in found.own

        assert told() == ("HOLIDAY", False)
        for chosen, expected in (("WORK", ("WORK", True)), ("-", ("", True)), ("", ("HOLIDAY", False))):
            form = as_shown(text(ground.client.get(f"{url}?pk=10000", headers=DIALOG)), url)
            assert "alternative_address" in form
            answer = ground.client.post(url, form | {"alternative_address": [chosen]})
            assert (answer.status_code, told()) == (303, expected)
            again = as_shown(text(ground.client.get(f"{url}?pk=10000", headers=DIALOG)), url)
            assert again["alternative_address"] == [chosen]
        for several in (["10000", "20000"], ["20000"]):
            asked = ground.client.post(url, {"pk": several, "act": "personalise"}, headers=DIALOG)
            assert 'name="alternative_address"' not in text(asked)

    def test_a_line_has_a_campaign_of_its_own_or_none(self, ground: Ground) -> None:
        """R-SEG-56, B-19: with its response, flow and who began it, behind a fold until something is said"""
        create_campaign(CampaignValues(), no="CP-001", by=ground.by, at=AT)
        create_campaign(CampaignValues(), no="CP-002", by=ground.by, at=AT)
        head = ground.make(template="INVIT", add=["OPENDAY"])
        change_segment(head.no, SegmentValues(campaign="CP-001"), by=ground.by, at=now())
        url = f"/segments/{head.no}/lines/"
        fold = '<details class="more"'
        assert f"{fold}><summary>" in text(ground.client.get(f"{url}?pk=10000", headers=DIALOG))
        form = {"pk": "10000", "confirmed": "1", "campaign": "CP-002", "campaign_response": "1",
                "information_flow": "inbound", "initiated_by": "them"}  # fmt: skip
        assert ground.client.post(url, form).status_code == 303
        own = line(ground.by, head, 10_000)
        assert own is not None
        assert (own.campaign, own.campaign_response, own.information_flow, own.initiated_by) == (
            "CP-002", True, "inbound", "them",
        )  # fmt: skip
        assert f"{fold} open><summary>" in text(ground.client.get(f"{url}?pk=10000", headers=DIALOG))
        for chosen, expected in (("-", ""), ("", "CP-001")):
            ground.client.post(url, form | {"campaign": chosen})
            again = line(ground.by, head, 10_000)
            assert again is not None
            assert again.campaign == expected

    def test_a_line_is_offered_the_languages_it_speaks(self, ground: Ground) -> None:
        """R-SEG-46, E-SEG-5: its own with texts of its own or another template, else the segment's"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url = f"/segments/{head.no}/lines/"
        own = LanguageValues(body="<p>Per Lei</p>")
        write_language(head.no, "it-CH", own, line_no=20_000, by=ground.by, at=AT)
        SegmentLanguage.objects.filter(segment=head, line=None, language="it-CH").delete()

        def offered(number: int) -> list[str]:
            shown = text(ground.client.get(f"{url}?pk={number}", headers=DIALOG))
            (select,) = re.findall(r'<select name="language".*?</select>', shown, re.DOTALL)
            return re.findall(r'value="([^"]+)"', select)

        assert (offered(10_000), offered(20_000)) == (["de-CH", "fr-CH"], ["it-CH"])
        both = {"pk": ["10000", "20000"], "confirmed": "1", "language": "de-CH"}
        refused = ground.client.post(url, both)
        assert (refused.status_code, "none in de-CH" in text(refused)) == (422, True)
        assert ground.client.post(url, {**both, "pk": ["10000"]}).status_code == 303
        assert (
            ground.client.post(url, {"pk": "10000", "confirmed": "1", "template": "VISIT"}).status_code == 303
        )
        assert offered(10_000) == []
        bare = ground.make(add=["OPENDAY"])
        write_language(bare.no, "de-CH", LanguageValues(subject="S"), by=ground.by, at=AT)
        refused = ground.client.post(f"/segments/{bare.no}/lines/", {**both, "pk": ["10000"]})
        assert (refused.status_code, "Choose an interaction template first." in text(refused)) == (422, True)

    def test_several_lines_at_once(self, ground: Ground) -> None:
        """B-19"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url = f"/segments/{head.no}/lines/"
        asked = text(
            ground.client.post(url, {"pk": ["10000", "20000"], "act": "personalise"}, headers=DIALOG)
        )
        assert "2 lines</h2>" in asked
        ground.client.post(url, {"pk": ["10000", "20000"], "confirmed": "1", "cost": "7"})
        assert costs(ground, head) == [Decimal(7), Decimal(7), Decimal("2.50"), Decimal("2.50")]
        both = {"pk": ["10000", "20000"], "confirmed": "1", "cost": "8", "reset": ["cost"]}
        ground.client.post(url, both)
        assert costs(ground, head) == [Decimal("2.50")] * 4
        ground.client.post(url, {"pk": ["10000", "20000"], "confirmed": "1", "cost": "7"})
        ground.client.post(url, {"pk": ["10000", "20000"], "confirmed": "1", "reset": ["cost"]})
        assert costs(ground, head) == [Decimal("2.50")] * 4

    def test_one_without_a_salesperson_follows_again(self, ground: Ground) -> None:
        """B-19: it has no value to be emptied"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url, one = f"/segments/{head.no}/lines/", {"pk": ["10000"], "confirmed": "1"}
        personalize_lines(head.no, [10_000], LineValues(salesperson=""), by=ground.by, at=now())
        asked = text(ground.client.post(url, {"pk": ["10000"], "act": "personalise"}, headers=DIALOG))
        assert re.search(r'name="reset"[^>]*value="salesperson"', asked)

        ground.client.post(url, {**one, "reset": ["salesperson"]})

        assert SegmentLine.objects.get(segment=head, line_no=10_000).salesperson_id is None

    def test_taken_out_and_brought_back(self, ground: Ground) -> None:
        """R-SEG-49, R-SEG-81"""
        head = ground.make(add=["OPENDAY"])
        ground.client.post(f"/segments/{head.no}/lines/", {"pk": ["20000", "40000"], "act": "remove"})
        assert ground.lines(head) == [400, 101]
        assert SegmentStep.objects.count() == 2
        html = text(ground.client.get(f"/segments/{head.no}/"))
        assert "2 lines taken out." in html
        [undo] = re.findall(rf'action="(/segments/{head.no}/back/[^"]*)"', html)
        ground.client.post(undo)
        assert ground.lines(head) == [400, 101, 100, 201]

    def test_criteria_of_an_emptied_segment_are_reset(self, ground: Ground) -> None:
        """R-SEG-51, Q-SEG-9: offered when the last lines were taken out by hand, and only then"""
        head = ground.make(add=["GIFT"])
        page, url = f"/segments/{head.no}/", f"/segments/{head.no}/criteria/reset/"
        assert url not in text(ground.client.get(page))
        ground.client.post(f"{page}lines/", {"pk": ["10000"], "act": "remove"})
        assert url not in text(ground.client.get(page))
        assert ground.client.post(url).status_code == 409
        assert SegmentStep.objects.count() == 2
        ground.client.post(f"{page}lines/", {"pk": ["20000"], "act": "remove"})
        assert url in text(ground.client.get(page))
        assert url not in text(ground.member.get(page))
        assert ground.member.post(url).status_code == 403
        assert ground.client.post(url).status_code == 303
        assert (SegmentStep.objects.count(), SegmentLine.objects.count()) == (0, 0)
        assert url not in text(ground.client.get(page))
        assert "Criteria reset" in text(ground.client.get(f"{page}history/", headers=DIALOG))

    def test_taking_back_spares_what_somebody_else_did_since(self, ground: Ground) -> None:
        """R-SEG-79: the toast stays where it is while others work"""
        head = ground.make(add=["OPENDAY"])
        ground.client.post(f"/segments/{head.no}/lines/", {"pk": ["20000"], "act": "remove"})
        [undo] = re.findall(
            rf'action="(/segments/{head.no}/back/[^"]*)"', text(ground.client.get(f"/segments/{head.no}/"))
        )
        ground.select(head, "add", coded("mailing_group", "GIFT"))

        assert ground.client.post(undo).status_code == 409
        assert ground.lines(head) == [400, 101, 201, 301, 501]
        assert SegmentStep.objects.filter(segment=head).count() == 3

    def test_nothing_chosen_is_said(self, ground: Ground) -> None:
        head = ground.make(add=["OPENDAY"])
        assert ground.client.post(f"/segments/{head.no}/lines/", {"act": "remove"}).status_code == 422
        assert ground.client.get(f"/segments/{head.no}/lines/?pk=77").status_code == 404
        assert (
            ground.member.post(f"/segments/{head.no}/lines/", {"pk": "10000", "act": "remove"}).status_code
            == 403
        )
