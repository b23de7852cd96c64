"""Campaigns in the browser: the list, the card, what can be done with its entries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from liaison.accounts.models import Role, Salesperson, User
from liaison.campaigns.actions import (
    archive_campaign,
    change_campaign,
    create_campaign,
    create_status,
    unsubscribe,
)
from liaison.campaigns.models import Campaign, CampaignStatus
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.actions.headings import switch_campaign_entries
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import CampaignEntry, Entry
from liaison.kit.clock import now
from liaison.segments.actions import (
    create_segment,
    log_segment,
    personalize_lines,
    remove_lines,
    select_contacts,
)
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.queries.segments import segments
from liaison.segments.rules import Selection
from liaison.segments.values import LineValues, SegmentValues
from liaison.web.campaigns import card, listing
from tests.web.segments.ground import DIALOG, PART, Ground, coded, text


@pytest.fixture
def campaign(ground: Ground) -> Campaign:
    create_status("4-RUN", "Running", descriptions={"fr": "En cours"}, by=ground.by, at=now())
    values = CampaignValues(description="Open day 2027", status="4-RUN")
    return create_campaign(values, no="CP-012", by=ground.by, at=now())


def wave(ground: Ground, *, log: bool = True) -> str:
    """A segment of the campaign, its members those of one mailing group."""
    values = SegmentValues(description="Invitation", campaign="CP-012")
    head = create_segment(values, template="INVIT", by=ground.by, at=now())
    selection = Selection(action="add", filters=coded("mailing_group", "OPENDAY"))
    select_contacts(head.no, selection, by=ground.by, at=now())
    if log:
        log_segment(head.no, send=False, by=ground.by, at=now())
    return head.no


def test_list_shows_status_and_figures(
    ground: Ground, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    """R-CMP-8, R-CMP-20, R-CMP-24"""
    wave(ground)

    with django_assert_max_num_queries(12):
        page = text(ground.client.get("/campaigns/"))

    assert "CP-012" in page
    assert "Running" in page
    assert '<td class="num" data-label="Contacted">4</td>' in page
    assert "No campaigns" not in page
    assert "CP-012" not in text(ground.client.get("/campaigns/?archived=1"))
    assert "CP-012" in text(ground.client.get("/campaigns/?status=4-RUN"))
    answer: Any = ground.client.get("/campaigns/?format=csv")
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Open day 2027" in file.splitlines()[1]
    assert "Nothing matches" in text(ground.client.get("/campaigns/?q=nothing"))


def test_page_after_page(ground: Ground, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-CMP-9: of campaigns and of the entries of one; figures and waves stand on the first page only"""
    for module in (listing, card):
        monkeypatch.setattr(module, "PAGE", 1)
    create_campaign(CampaignValues(description="Gift"), no="CP-013", by=ground.by, at=now())
    wave(ground)
    log_values(Values(contact="CT-000101", template="REPLY", campaign="CP-012"), by=ground.by, at=now())

    for path, shown in (("/campaigns/", ["CP-013", "CP-012"]), ("/campaigns/CP-012/", [1, 4])):
        first = ground.client.get(path)
        (more,) = re.findall(r'href="([^"]*cursor=[^"]*)"', text(first))
        last = ground.client.get(unescape(more), headers=PART)
        rows = [*first.context["rows"], *last.context["rows"]]
        told = [row.card.no if hasattr(row, "card") else row.interaction_count for row in rows]
        assert told == shown
        assert 'rel="next"' not in text(last)
        assert "figures" not in last.context
        whole = ground.client.get(unescape(more))
        assert (whole.context["rows"], "<thead" in text(whole)) == (last.context["rows"], True)
        assert ("figures" in whole.context) == (path != "/campaigns/")


def test_campaign_is_created_and_changed(ground: Ground) -> None:
    """R-CMP-1, R-CMP-5, R-CMP-7"""
    create_status("4-RUN", by=ground.by, at=now())
    assert ground.client.get("/campaigns/new/", headers=DIALOG).status_code == 200
    given = {"description": "Open day", "starting_date": "1.12.2026", "status": "4-RUN", "salesperson": "AR"}

    made = ground.client.post("/campaigns/new/", given)

    assert (made.status_code, made["Location"]) == (303, "/campaigns/CP-001/")
    early = ground.client.post("/campaigns/new/", {**given, "ending_date": "30.11.2026"})
    assert (early.status_code, Campaign.objects.count()) == (422, 1)
    CampaignStatus.objects.update(active=False)
    change = {"version": 1, "description": "Open day 2027", "status": "4-RUN", "salesperson": ""}
    assert ground.client.post("/campaigns/CP-001/edit/", change).status_code == 303
    card = Campaign.objects.get()
    assert (card.description, card.starting_date, card.salesperson) == ("Open day 2027", None, None)
    assert card.status is not None
    assert 'value="Open day 2027"' in text(ground.client.get("/campaigns/CP-001/edit/", headers=DIALOG))
    assert "Somebody else" in text(ground.client.post("/campaigns/CP-001/edit/", change))


