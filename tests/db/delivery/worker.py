"""Workers in processes of their own, that kill themselves with -9 at a named moment.

`python -m tests.db.delivery.worker` loads the product once and then forks a fresh worker for each
line it reads, so that a test does not wait for Python to start. The moments are those between any two
steps of a delivery; the product itself knows nothing of them.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from liaison.config import Smtp

DELIVER = "liaison.delivery.actions.deliver"
SETTLE = "liaison.delivery.actions.settle"
SMTP = "liaison.mail.providers.smtp"
OUTBOX = "liaison.mail.providers.outbox"

# moment → module, the function in it (of a class, with a dot), and on which side of it to die.
MOMENTS: dict[str, tuple[str, str, str]] = {
    "claimed": (DELIVER, "deliver_claimed", "before"),
    "composed": (DELIVER, "_keep_copies", "before"),
    "copying": (DELIVER, "store_files", "after"),
    "copying letter": (DELIVER, "store_file", "after"),
    "copy kept": (DELIVER, "_keep_copies", "after"),
    "addressed": (SMTP, "SmtpServer._address", "after"),
    "marking": (DELIVER, "mark_item", "before"),
    "marked": (SMTP, "SmtpServer._send_text", "before"),
    "text sent": (SMTP, "_set_timeout", "before"),
    "answered": (DELIVER, "settle_reply", "before"),
    "ending": (SETTLE, "end_item", "before"),
    "ended": (SETTLE, "end_item", "after"),
    "settled": (DELIVER, "settle_reply", "after"),
    "writing": (OUTBOX, "os.fsync", "before"),
    "placing": (OUTBOX, "Path.replace", "before"),
    "placed": (OUTBOX, "Path.replace", "after"),
    "printed": (DELIVER, "print_letter", "after"),
    "settling letter": (DELIVER, "settle", "after"),
}


def die(*_args: Any) -> None:
    """At once, without a word to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(moment: str) -> None:
    """Let the function of that moment kill the process before or after its work.

    `settling` is after all was written and before it is committed, where those are who listen.
    """
    if moment == "settling":
        fact = importlib.import_module("liaison.delivery.facts").DeliverySettled
        importlib.import_module("liaison.kit.facts").listen(fact)(die)
        return
    module_name, path, side = MOMENTS[moment]
    holder: Any = importlib.import_module(module_name)
    *owners, name = path.split(".")
    for owner in owners:
        holder = getattr(holder, owner)
    real: Callable[..., Any] = getattr(holder, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if side == "before":
            die()
        answer = real(*args, **kwargs)
        die()
        return answer

    setattr(holder, name, deadly)


def work(order: dict[str, Any]) -> None:
    """Deliver what is due at the given moment of the clock, with the settings of the test."""
    from django.conf import settings

    home = Path(order["home"])
    smtp = Smtp("127.0.0.1", order["port"]) if order["port"] else None
    settings.CONFIG = replace(settings.CONFIG, home=home, email_from="info@liaison.example", smtp=smtp)
    settings.FILES_FOLDER = home / "files"
    if order["moment"]:
        arm(order["moment"])
    if "silent" in order:
        serve(timedelta(seconds=order["silent"]))
        return
    at = datetime.fromisoformat(order["at"])
    importlib.import_module(DELIVER).deliver_due(clock=lambda: at)


def serve(silent: timedelta) -> None:
    """Work the queue until SIGTERM, as `liaison worker` does, but dead after so short a silence."""
    from procrastinate.contrib.django import app

    for module, name in (
        ("liaison.jobs.queries", "SILENT_AFTER"),
        ("liaison.delivery.actions.recovery", "SILENT_AFTER"),
        ("liaison.delivery.jobs", "LOOK_AGAIN"),
    ):
        setattr(importlib.import_module(module), name, silent)
    # What is done by the hour of the day has no place in a test that may run at any.
    schedule = app.periodic_registry.periodic_tasks
    for key in [key for key, each in schedule.items() if each.cron != "* * * * *"]:
        del schedule[key]

    async def work_queue() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as with_own:  # type: ignore[attr-defined]
            async with with_own.open_async():
                await with_own.run_worker_async(
                    concurrency=1,
                    fetch_job_polling_interval=0.1,
                    update_heartbeat_interval=silent.total_seconds() / 6,
                )

    asyncio.run(work_queue())


def leave_to_parent() -> None:
    """Orders and answers are the parent's: who holds them too would keep the test waiting for their end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for inherited in (0, 1):
        os.dup2(nowhere, inherited)


def start(order: dict[str, Any]) -> int:
    """Fork a worker; returns its process."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    leave_to_parent()
    try:
        work(order)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, the parent is told by the status
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Read orders, one a line: start a worker, or wait for one."""
    import django

    django.setup()
    importlib.import_module("liaison.delivery.jobs")
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = start(order)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
