"""Processes of their own that log or send a segment and kill themselves with -9 before a given statement.

`python -m tests.db.segments.worker` loads the product once and forks a fresh process for each line it
reads; it answers how that one ended and how many statements it ran. The product knows nothing of it.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from liaison.config import Smtp
from tests.db.delivery.worker import leave_to_parent


def work(order: dict[str, Any]) -> None:
    """What the order says: log the segment, or deliver what is due."""
    from django.conf import settings

    home = Path(order["home"])
    smtp = Smtp("127.0.0.1", order["port"]) if order["port"] else None
    settings.CONFIG = replace(settings.CONFIG, home=home, email_from="info@liaison.example", smtp=smtp)
    settings.FILES_FOLDER = home / "files"
    at = datetime.fromisoformat(order["at"])
    if order["verb"] == "log":
        user = importlib.import_module("liaison.accounts.models").User.objects.get(pk=order["by"])
        log = importlib.import_module("liaison.segments.actions").log_segment
        log(order["no"], send=True, by=user, at=at)
    else:
        importlib.import_module("liaison.delivery.actions").deliver_due(clock=lambda: at)


def watched(work: Callable[[], None], die_before: int, count: list[int]) -> None:
    """Do it, counting statements and commits; die before the one with this number, if there is one."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    def boundary() -> None:
        if count[0] == die_before:
            os.kill(os.getpid(), signal.SIGKILL)
        count[0] += 1

    def before(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        boundary()
        return execute(sql, params, many, context)

    commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined] # the only way to die before it

    def commit_or_die(self: Any) -> Any:
        boundary()
        return commit(self)

    BaseDatabaseWrapper._commit = commit_or_die  # type: ignore[attr-defined]
    with connection.execute_wrapper(before):
        work()


def start(order: dict[str, Any]) -> tuple[int, int]:
    """Fork a process; how it ended (0, or minus the signal), and the statements it ran if it told."""
    mine, its = os.pipe()
    pid = os.fork()
    if not pid:
        status = 1
        count = [0]
        leave_to_parent()
        try:
            watched(lambda: work(order), order["die_before"], count)
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it was, the parent is told by the status
            traceback.print_exc()
        finally:
            os.write(its, str(count[0]).encode())
            os._exit(status)
    os.close(its)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    told = os.read(mine, 20).decode()
    os.close(mine)
    return status, int(told or 0)


def main() -> None:
    """Read orders, one a line."""
    import django

    django.setup()
    importlib.import_module("liaison.delivery.jobs")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(start(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
