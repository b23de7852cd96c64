"""What is no mistake of ours: a database that went away or does not come, and a full disk.

Each is one question, for it is said in several ways. Django wraps what the driver says; the job queue, on
the very same connection, wraps it once more.
"""

from __future__ import annotations

import errno

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.utils.functional import Promise
from procrastinate.exceptions import ConnectorException

from liaison.kit.text import gettext_lazy as _

_SILENT = _("The database does not answer; try again in a moment.")
_FULL = _("The disk of the database is full. Nothing was saved; tell who looks after Liaison.")
_NO_ROOM = _("The disk is full. Nothing was saved; tell who looks after Liaison.")
_DISK_FULL = "53100"


def database_lost(error: BaseException | None) -> bool:
    """Whether `error` says that the database did not answer; then the transaction has left nothing behind."""
    if isinstance(error, ConnectorException):
        return isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError)
    return isinstance(error, OperationalError | InterfaceError)


def disk_full(error: BaseException | None) -> bool:
    """Whether a file could not be written for want of room; not the database's, which is `database_lost`."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:  # one that was raised twice may be its own context
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__  # who wrote the file may say it in other words
    return False


def words_of(error: BaseException | None) -> Promise:
    """What to tell people of an error that is `database_lost` or `disk_full`."""
    if disk_full(error):
        return _NO_ROOM
    while error is not None:
        if getattr(error, "sqlstate", None) == _DISK_FULL:
            return _FULL
        error = error.__cause__
    return _SILENT


def take_living_connection() -> None:
    """Give up a connection that died while nobody used it, for one that answers; costs a statement.

    What died under a request or a job is given up when the next one begins.
    """
    if connection.in_atomic_block:
        return
    kept = connection.settings_dict["OPTIONS"].get("pool", {}).get("max_size", 1)
    for _each in range(kept):  # when the server starts anew, all that are kept are dead
        connection.ensure_connection()
        if connection.is_usable():
            return
        connection.close()
