"""The installation as a command needs it: settings read, database there, Django ready."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from liaison import config
from liaison.config import Config

if TYPE_CHECKING:
    from liaison.ops.postgres.private import PrivatePostgres


class Explained(Exception):
    """The command cannot do it; the message tells the operator why and what to do."""


def private_database(settings: Config) -> PrivatePostgres | None:
    """The private database, not started yet; None when DATABASE_URL names another."""
    if settings.database_url:
        return None
    from liaison.ops.postgres.private import PrivatePostgres

    with _explained():
        return PrivatePostgres(settings.home)


def database_server(settings: Config) -> PrivatePostgres | None:
    """The private database, started and answering; None when DATABASE_URL names another."""
    server = private_database(settings)
    if server is not None:
        start_database(server)
    return server


def start_database(server: PrivatePostgres) -> None:
    """Start the private database and wait until it answers; nothing happens when it runs."""
    with _explained():
        server.start()


@contextmanager
def _explained() -> Iterator[None]:
    import psycopg

    from liaison.ops.postgres.programs import NoPostgres

    try:
        yield
    except (NoPostgres, OSError, RuntimeError) as error:
        raise Explained(f"The private database does not start: {error}") from error
    except psycopg.OperationalError as error:
        raise Explained(f"The private database does not answer: {first_words(error)}") from error


def first_words(error: Exception) -> str:
    """The first thing a database server or its driver said, or what kind of error it is."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].strip()


@contextmanager
def database(settings: Config) -> Iterator[None]:
    """The database is there meanwhile; the private one is started unless it runs already."""
    server = database_server(settings)
    try:
        yield
    finally:
        if server is not None:
            server.stop()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded meanwhile stays: nobody looks for garbage in it, now or later.

    Python would look through all of it again and again while it grows, for a fifth of the time it takes.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked:
            gc.enable()


def set_up_django() -> None:
    """Load the product."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    with loading():
        import django

        django.setup()


@contextmanager
def installation(*, prepared: bool = True) -> Iterator[Config]:
    """Everything a command needs; `prepared` brings the tables up to date first."""
    settings = config.read()
    with database(settings):
        set_up_django()
        from django.db import connections
        from django.utils import translation

        translation.activate("en")  # commands speak English, whatever the company's language

        try:
            if prepared:
                from liaison.ops.prepare import prepare_database

                prepare_database()
            yield settings
        finally:
            connections.close_all()
