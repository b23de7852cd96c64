"""The nightly clearing of worksheets that nobody can open any more."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liaison.kit.clock import now
from liaison.segments.actions.log import forget_worksheets


@app.periodic(cron="41 3 * * *")
@app.task(name="segments.forget_worksheets", queueing_lock="segments.forget_worksheets")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete the worksheets of segments that were logged days ago."""
    forget_worksheets(at=now())
