"""What keeps the queue itself in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from liaison.jobs.actions import end_left_jobs, forget_old_jobs
from liaison.jobs.progress import MAX_ATTEMPTS
from liaison.jobs.queries import SILENT_AFTER
from liaison.kit.clock import now
from liaison.kit.lost import take_living_connection

KEPT_HOURS = 24
FAILED_KEPT_HOURS = 24 * 30


@app.periodic(cron="* * * * *")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int = 0) -> None:  # noqa: ARG001 - from the schedule
    """Begin again what a killed worker left half done; what is given up is told who asked for it."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER.total_seconds()):
        if job.attempts >= MAX_ATTEMPTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
    await in_a_thread(partial(end_left_jobs, at=now()))


@app.periodic(cron="41 * * * *")
@app.task(name="jobs.clean_up", queueing_lock="jobs.clean_up", pass_context=True)
async def clean_up(context: JobContext, timestamp: int = 0) -> None:  # noqa: ARG001 - from the schedule
    """Delete what is over and nobody looks at any more."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=KEPT_HOURS)
    await manager.delete_old_jobs(
        nb_hours=FAILED_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await in_a_thread(partial(forget_old_jobs, by=None, at=now()))


async def in_a_thread(work: Callable[[], object]) -> None:
    """Do what waits for the database, on a connection that lives and is given back: nobody cleans up here."""

    def with_connection() -> None:
        take_living_connection()
        try:
            work()
        finally:
            connection.close()

    await sync_to_async(with_connection, thread_sensitive=False)()
