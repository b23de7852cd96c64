"""Moments as models read them, from a connection as the product makes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

from liaison.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1850, 6, 30, 12, 34, 56, 7, tzinfo=UTC),
        datetime(2026, 2, 28, 23, 59, 59, 120000, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_as_it_was(moment: datetime) -> None:
    made = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="text/plain", stored_at=moment)
    found = StoredFile.objects.get(pk=made.pk).stored_at
    assert (found, found.tzinfo) == (moment, UTC)


@pytest.mark.parametrize("written", ["infinity", "0044-03-15 12:00:00+00 BC"])
def test_what_is_no_moment_is_refused(written: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT %s::timestamptz", [written])
        cursor.fetchone()


def test_the_product_s_own_reader_does_it() -> None:
    connection.ensure_connection()
    loader = connection.connection.adapters.get_loader(
        connection.connection.adapters.types["timestamptz"].oid, 0
    )
    assert loader.__module__ == "liaison.kit.sql"
