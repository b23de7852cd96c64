"""A database that went away or does not come: one question, for it is said in several ways.

Django wraps what the driver says; the job queue, on the very same connection, wraps it once more.
"""

from __future__ import annotations

import psycopg
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import ConnectorException

WORDS = _("The database does not answer; try again in a moment.")


def database_lost(error: BaseException | None) -> bool:
    """Whether `error` says that the database did not answer; then the transaction has left nothing behind."""
    if isinstance(error, ConnectorException):
        return isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError)
    return isinstance(error, OperationalError | InterfaceError)
