"""Several logged segments or campaign entries are switched together, or none of them."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial

import pytest

from liaison.accounts.models import Role
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.headings import (
    DeletedEntries,
    delete_canceled_campaign_entries,
    delete_canceled_segments,
    switch_campaign_entries,
    switch_logged_segments,
)
from liaison.interactions.models import CampaignEntry, Entry, LoggedSegment
from liaison.interactions.queries.headings import canceled_below
from liaison.kit.errors import Conflict, NotAllowed, Refused
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log


@pytest.fixture
def segments(cast: Cast, log: Log) -> None:
    """Three logged segments with an entry each; the second is cancelled, and its entry with it."""
    for number in (1, 2, 3):
        heading = LoggedSegment.objects.create(
            entry_no=number, segment_no=f"SM-{number}", created_on=AT.date(), created_at=AT, user=cast.aline
        )
        Entry.objects.filter(pk=log()).update(logged_segment=heading)
    switch_logged_segments([2], by=cast.aline, at=AT)


def canceled_segments() -> list[tuple[bool, bool]]:
    """Of each segment whether it is cancelled, and whether its entry is."""
    found = LoggedSegment.objects.order_by("entry_no")
    return [(one.canceled, Entry.objects.get(logged_segment=one).canceled) for one in found]


def test_all_get_the_opposite_of_the_first(cast: Cast, segments: None) -> None:
    """R-SEG-120: what is so already stays so."""
    assert switch_logged_segments([1, 2], by=cast.aline, at=AT) is True
    assert canceled_segments() == [(True, True), (True, True), (False, False)]
    assert switch_logged_segments([1, 2, 3], by=cast.aline, at=AT) is False
    assert canceled_segments() == [(False, False)] * 3


@pytest.mark.parametrize(("role", "may"), [(Role.CONTACT_USER, False), (Role.SALESPERSON, True)])
def test_contact_users_do_not_switch_them(cast: Cast, segments: None, role: Role, may: bool) -> None:
    """R-INT-195, R-SEG-120, R-CMP-17"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    heading = CampaignEntry.objects.create(campaign=campaign, date=AT.date(), created_at=AT)
    user = make.make_user("somebody", role)
    for switch, number in ((switch_logged_segments, 1), (switch_campaign_entries, heading.pk)):
        with nullcontext() if may else pytest.raises(NotAllowed):
            switch([number], by=user, at=AT)
    heading.refresh_from_db()
    assert (canceled_segments()[0], heading.canceled) == ((may, may), may)


@pytest.mark.parametrize(("numbers", "named"), [([1, 9], "9"), ([], "")])
def test_unknown_one_is_named_and_nothing_is_switched(
    cast: Cast, segments: None, numbers: list[int], named: str
) -> None:
    before = canceled_segments()
    for switch in (switch_logged_segments, switch_campaign_entries):
        with pytest.raises(Refused) as refused:
            switch([number + 2**40 if switch is switch_campaign_entries else number for number in numbers],
                   by=cast.aline, at=AT)  # fmt: skip
        (refusal,) = refused.value.refusals
        assert (refusal.field, refusal.code) == ("entries", "unknown")
        assert named in str(refusal.message)
    assert canceled_segments() == before


def test_campaign_entries_are_switched_together(cast: Cast, log: Log) -> None:
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    headings = [
        CampaignEntry.objects.create(
            campaign=campaign, segment_no=f"SM-{canceled:d}", date=AT.date(), created_at=AT, canceled=canceled
        )
        for canceled in (False, True)
    ]
    for heading in headings:
        Entry.objects.filter(pk=log()).update(campaign_entry=heading, canceled=heading.canceled)

    assert switch_campaign_entries([one.pk for one in headings], by=cast.aline, at=AT) is True

    assert set(CampaignEntry.objects.values_list("canceled", flat=True)) == {True}
    assert set(Entry.objects.values_list("canceled", flat=True)) == {True}


def test_a_reinstated_segment_takes_in_what_a_call_made_since(cast: Cast, segments: None, log: Log) -> None:
    """R-SEG-121, R-CMP-10, R-CMP-14: another segment of the number may have called meanwhile"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    key = {"campaign": campaign, "segment_no": "SM-1", "date": AT.date(), "created_at": AT}
    first = CampaignEntry.objects.create(**key, logged_segment=LoggedSegment.objects.get(entry_no=1))
    switch_logged_segments([1], by=cast.aline, at=AT)
    called = log()
    Entry.objects.filter(pk=called).update(campaign_entry=CampaignEntry.objects.create(**key))

    switch_logged_segments([1], by=cast.aline, at=AT)

    assert list(CampaignEntry.objects.values_list("pk", "canceled")) == [(first.pk, False)]
    assert Entry.objects.get(pk=called).campaign_entry == first


def test_used_numbers_are_logged_again(cast: Cast, segments: None) -> None:
    """R-SEG-124, R-CMP-17: the reinstated entry of the first belongs to the second from now on"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    key = {"campaign": campaign, "segment_no": "SM-1", "date": AT.date(), "created_at": AT}
    first = CampaignEntry.objects.create(**key, canceled=True)
    second = LoggedSegment.objects.get(entry_no=1)
    CampaignEntry.objects.create(**key, logged_segment=second)

    switch_campaign_entries([first.pk], by=cast.aline, at=AT)

    made = CampaignEntry.objects.get()
    assert (made.pk, made.canceled, made.logged_segment) == (first.pk, False, second)


