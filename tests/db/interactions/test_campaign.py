"""Manual interactions of a campaign share one campaign entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from liaison.campaigns.actions import delete_campaign
from liaison.campaigns.models import Campaign
from liaison.interactions.actions import headings
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.correct import cancel, reinstate
from liaison.interactions.actions.headings import switch_campaign_entries
from liaison.interactions.actions.import_entries import import_entries
from liaison.interactions.actions.templates import change_template
from liaison.interactions.draft import Values
from liaison.interactions.models import CampaignEntry, Entry
from liaison.interactions.past import PastEntry
from liaison.kit.errors import Conflict, Refused
from tests.cast import Cast
from tests.conftest import AT


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    return Campaign.objects.create(no="CP-001", last_modified_on=AT.date(), created_at=AT, changed_at=AT)


def test_manual_interactions_share_an_entry(cast: Cast, campaign: Campaign, log: Callable[..., int]) -> None:
    """R-INT-92, R-INT-94, R-CMP-13"""
    numbers = [log(campaign="cp-001"), log(campaign="CP-001"), log()]

    made = CampaignEntry.objects.get()
    assert (made.campaign, made.segment_no, made.user, made.salesperson) == (
        campaign, "", cast.aline, cast.rochat,
    )  # fmt: skip
    assert made.description == "Interactions"
    found = dict(Entry.objects.values_list("pk", "campaign_entry"))
    assert [found[number] for number in numbers] == [made.pk, made.pk, None]


def test_an_imported_interaction_stands_below_the_same_entry(
    cast: Cast, campaign: Campaign, log: Callable[..., int]
) -> None:
    """R-CMP-13"""
    log(campaign="CP-001")
    values = Values(contact=cast.nora.no, template="APPEL", salesperson="AR", occurred_at=AT)
    lines = [PastEntry(values=replace(values, campaign=campaign)) for campaign in ("CP-001", None, "CP-001")]
    import_entries(lines, by=cast.administrator, at=AT)

    made = CampaignEntry.objects.get()
    found = list(Entry.objects.order_by("pk").values_list("campaign_entry", flat=True))
    assert found == [made.pk, made.pk, None, made.pk]


def test_a_cancelled_entry_is_not_used_again(cast: Cast, campaign: Campaign, log: Callable[..., int]) -> None:
    """R-INT-93, R-INT-149, R-INT-151"""
    first = log(campaign="CP-001")
    switch_campaign_entries([CampaignEntry.objects.get().pk], by=cast.aline, at=AT)
    second = log(campaign="CP-001")

    assert CampaignEntry.objects.count() == 2
    assert dict(Entry.objects.values_list("pk", "canceled")) == {first: True, second: False}


def test_one_below_a_cancelled_entry_keeps_all_that_were_chosen_cancelled(
    cast: Cast, campaign: Campaign, log: Callable[..., int]
) -> None:
    """R-INT-149: then nothing of the selection changes"""
    below, free = log(campaign="CP-001"), log()
    switch_campaign_entries([CampaignEntry.objects.get().pk], by=cast.aline, at=AT)
    cancel([free], by=cast.aline, at=AT)

    with pytest.raises(Refused) as refused:
        reinstate([free, below], by=cast.aline, at=AT)

    assert [one.code for one in refused.value.refusals] == ["E-SEG-41"]
    assert set(Entry.objects.values_list("canceled", flat=True)) == {True}
    reinstate([free], by=cast.aline, at=AT)
    assert dict(Entry.objects.values_list("pk", "canceled")) == {below: True, free: False}


def test_a_reinstated_entry_takes_in_what_was_recorded_since(
    cast: Cast, campaign: Campaign, log: Callable[..., int]
) -> None:
    """R-CMP-13, R-CMP-17: one entry again; what was cancelled on its own stays so"""
    numbers = [log(campaign="CP-001"), log(campaign="CP-001")]
    heading = CampaignEntry.objects.get()
    cancel(numbers[:1], by=cast.aline, at=AT)
    switch_campaign_entries([heading.pk], by=cast.aline, at=AT)
    numbers += [log(campaign="CP-001"), log(campaign="CP-001")]
    cancel(numbers[3:], by=cast.aline, at=AT)
    assert CampaignEntry.objects.count() == 2

    assert switch_campaign_entries([heading.pk], by=cast.aline, at=AT) is False

    numbers.append(log(campaign="CP-001"))
    assert list(CampaignEntry.objects.values_list("pk", "canceled")) == [(heading.pk, False)]
    found = Entry.objects.order_by("pk").values_list("pk", "campaign_entry", "canceled")
    expected = zip(numbers, [True, False, False, True, False], strict=True)
    assert list(found) == [(number, heading.pk, canceled) for number, canceled in expected]


def test_a_place_that_is_taken_in_this_moment_stays_taken(
    cast: Cast, campaign: Campaign, log: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-CMP-10, R-CMP-17: who reinstates an entry while somebody records for its campaign is told"""
    log(campaign="CP-001")
    heading = CampaignEntry.objects.get()
    switch_campaign_entries([heading.pk], by=cast.aline, at=AT)
    log(campaign="CP-001")
    monkeypatch.setattr(headings, "_make_room", lambda _reinstated: None)  # nothing was there yet

    with pytest.raises(Conflict):
        switch_campaign_entries([heading.pk], by=cast.aline, at=AT)

    assert list(CampaignEntry.objects.order_by("pk").values_list("canceled", flat=True)) == [True, False]


