from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.accounts.models import Role, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import Contact, ContactMailingGroup, MailingGroup
from liaison.delivery.models import Run
from liaison.interactions.actions.correct import cancel
from liaison.interactions.models import Entry, InteractionTemplate, LoggedSegment
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.segments.actions import change_segment, enter_line, log_segment, remove_lines, select
from liaison.segments.models import Policy, SavedCriteria, Segment, SegmentStep
from liaison.segments.queries import worded
from liaison.segments.queries.readiness.counting import _sampled
from liaison.segments.rules import UNDO_PERIOD, nothing_to_go_back
from liaison.segments.values import SegmentValues
from liaison.web.segments import logged as logged_pages
from liaison.web.segments import logging, saved
from tests.web.posting import as_shown
from tests.web.segments.ground import DIALOG, PART, Ground, coded, text


class TestReadiness:
    def test_names_problems_and_mends_them(self, ground: Ground) -> None:
        """B-8, E-SEG-27"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        html = text(ground.client.get(f"/segments/{head.no}/readiness/", headers=PART))
        assert "No e-mail address" in html
        assert "Claire Vionnet" in html
        form = {"problem": "no_email", "remedy": "use_hard_copy"}
        ground.client.post(f"/segments/{head.no}/remedy/", form)
        html = text(ground.client.get(f"/segments/{head.no}/readiness/", headers=PART))
        assert "No e-mail address" not in html

    def test_taken_out_is_a_step(self, ground: Ground) -> None:
        """B-8"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        ground.client.post(f"/segments/{head.no}/remedy/", {"problem": "no_email", "remedy": "take_out"})
        assert ground.lines(head) == [100, 101, 201]
        assert ground.client.post(f"/segments/{head.no}/remedy/", {"problem": "x"}).status_code == 422

    def test_who_is_held_back(self, ground: Ground) -> None:
        """B-5"""
        head = ground.make()
        ground.select(head, "add", coded("job_responsibility", "PURCH"))
        html = text(ground.client.get(f"/segments/{head.no}/readiness/"))
        assert "Held back: 1 · Excluded from segments" in html
        assert "Ursula Meier" in html


class TestExplain:
    def test_why_in_and_why_out(self, ground: Ground) -> None:
        """B-1"""
        head = ground.make(add=["OPENDAY"])
        ground.select(head, "reduce", coded("job_responsibility", "PURCH"))
        url = f"/segments/{head.no}/explanation/"
        html = text(ground.client.get(f"{url}?contact=CT-000101", headers=DIALOG))
        assert "Not in the segment" in html
        assert "0 → 1" in html
        assert "1 → 0" in html
        assert "In the segment" in text(ground.client.get(f"{url}?contact=CT-000400", headers=DIALOG))
        asked = text(ground.client.get(url, headers=DIALOG))
        assert ('name="contact' in asked, "In the segment" in asked) == (True, False)
        wrong = text(ground.client.get(f"{url}?contact=CT-9", headers=DIALOG))
        assert "Choose a contact from the list." in wrong

    def test_everybody_who_reads_segments_is_led_there(self, ground: Ground) -> None:
        """B-1"""
        head = ground.make(add=["OPENDAY"])
        url = f"/segments/{head.no}/explanation/"
        for role in (Role.MARKETING, Role.VIEWER):
            ground.sample.by.role = role
            ground.sample.by.save()
            assert text(ground.client.get(f"/segments/{head.no}/")).count(f'href="{url}"') == 1
            assert ground.client.get(url, headers=DIALOG).status_code == 200


