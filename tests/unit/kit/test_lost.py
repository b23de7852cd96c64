"""A database that does not answer is known by whoever says so."""

from __future__ import annotations

import errno

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.utils import translation
from procrastinate.exceptions import ConnectorException, NoResult
from xlsxwriter.exceptions import FileCreateError

from liaison.kit.lost import database_lost, disk_full, words_of


def from_queue(cause: Exception) -> ConnectorException:
    """What the job queue makes of what the driver said."""
    error = ConnectorException()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (OperationalError("the connection is lost"), True),
        (InterfaceError("connection already closed"), True),
        (from_queue(psycopg.OperationalError("the connection is lost")), True),
        (from_queue(psycopg.errors.AdminShutdown()), True),
        (from_queue(psycopg.InterfaceError("the cursor is closed")), True),
        (from_queue(psycopg.DataError("NUL")), False),
        (ConnectorException(), False),
        (NoResult(), False),
        (DataError("NUL"), False),
        (IntegrityError("twice"), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_a_lost_database_is_known_whoever_says_it(error: Exception | None, lost: bool) -> None:
    assert database_lost(error) is lost


def test_a_full_disk_is_called_so() -> None:
    full = OperationalError("could not extend file")
    full.__cause__ = psycopg.errors.DiskFull()
    with translation.override("en"):
        for error in (full, from_queue(psycopg.errors.DiskFull())):
            assert str(words_of(error)).startswith("The disk of the database is full.")
        assert str(words_of(OperationalError("gone"))).startswith("The database does not answer")


def in_a_workbook(cause: OSError) -> Exception:
    """What the writer of workbooks makes of what the system said."""
    error: Exception = FileCreateError(cause)
    error.__context__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (in_a_workbook(OSError(errno.ENOSPC, "No space left on device")), True),
        (in_a_workbook(OSError(errno.EACCES, "Permission denied")), False),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OSError("no number"), False),
        (OperationalError("gone"), False),
        (None, False),
    ],
)
def test_a_full_disk_is_known_and_told(error: Exception | None, full: bool) -> None:
    assert disk_full(error) is full
    with translation.override("en"):
        assert str(words_of(error)).startswith(
            "The disk is full." if full else "The database does not answer"
        )


def test_an_error_in_a_circle_is_looked_at_once() -> None:
    """The same object raised again while it is handled: each is then the context of the other."""
    first, second = OSError(errno.EIO, "no"), ValueError("no")
    first.__context__, second.__context__ = second, first

    assert not disk_full(first)