def test_a_new_campaign_proposes_whom_one_works_as(ground: Ground) -> None:
    """R-CMP-4: the salesperson with one's e-mail address, and nobody who is inactive"""

    def proposed() -> str:
        page = ground.client.get("/campaigns/new/", headers=DIALOG)
        return str(page.context["form"]["salesperson"].value())

    assert ground.by.salesperson is not None
    assert proposed() == ground.by.salesperson.code == "AR"
    User.objects.filter(pk=ground.by.pk).update(email="post@example.ch")
    Salesperson.objects.filter(code="TK").update(email="post@example.ch")
    assert proposed() == "TK"
    Salesperson.objects.update(active=False)
    assert proposed() == ""


def test_the_form_marks_the_date_that_was_changed(ground: Ground) -> None:
    """R-CMP-6: the form sends both dates"""
    given = {"description": "Open day", "starting_date": "1.12.2026", "ending_date": "31.12.2026"}
    ground.client.post("/campaigns/new/", given)

    early = {**given, "version": "1", "ending_date": "30.11.2026"}
    form = ground.client.post("/campaigns/CP-001/edit/", early).context["form"]
    assert list(form.errors) == ["ending_date"]


@pytest.mark.parametrize(("typed", "kept"), [("", "AR"), ("LB", "LB")])
def test_a_campaign_without_salesperson_is_ones_own(ground: Ground, typed: str, kept: str) -> None:
    """R-CMP-4: also where the field was emptied"""
    given = {"description": "Open day", "salesperson": typed}
    assert ground.client.post("/campaigns/new/", given).status_code == 303
    made = Campaign.objects.select_related("salesperson").get()
    assert made.salesperson is not None
    assert made.salesperson.code == kept


