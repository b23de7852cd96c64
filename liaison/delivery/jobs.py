"""The worker's way into delivery: one item at once when it is logged, the rest every minute.

A worker has no requests, so each job begins by giving up a connection that died under the last one.
"""

from __future__ import annotations

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from liaison.delivery.actions import deliver_due, deliver_item, recover
from liaison.kit.clock import now

AT_A_TIME = 500
"""How many deliveries one job takes, so that a worker that is asked to stop can."""


def _take_living_connection() -> None:
    if not connection.in_atomic_block:
        close_old_connections()


@app.task(name="delivery.deliver")
def deliver(item_id: int) -> None:
    """Deliver one item; it may have been taken by somebody else already."""
    _take_living_connection()
    deliver_item(item_id, at=now())


@app.task(name="delivery.deliver_waiting")
def deliver_waiting() -> None:
    """Deliver what is due, and go on in a further job while there is more."""
    _take_living_connection()
    if deliver_due(clock=now, limit=AT_A_TIME) >= AT_A_TIME:
        deliver_waiting.defer()


@app.periodic(cron="* * * * *")
@app.task(name="delivery.work", queueing_lock="delivery.work")
def work(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Take back what dead workers left, then deliver what is due."""
    _take_living_connection()
    recover(at=now())
    deliver_waiting()
