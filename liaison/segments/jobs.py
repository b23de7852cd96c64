"""Every night: clear worksheets nobody can open any more, refresh segments that follow their criteria."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liaison.kit.clock import now
from liaison.segments.actions.log import forget_worksheets
from liaison.segments.actions.steps import refresh_following


@app.periodic(cron="41 3 * * *")
@app.task(name="segments.forget_worksheets", queueing_lock="segments.forget_worksheets")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete the worksheets of segments that were logged days ago."""
    forget_worksheets(at=now())


@app.periodic(cron="11 4 * * *")
@app.task(name="segments.refresh", queueing_lock="segments.refresh")
def refresh(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Bring segments that follow their criteria up to date."""
    refresh_following(at=now())
