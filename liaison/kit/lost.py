"""A database that went away or does not come: one question, for it is said in several ways.

Django wraps what the driver says; the job queue, on the very same connection, wraps it once more.
"""

from __future__ import annotations

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import ConnectorException

WORDS = _("The database does not answer; try again in a moment.")


def database_lost(error: BaseException | None) -> bool:
    """Whether `error` says that the database did not answer; then the transaction has left nothing behind."""
    if isinstance(error, ConnectorException):
        return isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError)
    return isinstance(error, OperationalError | InterfaceError)


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
