"""The jobs that deliver many messages: each its own, and one job after the other while there is more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.delivery.actions import deliver_due
from liaison.delivery.jobs import deliver_all
from liaison.delivery.models import Item
from liaison.interactions.models import Entry
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing


def test_each_is_merged_for_its_own_contact(mailing: Mailing, outbox: Path, at: datetime) -> None:
    """R-INT-121, 129"""
    mailing(25)
    assert deliver_due(clock=lambda: at) == 25
    texts = sorted(
        file.read_text(encoding="ascii").split("Voici notre offre, ")[1].split(".")[0]
        for file in outbox.iterdir()
    )
    assert texts == sorted(f"P{n}" for n in range(25))
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"sent"}


def test_the_job_goes_on_while_there_is_more(mailing: Mailing, monkeypatch: pytest.MonkeyPatch) -> None:
    from liaison.delivery import jobs

    monkeypatch.setattr(jobs, "AT_A_TIME", 2)
    mailing(3)
    deliver_all(None)
    assert Item.objects.filter(state="sent").count() == 2
    assert ProcrastinateJob.objects.filter(task_name="delivery.deliver_waiting").count() == 2
    deliver_all(None)
    assert Item.objects.filter(state="sent").count() == 3


def test_a_job_that_takes_long_ends_and_another_goes_on(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a worker that is asked to stop can, however slow the mail server is."""
    from liaison.delivery import jobs
    from liaison.delivery.actions import deliver

    monkeypatch.setattr(jobs, "LONGEST", 0.0)
    monkeypatch.setattr(deliver, "FEWEST", 2)
    mailing(3)
    ready = ProcrastinateJob.objects.filter(queueing_lock="delivery.more", status="todo")
    deliver_all(None)
    assert (Item.objects.filter(state="sent").count(), ready.count()) == (2, 1)
    deliver_all(None)
    assert Item.objects.filter(state="sent").count() == 3


def test_while_there_is_much_to_do_one_job_is_ready_for_a_worker_that_is_free(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are at work: each calls the next, which is there before the first message has gone."""
    from liaison.delivery import jobs
    from liaison.delivery.actions import deliver

    monkeypatch.setattr(jobs, "AT_A_TIME", 4)
    monkeypatch.setattr(deliver, "FEWEST", 2)
    monkeypatch.setattr(deliver, "MOST", 2)
    mailing(7)
    ready = ProcrastinateJob.objects.filter(queueing_lock="delivery.more", status="todo")
    seen: list[tuple[int, int]] = []
    real = deliver.deliver_claimed

    def watched(*args: Any, **kwargs: Any) -> None:
        seen.append((Item.objects.filter(state="sent").count(), ready.count()))
        real(*args, **kwargs)

    monkeypatch.setattr(deliver, "deliver_claimed", watched)
    deliver_all(None)
    assert (seen, ready.count()) == ([(0, 1), (2, 1)], 1)
    ready.update(status="doing")
    deliver_all(None)
    assert (seen[2:], ready.count()) == ([(4, 1), (6, 1)], 1)


def test_a_single_job_delivers_its_item(cast: Cast, send: Callable[..., int], at: datetime) -> None:
    from liaison.delivery.jobs import deliver

    send(at=at)
    job: Any = ProcrastinateJob.objects.get()
    context: Any = SimpleNamespace(job=SimpleNamespace(worker_id=7))
    deliver(context, **job.args)
    assert Item.objects.values_list("state", "worker").get() == ("sent", 7)
