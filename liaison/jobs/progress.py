"""The frame around long work: it begins, reports, can be stopped, and always ends in a told state."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog
from django.utils import translation

from liaison.jobs.actions import advance_job, end_job, start_job
from liaison.jobs.models import JobState
from liaison.kit.clock import now
from liaison.kit.errors import NotAllowed, Refused

log = structlog.get_logger(__name__)

REPORT_EVERY = 0.5
"""Seconds between two reports; in between the steps are only counted."""


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
    reasons; any other error too, without its words, and is raised again for the log.
    """
    if not start_job(job_id, at=now()):
        log.info("job_not_started", progress=str(job_id))
        return
    progress = Progress(job_id, every=every)
    with translation.override(language or translation.get_language()):
        state, result = JobState.FAILED, {"errors": [{"field": None, "code": "internal", "message": ""}]}
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
        finally:
            end_job(job_id, state, result, done=progress.done, at=now())
