from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from liaison.accounts.models import DataExport, Role, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.delivery.models import Item
from liaison.files.actions import store_file
from liaison.interactions.actions.clean_up import clean_up
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.drafts import discard, postpone
from liaison.interactions.actions.headings import delete_canceled_segments
from liaison.interactions.draft import NamedFile, Values
from liaison.interactions.models import ContentFile, Draft, Entry, LoggedSegment
from liaison.kit.paging import encode_cursor
from liaison.letters.actions import create_document_template
from liaison.letters.models import DocumentTemplate
from liaison.web.interactions import cleanup
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph, run
from tests.web.interactions.conftest import HTMX, Log
from tests.web.interactions.test_timeline import words

URL = "/interactions/"
DIALOG = HTMX | {"HX-Target": "dialog"}


def shown(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'name="pk" value="(\d+)"', html)]


def test_columns_of_the_first_view(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-182"""
    file = store_file(b"Prix", by=None, at=AT)
    create_campaign(CampaignValues(description="Salon"), no="CP-001", by=cast.administrator, at=AT)
    number = log(
        description="Relance", attempt_failed=True, comments=("À rappeler",), cost=Decimal(12), duration_min=Decimal(7),
        files=(NamedFile(file.pk, "Prix.txt"),), campaign="CP-001",
    )  # fmt: skip
    cancel([number], by=cast.aline, at=AT)
    html = aline.get(URL).content.decode()
    heads = re.findall(r"<th[^>]*>(.*?)</th>", html)
    assert [re.sub(r"<[^>]*>", "", head) for head in heads[1:]] == [
        "Date", "Description", "Contact", "Evaluation", "Cost", "Minutes", "Salesperson", "No.",
    ]  # fmt: skip
    row = html[html.index("<tr data-row") : html.index("</tr>", html.index("<tr data-row"))]
    titles = re.findall(r"<title>(.*?)</title>", row)
    assert titles == ["Phone", "Cancelled", "Attempt failed", "Prix.txt", "Comments"]
    cells = [re.sub(r"<title>.*?</title>|<[^>]*>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]
    assert cells[1:] == [
        "02.03.2026 10:30", "RelanceAPPEL · CP-001", "Nora BéguelinCT-000482 · Béguelin Mécanique SA", "", "12.00", "7",
        "Aline Rochat", str(number),
    ]  # fmt: skip


def test_what_stands_in_another_cell_stands_alone_without_it(aline: Client, log: Log) -> None:
    log()
    html = aline.get(URL, {"column": "company,contact_no"}).content.decode()
    heads = [re.sub(r"<[^>]*>", "", head) for head in re.findall(r"<th[^>]*>(.*?)</th>", html)]
    assert heads[1:] == ["Description", "Contact no.", "Company"]


def test_columns_can_be_chosen(aline: Client, log: Log) -> None:
    log(visibility="team")
    html = aline.get(URL, {"column": "visibility,group,entry_no"}).content.decode()
    heads = [re.sub(r"<[^>]*>", "", head) for head in re.findall(r"<th[^>]*>(.*?)</th>", html)]
    assert heads[1:] == ["Description", "No.", "Group", "Visible for"]
    assert "<td>My team</td>" in html


@pytest.mark.parametrize("name", ["Aline Rochat", ""])
def test_all_other_fields_can_be_added(
    aline: Client, cast: Cast, log: Log, name: str, django_assert_num_queries: Any
) -> None:
    """R-INT-182: to the list, by one statement more, and to its file; who has no name is named all the same"""
    AlternativeAddress.objects.create(contact=cast.nora, code="CHALET")
    create_document_template(
        "MOT", docx(paragraph(run("Bonjour"), field("contact.name"))), "Modèle.docx", by=None, at=AT
    )
    number = log(alternative_address="CHALET", campaign_target=True, campaign_response=True)
    Entry.objects.filter(pk=number).update(
        document_template=DocumentTemplate.objects.get(), document_as_attachment=True
    )
    log()
    User.objects.filter(pk=cast.aline.pk).update(name=name)
    columns = (
        "user,campaign_target,campaign_response,alternative_address,document_template,document_as_attachment"
    )
    query = {"column": columns, "sort": "entry_no"}
    with django_assert_num_queries(10):
        html = aline.get(URL, query).content.decode()
    heads = [re.sub(r"<[^>]*>", "", head) for head in re.findall(r"<th[^>]*>(.*?)</th>", html)]
    assert heads[2:] == [
        "Campaign target", "Campaign response", "Alternative address", "Document template", "Document as attachment", "User",
    ]  # fmt: skip
    first, second = re.findall(r"<tr data-row.*?</tr>", html, re.DOTALL)
    told = [words(cell) for cell in re.findall(r"<td.*?</td>", first)]
    assert told[2:] == [
        "Campaign target",
        "Campaign response",
        "CHALET",
        "MOT",
        "Document as attachment",
        name or "aline",
    ]
    assert [words(cell) for cell in re.findall(r"<td.*?</td>", second)][2:] == [
        "",
        "",
        "",
        "",
        "",
        name or "aline",
    ]

    answer = aline.post(f"/interactions/export/?{urlencode(query)}", {"format": "csv", "purpose": "Bilan"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[1].endswith(f";CHALET;MOT;1;{name or 'aline'}")


def test_sendings_and_costs_have_columns(aline: Client, log: Log) -> None:
    log(cost=Decimal(0))
    Entry.objects.filter(pk=log(cost=Decimal(7))).update(delivery_status="sent", delivery_at=AT)
    html = aline.get(URL, {"column": "delivery,cost"}).content.decode()
    cells = re.findall(r'<td(?: class="([^"]*)")?(?: data-label="[^"]*")?>(.*?)</td>', html, re.DOTALL)
    shown = [(css, re.sub(r"<[^>]*>", "", text).strip()) for css, text in cells]
    assert [text.split()[0] for _css, text in shown if "Sent" in text] == ["Sent"]
    assert [cell for cell in shown if cell[0].startswith("num")] == [("num", "7.00"), ("num muted", "0.00")]


def test_postponed_ones_are_never_among_them(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-75"""
    number = log()
    postpone(Values(contact="CT-000482", description="Plus tard"), by=cast.aline, at=AT)
    html = aline.get(URL).content.decode()
    assert shown(html) == [number]
    assert "Plus tard" not in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "failed canceled sent"), ({"state": "active"}, "failed sent"), ({"state": "canceled"}, "canceled"),
        ({"state": "failed"}, "failed"), ({"delivery": "sent,queued"}, "sent"), ({"contact": "ct-000483"}, "sent"),
        ({"contact": "CT-000480"}, "failed canceled sent"), ({"salesperson": "MD"}, "sent"),
        ({"evaluation": "positive"}, "canceled"), ({"mine": "1"}, "failed canceled"), ({"q": "garanties"}, "sent"),
        ({"q": "\x00"}, "failed canceled sent"), ({"since": "2026-03-02"}, "failed"), ({"channel": "letter"}, ""),
        ({"flow": "inbound"}, ""), ({"correspondence": "hard_copy"}, "sent"), ({"correspondence": "fax"}, ""), ({"sort": "cost"}, "canceled failed sent"), ({"sort": "-entry_no"}, "sent canceled failed"),
        ({"sort": "nonsense"}, "failed canceled sent"), ({"contact": "CT-9"}, ""), ({"campaign": "cp-001"}, "sent"),
        ({"campaign": "CP-9"}, ""), ({"team": "OUEST"}, "failed canceled sent"),
        ({"team": "EST"}, ""), ({"team": "GONE"}, ""), ({"state": "gone"}, ""), ({"channel": "fax"}, ""),
        ({"template": "GONE"}, ""), ({"salesperson": "XY"}, ""), ({"delivery": "gone"}, ""), ({"flow": "gone"}, ""),
    ],
)  # fmt: skip
def test_filters_and_order(aline: Client, cast: Cast, log: Log, query: dict[str, str], found: str) -> None:
    """R-INT-130, R-INT-183"""
    create_campaign(CampaignValues(description="Salon"), no="CP-001", by=cast.administrator, at=AT)
    names = {
        log(attempt_failed=True, cost=Decimal(2)): "failed",
        log(evaluation="positive", cost=Decimal(1), occurred_at=AT - timedelta(days=1)): "canceled",
        log(contact="CT-000483", by=cast.marc, occurred_at=AT - timedelta(days=2), cost=Decimal(9),
            description="Extension de garantie", campaign="CP-001", correspondence_type="hard_copy"): "sent",
    }  # fmt: skip
    by_name = {name: number for number, name in names.items()}
    cancel([by_name["canceled"]], by=cast.marc, at=AT)
    Entry.objects.filter(pk=by_name["sent"]).update(delivery_status="sent")
    html = aline.get(URL, query).content.decode()
    assert " ".join(names[number] for number in shown(html)) == found


