"""Work behind the door: segments that programs log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from liaison.accounts.queries import user_by_name
from liaison.accounts.rules import REFUSALS, Right
from liaison.api.actions import LOGGING
from liaison.interactions.queries.headings import logged_segments
from liaison.jobs.progress import WHEN_LOST, Progress, track
from liaison.jobs.queries import job
from liaison.kit.clock import now
from liaison.kit.errors import NotAllowed, Refused
from liaison.segments.actions import log_segment
from liaison.segments.queries.segments import NoSuchSegment
from liaison.segments.rules import unknown


@app.task(name=LOGGING, retry=WHEN_LOST)
def log_one_segment(
    job_id: str,
    *,
    no: str,
    send: bool,
    starts_at: str | None = None,
    follow_up: bool,
    most: int | None = None,
    username: str,
    language: str,
) -> None:
    """Log a segment for a program; when a killed worker had done so already, that is what it tells.

    `starts_at` is when the sending begins, as ISO 8601; `most` how many messages may go out.
    """
    begins = datetime.fromisoformat(starts_at) if starts_at is not None else None

    def work(progress: Progress) -> Mapping[str, Any]:
        by = user_by_name(username)
        if by is None:
            raise NotAllowed(REFUSALS[Right.EDIT_SEGMENTS])
        try:
            done = log_segment(
                no, send=send, starts_at=begins, follow_up=follow_up, most=most, by=by, at=now()
            )
        except (NoSuchSegment, Refused) as error:
            queued_at = job(by, UUID(job_id)).created_at  # what was logged before is the work of another job
            logged = logged_segments(by, segment_no=no).filter(user=by, created_at__gte=queued_at).first()
            if logged is None and isinstance(error, NoSuchSegment):
                raise Refused(unknown(no, "segment")) from None
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
