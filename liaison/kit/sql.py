"""Statements on sets: a question is handed over and stands inside the statement of the table's owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import BaseTzLoader, mogrify
from django.db.models import QuerySet
from psycopg import Cursor
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.numeric import Int8Dumper


@cache
def statement(package: str, name: str) -> str:
    """The reviewed text of `<package>/sql/<name>.sql`."""
    return resources.files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def execute(sql: str, params: Mapping[str, Any] | tuple[Any, ...] | None = None) -> int:
    """Run one statement on the caller's connection; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


@contextmanager
def known(what: str) -> Iterator[None]:
    """Spare the statements of the block a check that they cannot fail: `contacts_known`, `entries_known`.

    Only within a transaction, at whose end it is forgotten in any case.
    """
    execute("SELECT set_config(%(name)s, 'yes', TRUE)", {"name": f"liaison.{what}"})
    yield
    execute("SELECT set_config(%(name)s, '', TRUE)", {"name": f"liaison.{what}"})


def rows(sql: str, params: Mapping[str, Any] | tuple[Any, ...] | None = None) -> list[tuple[Any, ...]]:
    """Run one statement and fetch all of its rows."""
    with connection.cursor() as cursor:
        _read_times_quickly(cursor.cursor)
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _read_times_quickly(cursor: Cursor[Any]) -> None:
    """Let the driver read moments: Django does it in Python, a fifth of the time of a page of the timeline.

    Both give the same, for Django's connections stand in UTC.
    """
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)


class _MomentLoader(BaseTzLoader):  # type: ignore[misc]
    """Reads what the server writes in UTC in one go; what is no moment of Python is left to the driver."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data)  # type: ignore[no-any-return]


def read_moments_quickly(connection: BaseDatabaseWrapper, **_given: Any) -> None:
    """Let models read moments a quarter as long as Django's loader does, on a connection just made."""
    if connection.vendor == "postgresql" and connection.timezone == UTC:
        connection.connection.adapters.register_loader("timestamptz", _MomentLoader)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The text of a statement, as Django's log and counters of statements read it from a cursor."""

    query: bytes


class _Prepared(Cursor[Any]):
    """A cursor that hands its values to the server beside the statement, which is then prepared."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        found = super().execute(query, params, **{"prepare": True, **options})
        if self._query is None:  # the driver keeps no text of what is prepared already
            self._query = _Asked(str(query).encode())  # type: ignore[assignment]
        return found


def rows_often(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """`rows` for what is asked again and again: the server reads and plans the statement once a connection.

    That takes four fifths of the time of a short statement. The plan must not depend on the values:
    write a limit into the text, and leave free filters to `rows`.
    """
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: which thread asks takes a while to tell
    database.ensure_connection()
    cursor = _cursor(database.connection)
    # Django's cursors put the values into the text, so that each statement is a new one; its wrapper
    # stays, which counts, times and translates errors.
    wrapped = database.make_debug_cursor if database.queries_logged else database.make_cursor
    if list in map(type, params.values()):
        params = {name: _bound(value) for name, value in params.items()}
    wrapped(cursor).execute(sql, params)  # type: ignore[arg-type]
    return cursor.fetchall()


def _cursor(driver: Any) -> _Prepared:
    """The connection's own cursor for what is asked often: to make one takes as long as to use it."""
    found: _Prepared | None = getattr(driver, "asks_often", None)
    if found is None:
        found = driver.asks_often = _Prepared(driver)
        _read_times_quickly(found)
        # By default each number takes the smallest type that holds it, and each mixture of types would be
        # a statement of its own.
        found.adapters.register_dumper(int, Int8Dumper)
    return found


def _bound(value: Any) -> Any:
    """A list of numbers in the server's writing: the driver writes it down element by element."""
    if type(value) is list and value and type(value[0]) is int:
        return f"{{{','.join(map(str, value))}}}"
    return value


def copy_rows(table: str, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> int:
    """Write `lines` into `table` by COPY, the quickest way for rows that are made here; returns how many.

    Nothing is sent when there are none. Errors are Django's, as from any other statement.
    """
    source = iter(lines)
    first = next(source, None)
    if first is None:
        return 0
    count = 0
    sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as target:
        for line in chain((first,), source):
            target.write_row(line)
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT of ids with named parameters: handed over instead of the rows it would answer.

    Or other parts of a statement which are their owner's; who hands them out says what they need.
    """

    sql: str
    params: Mapping[str, Any]

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any]) -> Question:
        """The question that a queryset asks, for its primary keys."""
        try:
            sql, params = queryset.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # nothing can match, so Django has no SQL to say it
            return cls("SELECT NULL::bigint WHERE FALSE", {})
        return cls(mogrify(sql, params, connection).replace("%", "%%"), {})
