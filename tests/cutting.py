"""Ending a connection from the side of the database, as when its server starts anew."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection


def database() -> str:
    """The address of the test's database."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))


def cut() -> None:
    """End the connection of this thread; it does not know until it is used."""
    connection.ensure_connection()
    with psycopg.connect(database(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 30000)", [connection.connection.info.backend_pid])
