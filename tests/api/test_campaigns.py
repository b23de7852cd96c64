"""Campaigns for programs: the card, its entries, its figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from liaison.accounts.models import User
from liaison.campaigns.actions import change_campaign, note_consent, subscribe_again, unsubscribe
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import campaign as campaign_of
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.models import CampaignEntry
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

OPEN_DAY = {"no": "cp-012", "description": "Open day 2027", "starting_date": "2026-12-01"}


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of Aline, who works in marketing here."""
    cast.aline.role = "marketing"
    cast.aline.save()
    return as_user(cast.aline)


@pytest.fixture
def campaign(cast: Cast, aline: Program) -> str:
    made = aline.post("/campaigns", OPEN_DAY)
    assert made.status_code == 201, made.content
    return str(made.json()["no"])


@pytest.fixture
def record(aline: Program, campaign: str) -> Callable[..., int]:
    """Record an interaction for the campaign."""

    def post(**values: Any) -> int:
        body = {"contact": "CT-000482", "template": "APPEL", "campaign": campaign, "cost": "4.00"}
        made = aline.post("/interactions", {**body, "duration_min": 8, **values})
        assert made.status_code == 201, made.content
        return int(made.json()["entry_no"])

    return post


def test_campaign_is_created_changed_archived_and_deleted(
    cast: Cast, aline: Program, campaign: str, django_assert_num_queries: Any
) -> None:
    """R-CMP-1, 4, 5, 6, 7"""
    shown = aline.get("/campaigns/CP-012").json()

    assert (shown["no"], shown["salesperson"], shown["archived"]) == ("CP-012", "AR", False)
    with django_assert_num_queries(2):  # token, campaigns
        assert aline.get("/campaigns?q=open").json() == {"items": [shown], "next": None}
    dated = aline.patch("/campaigns/CP-012", {"ending_date": "2026-11-30"})
    assert (fields(dated), problem(dated)["code"]) == (["ending_date"], "E-CMP-3")
    kept = aline.patch("/campaigns/CP-012", {"ending_date": "2027-03-31", "description": None}).json()
    assert (kept["starting_date"], kept["ending_date"]) == ("2026-12-01", "2027-03-31")
    cleared = aline.patch("/campaigns/CP-012", {"starting_date": None}).json()
    assert (cleared["starting_date"], cleared["ending_date"]) == (None, "2027-03-31")
    for verb in ("POST", "DELETE"):
        late = aline(verb, "/campaigns/CP-012/archiving", If_Match='"77"')
        assert (problem(late)["status"], aline.get("/campaigns/CP-012").json()["archived"]) == (412, False)
    seen = aline.get("/campaigns/CP-012")["ETag"]
    put_away = aline.post("/campaigns/CP-012/archiving", If_Match=seen)
    assert put_away.json()["archived"] is True
    assert put_away["ETag"] == aline.get("/campaigns/CP-012")["ETag"] != seen
    assert aline.get("/campaigns?archived=false&count=true").json() == {"items": [], "next": None, "count": 0}
    back = aline.delete("/campaigns/CP-012/archiving", If_Match=put_away["ETag"])
    assert (back.json()["archived"], back["ETag"]) == (False, aline.get("/campaigns/CP-012")["ETag"])
    assert aline.delete("/campaigns/CP-012").status_code == 204
    assert Campaign.objects.count() == 0


