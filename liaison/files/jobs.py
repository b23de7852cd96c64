"""The nightly sweep of unused files."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liaison.files.actions import sweep_files
from liaison.kit.clock import now


@app.periodic(cron="17 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int = 0) -> None:  # noqa: ARG001 - the schedule hands over its moment
    """Delete files that nothing points at."""
    sweep_files(by=None, at=now())
