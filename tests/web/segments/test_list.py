from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import User
from liaison.campaigns.actions import archive_campaign, create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.kit.clock import now
from liaison.kit.folding import fold
from liaison.kit.paging import encode_cursor
from liaison.segments.actions import change_segment, enter_line, personalize_lines, write_language
from liaison.segments.models import SavedCriteria, Segment
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests.web.posting import as_shown
from tests.web.segments.ground import DIALOG, Ground, coded, text


class TestList:
    def test_open_segments_newest_first(self, ground: Ground) -> None:
        """R-SEG-2, R-SEG-117"""
        ground.make("Open day")
        ground.make("Gift")
        logged = ground.make("Logged one")
        Segment.objects.filter(pk=logged.pk).update(logged_as=7)
        html = text(ground.client.get("/segments/"))
        assert html.index("Gift</a>") < html.index("Open day</a>")
        assert "Logged one" not in html

    def test_narrowed_by_words_and_salesperson(self, ground: Ground) -> None:
        ground.make("Open day")
        ground.make("Gift")
        html = text(ground.client.get("/segments/?q=gif"))
        assert "Gift</a>" in html
        assert "Open day" not in html
        assert "Open day" not in text(ground.client.get("/segments/?salesperson=LB"))

    def test_narrowed_to_a_campaign_that_is_put_away(self, ground: Ground) -> None:
        campaign = create_campaign(CampaignValues(description="Salon"), by=ground.by, at=now())
        head = ground.make("Open day")
        Segment.objects.filter(pk=head.pk).update(campaign=campaign)
        ground.make("Gift")
        archive_campaign(campaign.no, by=ground.by, at=now())
        html = text(ground.client.get(f"/segments/?campaign={campaign.no}"))
        assert "Open day</a>" in html
        assert "Gift" not in html
        assert f'<option value="{campaign.no}" selected>' in html

    @pytest.mark.parametrize("many", [1, 30])
    def test_statements_do_not_grow(
        self, ground: Ground, many: int, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(many):
            ground.make(f"Segment {number}")
        ground.client.get("/segments/")
        with django_assert_max_num_queries(9):
            ground.client.get("/segments/")

    def test_page_after_page(self, ground: Ground) -> None:
        for number in range(52):
            ground.make(f"Segment {number}")
        first = text(ground.client.get("/segments/"))
        assert first.count("<tr data-row") == 50
        more = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        rest = text(ground.client.get(more, headers={"HX-Request": "true"}))
        assert rest.count("<tr data-row") == 2
        assert "Segment 1</a>" in rest

    @pytest.mark.parametrize("order", ["description", "-description", "occurred_on", "-line_count", "-no"])
    def test_in_any_order_page_after_page(self, ground: Ground, order: str) -> None:
        """Every segment once, among equals too, and a page link that is not ours is refused"""
        for number in range(53):
            ground.make(("Été", "apéro", "Zoug", "eau", "Énergie", "zinc", "âge")[number % 7])
        shown: list[str] = []
        more = f"/segments/?sort={order}"
        while more:
            html = text(ground.client.get(more, headers={"HX-Request": "true"} if shown else None))
            shown += re.findall(r'href="/segments/(SM-[0-9]+)/"', html)
            last = more
            more = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&") \
                if 'rel="next"' in html else ""  # fmt: skip
        field = order.removeprefix("-")
        found = dict(Segment.objects.values_list("no", field))
        values = [fold(found[no]) if isinstance(found[no], str) else found[no] for no in shown]
        assert sorted(shown) == sorted(Segment.objects.values_list("no", flat=True))
        assert values == sorted(values, reverse=order.startswith("-"))
        wrong = last.split("&cursor=")[0] + "&cursor=" + encode_cursor("x", 1)
        typed = field in {"occurred_on", "line_count"}
        assert ground.client.get(wrong).status_code == (422 if typed else 200)

    def test_as_a_file(self, ground: Ground) -> None:
        for name in ("Beta", "Alpha"):
            ground.make(name)
        content = b"".join(ground.client.get("/segments/?sort=description&format=csv")).decode("utf-8-sig")
        assert [line.split(";")[1] for line in content.splitlines()[1:]] == ["Alpha", "Beta"]
        head = ground.make("Gamma", template="VISIT", add=["OPENDAY"])
        ground.client.post(f"/segments/{head.no}/log/", {})
        content = b"".join(ground.client.get("/segments/logged/?format=csv")).decode("utf-8-sig")
        assert [line.split(";")[1] for line in content.splitlines()[1:]] == ["Gamma"]

    def test_who_has_no_name_is_named_by_what_they_sign_in_with(self, ground: Ground) -> None:
        """In the list of logged segments and in its file, with the saved criteria, and in the history"""
        User.objects.update(name="")
        head = ground.make("Gamma", template="VISIT", add=["OPENDAY"])
        called = ground.by.username
        assert called in text(ground.client.get(f"/segments/{head.no}/history/"))
        ground.manager.post(f"/segments/{head.no}/criteria/saving/", {"code": "OPEN"})
        manager = User.objects.get(pk__in=SavedCriteria.objects.values("user"))
        assert f"<td>{manager.username}</td>" in text(ground.client.get("/segments/criteria/"))
        ground.client.post(f"/segments/{head.no}/log/", {})
        listed = text(ground.client.get("/segments/logged/"))
        assert f">{called}</td>" in listed
        assert re.search(r'<label for="in-q[^>]*>Segment number</label>', listed)
        content = b"".join(ground.client.get("/segments/logged/?format=csv")).decode("utf-8-sig")
        assert f";{called};" in content

    def test_not_without_the_right(self, ground: Ground) -> None:
        assert Client().get("/segments/").status_code == 302
        assert ground.member.get("/segments/").status_code == 200
        assert "New segment" not in text(ground.member.get("/segments/"))
        assert ground.member.post("/segments/new/", {"description": "x"}).status_code == 403


class TestNew:
    def test_takes_number_day_and_template(self, ground: Ground) -> None:
        """R-SEG-2, R-SEG-6, R-SEG-7, R-SEG-20"""
        answer = ground.client.post("/segments/new/", {"description": "Open day", "template": "INVIT"})
        made = Segment.objects.get()
        assert answer["Location"] == f"/segments/{made.no}/"
        assert (made.no, made.description) == ("SM-0001", "Open day")
        assert str(made.salesperson) == str(ground.sample.people["AR"])
        assert made.template == ground.sample.templates["INVIT"]
        page = text(ground.client.get(answer["Location"]))
        assert "<h1>Open day</h1>" in page

    def test_needs_a_description(self, ground: Ground) -> None:
        answer = ground.client.post("/segments/new/", {"description": ""}, headers=DIALOG)
        assert answer.status_code == 422
        assert Segment.objects.count() == 0

    def test_deleted_with_everything(self, ground: Ground) -> None:
        """R-SEG-140"""
        head = ground.make("Open day", add=["OPENDAY"])
        assert ground.client.post(f"/segments/{head.no}/deletion/")["Location"] == "/segments/"
        assert Segment.objects.count() == 0

    def test_one_that_somebody_changed_meanwhile_is_not_deleted(self, ground: Ground) -> None:
        """R-SEG-140"""
        head = ground.make("Open day")
        page, url = f"/segments/{head.no}/", f"/segments/{head.no}/deletion/"
        seen = as_shown(text(ground.client.get(page)), url)["version"][0]
        change_segment(head.no, SegmentValues(description="Theirs"), by=ground.by, at=now())
        assert ground.client.post(url, {"version": seen}).status_code == 409
        seen = as_shown(text(ground.client.get(page)), url)["version"][0]
        assert ground.client.post(url, {"version": seen})["Location"] == "/segments/"

    @pytest.mark.parametrize(
        "change",
        [
            lambda no, by: write_language(no, "it-CH", LanguageValues(subject=by.username), by=by, at=now()),
            lambda no, by: personalize_lines(no, [10_000], LineValues(subject=by.username), by=by, at=now()),
            lambda no, by: enter_line(no, "CT-000101", by=by, at=now()),
        ],
        ids=["text", "line", "contact"],
    )
    def test_what_a_colleague_did_meanwhile_is_not_lost(
        self, ground: Ground, change: Callable[[str, User], object]
    ) -> None:
        """R-SEG-140: nor what he wrote in texts and lines; what the reader did himself holds nothing up"""
        head = ground.make("Open day", template="INVIT", add=["OPENDAY"])
        page, url = f"/segments/{head.no}/", f"/segments/{head.no}/deletion/"
        shown = as_shown(text(ground.client.get(page)), url)
        change(head.no, ground.sample.manager)
        assert ground.client.post(url, shown).status_code == 409
        shown = as_shown(text(ground.client.get(page)), url)
        change(head.no, ground.by)
        assert ground.client.post(url, shown)["Location"] == "/segments/"


class TestContact:
    def test_card_names_the_open_segments(self, ground: Ground) -> None:
        """R-SEG-102"""
        head = ground.make("Open day 2027")
        ground.select(head, "add", coded("job_responsibility", "TECH"))
        link = f'<a class="strong" href="/segments/{head.no}/">Open day 2027</a>'
        assert link in text(ground.client.get("/contacts/CT-000102/"))
        assert link in text(ground.client.get("/contacts/CT-000100/"))
        assert link not in text(ground.client.get("/contacts/CT-000101/"))
