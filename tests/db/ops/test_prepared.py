"""What a start may leave out because an earlier one did it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import ProgrammingError, connection
from psycopg.conninfo import make_conninfo

from liaison.kit import sql
from liaison.kit.sql import execute
from liaison.ops import prepared
from liaison.ops.prepared import code_digest, is_prepared, note_prepared, stamp

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url() -> str:
    wanted = ("host", "port", "user", "password", "dbname")
    params = connection.get_connection_params()
    return make_conninfo(**{name: str(params[name]) for name in wanted if params.get(name)})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder whose static files were collected, beside a database that was prepared."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    stamp(tmp_path).write_text(code_digest(), encoding="ascii")
    note_prepared()
    return tmp_path


def test_what_was_prepared_is_left_out(url: str, home: Path) -> None:
    assert is_prepared(url, home)
    note_prepared()
    assert is_prepared(url, home)


def test_other_code_is_prepared_for(url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "code_digest", lambda: "another")
    assert not is_prepared(url, home)
    stamp(home).write_text("another", encoding="ascii")
    assert not is_prepared(url, home)
    note_prepared()
    assert is_prepared(url, home)


def test_migrations_that_were_taken_back_are_made_again(url: str, home: Path) -> None:
    execute("INSERT INTO django_migrations (app, name, applied) VALUES ('interactions', '0999', now())")
    try:
        assert not is_prepared(url, home)
    finally:
        execute("DELETE FROM django_migrations WHERE name = '0999'")
    assert is_prepared(url, home)


def test_static_files_that_are_gone_are_collected(url: str, home: Path) -> None:
    (home / "static" / "staticfiles.json").unlink()
    assert not is_prepared(url, home)


def test_tables_of_somebody_else_are_looked_after_each_time(
    url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_sql: str) -> int:
        raise ProgrammingError("must be owner of table django_migrations")

    monkeypatch.setattr(prepared, "code_digest", lambda: "another")
    monkeypatch.setattr(sql, "execute", refused)
    note_prepared()
    stamp(home).write_text("another", encoding="ascii")
    assert not is_prepared(url, home)


def test_a_stamp_that_is_no_text_is_none(url: str, home: Path) -> None:
    stamp(home).write_bytes(b"\xff\xfe")
    assert not is_prepared(url, home)


def test_server_that_does_not_answer_is_left_to_preparation(home: Path) -> None:
    assert not is_prepared("postgres://liaison@127.0.0.1:1/liaison", home)


def test_empty_database_is_prepared(url: str, home: Path) -> None:
    assert not is_prepared(make_conninfo(url, dbname="postgres"), home)
