"""Somebody cancels or reinstates entries picked by hand while somebody else cancels what they stand below."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import transaction

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.comments import add_comment, change_comment, delete_comment
from liaison.interactions.actions.correct import cancel, evaluate, reinstate
from liaison.interactions.actions.headings import switch_campaign_entries, switch_logged_segments
from liaison.interactions.models import CampaignEntry, Entry, EntryChange, Evaluation, LoggedSegment
from liaison.interactions.queries.entry import NoSuchEntry
from liaison.kit.errors import Refused
from tests.cast import Cast
from tests.db.at_once import aside, until_waiting
from tests.db.interactions.conftest import Log


def cancel_segment(cast: Cast, at: datetime) -> None:
    switch_logged_segments([1], by=cast.aline, at=at)


def cancel_campaign_entry(cast: Cast, at: datetime) -> None:
    switch_campaign_entries([CampaignEntry.objects.get().pk], by=cast.aline, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("switch", [cancel_segment, cancel_campaign_entry])
@pytest.mark.parametrize("act", ["cancel", "evaluate"])
def test_who_picks_entries_waits_for_who_cancels_their_heading(
    cast: Cast, log: Log, at: datetime, switch: Callable[[Cast, datetime], None], act: str
) -> None:
    """R-SEG-121, R-CMP-17, R-INT-146: each had entries the other one wanted, and one of them was refused."""
    first, middle, last = (log() for _ in range(3))
    heading = None
    if switch is cancel_segment:
        heading = LoggedSegment.objects.create(
            entry_no=1, segment_no="SM-0001", created_on=at.date(), created_at=at
        )
    campaign = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=cast.administrator, at=at),
        logged_segment=heading,
        date=at.date(),
        created_at=at,
    )
    Entry.objects.update(logged_segment=heading, campaign_entry=campaign)
    for place, number in enumerate((last, middle, first)):  # what is numbered last lies first in its table
        Entry.objects.filter(pk=number).update(id=number + 300 - 100 * place)
    first, middle, last = Entry.objects.order_by("pk").values_list("pk", flat=True)

    def pick() -> None:
        if act == "cancel":
            cancel([first, middle, last], by=cast.aline, at=at)
        else:
            evaluate([first, middle, last], Evaluation.POSITIVE, by=cast.aline, at=at)

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Entry.objects.select_for_update().filter(pk=middle))
            one = pool.submit(aside, lambda: switch(cast, at))
            until_waiting()
            other = pool.submit(aside, pick)
            until_waiting(2)
        one.result(timeout=20)
        other.result(timeout=20)

    found = Entry.objects.values_list("canceled", "evaluation").distinct()
    assert list(found) == [(True, "none" if act == "cancel" else "positive")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("switch", [cancel_segment, cancel_campaign_entry])
def test_nothing_is_reinstated_below_a_heading_that_is_just_being_cancelled(
    cast: Cast, log: Log, at: datetime, switch: Callable[[Cast, datetime], None]
) -> None:
    """R-INT-149, R-SEG-122: it was looked at before the other one had finished."""
    number = log()
    heading = LoggedSegment.objects.create(
        entry_no=1, segment_no="SM-0001", created_on=at.date(), created_at=at
    )
    campaign = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=cast.administrator, at=at),
        date=at.date(),
        created_at=at,
    )
    Entry.objects.update(logged_segment=heading, campaign_entry=campaign)
    cancel([number], by=cast.aline, at=at)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            switch(cast, at)
            other = pool.submit(aside, lambda: reinstate([number], by=cast.aline, at=at))
            until_waiting()
        with pytest.raises(Refused):
            other.result(timeout=20)

    assert Entry.objects.get().canceled


@pytest.mark.django_db(transaction=True)
def test_what_is_just_being_reinstated_is_not_cleaned_up(cast: Cast, log: Log, at: datetime) -> None:
    """R-INT-153, R-SEG-121: who deletes takes the heading first, as who reinstates it does."""
    number = log()
    heading = LoggedSegment.objects.create(
        entry_no=1, segment_no="SM-0001", created_on=at.date(), created_at=at
    )
    Entry.objects.update(logged_segment=heading)
    cancel_segment(cast, at)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            list(LoggedSegment.objects.select_for_update())
            other = pool.submit(aside, lambda: clean_up(CleanUp(), by=cast.administrator, at=at))
            until_waiting()
            cancel_segment(cast, at)
        other.result(timeout=20)

    assert Entry.objects.get(pk=number).canceled is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("gone", [False, True], ids=["changed", "deleted"])
def test_two_people_on_one_comment(cast: Cast, log: Log, at: datetime, *, gone: bool) -> None:
    """R-INT-97: the history tells what the second one found, and there is nothing to change any more."""
    comment = add_comment(log(), "Un", by=cast.aline, at=at)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            if gone:
                delete_comment(comment, by=cast.aline, at=at)
            else:
                change_comment(comment, "Deux", by=cast.aline, at=at)
            other = pool.submit(aside, lambda: change_comment(comment, "Trois", by=cast.marc, at=at))
            until_waiting()
        if gone:
            with pytest.raises(NoSuchEntry):
                other.result(timeout=20)
        else:
            other.result(timeout=20)

    history = list(EntryChange.objects.values_list("old__comment", "new__comment"))
    assert history == ([("Un", None)] if gone else [("Un", "Deux"), ("Deux", "Trois")])