def test_a_link_leads_to_the_segments_that_the_card_leaves_out(
    ground: Ground, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-CMP-9"""
    monkeypatch.setattr(card, "WAVES", 1)
    link = 'href="/segments/?campaign=CP-012"'
    wave(ground, log=False)
    assert link not in text(ground.client.get("/campaigns/CP-012/"))
    wave(ground, log=False)
    page = ground.client.get("/campaigns/CP-012/")
    assert (len(page.context["waves"]), link in text(page)) == (1, True)
    assert len(ground.client.get("/segments/?campaign=CP-012").context["rows"]) == 2


def test_a_segment_leads_to_its_campaign(ground: Ground, campaign: Campaign) -> None:
    """R-SEG-125: while it is being prepared, and to the entries of each once it is logged"""
    create_campaign(CampaignValues(), no="CP-013", by=ground.by, at=now())
    number = wave(ground, log=False)
    assert '<a href="/campaigns/CP-012/">CP-012</a>' in text(ground.client.get(f"/segments/{number}/"))
    personalize_lines(number, [10_000], LineValues(campaign="CP-013"), by=ground.by, at=now())
    log_segment(number, send=False, by=ground.by, at=now())

    page = text(ground.client.get("/segments/logged/1/"))
    assert re.findall(r'href="/campaigns/([^"]*)#entries"', page) == ["CP-012/", "CP-013/"]
    create_campaign(CampaignValues(), no="CP-014", by=ground.by, at=now())
    for no in ("CP-012", "CP-013", "CP-014"):
        assert 'id="entries"' in text(ground.client.get(f"/campaigns/{no}/"))


@pytest.mark.parametrize(("archived", "kept"), [(False, "CP-012"), (True, "")])
def test_a_follow_up_belongs_to_the_campaign(
    ground: Ground, campaign: Campaign, archived: bool, kept: str
) -> None:
    """R-SEG-93, R-SEG-94: also where it is made later, as long as the campaign runs"""
    wave(ground)
    if archived:
        archive_campaign("CP-012", by=ground.by, at=now())
    assert ground.client.post("/segments/logged/1/follow-up/").status_code == 303
    made = Segment.objects.select_related("campaign").get(logged_as=None)
    assert (made.campaign.no if made.campaign else "") == kept


@pytest.mark.parametrize("kept", ["CP-012", ""])
def test_a_follow_up_keeps_the_campaign_of_the_segment_not_that_of_a_line(
    ground: Ground, campaign: Campaign, kept: str
) -> None:
    """R-SEG-93, R-SEG-94"""
    create_campaign(CampaignValues(), no="CP-013", by=ground.by, at=now())
    number = wave(ground, log=False)
    if not kept:
        Segment.objects.update(campaign=None)
    personalize_lines(number, [10_000], LineValues(campaign="CP-013"), by=ground.by, at=now())
    log_segment(number, send=False, by=ground.by, at=now())
    assert Entry.objects.exclude(campaign__no="CP-013").count() > 1

    assert ground.client.post("/segments/logged/1/follow-up/").status_code == 303

    made = Segment.objects.select_related("campaign").get(logged_as=None)
    assert (made.campaign.no if made.campaign else "") == kept


def test_segments_whose_lines_name_the_campaign_are_shown(
    ground: Ground, campaign: Campaign, django_assert_num_queries: Any
) -> None:
    """R-CMP-9, R-CMP-55: those that stand in the way of deleting it"""
    number = ground.make(add=["OPENDAY"]).no
    assert f"/segments/{number}/" not in text(ground.client.get("/campaigns/CP-012/"))
    personalize_lines(number, [10_000], LineValues(campaign="CP-012"), by=ground.by, at=now())

    assert f"/segments/{number}/" in text(ground.client.get("/campaigns/CP-012/"))
    with django_assert_num_queries(1):
        assert [one.no for one in segments(ground.by, campaign="CP-012")] == [number]
    assert number in text(ground.client.post("/campaigns/CP-012/deletion/"))
    remove_lines(number, [10_000], by=ground.by, at=now())
    assert [one.no for one in segments(ground.by, campaign="CP-012")] == [number]
    assert number in text(ground.client.post("/campaigns/CP-012/deletion/"))  # it may come back


def test_lines_of_the_campaign_are_found_by_themselves(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-9: on the card and for deleting it, whatever other lines have of their own"""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table is small here
    named = SegmentLine.objects.filter(campaign=campaign.pk).values("segment")  # as the listener asks
    for asked in (segments(ground.by, campaign="CP-012"), named):
        assert "segment_line_campaign" in asked.explain()


def test_card_shows_figures_waves_and_entries(
    ground: Ground, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    """R-CMP-9, R-CMP-16, R-CMP-20 to 25"""
    wave(ground)
    contact = "CT-000101"
    log_values(Values(contact=contact, template="REPLY", campaign="CP-012"), by=ground.by, at=now())
    log_values(Values(contact=contact, template="REPLY", campaign="CP-012"), by=ground.by, at=now())
    opened = wave(ground, log=False)

    with django_assert_max_num_queries(14):
        response = ground.client.get("/campaigns/CP-012/")

    page = text(response)
    figures = response.context["figures"]
    assert (figures.contacted, figures.responded, figures.contacts_responded) == (4, 2, 1)
    assert f"/segments/{opened}/" in page
    assert "/segments/logged/1/" in page
    assert [entry.interaction_count for entry in response.context["rows"]] == [2, 4]
    assert page.count("per response") == 2
    early = ground.client.get("/campaigns/CP-012/?until=2001-01-01")
    figures = early.context["figures"]
    assert (figures.contacted, figures.responded, figures.cost) == (0, 0, 0)
    assert "per response" not in text(early)
    assert "Unsubscribed:" not in page
    told = Entry.objects.filter(campaign_target=True).order_by("id")[0]
    unsubscribe(told.contact_id, "email", "", source="link", entry=told.pk, at=now())
    assert "Unsubscribed: 1" in text(ground.client.get("/campaigns/CP-012/"))
    assert ground.client.get("/campaigns/CP-999/").status_code == 404


def test_the_figures_lead_to_the_interactions_behind_them(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-20, B-14: those of the period that count; with the companies beside the contacts"""
    wave(ground)
    log_values(Values(contact="CT-000101", template="REPLY", campaign="CP-012"), by=ground.by, at=now())
    old, *_others = Entry.objects.filter(campaign_target=True).order_by("id")
    Entry.objects.filter(pk=old.pk).update(occurred_on=date(2020, 5, 1))

    alone = "since=2020-04-30&until=2020-05-02"
    for query, count, companies in (("", 5, "4 contacts · 2 companies<"), (alone, 1, ">1 contact<")):
        page = ground.client.get(f"/campaigns/CP-012/?{query}", headers=PART)
        assert page.context["figures"].interactions == count
        (link,) = re.findall(r'href="(/interactions/\?[^"]*)"', text(page))
        assert len(ground.client.get(unescape(link)).context["rows"]) == count
        assert companies in text(page)
    entries = list(CampaignEntry.objects.order_by("id").values_list("pk", flat=True))
    switch_campaign_entries(entries[:1], canceled=True, by=ground.by, at=now())
    page = ground.client.get("/campaigns/CP-012/", headers=PART)
    (link,) = re.findall(r'href="(/interactions/\?[^"]*)"', text(page))
    assert len(ground.client.get(unescape(link)).context["rows"]) == 1


def test_cancelling_is_offered_to_who_may(ground: Ground, campaign: Campaign) -> None:
    """R-INT-195, R-SEG-120, R-CMP-17: salespeople may, contact users only change the campaign"""
    wave(ground)
    entry = CampaignEntry.objects.get()
    logged = entry.logged_segment
    assert logged is not None
    entries, page = f"/campaigns/CP-012/entries/{entry.pk}", f"/segments/logged/{logged.entry_no}/"
    doors = (
        ("/campaigns/CP-012/", f"{entries}/cancellation/", f'action="{entries}/cancellation/"'),
        (page, f"{page}cancellation/", f'action="{page}cancellation/"'),
        ("/segments/logged/", "/segments/logged/switch/", "Cancel or reinstate"),
    )
    for role, may in ((Role.CONTACT_USER, False), (Role.SALESPERSON, True)):
        User.objects.filter(pk=ground.sample.member.pk).update(role=role)
        for shown, door, button in doors:
            assert (button in text(ground.member.get(shown))) == may
            assert ground.member.post(door, {"pk": str(logged.entry_no)}).status_code == (303 if may else 403)
        assert "/campaigns/CP-012/edit/" in text(ground.member.get("/campaigns/CP-012/"))


def test_entry_is_cancelled_reinstated_and_deleted(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-17, R-CMP-19"""
    wave(ground)
    entry = CampaignEntry.objects.get()
    path = f"/campaigns/CP-012/entries/{entry.pk}/cancellation/"
    back = f"/campaigns/CP-012/entries/{entry.pk}/reinstatement/"

    for _twice in range(2):
        assert ground.client.post(path).status_code == 303
        assert set(Entry.objects.filter(campaign=campaign).values_list("canceled", flat=True)) == {True}
        page = text(ground.client.get("/campaigns/CP-012/"))
        assert f'action="{back}" data-confirm="Reinstate this entry with what was cancelled with it?"' in page
    for _twice in range(2):
        assert ground.client.post(back).status_code == 303
        assert set(Entry.objects.filter(campaign=campaign).values_list("canceled", flat=True)) == {False}
        assert f'action="{path}"' in text(ground.client.get("/campaigns/CP-012/"))
    ground.client.post(path)
    told = {"below": "4"}
    assert ground.client.post("/campaigns/CP-012/entries/deletion/", told).status_code == 403
    assert "of this campaign and 4 interactions?" in text(ground.manager.get("/campaigns/CP-012/"))
    assert ground.manager.post("/campaigns/CP-012/entries/deletion/", told).status_code == 303
    assert (CampaignEntry.objects.count(), Entry.objects.filter(campaign=campaign).count()) == (0, 0)
    assert ground.client.post(path).status_code == 404


def test_only_those_entries_go_that_were_told(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-19: of the period that the card shows, and as many interactions as it said"""
    wave(ground)
    old = CampaignEntry.objects.get()
    contact = "CT-000101"
    log_values(Values(contact=contact, template="REPLY", campaign="CP-012"), by=ground.by, at=now())
    CampaignEntry.objects.filter(pk=old.pk).update(date=date(2020, 5, 1))
    both = list(CampaignEntry.objects.order_by("id").values_list("pk", flat=True))
    switch_campaign_entries(both, canceled=True, by=ground.by, at=now())
    path = "/campaigns/CP-012/entries/deletion/"

    page = text(ground.manager.get("/campaigns/CP-012/?until=2020-12-31"))
    told = dict(re.findall(r'<input type="hidden" name="(since|until|below)" value="([^"]*)"', page))
    assert told == {"until": "2020-12-31", "below": "4"}
    assert "of the chosen period and 4 interactions?" in page
    assert path not in text(ground.manager.get("/campaigns/CP-012/?until=2019-12-31"))
    for wrong in ({}, {"below": "4"}, {**told, "below": "5"}, {**told, "until": "x"}):
        assert ground.manager.post(path, wrong).status_code == 409
    assert (CampaignEntry.objects.count(), Entry.objects.filter(campaign=campaign).count()) == (2, 5)
    assert ground.manager.post(path, told).status_code == 303
    assert (CampaignEntry.objects.get().pk, Entry.objects.filter(campaign=campaign).count()) == (both[1], 1)


def test_campaign_is_archived_and_only_an_unused_one_deleted(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-54, R-CMP-55"""
    wave(ground)

    assert ground.client.post("/campaigns/CP-012/deletion/").status_code == 422
    for _twice in range(2):
        assert ground.client.post("/campaigns/CP-012/archiving/").status_code == 303
        assert "Fetch campaign back" in text(ground.client.get("/campaigns/CP-012/"))
    for _twice in range(2):
        assert ground.client.post("/campaigns/CP-012/retrieval/").status_code == 303
        assert "Archive campaign" in text(ground.client.get("/campaigns/CP-012/"))
    assert Campaign.objects.get().archived_at is None
    create_campaign(CampaignValues(description="Nothing"), no="CP-013", by=ground.by, at=now())
    assert ground.client.post("/campaigns/CP-013/deletion/").status_code == 303
    assert list(Campaign.objects.values_list("no", flat=True)) == ["CP-012"]


def test_card_leads_to_its_history(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-7: as a page and as a dialog, the stage by its name, days as people write them"""
    CampaignEvent = apps.get_model("campaigns", "CampaignEvent")
    CampaignEvent._default_manager.update(pgh_created_at=now() - timedelta(days=1))
    create_status("5-END", "Over", by=ground.by, at=now())
    values = CampaignValues(status="5-END", starting_date=date(2027, 5, 1))
    change_campaign("CP-012", values, by=ground.by, at=now())

    assert "/campaigns/CP-012/history/" in text(ground.client.get("/campaigns/CP-012/"))
    page = text(ground.client.get("/campaigns/CP-012/history/"))
    for words in ("History of changes", "Created", "Running", "→ Over", "01.05.2027"):
        assert words in page
    assert "<html" not in text(ground.client.get("/campaigns/CP-012/history/", headers=DIALOG))


def test_interaction_shows_its_campaign(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-13"""
    values = Values(contact="CT-000101", template="REPLY", campaign="CP-012")
    number = log_values(values, by=ground.by, at=now())

    assert 'href="/campaigns/CP-012/"' in text(ground.client.get(f"/interactions/{number}/"))


def test_statuses_are_set_up(ground: Ground, campaign: Campaign) -> None:
    """R-CMP-8"""
    path = "/setup/campaign-statuses/"

    assert ground.client.post(f"{path}new", {"code": "9-done", "active": "on"}).status_code == 303
    assert "9-DONE" in text(ground.client.get(path))
    done = CampaignStatus.objects.get(code="9-DONE")
    given = {"description": "Done", "description_de": "Erledigt"}
    assert ground.client.post(f"{path}{done.pk}/", given).status_code == 303
    done.refresh_from_db()
    assert (done.description, done.descriptions, done.active) == ("Done", {"de": "Erledigt"}, False)
    assert "9-DONE" not in text(ground.client.get(f"{path}?state=active"))
    found = {words: text(ground.client.get(f"{path}?q={words}")) for words in ("done", "9-", "nothing")}
    assert {words: "9-DONE" in page for words, page in found.items()} == {
        "done": True,
        "9-": True,
        "nothing": False,
    }
    assert 'value="Erledigt"' in text(ground.client.get(f"{path}{done.pk}/", headers=DIALOG))
    running = CampaignStatus.objects.get(code="4-RUN")
    assert ground.client.post(f"{path}{running.pk}/deletion").status_code == 422
    assert ground.client.post(f"{path}{done.pk}/deletion").status_code == 303
    assert ground.client.get(f"{path}{done.pk}/").status_code == 404
    assert ground.member.post(f"{path}new", {"code": "X"}).status_code == 403
