"""Statements that are prepared, one by one and together."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, OperationalError, connection, transaction

from liaison.kit.sql import execute, rows_often, rows_together

HALVES = "SELECT n, 60 / n FROM unnest(%(numbers)s::bigint[]) n ORDER BY n"


@pytest.mark.django_db
def test_what_is_asked_together_is_answered_in_turn(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        first, second = rows_together((HALVES, {"numbers": [2, 3]}), ("SELECT %(word)s", {"word": "mot"}))

    assert (first, second) == ([(2, 30), (3, 20)], [("mot",)])
    assert rows_often(HALVES, {"numbers": [4]}) == [(4, 15)]


@pytest.mark.django_db
def test_an_error_of_one_is_djangos_and_the_connection_goes_on() -> None:
    with pytest.raises(DataError), transaction.atomic():
        rows_together((HALVES, {"numbers": [1]}), (HALVES, {"numbers": [0]}))

    assert rows_together((HALVES, {"numbers": [5]})) == [[(5, 12)]]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_told_as_such() -> None:
    with pytest.raises(OperationalError):
        rows_together(("SELECT pg_terminate_backend(pg_backend_pid())", {}), ("SELECT %(n)s", {"n": 1}))

    connection.close()
    assert execute("SELECT 1") == 1
