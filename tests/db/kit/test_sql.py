"""Statements that are prepared."""

from __future__ import annotations

import pytest
from django.db import DataError, OperationalError, connection, transaction

from liaison.kit.sql import execute, rows, rows_often

HALVES = "SELECT n, 60 / n FROM unnest(%(numbers)s::bigint[]) n ORDER BY n"


@pytest.mark.django_db
def test_one_statement_answers_each_time_anew() -> None:
    assert rows_often(HALVES, {"numbers": [2, 3]}) == [(2, 30), (3, 20)]
    assert rows_often("SELECT %(word)s", {"word": "mot"}) == [("mot",)]
    assert rows_often(HALVES, {"numbers": [4]}) == [(4, 15)]


@pytest.mark.django_db
def test_an_error_is_djangos_and_the_connection_goes_on() -> None:
    with pytest.raises(DataError), transaction.atomic():
        rows_often(HALVES, {"numbers": [0]})

    assert rows_often(HALVES, {"numbers": [5]}) == [(5, 12)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_told_as_such() -> None:
    with pytest.raises(OperationalError):
        rows_often("SELECT pg_terminate_backend(pg_backend_pid())", {})

    connection.close()
    assert execute("SELECT 1") == 1


@pytest.mark.django_db
def test_the_server_is_asked_to_plan_once_and_to_compile_nothing() -> None:
    assert rows("SELECT current_setting('plan_cache_mode'), current_setting('jit')") == [
        ("force_generic_plan", "off")
    ]