def test_the_date_somebody_else_gives_at_the_same_moment_stays(
    aline: Program, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-CMP-7: clearing one date does not write back the other as it was read"""
    reads: list[str] = []

    def read(viewer: User, no: str) -> Campaign:
        found = campaign_of(viewer, no)
        if not reads:
            change_campaign(no, CampaignValues(ending_date=date(2027, 5, 1)), by=viewer, at=found.changed_at)
        reads.append(no)
        return found

    monkeypatch.setattr("liaison.api.campaigns.campaign_of", read)
    cleared = aline.patch("/campaigns/CP-012", {"starting_date": None}).json()
    assert (cleared["starting_date"], cleared["ending_date"]) == (None, "2027-05-01")


def test_a_lost_update_is_told(aline: Program, campaign: str) -> None:
    tag = aline.get("/campaigns/CP-012")["ETag"]

    assert aline.patch("/campaigns/CP-012", {"notes": "a"}, If_Match=tag).status_code == 200
    assert problem(aline.patch("/campaigns/CP-012", {"notes": "b"}, If_Match=tag))["status"] == 412


def test_statuses_are_a_free_list(cast: Cast, aline: Program, campaign: str) -> None:
    """R-CMP-8"""
    made = aline.post("/campaign-statuses", {"code": "4-run", "description": "running"})

    shown = {"code": "4-RUN", "description": "running", "descriptions": {}, "active": True}
    assert (made.status_code, made.json()) == (201, shown)
    assert aline.patch("/campaigns/CP-012", {"status": "4-run"}).json()["status"] == "4-RUN"
    assert [one["no"] for one in aline.get("/campaigns?status=4-RUN").json()["items"]] == ["CP-012"]
    assert problem(aline.delete("/campaign-statuses/4-RUN"))["code"] == "in_use"
    assert aline.patch("/campaign-statuses/4-RUN", {"active": False}).json() == {**shown, "active": False}
    assert aline.patch("/campaigns/CP-012", {"status": "4-RUN"}).json()["status"] == "4-RUN"
    assert fields(aline.post("/campaigns", {"status": "4-RUN"})) == ["status"]
    late = aline.patch("/campaign-statuses/4-RUN", {"active": True}, If_Match=made["ETag"])
    assert problem(late)["status"] == 412
    assert aline.post("/campaign-statuses", {"code": "9", "active": False}).json()["active"] is False
    assert fields(aline.post("/campaign-statuses", {"code": "4/5"})) == ["code"]
    assert aline.delete("/campaign-statuses/9").status_code == 204
    assert problem(aline.get("/campaign-statuses/9"))["status"] == 404


def test_the_log_is_narrowed_by_campaign(
    aline: Program, campaign: str, record: Callable[..., int], django_assert_num_queries: Any
) -> None:
    """R-CMP-16: an entry tells its campaign in lists too"""
    number = record()
    aline.post("/interactions", {"contact": "CT-000482", "template": "APPEL"})
    with django_assert_num_queries(4):  # token, filter, entries, texts with contacts
        (found,) = aline.get("/interactions?campaign=cp-012").json()["items"]
    assert (found["entry_no"], found["campaign"]) == (number, "CP-012")
    assert aline.get("/interactions?campaign=cp-012&count=true").json()["count"] == 1
    assert aline.get("/interactions?campaign=CP-999").json()["items"] == []


def test_figures_count_interactions_and_contacts(
    aline: Program, campaign: str, record: Callable[..., int]
) -> None:
    """R-CMP-13, R-CMP-20 to 25"""
    numbers = [record(campaign_target=True), record(campaign_target=True), record(campaign_response=True)]

    found = aline.get("/campaigns/CP-012/statistics").json()
    (entry,) = aline.get("/campaigns/CP-012/entries").json()["items"]

    assert aline.get(f"/interactions/{numbers[0]}").json()["campaign"] == "CP-012"
    assert (entry["interaction_count"], entry["cost"], entry["duration_min"]) == (3, "12.00", "24.00")
    assert found == {
        "since": None,
        "until": None,
        "interactions": 3,
        "target_contacts_contacted": 2,
        "contacts_responded": 1,
        "distinct_contacts_contacted": 1,
        "distinct_contacts_responded": 1,
        "distinct_companies_contacted": 1,
        "response_rate": "50.0",
        "cost": "12.00",
        "duration_min": "24.00",
        "cost_per_response": "12.00",
        "duration_per_response": "24.00",
        "sent": 0,
        "failed": 0,
        "unsubscribed": 0,
    }
    before = aline.get("/campaigns/CP-012/statistics?until=2001-01-01").json()
    assert (before["interactions"], before["cost"], before["duration_min"]) == (0, "0.00", "0.00")


def test_who_wants_no_more_after_a_message_is_counted_once(
    cast: Cast, aline: Program, campaign: str, record: Callable[..., int], at: datetime
) -> None:
    """B-14"""
    numbers = [record(campaign_target=True), record(campaign_target=True)]
    for number in numbers:
        unsubscribe(cast.nora.pk, "email", "NEWS", source="link", entry=number, at=at)
        subscribe_again(cast.nora.pk, "email", "NEWS", source="page", entry=number, at=at)
    note_consent(cast.yves.pk, "email", "withdrawn", by=None, at=at)

    assert aline.get("/campaigns/CP-012/statistics").json()["unsubscribed"] == 1
    assert aline.get("/campaigns/CP-012/statistics?until=2001-01-01").json()["unsubscribed"] == 0


def test_an_entry_takes_its_interactions_along(
    aline: Program, administrator: Program, campaign: str, record: Callable[..., int]
) -> None:
    """R-CMP-17, R-CMP-18, R-CMP-19"""
    number = record()
    record()
    (entry,) = aline.get("/campaigns/CP-012/entries").json()["items"]
    path = f"/campaigns/CP-012/entries/{entry['entry_no']}/cancellation"

    for _again in range(2):
        assert aline.post(path).json() == {"canceled": True}
    assert aline.get(f"/interactions/{number}").json()["canceled"] is True
    assert problem(aline.delete(f"/interactions/{number}/cancellation"))["code"] == "E-SEG-41"
    assert aline.delete(path).json() == {"canceled": False}
    assert aline.get(f"/interactions/{number}").json()["canceled"] is False
    none = {"deleted": 0, "interactions": 0, "dry_run": False}
    assert administrator.delete("/campaigns/CP-012/entries/canceled").json() == none
    aline.post(path)
    for other in (
        "?salesperson=XX",
        "?until=2001-01-01",
        "?since=2099-01-01",
        f"?entry_no={entry['entry_no'] + 1}",
    ):
        assert administrator.delete(f"/campaigns/CP-012/entries/canceled{other}").json() == none
    assert fields(administrator.delete("/campaigns/CP-012/entries/canceled?salesperson=")) == ["salesperson"]
    named = f"/campaigns/CP-012/entries/canceled?entry_no={entry['entry_no']}"
    counted = {"deleted": 1, "interactions": 2, "dry_run": True}
    assert administrator.delete(f"{named}&dry_run=true").json() == counted
    for other in ("expected=2", "expected=0", "expected=1&expected_interactions=1"):
        assert problem(administrator.delete(f"{named}&{other}"))["status"] == 409
    assert aline.get(f"/interactions/{number}").status_code == 200
    told = f"{named}&expected=1&expected_interactions=2"
    assert administrator.delete(told).json() == {**counted, "dry_run": False}
    assert problem(aline.get(f"/interactions/{number}"))["status"] == 404
    assert problem(aline.post(path))["status"] == 404


def test_who_only_reads_changes_nothing(cast: Cast, viewer: Program, campaign: str) -> None:
    assert problem(viewer.post("/campaigns", {}))["status"] == 403
    assert problem(viewer.patch("/campaigns/CP-012", {"notes": "x"}))["status"] == 403
    assert problem(viewer.delete("/campaigns/CP-012"))["status"] == 403


def test_campaign_entries_are_made_by_the_system_only(aline: Program, campaign: str) -> None:
    """R-CMP-15: there is no way to enter one by hand"""
    assert aline.get(f"/campaigns/{campaign}/entries").status_code == 200
    for place in ("/campaign-entries", f"/campaigns/{campaign}/entries"):
        assert aline.post(place, {"description": "By hand"}).status_code in {404, 405}
    assert CampaignEntry.objects.count() == 0