def test_what_is_found_by_words_is_not_said_to_be_sorted(aline: Client, cast: Cast, log: Log) -> None:
    """It comes newest first, so that no heading offers another order or claims one"""
    numbers = [log(description="Garantie", cost=Decimal(9 - day), occurred_at=AT - timedelta(days=day))
               for day in range(3)]  # fmt: skip
    plain = aline.get(URL, {"sort": "cost"}).content.decode()
    assert shown(plain) == numbers[::-1]
    assert plain.count('aria-sort="ascending"') == 1

    html = aline.get(URL, {"sort": "cost", "q": "garantie"}).content.decode()
    assert shown(html) == numbers
    assert 'aria-sort="' not in html
    assert 'class="sort"' not in html


def test_the_segment_finds_all_that_says_its_number(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-112, R-INT-183, R-SEG-123: logged with it, called from a line, and when its heading is deleted"""
    heading = LoggedSegment.objects.create(
        entry_no=1, segment_no="SM-1", created_on=AT.date(), created_at=AT, user=cast.aline, line_count=1
    )
    logged, called, _other, _none = (
        log(segment_no="SM-1"),
        log(segment_no="SM-1"),
        log(segment_no="SM-2"),
        log(),
    )
    Entry.objects.filter(pk=logged).update(logged_segment=heading)

    def found() -> set[int]:
        return set(shown(aline.get(URL, {"segment": "sm-1"}).content.decode()))

    assert found() == {logged, called}
    LoggedSegment.objects.update(canceled=True)
    cast.aline.role = Role.MANAGER
    cast.aline.save()
    assert delete_canceled_segments(by=cast.aline, at=AT) == 1
    assert found() == {logged, called}
    data = {"all": "1", "filters": "segment=SM-1", "evaluation": "positive", "confirmed": "2"}
    aline.post("/interactions/bulk/", data)
    assert set(Entry.objects.filter(evaluation="positive").values_list("pk", flat=True)) == {logged, called}


def test_the_title_names_what_the_list_is_narrowed_to(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-183: on the whole page, and where only the list is asked for"""
    create_campaign(CampaignValues(description="Salon"), no="CP-001", by=cast.administrator, at=AT)
    for query, title in (
        ({}, "Interactions"),
        ({"contact": "CT-000480"}, "Interactions · Béguelin Mécanique SA"),
        ({"contact": "CT-9", "salesperson": "MD"}, "Interactions · Marc Dubuis"),
        ({"contact": "CT-000482", "campaign": "CP-001"}, "Interactions · Nora Béguelin · Salon"),
    ):
        whole = aline.get(URL, query).content.decode()
        assert f"<title>{title} · Liaison</title>" in whole
        assert f"<h1>{title}</h1>" in whole
        part = aline.get(URL, query, headers=HTMX | {"HX-Target": "list"}).content.decode()
        assert f"<title>{title} · Liaison</title>" in part
        assert f'<span hx-swap-oob="innerHTML:#main h1">{title}</span>' in part
        again = aline.get(URL, query, headers=HTMX | {"HX-History-Restore-Request": "true"}).content.decode()
        assert "innerHTML:#main h1" not in again


@pytest.mark.parametrize("headers", [{}, HTMX | {"HX-Target": "list"}])
def test_a_new_interaction_is_opened_for_what_the_list_is_narrowed_to(
    aline: Client, client: Client, cast: Cast, headers: dict[str, str]
) -> None:
    """R-INT-41: contact, salesperson and campaign, fixed; what there is not is left out"""
    create_campaign(CampaignValues(description="Salon"), no="CP-001", by=cast.administrator, at=AT)

    def opened(**narrowed: str) -> list[str]:
        html = client.get(URL, narrowed, headers=headers).content.decode()
        return [unescape(one) for one in re.findall(r'href="(/interactions/guide/[^"]*)" data-dialog', html)]

    narrowed = {
        "contact": "ct-000482",
        "salesperson": "MD",
        "campaign": "cp-001",
        "channel": "phone",
        "q": "Prix",
    }
    (link,) = opened(**narrowed)
    query = "contact=CT-000482&salesperson=MD&campaign=CP-001&lock=contact&lock=salesperson&lock=campaign"
    assert link == f"/interactions/guide/?{query}"
    head = words(aline.get(link).content.decode())
    for named in ("CT-000482 Nora Béguelin", "MD Marc Dubuis", "CP-001 Salon"):
        assert named in head
    with CaptureQueriesContext(connection) as asked:
        small = aline.get(link.replace("CP-001", "cp-001")).content.decode()
    assert "CP-001 Salon" in words(small)
    every = [one["sql"] for one in asked if one["sql"].endswith('"campaign"."archived_at" IS NULL')]
    assert every == []
    assert opened() == opened(contact="CT-9", salesperson="ZZ", campaign="CP-9") == ["/interactions/guide/"]
    client.force_login(cast.viewer)
    assert opened() == []


def test_a_hit_is_marked(aline: Client, log: Log) -> None:
    log(description="Extension <b>", body="<p>La garantie couvre tout</p>")
    html = aline.get(URL, {"q": "garantie"}).content.decode()
    assert "<mark>garantie</mark>" in html
    assert "Extension &lt;b&gt;" in html


def test_pages_follow_by_keyset(aline: Client, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liaison.web.interactions.log.PAGE", 2)
    numbers = [log(occurred_at=AT - timedelta(minutes=minute)) for minute in range(5)]
    seen: list[int] = []
    link: str | None = URL
    while link:
        html = aline.get(link, headers=HTMX if seen else {}).content.decode()
        seen += shown(html)
        found = re.search(r'hx-get="([^"]*cursor=[^"]*)"', html)
        link = found[1].replace("&amp;", "&") if found else None
    assert seen == numbers


@pytest.mark.parametrize("url", [URL, "/contacts/CT-000482/timeline/"])
@pytest.mark.parametrize("sort", ["", "-cost", "entry_no"])
@pytest.mark.parametrize(
    "keys",
    [("12", 1), ("2026-03-02", 1), ("0001-01-01T00:00:00+14:00", 1), ("1e999999", 1), ("NaN", 1), (1, "x")],
)
def test_a_page_link_that_is_not_ours_is_refused(
    aline: Client, log: Log, url: str, sort: str, keys: tuple[object, ...]
) -> None:
    log()
    given = {"sort": sort, "cursor": encode_cursor(*keys)}
    for headers in ({}, HTMX):
        assert aline.get(url, given, headers=headers).status_code in {200, 422}


def test_private_entries_of_others_are_absent(client: Client, cast: Cast, log: Log) -> None:
    """R-INT-198"""
    log(visibility="private")
    client.force_login(cast.stranger)
    assert shown(client.get(URL).content.decode()) == []
    answer = client.post("/interactions/export/", {"purpose": "x"})
    assert b"Relance" not in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


class TestBulk:
    """Section 4.14, 4.15: first the count, then the act."""

    def test_the_count_is_said_before_it_runs(self, aline: Client, log: Log) -> None:
        numbers = [log(), log(), log()]
        answer = aline.post("/interactions/bulk/", {"pk": numbers[:2], "act": "cancel"}, headers=DIALOG)
        html = answer.content.decode()
        assert "2 interactions" in html
        assert Entry.objects.filter(canceled=True).count() == 0
        data = {"pk": numbers[:2], "act": "cancel", "confirmed": "1", "reason": "Test"}
        answer = aline.post("/interactions/bulk/", data, headers=DIALOG)
        assert answer["HX-Refresh"] == "true"
        assert set(Entry.objects.filter(canceled=True).values_list("pk", flat=True)) == set(numbers[:2])

    def test_large_numbers_are_grouped(
        self, aline: Client, client: Client, cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And what is sent back with the confirmation is the plain number."""
        monkeypatch.setattr("liaison.web.interactions.log.count_entries", lambda *_asked: 12345)
        html = aline.post("/interactions/bulk/", {"pk": [log()], "act": "cancel"}, headers=DIALOG).content
        assert "12’345 interactions" in html.decode()
        monkeypatch.setattr("liaison.web.interactions.cleanup.clean_up", lambda *_asked, **_given: 12345)
        client.force_login(cast.administrator)
        html = client.post("/interactions/clean-up/", {}, headers=DIALOG).content
        assert html.decode().count("12\u202f345") == 2
        assert 'name="confirmed" value="12345"' in html.decode()

    def test_all_that_match(self, aline: Client, cast: Cast, log: Log) -> None:
        numbers = [log(), log(), log(contact="CT-000483")]
        data = {"all": "1", "filters": "contact=CT-000482", "evaluation": "positive"}
        assert "2 interactions" in aline.post("/interactions/bulk/", data, headers=DIALOG).content.decode()
        aline.post("/interactions/bulk/", data | {"confirmed": "2"})
        assert set(Entry.objects.filter(evaluation="positive").values_list("pk", flat=True)) == set(
            numbers[:2]
        )

    @pytest.mark.parametrize("act", [{"act": "cancel", "reason": "Doublon"}, {"act": "resend"}])
    def test_more_than_were_confirmed_are_counted_anew(
        self, aline: Client, log: Log, act: dict[str, str]
    ) -> None:
        way = {"correspondence_type": "hard_copy", "body": "<p>Ici</p>", "subject": "Tarifs"}
        log(**way)
        data = {"all": "1", "filters": "contact=CT-000482", **act}
        asked = aline.post("/interactions/bulk/", data, headers=DIALOG).content.decode()
        assert 'name="confirmed" value="1"' in asked
        log(**way)
        Entry.objects.update(channel="letter")

        answer = aline.post("/interactions/bulk/", data | {"confirmed": "1"}, headers=DIALOG)

        html = answer.content.decode()
        assert (answer.status_code, "The number is no longer the one that was counted" in html) == (422, True)
        assert "2 interactions" in html
        assert act.get("reason", "") in html
        assert (Entry.objects.filter(canceled=True).count(), Item.objects.count()) == (0, 0)

        answer = aline.post("/interactions/bulk/", data | {"confirmed": "2"}, headers=DIALOG)
        assert answer.status_code < 300
        assert Entry.objects.filter(canceled=True).count() + Item.objects.count() == 2

    def test_all_that_match_are_sent_again(self, aline: Client, cast: Cast, log: Log) -> None:
        """R-INT-157"""
        way = {"correspondence_type": "hard_copy", "body": "<p>Ici</p>", "subject": "Tarifs"}
        numbers = [log(**way), log(**way), log(contact="CT-000483", **way)]
        Entry.objects.update(channel="letter")
        data = {"all": "1", "filters": "contact=CT-000482", "act": "resend"}
        question = aline.post("/interactions/bulk/", data, headers=DIALOG).content.decode()
        assert "those without content and those that still wait are left out" in question
        assert 'name="channel"' in question
        assert 'name="update_merge_fields"' not in question

        aline.post("/interactions/bulk/", data | {"confirmed": "2"})

        assert list(Item.objects.order_by("entry").values_list("entry", "channel", "state")) == [
            (number, "hard_copy", "queued") for number in numbers[:2]
        ]
        Item.objects.all().delete()
        Entry.objects.update(delivery_status="failed")

        aline.post("/interactions/bulk/", data | {"confirmed": "2", "channel": "email"})

        assert list(Item.objects.order_by("entry").values_list("entry", "channel")) == [
            (number, "email") for number in numbers[:2]
        ]

    def test_those_ticked_are_sent_again_by_another_channel(self, aline: Client, log: Log) -> None:
        """R-INT-158, R-INT-159, R-SEG-126: as forty e-mails that bounced and go as letters now"""
        way = {"correspondence_type": "email", "body": "<p>Ici</p>", "subject": "Tarifs"}
        numbers = [log(**way), log(**way)]
        Entry.objects.update(delivery_status="bounced")
        data = {"pk": numbers, "act": "resend"}
        question = aline.post("/interactions/bulk/", data, headers=DIALOG).content.decode()
        assert 'name="channel"' in question
        assert 'name="update_merge_fields"' in question

        aline.post("/interactions/bulk/", data | {"confirmed": "1", "channel": "hard_copy"}, headers=DIALOG)

        assert (
            list(Entry.objects.values_list("correspondence_type", "delivery_status"))
            == [("hard_copy", "queued")] * 2
        )
        assert list(Item.objects.values_list("channel", flat=True)) == ["hard_copy"] * 2

    def test_those_ticked_are_logged_anew(self, aline: Client, log: Log) -> None:
        """R-INT-158, R-INT-160: once, however often the button is pressed"""
        number = log(correspondence_type="hard_copy", body="<p>Ici</p>", description="Tarifs")
        Entry.objects.update(channel="letter")
        data = {"pk": [number], "act": "resend", "confirmed": "1", "channel": "same",
                "update_merge_fields": "on", "once": "k" * 20}  # fmt: skip
        for _press in range(2):
            aline.post("/interactions/bulk/", data, headers=DIALOG)
        anew = Entry.objects.exclude(pk=number).get()
        assert (anew.content.description, anew.delivery_status) == ("Resend: Tarifs", "queued")

    def test_what_stands_in_the_way_of_sending_again_is_told_in_the_dialog(
        self, aline: Client, cast: Cast, log: Log
    ) -> None:
        """R-INT-98: with what was chosen, and nothing was sent"""
        number = log(correspondence_type="hard_copy", body="<p>Ici</p>")
        Entry.objects.update(channel="letter")
        Contact.objects.filter(pk=cast.nora.pk).update(email="")
        data = {"pk": [number], "act": "resend", "confirmed": "1", "channel": "email"}
        answer = aline.post("/interactions/bulk/", data, headers=DIALOG)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert f"{number}: Contact CT-000482 Nora Béguelin has no e-mail address." in html
        assert '<option value="email" selected' in html
        assert Item.objects.count() == 0

    def test_files_go_with_a_cancelling_when_asked(self, aline: Client, cast: Cast, log: Log) -> None:
        """R-INT-148"""
        stored = store_file(b"%PDF-1.7", by=cast.aline, at=AT)
        numbers = [log(files=(NamedFile(stored.pk, "plan.pdf"),)) for _each in range(2)]
        data = {"pk": numbers, "act": "cancel"}
        question = aline.post("/interactions/bulk/", data, headers=DIALOG).content.decode()
        assert "Also remove the files that no other interaction uses" in question
        reinstate = aline.post("/interactions/bulk/", data | {"act": "reinstate"}, headers=DIALOG)
        assert "Also remove" not in reinstate.content.decode()

        aline.post("/interactions/bulk/", data | {"confirmed": "1", "remove_files": "on"})

        assert (Entry.objects.filter(canceled=True).count(), ContentFile.objects.count()) == (2, 0)

    def test_reinstating(self, aline: Client, cast: Cast, log: Log) -> None:
        number = log()
        cancel([number], by=cast.aline, at=AT)
        aline.post("/interactions/bulk/", {"pk": [number], "act": "reinstate", "confirmed": "1"})
        assert Entry.objects.get().canceled is False

    @pytest.mark.parametrize(
        "data", [{}, {"act": "cancel"}, {"pk": ["x"], "act": "cancel"}, {"pk": ["1"], "act": "melt"}]
    )
    def test_nothing_to_do_is_refused_in_words(self, aline: Client, log: Log, data: dict[str, Any]) -> None:
        log()
        assert aline.post("/interactions/bulk/", data).status_code == 422

    def test_an_entry_one_cannot_see_refuses_all(self, aline: Client, cast: Cast, log: Log) -> None:
        mine, hidden = log(), log(by=cast.stranger, visibility="private")
        data = {"pk": [mine, hidden], "act": "cancel", "confirmed": "1"}
        assert aline.post("/interactions/bulk/", data).status_code == 422
        assert Entry.objects.filter(canceled=True).count() == 0

    def test_the_bar_is_for_who_may(self, client: Client, cast: Cast, log: Log) -> None:
        number = log()
        client.force_login(cast.viewer)
        assert "interactions/bulk/" not in client.get(URL).content.decode().replace(
            'action="/interactions/bulk/"', ""
        )
        data = {"pk": [number], "act": "cancel", "confirmed": "1"}
        assert client.post("/interactions/bulk/", data).status_code == 403


class TestExport:
    def test_csv_has_the_visible_columns_of_all_rows(
        self, aline: Client, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R-INT-186"""
        monkeypatch.setattr("liaison.web.interactions.listing.EXPORT_PAGE", 2)
        numbers = [log(description=f"=cmd {i}", occurred_at=AT - timedelta(minutes=i)) for i in range(5)]
        url = "/interactions/export/?column=entry_no,cost,occurred_at"
        answer = aline.post(url, {"format": "csv", "purpose": "Bilan"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert rows[0] == ["Date", "Description", "Cost", "No."]
        assert [int(row[3]) for row in rows[1:]] == numbers
        assert rows[1][:3] == ["2026-03-02 10:30", "'=cmd 0", "1.50"]

    def test_a_subject_kept_for_many_names_its_merge_fields(self, aline: Client, log: Log) -> None:
        log(subject="Pour {{ contact.name }}")
        answer = aline.post("/interactions/export/?column=subject", {"format": "csv", "purpose": "Bilan"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert "Pour «Contact: Name»" in text
        assert "{{" not in text

    def test_xlsx_respects_the_filters(self, aline: Client, log: Log) -> None:
        number = log()
        log(contact="CT-000483")
        url = "/interactions/export/?contact=CT-000482&column=entry_no"
        answer = aline.post(url, {"format": "xlsx", "purpose": "Bilan"})
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        assert book.get_sheet_by_index(0).to_python()[1:] == [["Appel sortant", number]]
        kept = DataExport.objects.get()
        assert (kept.narrowed, kept.purpose, kept.rows) == ("contact=CT-000482&column=entry_no", "Bilan", 1)

    def test_asks_what_for(self, aline: Client, log: Log) -> None:
        """B-20"""
        log()
        asked = aline.get("/interactions/export/?contact=CT-000482").content.decode()
        assert 'action="/interactions/export/?contact=CT-000482"' in asked
        assert 'href="/interactions/?contact=CT-000482"' in asked
        assert aline.post("/interactions/export/", {"format": "csv"}).status_code == 422
        assert not DataExport.objects.exists()

    def test_not_for_everybody(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.viewer)
        assert client.get("/interactions/export/").status_code == 403
        assert "format=xlsx" not in client.get(URL).content.decode()


class TestCleanUp:
    """R-INT-153, R-INT-154"""

    def test_counted_first_then_deleted(self, client: Client, cast: Cast, log: Log) -> None:
        gone, kept, active = log(), log(contact="CT-000483"), log()
        cancel([gone, kept], by=cast.aline, at=AT)
        client.force_login(cast.administrator)
        form = client.post(
            "/interactions/clean-up/", {"contact": "CT-000482"}, headers=DIALOG
        ).content.decode()
        assert "1 interaction annulée serait supprimée." in form
        assert 'name="confirmed" value="1"' in form
        assert Entry.objects.count() == 3
        answer = client.post("/interactions/clean-up/", {"contact": "CT-000482", "confirmed": "1"})
        assert answer.status_code == 303
        assert set(Entry.objects.values_list("pk", flat=True)) == {kept, active}

    def test_what_was_not_counted_is_not_deleted(self, client: Client, cast: Cast, log: Log) -> None:
        """The fields stay open beside the number that was counted."""
        cancel([log(contact="CT-000480"), log(contact="CT-000480"), log()], by=cast.aline, at=AT)
        client.force_login(cast.administrator)

        for said in ("1", "2", "", "1.0"):
            again = client.post("/interactions/clean-up/", {"contact": "", "confirmed": said}, headers=DIALOG)
            assert "Rien n’a été supprimé" in again.content.decode()
            assert 'name="confirmed" value="3"' in again.content.decode()
        assert Entry.objects.count() == 3
        assert client.post("/interactions/clean-up/", {"confirmed": "3"}).status_code == 303
        assert Entry.objects.count() == 0

    def test_what_is_cancelled_in_this_very_moment_is_not_deleted(
        self, client: Client, cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = log()
        cancel([log()], by=cast.aline, at=AT)
        client.force_login(cast.administrator)

        def counted_before(*given: Any, dry_run: bool = False, **more: Any) -> int:
            found = clean_up(*given, dry_run=dry_run, **more)
            if dry_run and found == 1:
                cancel([late], by=cast.aline, at=AT)
            return found

        monkeypatch.setattr(cleanup, "clean_up", counted_before)
        again = client.post("/interactions/clean-up/", {"confirmed": "1"}, headers=DIALOG).content.decode()
        assert "Rien n’a été supprimé" in again
        assert 'name="confirmed" value="2"' in again
        assert Entry.objects.count() == 2

    def test_narrowed_by_campaign(self, client: Client, cast: Cast, log: Log) -> None:
        create_campaign(CampaignValues(description="Salon"), no="CP-001", by=cast.administrator, at=AT)
        gone, kept = log(campaign="CP-001"), log()
        cancel([gone, kept], by=cast.aline, at=AT)
        client.force_login(cast.administrator)

        answer = client.post("/interactions/clean-up/", {"campaign": "cp-001", "confirmed": "1"})

        assert answer.status_code == 303
        assert list(Entry.objects.values_list("pk", flat=True)) == [kept]
        assert 'name="campaign"' in client.get("/interactions/clean-up/").content.decode()

    def test_a_wrong_filter_deletes_nothing(self, client: Client, cast: Cast, log: Log) -> None:
        cancel([log()], by=cast.aline, at=AT)
        client.force_login(cast.administrator)
        for wrong in (
            {"since": "0000-01-01"},
            {"first_entry": "-1"},
            {"group": "NIX"},
            {"last_entry": "9" * 30},
        ):
            assert client.post("/interactions/clean-up/", wrong | {"confirmed": "1"}).status_code == 422
        assert Entry.objects.count() == 1

    def test_only_for_who_may(self, aline: Client, cast: Cast, log: Log) -> None:
        """R-INT-195"""
        cancel([log()], by=cast.aline, at=AT)
        assert aline.get("/interactions/clean-up/").status_code == 403
        assert aline.post("/interactions/clean-up/", {"confirmed": "1"}).status_code == 403
        assert "/interactions/clean-up/" not in aline.get(URL).content.decode()
        assert Entry.objects.count() == 1


class TestPostponed:
    """R-INT-76"""

    def test_of_a_contact_and_of_a_salesperson(self, aline: Client, cast: Cast) -> None:
        postpone(Values(contact="CT-000482", salesperson="AR", description="Un"), by=cast.aline, at=AT)
        postpone(Values(contact="CT-000100", salesperson="MD", description="Deux"), by=cast.aline, at=AT)
        for query, found in (
            ({}, "Deux Un"),
            ({"contact": "CT-000480"}, "Un"),
            ({"salesperson": "MD"}, "Deux"),
        ):
            html = aline.get("/interactions/drafts/", query).content.decode()
            assert re.findall(r"data-dialog>(Un|Deux)<", html) == found.split()

    def test_deleted_for_good(self, aline: Client, cast: Cast) -> None:
        drafts = [
            postpone(Values(description=text), by=cast.aline, at=AT).entry_no for text in ("Un", "Deux")
        ]
        answer = aline.post("/interactions/drafts/deletion/", {"number": drafts[:1]})
        assert (answer.status_code, answer["Location"]) == (303, "/interactions/drafts/")
        assert list(Draft.objects.values_list("entry_no", flat=True)) == drafts[1:]
        assert aline.post("/interactions/drafts/deletion/", {}).status_code == 303

    def test_one_that_was_finished_elsewhere_keeps_none_of_the_others(
        self, aline: Client, cast: Cast
    ) -> None:
        un, deux, trois = (
            postpone(Values(description=text), by=cast.aline, at=AT).entry_no
            for text in ("Un", "Deux", "Trois")
        )
        discard([deux], by=cast.aline, at=AT)
        told = aline.post("/interactions/drafts/deletion/", {"number": [un, deux]}, follow=True)
        assert "1 draft deleted. 1 was finished or deleted in the meantime." in told.content.decode()
        assert list(Draft.objects.values_list("entry_no", flat=True)) == [trois]
        told = aline.post("/interactions/drafts/deletion/", {"number": [deux]}, follow=True)
        assert "1 was finished or deleted in the meantime." in told.content.decode()
        assert Draft.objects.count() == 1

    def test_a_manager_sees_everybodys(self, client: Client, cast: Cast) -> None:
        postpone(Values(description="Un"), by=cast.aline, at=AT)
        client.force_login(make.make_user("chef", Role.MANAGER))
        assert "Un" in client.get("/interactions/drafts/").content.decode()
        client.force_login(cast.stranger)
        assert ">Un<" not in client.get("/interactions/drafts/").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_statements_do_not_grow_with_the_rows(
    aline: Client, log: Log, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        log()
    # session, user, salesperson; rows, texts with contacts; saved views; the choices of four filters
    with django_assert_num_queries(10):
        aline.get(URL)