class TestSaved:
    def test_saved_and_used_again(self, ground: Ground) -> None:
        """R-SEG-84 to R-SEG-89, B-1"""
        head = ground.make(add=["OPENDAY"])
        url = f"/segments/{head.no}/criteria/saving/"
        assert url in text(ground.manager.get(f"/segments/{head.no}/"))
        assert url not in text(ground.client.get(f"/segments/{head.no}/"))
        assert ground.client.post(url, {"code": "open"}).status_code == 403
        assert 'name="code"' in text(ground.manager.get(url, headers=DIALOG))
        assert "not saved" not in text(ground.manager.get(url, headers=DIALOG))
        SegmentStep.objects.create(
            segment=head, position=2, action="reduce", kind="hand", user=ground.by, created_at=now()
        )
        SegmentStep.objects.create(
            segment=head, position=3, action="reduce", active=False, user=ground.by, created_at=now()
        )
        told = text(ground.manager.get(url, headers=DIALOG))
        assert "1 step that is switched off is not saved." in told
        assert "1 step that took out single lines is not saved; their contacts may come back." in told
        assert ground.manager.post(url, {"code": "open", "description": "Open day"}).status_code == 303
        again = ground.manager.post(url, {"code": "OPEN"})
        assert "Criteria OPEN exist already." in text(again)
        other = ground.make("Other")
        reuse = f"/segments/{other.no}/criteria/reuse/"
        listed = text(ground.client.get(reuse, headers=DIALOG))
        assert ("Open day" in listed, '<b class="num">' in listed) == (True, False)
        shown = text(ground.client.get(f"{reuse}?code=OPEN", headers=DIALOG))
        assert '<span class="num">0</span> → <b class="num">4</b>' in shown
        assert "already" not in shown
        ground.client.post(reuse, {"code": "OPEN"})
        assert ground.lines(other) == [400, 100, 101, 201]
        Contact.objects.filter(no="CT-000101").update(archived_at=now())
        once_more = text(ground.client.get(f"{reuse}?code=OPEN", headers=DIALOG))
        assert "The segment has 1 step already; the saved ones follow it." in once_more
        assert '<span class="num">4</span> → <b class="num">4</b>' in once_more
        ground.client.post(reuse, {"code": "OPEN"})
        assert ground.lines(other) == [400, 100, 101, 201]
        assert "Mailing group: OPENDAY" in text(ground.client.get("/segments/criteria/"))
        assert ground.client.post("/segments/criteria/OPEN/deletion/").status_code == 403
        ground.manager.post("/segments/criteria/OPEN/deletion/")
        assert SavedCriteria.objects.count() == 0
        assert ground.lines(other) == [400, 100, 101, 201]

    def test_many_chosen_contacts_are_counted(self, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
        """R-SEG-77: in the list and where they are used again, as among the steps of the segment"""
        monkeypatch.setattr(worded, "FEW", 1)
        head = ground.make(add=["OPENDAY"])
        remove_lines(head.no, [10_000, 20_000], by=ground.by, at=now())
        ground.manager.post(f"/segments/{head.no}/criteria/saving/", {"code": "OPEN"})
        other = ground.make("Other")
        for page in (
            f"/segments/{head.no}/",
            "/segments/criteria/",
            f"/segments/{other.no}/criteria/reuse/?code=OPEN",
        ):
            assert "2 chosen contacts" in text(ground.client.get(page)), page


def logged(ground: Ground, **form: str) -> LoggedSegment:
    """A segment with the four members of OPENDAY, logged without sending."""
    head = ground.make(template="VISIT", add=["OPENDAY"])
    answer = ground.client.post(f"/segments/{head.no}/log/", form)
    assert answer.status_code == 303, text(answer)
    return LoggedSegment.objects.get()


class TestLog:
    def test_shows_what_would_happen_and_all_failures(self, ground: Ground) -> None:
        """R-SEG-109, R-SEG-110, R-SEG-111"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        html = text(ground.client.get(f"/segments/{head.no}/log/", headers=DIALOG))
        assert 'name="send" id="id_send" checked' in html
        assert "<b>4</b><span>Interactions</span>" in html
        answer = ground.client.post(f"/segments/{head.no}/log/", {"send": "on"}, headers=DIALOG)
        assert answer.status_code == 422
        mend = f'<a href="/segments/{head.no}/?problem=no_email">No e-mail address:</a>'
        assert f"<li>{mend} CT-000400 Claire Vionnet</li>" in text(answer)
        assert "10000" not in text(answer)
        assert f"<p>{mend} 1</p>" in html
        assert Entry.objects.filter(segment_no=head.no).count() == 0

    def test_says_how_many_more_have_a_problem(self, ground: Ground, monkeypatch: Any) -> None:
        """R-SEG-110"""
        monkeypatch.setitem(_sampled.__globals__, "SAMPLES", 2)
        head = ground.make(add=["OPENDAY"])
        html = text(ground.client.post(f"/segments/{head.no}/log/", {}, headers=DIALOG))
        url = f"/segments/{head.no}/?problem=no_template"
        names = "CT-000400 Claire Vionnet, CT-000100 Béguelin Mécanique SA, and 2 more"
        assert f'<li><a href="{url}">No interaction template:</a> {names}</li>' in html
        assert len(ground.client.get(url).context["rows"]) == 4

    def test_logged_with_a_follow_up(self, ground: Ground) -> None:
        """R-SEG-93, R-SEG-112, R-SEG-117, R-SEG-119"""
        made = logged(ground, follow_up="on")
        assert Entry.objects.filter(logged_segment=made).count() == 4
        follow = Segment.objects.get(logged_as=None)
        assert ground.lines(follow) == [400, 100, 101, 201]
        page = text(ground.client.get(f"/segments/logged/{made.entry_no}/"))
        assert "4 interactions logged." in page
        assert page.count("<tr data-row") == 4

    def test_who_has_the_worksheet_still_open_is_told(self, ground: Ground) -> None:
        """A form sent again because its answer was lost, or a colleague at work on the lines"""
        made = logged(ground)
        sheet, words = f"/segments/{made.segment_no}/", "Segment SM-0001 has been logged before."
        answer = ground.client.get(sheet)
        assert (answer.status_code, answer["Location"]) == (302, f"/segments/logged/{made.entry_no}/")
        part = ground.client.get(sheet, headers={"HX-Request": "true", "HX-Target": "list"})
        assert (part.status_code, words in part["HX-Trigger"]) == (422, True)
        for place in ("log", "edit", "deletion", "lines", "remedy"):
            answer = ground.client.post(f"{sheet}{place}/", {})
            assert (answer.status_code, words in text(answer)) == (422, True), place
        assert LoggedSegment.objects.count() == 1

    def test_many_messages_are_looked_at_twice(self, ground: Ground, monkeypatch: Any) -> None:
        """B-18"""
        monkeypatch.setattr(logging, "SECOND_LOOK", 2)
        head = ground.make(template="INVIT")
        ground.select(head, "add", coded("mailing_group", "OPENDAY"))
        for language in ("fr-CH", "de-CH"):
            form = {"language": language, "subject": "S", "body": "<p>B</p>", "email_layout": ""}
            ground.client.post(f"/segments/{head.no}/languages/?language={language}", form)
        ground.client.post(f"/segments/{head.no}/remedy/", {"problem": "no_email", "remedy": "take_out"})
        url = f"/segments/{head.no}/log/"
        answer = ground.client.post(url, {"send": "on"}, headers=DIALOG)
        assert answer.status_code == 422
        assert "3 messages go out" in text(answer)
        assert LoggedSegment.objects.count() == 0
        assert 'name="messages" value="3"' in text(answer)
        other = ground.client.post(url, {"send": "on", "looked": "on", "messages": "2"}, headers=DIALOG)
        assert other.status_code == 422
        [tick] = re.findall(r'<input[^>]*name="looked"[^>]*>', text(other))
        assert "checked" not in tick
        assert LoggedSegment.objects.count() == 0
        ticked = {"send": "on", "looked": "on", "messages": "3"}
        assert ground.client.post(url, ticked).status_code == 303
        made = LoggedSegment.objects.get()
        assert Entry.objects.filter(logged_segment=made, delivery_status="queued").count() == 3
        page = text(ground.client.get(f"/segments/logged/{made.entry_no}/"))
        assert "0 of 3 settled" in page
        assert 'hx-trigger="every 3s"' in page

    def test_who_comes_in_after_the_look_is_not_written_to(self, ground: Ground, monkeypatch: Any) -> None:
        """B-18: the tick holds for so many messages, also when a line is added in that very moment"""
        monkeypatch.setattr(logging, "SECOND_LOOK", 2)
        head = ground.make(template="INVIT", add=["OPENDAY"])
        for language in ("fr-CH", "de-CH"):
            form = {"language": language, "subject": "S", "body": "<p>B</p>", "email_layout": ""}
            ground.client.post(f"/segments/{head.no}/languages/?language={language}", form)
        ground.client.post(f"/segments/{head.no}/remedy/", {"problem": "no_email", "remedy": "take_out"})
        url, ticked = f"/segments/{head.no}/log/", {"send": "on", "looked": "on", "messages": "3"}

        def meanwhile(no: str, **given: Any) -> Any:
            monkeypatch.setattr(logging, "log_segment", log_segment)
            enter_line(no, ground.sample.contacts[501].no, by=ground.by, at=now())
            return log_segment(no, **given)

        monkeypatch.setattr(logging, "log_segment", meanwhile)
        answer = ground.client.post(url, ticked, headers=DIALOG)
        assert (answer.status_code, LoggedSegment.objects.count()) == (422, 0)
        assert "Look at the number of messages once more" in text(answer)
        answer = ground.client.post(url, ticked, headers=DIALOG)
        assert (answer.status_code, LoggedSegment.objects.count()) == (422, 0)
        assert "4 messages go out" in text(answer)
        assert ground.client.post(url, ticked | {"messages": "4"}).status_code == 303

    def test_those_who_join_are_looked_at_too(self, ground: Ground, monkeypatch: Any) -> None:
        """B-3, B-18: the second look is for those who meet the criteria when it is logged"""
        monkeypatch.setattr(logging, "SECOND_LOOK", 4)
        monkeypatch.setattr(logging, "CHECKED_AT_ONCE", 3)
        head = ground.make(template="VISIT", add=["OPENDAY"])
        change_segment(head.no, SegmentValues(follows_criteria=True), by=ground.by, at=now())
        group = MailingGroup.objects.get(code="OPENDAY")
        ContactMailingGroup.objects.create(contact=ground.sample.contacts[501], mailing_group=group)
        url = f"/segments/{head.no}/log/"

        answer = ground.client.post(url, {"send": "on"}, headers=DIALOG)
        assert answer.status_code == 422
        assert "5 messages go out" in text(answer)
        assert LoggedSegment.objects.count() == 0
        assert ground.client.post(url, {}).status_code == 303
        assert Entry.objects.filter(segment_no=head.no).count() == 5

    def test_large_ones_are_not_counted_while_the_reader_waits(
        self, ground: Ground, monkeypatch: Any
    ) -> None:
        """B-18"""
        monkeypatch.setattr(logging, "SECOND_LOOK", 3)
        monkeypatch.setattr(logging, "CHECKED_AT_ONCE", 3)
        head = ground.make(template="VISIT", add=["OPENDAY"])
        html = text(ground.client.get(f"/segments/{head.no}/log/", headers=DIALOG))
        assert "4 messages go out" in html
        assert "E-mails" not in html
        assert ground.client.post(f"/segments/{head.no}/log/", {}).status_code == 303
        assert Entry.objects.filter(segment_no=head.no).count() == 4

    def test_what_concerns_no_line_is_told_too(self, ground: Ground) -> None:
        """R-SEG-110"""
        head = ground.make(template="VISIT")
        answer = ground.client.post(f"/segments/{head.no}/log/", {}, headers=DIALOG)
        assert answer.status_code == 422
        assert f"Segment {head.no} has no contacts." in text(answer)
        assert Entry.objects.filter(segment_no=head.no).count() == 0

    def test_sending_is_not_offered_when_nothing_could_be_sent(self, ground: Ground) -> None:
        """R-SEG-109: a visit is recorded; whoever asks all the same sends nothing"""
        InteractionTemplate.objects.update(ignore_contact_correspondence_type=True)
        head = ground.make(template="VISIT", add=["OPENDAY"])
        url = f"/segments/{head.no}/log/"
        (box,) = re.findall(r'<input[^>]*name="send"[^>]*>', text(ground.client.get(url, headers=DIALOG)))
        assert ("disabled" in box, "checked" in box) == (True, False)
        assert ground.client.post(url, {"send": "on"}).status_code == 303
        assert Run.objects.count() == 0
        assert set(Entry.objects.filter(segment_no=head.no).values_list("delivery_status", flat=True)) == {
            "none"
        }

    def test_mails_without_an_address_are_refused_and_not_passed_over(self, ground: Ground) -> None:
        """R-SEG-109, R-SEG-111: also when none of the lines has one"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        remove_lines(head.no, [20_000, 30_000, 40_000], by=ground.by, at=now())
        url = f"/segments/{head.no}/log/"
        (box,) = re.findall(r'<input[^>]*name="send"[^>]*>', text(ground.client.get(url, headers=DIALOG)))
        assert ("disabled" in box, "checked" in box) == (False, True)
        refused = ground.client.post(url, {"send": "on"})
        assert (refused.status_code, "No e-mail address" in text(refused)) == (422, True)
        assert ground.client.post(url, {}).status_code == 303


class TestLogged:
    def test_cancelled_and_reinstated(self, ground: Ground) -> None:
        """R-SEG-120, R-SEG-121"""
        made = logged(ground)
        ground.client.post("/segments/logged/switch/", {"pk": str(made.entry_no)})
        made.refresh_from_db()
        assert made.canceled
        assert Entry.objects.filter(logged_segment=made, canceled=True).count() == 4
        ground.client.post("/segments/logged/switch/", {"pk": str(made.entry_no)})
        assert Entry.objects.filter(logged_segment=made, canceled=False).count() == 4

    def test_its_page_cancels_and_reinstates_however_often_it_is_asked(self, ground: Ground) -> None:
        """R-SEG-121: whoever has an older page before them reinstates nothing."""
        made = logged(ground)
        page = f"/segments/logged/{made.entry_no}/"
        for way, back, canceled in (
            ("cancellation", "reinstatement", True),
            ("reinstatement", "cancellation", False),
        ):
            assert f'action="{page}{way}/"' in text(ground.client.get(page))
            for _twice in range(2):
                assert ground.client.post(f"{page}{way}/").status_code == 303
                assert Entry.objects.filter(logged_segment=made, canceled=canceled).count() == 4
            assert f'action="{page}{back}/"' in text(ground.client.get(page))

    def test_cancelled_ones_are_deleted(self, ground: Ground) -> None:
        """R-SEG-123"""
        made = logged(ground)
        ground.client.post("/segments/logged/switch/", {"pk": str(made.entry_no)})
        url = "/segments/logged/deletion/"
        assert ground.client.post(url).status_code == 403
        assert url not in text(ground.client.get("/segments/logged/"))
        form = as_shown(text(ground.manager.get("/segments/logged/")), url)
        assert ground.manager.post(url, form).status_code == 303
        assert LoggedSegment.objects.count() == 0
        assert Entry.objects.filter(segment_no="SM-0001").count() == 4

    def test_only_the_cancelled_ones_shown_are_deleted(self, ground: Ground) -> None:
        """R-SEG-123: those of the number that the list is narrowed to, and as many as it said"""
        url, page = "/segments/logged/deletion/", "/segments/logged/?q=sm-0002"
        for number in range(1, 4):
            head = ground.make(template="VISIT", add=["OPENDAY"])
            ground.client.post(f"/segments/{head.no}/log/", {})
            if number < 3:
                ground.client.post(f"/segments/logged/{number}/cancellation/")
        assert "Delete 2 cancelled logged segments?" in text(ground.manager.get("/segments/logged/"))
        whole = as_shown(text(ground.manager.get("/segments/logged/")), url)
        narrowed = text(ground.manager.get(page))
        assert "Delete 1 cancelled logged segment?" in narrowed
        assert ground.manager.post(url, as_shown(narrowed, url)).status_code == 303
        assert url not in text(ground.manager.get(page))
        left = LoggedSegment.objects.order_by("entry_no").values_list("entry_no", flat=True)
        assert list(left) == [1, 3]
        for late in (whole, {}):
            assert ground.manager.post(url, late).status_code == 409
        assert list(left) == [1, 3]

    def test_cancelling_and_reinstating_is_asked(self, ground: Ground) -> None:
        """R-SEG-120, Q-SEG-15 to 18: several at once, and one on its page"""
        page = f"/segments/logged/{logged(ground).entry_no}/"
        assert re.search(
            r'<button[^>]* data-confirm="[^"]+not sent\."', text(ground.client.get("/segments/logged/"))
        )
        for way in ("cancellation", "reinstatement"):
            assert re.search(rf'action="{page}{way}/" data-confirm="[^"]+\?"', text(ground.client.get(page)))
            ground.client.post(f"{page}{way}/")

    def test_undone(self, ground: Ground) -> None:
        """B-17"""
        made = logged(ground)
        page = f"/segments/logged/{made.entry_no}/"
        assert f"{page}undo/" in ground.client.get(page).content.decode()
        answer = ground.client.post(f"{page}undo/")
        assert answer["Location"] == "/segments/SM-0001/"
        assert Entry.objects.filter(segment_no="SM-0001").count() == 0
        assert ground.lines(Segment.objects.get()) == [400, 100, 101, 201]

    def test_undoing_is_offered_only_while_it_can_be_done(self, ground: Ground) -> None:
        made = logged(ground)
        page = f"/segments/logged/{made.entry_no}/"
        ground.client.get(page)  # tells once what just happened, with the way back
        assert f"{page}undo/" in ground.client.get(page).content.decode()
        run = Run.objects.create(
            logged_segment=made, starts_at=now(), created_at=now(), changed_at=now(), total=2
        )
        assert f"{page}undo/" in ground.client.get(page).content.decode()
        Run.objects.filter(pk=run.pk).update(failed=1)
        assert f"{page}undo/" in ground.client.get(page).content.decode()
        Run.objects.filter(pk=run.pk).update(sent=1)
        assert f"{page}undo/" not in ground.client.get(page).content.decode()
        run.delete()
        made.created_at -= UNDO_PERIOD * 2
        made.save()
        assert f"{page}undo/" not in ground.client.get(page).content.decode()

    def test_undoing_names_what_was_made_of_it(self, ground: Ground) -> None:
        """B-17"""
        made = logged(ground, follow_up="on")
        follow = Segment.objects.get(logged_as=None)
        page = f"/segments/logged/{made.entry_no}/"
        assert f"no longer be brought up to date: {follow.no}" in ground.client.get(page).content.decode()
        follow.delete()
        assert "no longer be brought up to date" not in ground.client.get(page).content.decode()

    def test_its_interactions_open_filtered(self, ground: Ground) -> None:
        """R-SEG-125"""
        made = logged(ground)
        shown = ground.client.get(f"/segments/logged/{made.entry_no}/").content.decode()
        assert 'href="/interactions/?segment=SM-0001"' in shown
        assert ground.client.get("/interactions/?segment=SM-0001").content.decode().count("SM-0001") >= 1

    def test_followed_up_and_used_again(self, ground: Ground) -> None:
        """R-SEG-90, R-SEG-94"""
        made = logged(ground)
        answer = ground.client.post(f"/segments/logged/{made.entry_no}/follow-up/")
        follow = Segment.objects.get(logged_as=None)
        assert answer["Location"] == f"/segments/{follow.no}/"
        assert follow.description == "Follow-up on segment SM-0001"
        assert ground.lines(follow) == [400, 100, 101, 201]
        url = f"/segments/{follow.no}/logged/reuse/"
        assert "The segment has 1 step already" in text(ground.client.get(url, headers=DIALOG))
        ground.client.post(url, {"entry_no": str(made.entry_no)})
        assert len(ground.lines(follow)) == 8
        assert ground.client.post(url, {"entry_no": "99"}).status_code == 422

    def test_a_follow_up_is_made_whole_or_not_at_all(
        self, ground: Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R-SEG-93: no segment without contacts is left where they cannot be taken over"""
        made = logged(ground)

        def refuse(*_given: Any, **_more: Any) -> None:
            raise Refused(nothing_to_go_back())

        monkeypatch.setattr(select, "run_step", refuse)
        assert ground.client.post(f"/segments/logged/{made.entry_no}/follow-up/").status_code == 422
        assert not Segment.objects.filter(logged_as=None).exists()
        assert ground.client.post("/segments/logged/99/follow-up/").status_code == 404

    def test_any_logged_segment_is_used_again_but_cancelled_ones(
        self, ground: Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R-SEG-90: the newest are offered, others by their number or that of the segment"""
        monkeypatch.setattr(saved, "LATEST", 1)
        for _time in range(3):
            logged_again = ground.make(template="VISIT", add=["GIFT"])
            ground.client.post(f"/segments/{logged_again.no}/log/", {})
        ground.client.post("/segments/logged/3/cancellation/")
        head = ground.make()
        url = f"/segments/{head.no}/logged/reuse/"
        shown = text(ground.client.get(url, headers=DIALOG))
        assert re.findall(r'[?]entry_no=(\d+)"', shown) == ["2", "2"]  # without scripts, and with
        for given in ({"number": "1"}, {"number": " sm-0001 ", "entry_no": "2"}):
            found = text(ground.client.post(url, given, headers=DIALOG))
            assert re.findall(r'name="entry_no" value="(\d+)"', found) == ["1"]
            assert ground.lines(head) == []
        found = text(ground.client.get(f"{url}?entry_no=1", headers=DIALOG))
        assert ("+2" in found, ground.lines(head)) == (True, [])
        for count in (1, 2):
            assert ground.client.post(url, {"entry_no": "1"}).status_code == 303
            assert len(ground.lines(head)) == 2 * count
        for wrong in ({"number": "3"}, {"number": "SM-0003"}, {"number": ""}, {}):
            assert ground.client.post(url, wrong).status_code == 422
        assert len(ground.lines(head)) == 4

    def test_its_figures_are_counted_once(self, ground: Ground, monkeypatch: Any) -> None:
        """R-SEG-125: neither the next look nor the following rows count all interactions again"""
        monkeypatch.setattr(logged_pages, "PAGE", 2)
        url = f"/segments/logged/{logged(ground).entry_no}/"
        asked = []
        for headers in ({}, {}, PART):
            with CaptureQueriesContext(connection) as caught:
                page = ground.client.get(url, headers=headers)
            asked.append(sum("jsonb_object_agg" in one["sql"] for one in caught))
            assert text(page).count("<tr data-row") == 2
            url = re.sub(
                r"&amp;", "&", (re.search(r'href="([^"]*cursor=[^"]*)"', text(page)) or [url, url])[1]
            )
        assert asked == [1, 0, 0]

    def test_list_names_them(self, ground: Ground, django_assert_max_num_queries: Any) -> None:
        made = logged(ground)
        ground.client.get("/segments/logged/")
        with django_assert_max_num_queries(6):
            html = text(ground.client.get("/segments/logged/"))
        assert f'href="/segments/logged/{made.entry_no}/"' in html
        assert "<tr data-row" not in text(ground.client.get("/segments/logged/?q=SM-7"))
        for path in ("99/", "99/letters/", f"{made.entry_no}/start/"):
            assert ground.client.get(f"/segments/logged/{path}").status_code == 404, path

    def test_list_and_page_count_alike(self, ground: Ground) -> None:
        """R-INT-179: what was cancelled one by one is left out, of a cancelled one it is all there is"""
        made = logged(ground)
        page = f"/segments/logged/{made.entry_no}/"

        def told() -> tuple[int, int, int]:
            (row,) = ground.client.get("/segments/logged/").context["rows"]
            shown = ground.client.get(page).context["interactions"]  # which keeps it
            (again,) = ground.client.get("/segments/logged/").context["rows"]
            return row.interaction_count, shown, again.interaction_count

        count = made.line_count
        assert told() == (count, count, count)
        first = Entry.objects.filter(logged_segment=made).order_by("pk")[0].pk
        cancel([first], by=ground.by, at=now())
        assert told() == (count - 1, count - 1, count - 1)
        file = b"".join(ground.client.get("/segments/logged/?format=csv")).decode("utf-8-sig")
        assert f";{count};{count - 1};" in file
        ground.client.post(f"{page}cancellation/")
        assert told() == (count, count, count)

    def test_boxes_are_for_those_who_may_cancel(self, ground: Ground, monkeypatch: Any) -> None:
        """R-SEG-120: nobody ticks what nothing can be done with"""
        monkeypatch.setattr(logged_pages, "PAGE", 1)
        for _time in range(2):
            head = ground.make(template="VISIT", add=["OPENDAY"])
            ground.client.post(f"/segments/{head.no}/log/", {})
        User.objects.filter(pk=ground.sample.member.pk).update(role=Role.CONTACT_USER)
        for client, boxes in ((ground.client, 2), (ground.member, 0)):
            page = text(client.get("/segments/logged/"))
            assert len(re.findall(r'<input[^>]* (?:data-select-page|name="pk")', page)) == boxes
            (columns,) = re.findall(r'<td colspan="(\d+)"', page)
            assert int(columns) == len(re.findall(r"<th\b", page))
            assert ("Cancel or reinstate" in page) == bool(boxes)

    def test_older_ones_follow(self, ground: Ground, monkeypatch: Any) -> None:
        monkeypatch.setattr(logged_pages, "PAGE", 1)
        for _time in range(2):
            head = ground.make(template="VISIT", add=["OPENDAY"])
            ground.client.post(f"/segments/{head.no}/log/", {})
        first = ground.client.get("/segments/logged/")
        assert [row.entry_no for row in first.context["rows"]] == [2]
        (more,) = re.findall(r'href="([^"]*cursor=[^"]*)"', text(first))
        last = ground.client.get(unescape(more), headers=PART)
        assert [row.entry_no for row in last.context["rows"]] == [1]
        assert 'rel="next"' not in text(last)
        assert "<table" not in text(last)
        assert "<table" in text(ground.client.get(unescape(more)))


class TestManners:
    def test_held_back_and_written_to_all_the_same(self, ground: Ground) -> None:
        """B-5: readiness says who is held back; a reason lets them through, and the history keeps it"""
        Policy.objects.create(id=1, quiet_group=MailingGroup.objects.get(code="OPENDAY"))
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url = f"/segments/{head.no}/readiness/"
        html = text(ground.client.get(url, headers=PART))
        assert "On the quiet list" in html
        assert f'href="/segments/{head.no}/?problem=quiet"' in html
        given = {"problem": "quiet", "act": "waive", "reason": ""}
        assert ground.client.post(f"/segments/{head.no}/waiver/", given).status_code == 422
        assert ground.member.post(f"/segments/{head.no}/waiver/", {**given, "reason": "R"}).status_code == 403
        ground.client.post(f"/segments/{head.no}/waiver/", {**given, "reason": "Recall of the T 42"})
        html = text(ground.client.get(url, headers=PART))
        assert "Written to all the same: Recall of the T 42" in html
        asked = text(ground.client.get(f"/segments/{head.no}/log/", headers=DIALOG))
        assert ("On the quiet list" in asked, "No e-mail address" in asked) == (False, True)
        told = text(ground.client.get(f"/segments/{head.no}/history/", headers=DIALOG))
        assert "On the quiet list · Recall of the T 42" in told
        assert "Add · 4 lines" in told
        ground.client.post(f"/segments/{head.no}/remedy/", {"problem": "no_email", "remedy": "use_hard_copy"})
        told = text(ground.client.get(f"/segments/{head.no}/history/", headers=DIALOG))
        assert "No e-mail address: Send by post · 1 line" in told
        ground.client.post(f"/segments/{head.no}/waiver/", {"problem": "quiet", "act": "hold"})
        assert "Written to all the same" not in text(ground.client.get(url, headers=PART))

    def test_a_second_person_approves(self, ground: Ground) -> None:
        """B-18: marketing asks, the manager approves, nobody approves what he asked for"""
        Policy.objects.create(id=1, approval_above=2)
        head = ground.make(template="INVIT", add=["OPENDAY"])
        url, approval = f"/segments/{head.no}/readiness/", f"/segments/{head.no}/approval/"
        assert "Ask for approval" in text(ground.client.get(url, headers=PART))
        assert ground.client.post(approval, {"act": "ask"}).status_code == 303
        assert ">Approve<" not in text(ground.client.get(url, headers=PART))
        assert ground.client.post(approval, {"act": "approve"}).status_code == 403
        assert ">Approve<" in text(ground.manager.get(url, headers=PART))
        [asked] = re.findall(r'name="asked_at" value="([^"]+)"', text(ground.manager.get(url, headers=PART)))
        late = {"act": "approve", "asked_at": asked}
        change_segment(head.no, SegmentValues(subject="Anew"), by=ground.by, at=now())
        ground.client.post(approval, {"act": "ask"})
        for unseen in (late, {"act": "approve"}, {"act": "approve", "asked_at": "2026-99-99T00:00:00"}):
            assert ground.manager.post(approval, unseen).status_code == 409
        [asked] = re.findall(r'name="asked_at" value="([^"]+)"', text(ground.manager.get(url, headers=PART)))
        seen = {"act": "approve", "asked_at": asked}
        assert ground.manager.post(approval, seen).status_code == 303
        assert "Approved by" in text(ground.client.get(url, headers=PART))

    def test_the_history_tells_values_in_words(self, ground: Ground) -> None:
        """B-18"""
        create_campaign(CampaignValues(), no="CP-001", by=ground.by, at=now())
        head = ground.make(template="INVIT")
        values = SegmentValues(
            campaign="CP-001", occurred_on=date(2020, 12, 24), correspondence_type="hard_copy",
            follows_criteria=True, ignore_contact_type=True,
        )  # fmt: skip
        change_segment(head.no, values, by=ground.by, at=now())
        change_segment(head.no, SegmentValues(campaign="", follows_criteria=False), by=ground.by, at=now())
        told = unescape(text(ground.client.get(f"/segments/{head.no}/history/", headers=DIALOG)))
        for words in (
            "Campaign: – → CP-001", "→ 24.12.2020", "Correspondence type: E-mail → Hard copy",
            "Follow the criteria: no → yes", "Ignore contact's correspondence type: no → yes",
            "Campaign: CP-001 → –", "Follow the criteria: yes → no",
        ):  # fmt: skip
            assert words in told

    def test_the_history_names_what_lines_have_of_their_own(self, ground: Ground) -> None:
        """B-18, B-19"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        form = {"pk": ["10000", "20000"], "confirmed": "1", "cost": "7", "subject": "For you"}
        assert ground.client.post(f"/segments/{head.no}/lines/", form).status_code == 303
        told = unescape(text(ground.client.get(f"/segments/{head.no}/history/", headers=DIALOG)))
        assert "Cost, Subject · 2 lines" in told

    def test_the_history_is_kept_after_logging(self, ground: Ground) -> None:
        """B-18"""
        head = ground.make(template="INVIT", add=["GIFT"])
        ground.client.post(f"/segments/{head.no}/log/", {})
        assert LoggedSegment.objects.get().segment_no == head.no
        assert ground.client.get(f"/segments/{head.no}/history/").status_code == 200
        assert ground.client.get("/segments/SM-9999/history/").status_code == 404


class TestToMend:
    def test_the_lines_that_readiness_names(self, ground: Ground) -> None:
        """B-8: all that stop a logging, or those of one problem; one statement whatever their number"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        for asked in ("any", "no_email"):
            page = ground.client.get(f"/segments/{head.no}/?problem={asked}")
            assert [row.contact_no for row in page.context["rows"]] == ["CT-000400"]
        page = ground.client.get(f"/segments/{head.no}/?problem=unsubscribed")
        assert list(page.context["rows"]) == []

    def test_contacts_by_language(self, ground: Ground) -> None:
        """B-12: who is written to in another language, with counts"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        html = text(ground.client.get(f"/segments/{head.no}/languages/use/", headers=PART))
        assert "Français (CH) 3" in html
        assert "Italiano (CH) 1 · Français (CH)" in html

    def test_a_test_message_needs_an_address_of_ones_own(self, ground: Ground) -> None:
        """B-10"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        assert f'action="/segments/{head.no}/trial/"' in text(ground.client.get(f"/segments/{head.no}/"))
        assert ground.client.post(f"/segments/{head.no}/trial/").status_code == 422
        assert ground.client.post("/segments/SM-9999/trial/").status_code == 404