def test_calls_from_the_lines_go_with_their_segment(cast: Cast, segments: None, log: Log) -> None:
    """R-SEG-121, R-CMP-17, R-CMP-19: what stands below its campaign entry, but what was cancelled by itself"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    logged = LoggedSegment.objects.get(entry_no=1)
    key = {"campaign": campaign, "segment_no": "SM-1", "date": AT.date(), "created_at": AT}
    below = CampaignEntry.objects.create(**key, logged_segment=logged)
    called, wrong = log(), log()
    calls = Entry.objects.filter(pk__in=[called, wrong])
    calls.update(campaign_entry=below)
    cancel([wrong], reason="", by=cast.aline, at=AT)

    switch_logged_segments([1], by=cast.aline, at=AT)
    assert set(calls.values_list("canceled", flat=True)) == {True}
    switch_logged_segments([1], by=cast.aline, at=AT)
    assert dict(calls.values_list("pk", "canceled")) == {called: False, wrong: True}

    switch_logged_segments([1], by=cast.aline, at=AT)
    assert delete_canceled_campaign_entries(campaign="CP-1", by=cast.administrator, at=AT).entries == 1
    assert not calls.exists()


@pytest.mark.parametrize("kind", ["private", "team"])
def test_what_is_hidden_is_not_deleted_with_its_campaign_entry(cast: Cast, log: Log, kind: str) -> None:
    """R-CMP-19, R-INT-198: neither counted nor deleted by who may not see it, who may have no team"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    manager = make.make_user("chantal", Role.MANAGER)
    key = {"campaign": campaign, "date": AT.date(), "created_at": AT, "canceled": True}
    plain, holding = (CampaignEntry.objects.create(**key, segment_no=f"SM-{number}") for number in (1, 2))
    for heading, hidden in ((plain, "everyone"), (holding, kind)):
        numbers = [log(), log(visibility=hidden)]
        Entry.objects.filter(pk__in=numbers).update(campaign_entry=heading, canceled=True)

    assert canceled_below(manager, campaign) == (1, 2)
    assert canceled_below(cast.administrator, campaign) == (2, 4)
    delete = partial(delete_canceled_campaign_entries, campaign="CP-1", at=AT)
    assert delete(dry_run=True, by=manager) == DeletedEntries(1, 2)
    with pytest.raises(Conflict):
        delete(below=4, by=manager)
    assert delete(entry_no=holding.pk, by=manager) == DeletedEntries(0, 0)
    assert delete(below=2, by=manager) == DeletedEntries(1, 2)
    assert list(CampaignEntry.objects.all()) == [holding]
    assert Entry.objects.filter(campaign_entry=holding).count() == 2
    assert delete(below=2, by=cast.administrator) == DeletedEntries(1, 2)


def test_what_is_reinstated_by_itself_is_cancelled_by_itself_again(
    cast: Cast, segments: None, log: Log
) -> None:
    """R-SEG-121: it forgets that it was cancelled with a segment that is gone"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    key = {"campaign": campaign, "segment_no": "SM-2", "date": AT.date(), "created_at": AT}
    made = CampaignEntry.objects.create(**key, canceled=True, canceled_with_segment=True)
    switch_campaign_entries([made.pk], by=cast.aline, at=AT)
    again = LoggedSegment.objects.get(entry_no=3)
    CampaignEntry.objects.filter(pk=made.pk).update(logged_segment=again)

    switch_campaign_entries([made.pk], by=cast.aline, at=AT)
    for _twice in range(2):
        switch_logged_segments([3], by=cast.aline, at=AT)

    assert CampaignEntry.objects.get().canceled is True


def test_what_a_deleted_segment_had_cancelled_comes_back_with_its_campaign_entry(
    cast: Cast, segments: None, log: Log
) -> None:
    """R-CMP-17, R-SEG-123: but not what had been cancelled by itself"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=AT)
    logged = LoggedSegment.objects.get(entry_no=1)
    key = {"campaign": campaign, "segment_no": "SM-1", "date": AT.date(), "created_at": AT}
    below = CampaignEntry.objects.create(**key, logged_segment=logged)
    entry, wrong = Entry.objects.get(logged_segment=logged).pk, log()
    Entry.objects.filter(pk__in=[entry, wrong]).update(campaign_entry=below, logged_segment=logged)
    cancel([wrong], by=cast.aline, at=AT)
    switch_logged_segments([1], by=cast.aline, at=AT)
    delete_canceled_segments(entry_no=1, by=cast.administrator, at=AT)

    switch_campaign_entries([below.pk], by=cast.aline, at=AT)

    found = Entry.objects.filter(campaign_entry=below)
    assert dict(found.values_list("pk", "canceled")) == {entry: False, wrong: True}
    switch_campaign_entries([below.pk], by=cast.aline, at=AT)
    switch_campaign_entries([below.pk], by=cast.aline, at=AT)
    assert dict(found.values_list("pk", "canceled")) == {entry: False, wrong: True}


def test_nothing_cancelled_is_nothing_to_delete(cast: Cast, segments: None) -> None:
    """R-SEG-123"""
    assert delete_canceled_segments(by=cast.administrator, at=AT) == 1
    assert delete_canceled_segments(by=cast.administrator, at=AT) == 0
    assert list(LoggedSegment.objects.order_by("entry_no").values_list("entry_no", flat=True)) == [1, 3]
