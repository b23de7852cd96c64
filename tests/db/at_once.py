"""Two at once: one acts aside, on a connection of its own, until it waits for what the other holds."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

from liaison.kit.sql import rows

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'"""


def aside(act: Callable[[], object]) -> None:
    """Do it on a connection of its own, which is closed afterwards."""
    try:
        act()
    finally:
        connection.close()


def until_waiting(count: int = 1) -> None:
    """Until so many others wait for a lock."""
    end = time.monotonic() + 20
    while rows(WAITING) != [(count,)]:
        assert time.monotonic() < end, "nobody waits for a lock"
        rows("SELECT pg_stat_clear_snapshot()")  # a transaction is told the same again otherwise
        time.sleep(0.01)
