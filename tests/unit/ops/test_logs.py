from __future__ import annotations

import json
import logging
import sys
from typing import Any
from uuid import UUID

import psycopg
import pytest
import structlog
from django.db import IntegrityError

from liaison.ops import lines, logs


@pytest.fixture
def lines_out(capsys: pytest.CaptureFixture[str]) -> Any:
    """What was written to the log since, line by line."""
    logs.configure()
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_line_is_json_with_its_context(lines_out: Any) -> None:
    with structlog.contextvars.bound_contextvars(request="abc"):
        structlog.get_logger("liaison.test").info("file_stored", file=7)

    (line,) = lines_out()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "file_stored",
        "file": 7,
        "request": "abc",
        "level": "info",
        "logger": "liaison.test",
    }


def test_error_is_told_without_what_people_typed(lines_out: Any) -> None:
    try:
        int("Nora Béguelin")
    except ValueError:
        structlog.get_logger("liaison.test").exception("it_broke")

    (line,) = lines_out()
    assert (line["event"], line["error"]) == ("it_broke", "ValueError")
    assert line["at"][-1].endswith("test_error_is_told_without_what_people_typed")
    assert "Nora" not in json.dumps(line, ensure_ascii=False)


def test_database_error_is_told_by_its_codes(lines_out: Any) -> None:
    error = IntegrityError("Key (email)=(nora@example.ch) already exists.")
    error.__cause__ = psycopg.errors.UniqueViolation("Key (email)=(nora@example.ch) already exists.")

    structlog.get_logger("liaison.test").error("it_broke", exc_info=error)

    (line,) = lines_out()
    assert (line["error"], line["sqlstate"], line["at"]) == ("IntegrityError", "23505", [])
    assert "nora" not in json.dumps(line)


def test_system_error_is_told_by_its_number(lines_out: Any) -> None:
    structlog.get_logger("liaison.test").error("it_broke", exc_info=OSError(28, "No space left", "Nora.pdf"))

    (line,) = lines_out()
    assert (line["error"], line["errno"]) == ("OSError", 28)
    assert "Nora" not in json.dumps(line)


def test_module_that_is_missing_is_named(lines_out: Any) -> None:
    structlog.get_logger("liaison.test").error("it_broke", exc_info=ImportError("no", name="liaison.nothing"))

    assert lines_out()[0]["module"] == "liaison.nothing"


def test_lines_of_other_packages_keep_their_sentence_only(lines_out: Any) -> None:
    logging.getLogger("other.package").warning("cannot read %s\nTraceback: Nora", "Nora.pdf")

    (line,) = lines_out()
    assert (line["event"], line["logger"]) == ("cannot read %s", "other.package")
    assert "Nora" not in json.dumps(line)


def test_django_tells_a_request_only_when_it_broke(lines_out: Any) -> None:
    request_log = logging.getLogger("django.request")
    request_log.error("%s: %s", "Service Unavailable", "/readyz")
    try:
        raise KeyError("Nora")
    except KeyError:
        request_log.error("%s: %s", "Internal Server Error", "/x", exc_info=sys.exc_info())

    (line,) = lines_out()
    assert (line["event"], line["error"]) == ("request_failed", "KeyError")


def test_words_of_errors_are_shown_to_developers(lines_out: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_DEBUG", "1")

    structlog.get_logger("liaison.test").error("it_broke", exc_info=ValueError("Nora"))

    logging.getLogger("other.package").warning("cannot read %s\nTraceback", "Nora.pdf")

    assert [line.get("words") or line["event"] for line in lines_out()] == [
        "Nora",
        "cannot read Nora.pdf\nTraceback",
    ]


def test_line_of_an_error_that_is_over_tells_none(lines_out: Any) -> None:
    structlog.get_logger("liaison.test").error("it_broke", exc_info=True)

    (line,) = lines_out()
    assert line.keys() == {"event", "level", "logger", "timestamp"}


def test_configuring_again_doubles_no_line(lines_out: Any) -> None:
    logs.configure()

    logging.getLogger("liaison.test").warning("once")

    assert [line["event"] for line in lines_out()] == ["once"]


@pytest.mark.parametrize("given", ["abc-123", "A.b_c", "x" * 64])
def test_id_of_the_proxy_is_kept(given: str) -> None:
    assert lines.request_id(given) == given


@pytest.mark.parametrize("given", [None, "", "x" * 65, "a b", "a\r\nX: y", "é"])
def test_id_that_is_none_is_replaced(given: str | None) -> None:
    made = lines.request_id(given)

    assert UUID(hex=made).hex == made


def test_only_numbers_of_an_address_are_told() -> None:
    kwargs = {
        "no": "CT-000482",
        "pk": 7,
        "job": UUID(int=1),
        "code": "TEL",
        "name": "Nora Béguelin",
        "entry": "812",
    }

    assert lines._ids(kwargs) == {
        "no": "CT-000482",
        "pk": "7",
        "job": "00000000-0000-0000-0000-000000000001",
        "entry": "812",
    }
