"""Whether the database server takes a connection, in its own words when it does not."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection

from liaison.ops.installation import first_words

PATIENCE = 5
"""Seconds in which a database server must have taken a connection."""


class Unreached(Exception):
    """The server did not take the connection; the message is the first thing it said.

    Or the driver, where the address names an option that there is not.
    """

    @property
    def lasting(self) -> bool:
        """Whether it will be so until somebody mends the address or the server."""
        signs = ("authentication failed", "does not exist")
        return isinstance(self.__cause__, psycopg.ProgrammingError) or any(one in str(self) for one in signs)


def reach() -> None:
    """Connect past the pool, which would try for ten seconds and not tell why in vain."""
    params: dict[str, Any] = connection.get_connection_params()
    params.pop("pool", None)
    try:
        psycopg.connect(**{"connect_timeout": PATIENCE, **params}).close()
    except psycopg.Error as error:
        raise Unreached(first_words(error)) from error
