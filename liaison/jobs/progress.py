"""The frame around long work: it begins, reports, can be stopped, and always ends in a told state."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog
from django.utils import translation
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from liaison.jobs.actions import INTERNAL, advance_job, end_asked, end_job, start_job
from liaison.jobs.models import JobState
from liaison.kit.clock import now
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.lost import database_lost, disk_full, take_living_connection, words_of

log = structlog.get_logger(__name__)

REPORT_EVERY = 0.5
"""Seconds between two reports; in between the steps are only counted."""
MAX_ATTEMPTS = 5
"""A job that was begun so often and never ended kills its worker; it is not begun again."""
PAUSE = 5
"""Seconds for which a database that went away is left to come back."""


class _WhenLost(BaseRetryStrategy):
    """Begin again, a little later, what found the database gone; see `track`."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None when it was something else, or has happened too often."""
        if job.attempts + 1 < MAX_ATTEMPTS and database_lost(exception):
            return RetryDecision(retry_in={"seconds": PAUSE})
        return None


WHEN_LOST = _WhenLost()
"""How each task of long work is retried; what it does must bear being done twice."""


class Stopped(Exception):
    """Somebody asked the work to stop; what was committed so far stays."""


class Progress:
    """What long work holds in its hand. Report between transactions: inside one nobody would see it."""

    def __init__(self, job_id: UUID, *, every: float = REPORT_EVERY) -> None:
        """`every` are the seconds between two reports; 0 reports each step."""
        self.job_id = job_id
        self.done = 0
        self._every = every
        self._reported = time.monotonic()

    def of(self, total: int) -> None:
        """The work has `total` steps; raises `Stopped`."""
        self._report(total)

    def advance(self, steps: int = 1) -> None:
        """Some more steps are done; raises `Stopped` when the work was asked to stop."""
        self.done += steps
        if time.monotonic() - self._reported >= self._every:
            self._report()

    def _report(self, total: int | None = None) -> None:
        self._reported = time.monotonic()
        if not advance_job(self.job_id, self.done, total=total):
            raise Stopped


def track(
    job_id: UUID,
    work: Callable[[Progress], Mapping[str, Any]],
    *,
    language: str = "",
    every: float = REPORT_EVERY,
) -> None:
    """Do `work` as the job: its answer becomes the job's result.

    `language` is the requester's: reasons are kept in it. A refusal ends the job as failed with the
    reasons; any other error too, without its words (a full disk is told), and is raised again for the log.
    Only when the database was lost has it not ended: that is raised too, and the queue begins the job
    again (`WHEN_LOST`).
    """
    take_living_connection()
    if not start_job(job_id, at=now()):
        log.info("job_not_started", progress=str(job_id), stopped=end_asked(job_id, at=now()))
        return
    progress = Progress(job_id, every=every)
    with translation.override(language or translation.get_language()):
        state, result = JobState.FAILED, dict(INTERNAL)
        try:
            result = dict(work(progress))
            state = JobState.SUCCEEDED
        except Stopped:
            state, result = JobState.STOPPED, {}
        except Refused as refused:
            result = {
                "errors": [
                    {"field": reason.field, "code": reason.code, "message": str(reason.message)}
                    for reason in refused.refusals
                ]
            }
        except NotAllowed as refused:
            result = {"errors": [{"field": None, "code": "not_allowed", "message": str(refused.message)}]}
        except Exception as error:
            if disk_full(error):
                words = str(words_of(error))
                result = {"errors": [{"field": None, "code": "disk_full", "message": words}]}
            if not database_lost(error):
                _end(progress, state, result)
            raise
        _end(progress, state, result)


def _end(progress: Progress, state: JobState, result: Mapping[str, Any]) -> None:
    """What was done long without a word to the database may find the connection dead; the next one serves."""
    try:
        end_job(progress.job_id, state, result, done=progress.done, at=now())
    except Exception as error:
        if not database_lost(error):
            raise
        take_living_connection()
        end_job(progress.job_id, state, result, done=progress.done, at=now())
