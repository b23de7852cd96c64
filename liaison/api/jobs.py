"""Work behind the door: segments that programs log, and first answers that nobody can ask for again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.api.actions import forget_answers
from liaison.interactions.queries.headings import logged_segments
from liaison.jobs.progress import Progress, track
from liaison.kit.clock import now
from liaison.segments.actions import log_segment
from liaison.segments.queries.segments import NoSuchSegment


@app.periodic(cron="23 * * * *")
@app.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete answers to repeated requests after their day."""
    forget_answers(by=None, at=now())


@app.task(name="api.log_segment")
def log_one_segment(
    job_id: str, *, no: str, send: bool, follow_up: bool, user_id: int, language: str
) -> None:
    """Log a segment for a program; when a killed worker had done so already, that is what it tells."""

    def work(progress: Progress) -> Mapping[str, Any]:
        by = User.objects.select_related("salesperson").get(pk=user_id)
        try:
            done = log_segment(no, send=send, follow_up=follow_up, by=by, at=now())
        except NoSuchSegment:
            logged = logged_segments(by, segment_no=no).first()
            if logged is None:
                raise
            progress.done = logged.line_count
            return {"logged_segment": logged.entry_no, "interactions": logged.line_count}
        progress.done = done.count
        return {
            "logged_segment": done.entry_no,
            "interactions": done.count,
            "queued": done.queued,
            "follow_up": done.follow_up or None,
        }

    track(UUID(job_id), work, language=language)
