"""`liaison worker`: works the job queue until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from types import FrameType

import structlog

from liaison.ops.installation import installation
from liaison.ops.processes import PARENT, end_with_parent

log = structlog.get_logger(__name__)

GRACE = 30.0
"""Seconds a job may go on after the worker was asked to stop; then it is left to the next worker."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "worker", help="work the job queue; several may run, also on other machines"
    )
    parser.set_defaults(do=worker)


def worker(_given: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; a job that is being done may end first."""
    end_with_parent()
    signal.signal(signal.SIGTERM, _stop_before_the_start)
    with installation(prepared=PARENT not in os.environ):  # the parent has looked after the tables
        from liaison.letters.office import forget_left  # needs the settings

        forget_left()
        try:
            asyncio.run(_work())
        except Exception:
            log.exception("worker_failed")
            return 1
    return 0


async def _work() -> None:
    from procrastinate.contrib.django import app

    from liaison.ops.lines import tell_job

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as working:
        async with working.open_async():
            await working.run_worker_async(shutdown_graceful_timeout=GRACE, worker_middleware=[tell_job])


def _stop_before_the_start(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
