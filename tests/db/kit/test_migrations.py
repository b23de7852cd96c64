"""Indexes of big tables are built while the tables are in use."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from liaison.kit.migrations import AddIndexWhileInUse
from liaison.kit.sql import execute, rows
from liaison.ops import prepare
from tests.db.at_once import aside

INDEX = models.Index(fields=["name"], name="big_table_name")
FOUND = """
    SELECT indexrelid::bigint, indisvalid, indisunique FROM pg_index WHERE indrelid = 'big_table'::regclass"""

ASKED = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%advisory_lock(%'"""
"""Who else asked for its turn: it waits for the answer, or asks again later."""


@pytest.fixture(autouse=True)
def _big_table(transactional_db: None) -> Iterator[None]:
    execute("CREATE TABLE big_table (id bigint, name text)")
    execute("INSERT INTO big_table VALUES (1, 'Ada'), (2, 'Ada')")
    yield
    execute("DROP TABLE big_table")


def build() -> None:
    before = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigIntegerField(primary_key=True)),
        ("name", models.TextField()),
    ]
    before.add_model(ModelState("kit", "Big", fields, {"db_table": "big_table"}))
    operation: Operation = AddIndexWhileInUse("big", INDEX)
    after = before.clone()
    operation.state_forwards("kit", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("kit", editor, before, after)


def test_index_is_built_once() -> None:
    build()
    (first,) = rows(FOUND)
    build()  # killed between the building and the note that it was done

    assert rows(FOUND) == [first]
    assert first[1:] == (True, False)


def test_index_that_a_killed_build_left_is_built_again() -> None:
    with pytest.raises(IntegrityError):
        execute("CREATE UNIQUE INDEX CONCURRENTLY big_table_name ON big_table (name)")
    (left,) = rows(FOUND)
    assert left[1:] == (False, True)

    build()

    (found,) = rows(FOUND)
    assert found[1:] == (True, False)


def until_another_asked() -> None:
    end = time.monotonic() + 20
    while not rows(ASKED):
        assert time.monotonic() < end, "nobody else asks for its turn"
        rows("SELECT pg_stat_clear_snapshot()")
        time.sleep(0.01)


def test_who_waits_for_its_turn_does_not_hold_the_building_up() -> None:
    """Two start at once: the building waits for every statement that runs, and so must not be waited for."""
    done = Event()

    def second() -> None:
        with prepare._alone():
            assert done.is_set()

    with ThreadPoolExecutor(1) as pool:
        with prepare._alone():
            waiting = pool.submit(aside, second)
            until_another_asked()
            build()
            done.set()
        waiting.result(timeout=20)

    assert [found[1:] for found in rows(FOUND)] == [(True, False)]
