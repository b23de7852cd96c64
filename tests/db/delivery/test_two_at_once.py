"""Two people change the same sending at once: one waits for the other, and neither is refused."""

from __future__ import annotations

import importlib
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from django.db import connection

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.delivery.actions import stop_delivery, stop_run
from liaison.delivery.models import Item, Run
from liaison.interactions.actions.headings import switch_campaign_entries, switch_logged_segments
from liaison.interactions.models import CampaignEntry, Entry
from liaison.kit.sql import rows
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing

HEADINGS = "liaison.interactions.actions.headings"
STOP = "liaison.delivery.actions.stop"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'"""


def cancel_segment(run: Run, cast: Cast, at: datetime) -> None:
    assert run.logged_segment is not None
    switch_logged_segments([run.logged_segment.entry_no], by=cast.aline, at=at)


def cancel_campaign_entry(run: Run, cast: Cast, at: datetime) -> None:
    switch_campaign_entries([CampaignEntry.objects.get().pk], by=cast.aline, at=at)


def stop_one(run: Run, cast: Cast, at: datetime) -> None:
    first = Item.objects.filter(run=run).order_by("id")[0]
    stop_delivery(first.entry_id, by=cast.aline, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("other", "place", "name"),
    [
        (cancel_segment, HEADINGS, "announce"),
        (cancel_campaign_entry, HEADINGS, "announce"),
        (stop_one, STOP, "entry_to_change"),
    ],
    ids=["segment", "campaign_entry", "one"],
)
def test_stopping_a_run_waits_for_who_came_first(
    mailing: Mailing,
    cast: Cast,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[Run, Cast, datetime], None],
    place: str,
    name: str,
) -> None:
    """R-SEG-121, R-CMP-17: the other one holds entries already when somebody stops the run"""
    run = mailing(4)
    heading = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=cast.aline, at=at),
        description="Spring",
        date=at.date(),
        logged_segment=run.logged_segment,
        created_at=at,
    )
    Entry.objects.update(campaign_entry=heading)
    holder = importlib.import_module(place)
    there = getattr(holder, name)
    holding, go_on = Event(), Event()

    def held(*args: Any, **kwargs: Any) -> Any:
        found = there(*args, **kwargs) if name == "entry_to_change" else None
        if not holding.is_set():
            holding.set()
            assert go_on.wait(timeout=20)
        return found if name == "entry_to_change" else there(*args, **kwargs)

    monkeypatch.setattr(holder, name, held)

    def aside(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(aside, lambda: other(run, cast, at))
        assert holding.wait(timeout=20)
        second = pool.submit(aside, lambda: stop_run(run.pk, by=cast.aline, at=at))
        end = time.monotonic() + 20
        while rows(WAITING) != [(1,)] and time.monotonic() < end:
            time.sleep(0.01)
        go_on.set()
        first.result(timeout=20)
        second.result(timeout=20)

    run.refresh_from_db()
    assert Counter(Item.objects.values_list("state", flat=True)) == {"stopped": 4}
    assert Counter(Entry.objects.values_list("delivery_status", flat=True)) == {"stopped": 4}
    assert (run.stopped, run.left) == (4, 0)
