"""A database that went away or does not come: one question, for it is said in several ways.

Django wraps what the driver says; the job queue, on the very same connection, wraps it once more.
"""

from __future__ import annotations

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.utils.functional import Promise
from procrastinate.exceptions import ConnectorException

from liaison.kit.text import gettext_lazy as _

_SILENT = _("The database does not answer; try again in a moment.")
_FULL = _("The disk of the database is full. Nothing was saved; tell who looks after Liaison.")
_DISK_FULL = "53100"


def database_lost(error: BaseException | None) -> bool:
    """Whether `error` says that the database did not answer; then the transaction has left nothing behind."""
    if isinstance(error, ConnectorException):
        return isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError)
    return isinstance(error, OperationalError | InterfaceError)


def words_of(error: BaseException | None) -> Promise:
    """What to tell people of an error that is `database_lost`."""
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
