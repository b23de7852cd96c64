"""Tests that really commit leave the database as the migrations made it, and quickly.

Loaded as a pytest plugin (`-p tests.emptying`). Django would truncate every table and install every
trigger anew, most of a second for a handful of rows; here only what holds rows is emptied.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # the migrations', not the tests'
_by_django = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _tables() -> list[str]:
    """The tables of the installation and of its queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema AND tablename <> ALL (%s)",
            [sorted(KEPT)],
        )
        return [name for (name,) in cursor.fetchall()]


def _filled(tables: list[str]) -> list[str]:
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def empty() -> None:
    """Empty what holds rows, then put back what the migrations had put in: any test may be the next."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        ((may_set_triggers_aside,),) = cursor.fetchall()
    if not may_set_triggers_aside:
        _by_django(TransactionTestCase())
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    elif filled := _filled(_tables()):
        # Without triggers the tables may be emptied in any order, and nothing notes what is deleted.
        with connection.cursor() as cursor:
            cursor.execute(
                "BEGIN; SET LOCAL session_replication_role = replica;"
                + "".join(f'DELETE FROM "{name}";' for name in filled)
                + "COMMIT"
            )
    import_module("liaison.contacts.migrations.0004_salutations").forward(apps, None)


TransactionTestCase._fixture_teardown = lambda _: empty()  # type: ignore[attr-defined]
