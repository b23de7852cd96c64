"""The worker's way into delivery: one item at once when it is logged, the rest every minute."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from liaison.accounts.models import User
from liaison.delivery.actions import deliver_due, deliver_item, recover
from liaison.delivery.actions.letter_files import TASK, LetterOptions, make_letter_files
from liaison.delivery.actions.recovery import AT_ONCE
from liaison.delivery.models import Run
from liaison.delivery.queries.letters import Batch
from liaison.delivery.queries.runs import others_deliver, quiet_until, waits_soon
from liaison.interactions.models import LoggedSegment
from liaison.jobs.progress import WHEN_LOST, Progress, track
from liaison.kit.clock import now

AT_A_TIME, LONGEST = 2000, 10.0
"""How many deliveries one job takes, and for how many seconds, so that a worker that is asked to stop can."""
RETURNS_AT_A_TIME = 500

SOON, AGAIN = timedelta(seconds=30), timedelta(seconds=3)
LOOK_AGAIN = timedelta(seconds=10)
"""After so long it is looked again whether somebody else lives who has claimed something."""


@app.task(name="delivery.deliver", pass_context=True)
def deliver(context: JobContext, item_id: int) -> None:
    """Deliver one item; it may have been taken by somebody else already, or wait for its account."""
    if (
        not deliver_item(item_id, worker=context.job.worker_id, at=now())
        and settings.CONFIG.emails_per_minute
    ):
        _look_again(AGAIN)


@app.task(name="delivery.deliver_waiting", pass_context=True)
def deliver_waiting(context: JobContext) -> None:
    """Deliver what is due, see `deliver_all`."""
    deliver_all(context.job.worker_id)


def deliver_all(worker: int | None) -> None:
    """Take back what dead workers left, deliver what is due, and go on in a further job while there is more.

    A worker that is free takes the further job while this one is still at work. What must wait a little for
    its account or its domain is looked at again soon, not only every minute; and so is what somebody else
    has claimed, who may be dead without being known to be.
    """
    began = time.monotonic()
    while recover(at=now()) >= AT_ONCE:
        pass
    taken = deliver_due(clock=now, limit=AT_A_TIME, longest=LONGEST, worker=worker, much=_go_on)
    if taken >= AT_A_TIME or time.monotonic() - began >= LONGEST:
        _go_on()
    elif waits_soon(now() + SOON, runs=quiet_until(now()) is None):
        _look_again(AGAIN)
    elif others_deliver(worker):
        _look_again(LOOK_AGAIN)


def _look_again(pause: timedelta) -> None:
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deliver_waiting.configure(queueing_lock="delivery.again", schedule_at=now() + pause).defer()


def _go_on() -> None:
    """One further job, unless one is waiting for a worker already: there are never more than workers."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deliver_waiting.configure(queueing_lock="delivery.more").defer()


@app.periodic(cron="* * * * *")
@app.task(name="delivery.work", queueing_lock="delivery.work", pass_context=True)
def work(context: JobContext, timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """The same every minute, whatever became of the other jobs."""
    deliver_all(context.job.worker_id)


@app.periodic(cron="* * * * *")
@app.task(name="delivery.read_returns", queueing_lock="delivery.read_returns", lock="delivery.read_returns")
def read_mailbox_again(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Read what came back, and go on at once while there is more."""
    from liaison.delivery.actions.returns import read_returns  # noqa: PLC0415 - see `delivery.actions`

    while read_returns(clock=now, limit=RETURNS_AT_A_TIME) >= RETURNS_AT_A_TIME:
        pass


@app.task(name=TASK, retry=WHEN_LOST)
def letter_files(
    job_id: str,
    entry_no: int | None = None,
    *,
    run: int | None = None,
    options: Mapping[str, Any],
    user_id: int,
    language: str,
) -> None:
    """Make the files to print of a logged segment, of one `run` of it, or of a `run` that has none.

    Begun again it makes them anew.
    """

    def work(progress: Progress) -> Mapping[str, Any]:
        batch: Batch
        if entry_no is not None:
            batch = LoggedSegment.objects.get(entry_no=entry_no)
        else:
            batch = Run.objects.select_related("created_by").get(pk=run or 0)
        by = User.objects.get(pk=user_id)
        wanted = LetterOptions(**options)
        only = None if entry_no is None else run
        return make_letter_files(batch, wanted, only=only, by=by, at=now(), hear=progress.advance)

    track(UUID(job_id), work, language=language)
