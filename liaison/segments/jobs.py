"""What a worker does for segments: many cover sheets, and the clearing and refreshing of every night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.jobs.progress import WHEN_LOST, Progress, track
from liaison.kit.clock import now
from liaison.segments.actions.cover_sheets import make_cover_sheets
from liaison.segments.actions.log import forget_worksheets
from liaison.segments.actions.steps import refresh_following
from liaison.segments.queries.printed import CoverWords


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


@app.task(name="segments.cover_sheets", retry=WHEN_LOST)
def cover_sheets(
    job_id: str, no: str, *, words: Mapping[str, Any], record_as: str | None, user_id: int, language: str
) -> None:
    """Make the cover sheets of a segment; begun again it makes them anew and records nothing twice."""

    def work(progress: Progress) -> Mapping[str, Any]:
        by, said = User.objects.get(pk=user_id), CoverWords(**words)
        key = UUID(record_as) if record_as is not None else None
        return make_cover_sheets(no, said, record_as=key, by=by, at=now(), hear=progress.advance)

    track(UUID(job_id), work, language=language)
