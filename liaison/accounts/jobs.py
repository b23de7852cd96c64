"""What nobody can use any more goes away by itself: first answers after their day, sessions that ended."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from liaison.accounts.actions import forget_answers
from liaison.kit.clock import now


@app.periodic(cron="23 * * * *")
@app.task(name="accounts.forget_answers", queueing_lock="accounts.forget_answers")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete answers to repeated requests after their day."""
    forget_answers(by=None, at=now())


@app.periodic(cron="29 3 * * *")
@app.task(name="accounts.clear_sessions", queueing_lock="accounts.clear_sessions")
def clear_sessions(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete the sessions that have ended by themselves."""
    SessionStore.clear_expired()
