"""The hourly clearing of first answers that nobody can ask for again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liaison.api.actions import forget_answers
from liaison.kit.clock import now


@app.periodic(cron="23 * * * *")
@app.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete answers to repeated requests after their day."""
    forget_answers(by=None, at=now())