def test_an_archived_or_unknown_campaign_is_refused(
    cast: Cast, campaign: Campaign, log: Callable[..., Any]
) -> None:
    """R-INT-92"""
    Campaign.objects.update(archived_at=AT)
    for number in ("CP-001", "CP-9"):
        with pytest.raises(Refused) as refused:
            log(campaign=number)
        assert refused.value.refusals[0].field == "campaign"


def test_a_draft_keeps_the_campaign() -> None:
    """R-INT-92"""
    assert Values.from_json(Values(campaign="CP-001").as_json()).campaign == "CP-001"


def test_a_campaign_goes_with_its_empty_entries(
    cast: Cast, campaign: Campaign, log: Callable[..., int]
) -> None:
    """R-CMP-54, R-CMP-55"""
    number = log(campaign="CP-001")
    with pytest.raises(Refused) as refused:
        delete_campaign("CP-001", by=cast.administrator, at=AT)
    assert refused.value.refusals[0].code == "in_use"
    cancel([number], by=cast.administrator, at=AT)
    clean_up(CleanUp(), by=cast.administrator, at=AT)
    assert (Entry.objects.count(), CampaignEntry.objects.count()) == (0, 1)

    delete_campaign("CP-001", by=cast.administrator, at=AT)

    assert (Campaign.objects.count(), CampaignEntry.objects.count()) == (0, 0)


def test_a_campaign_that_the_template_names_is_taken_over(
    cast: Cast, campaign: Campaign, log: Callable[..., int]
) -> None:
    """R-INT-50: unless one was chosen, or none; one that was put away is taken over no more"""
    other = Campaign.objects.create(no="CP-002", last_modified_on=AT.date(), created_at=AT, changed_at=AT)
    change_template(cast.call, campaign=other, by=cast.administrator, at=AT)
    numbers = [log(), log(campaign="CP-001"), log(campaign="")]
    Campaign.objects.filter(pk=other.pk).update(archived_at=AT)
    numbers.append(log())

    found = dict(Entry.objects.values_list("pk", "campaign__no"))
    assert [found[number] for number in numbers] == ["CP-002", "CP-001", None, None]


def test_a_deleted_campaign_is_named_by_no_template(cast: Cast, campaign: Campaign) -> None:
    """R-CMP-55"""
    change_template(cast.call, campaign=campaign, by=cast.administrator, at=AT)
    delete_campaign("CP-001", by=cast.administrator, at=AT)

    cast.call.refresh_from_db()
    assert cast.call.campaign is None
