from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from liaison.files.actions import store_file
from liaison.files.blobs import path_of
from liaison.ops import logs
from tests.cast import Cast


def beat(seconds_ago: int = 0) -> None:
    """A worker told that it lives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            (seconds_ago,),
        )


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """The lines about requests since."""
    logs.configure()

    def lines() -> list[dict[str, Any]]:
        found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        return [line for line in found if line["event"] == "request"]

    return lines


def test_process_is_healthy_without_a_database() -> None:
    """The database is barred here: the answer does not need it."""
    response = Client().get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_installation_is_ready_when_every_part_works(settings: Any, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    beat()

    response = Client().get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "database": "ok", "queue": "ok", "storage": "ok", "files": "ok"},
    )
    assert "no-store" in response["Cache-Control"]
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.django_db
def test_part_that_does_not_work_is_named(settings: Any, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    (tmp_path / "files").write_text("in the way")
    beat(seconds_ago=31)  # by the clock of the database

    response = Client().get("/readyz")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "failed", "database": "ok", "queue": "failed", "storage": "failed", "files": "ok"},
    )


@pytest.mark.django_db
def test_installation_whose_files_are_all_gone_is_not_ready(
    settings: Any, tmp_path: Path, at: datetime
) -> None:
    """Its folder is not mounted: what comes in now would be stored below the mount."""
    settings.FILES_FOLDER = tmp_path / "files"
    path_of(store_file(b"an offer", by=None, at=at).sha256).unlink()
    beat()

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["files"]) == (503, "failed")


@pytest.mark.django_db
def test_request_is_told_in_one_line_with_ids_only(cast: Cast, told: Any) -> None:
    client = Client()
    client.force_login(cast.aline)

    response = client.get("/api/v1/contacts/CT-000482?q=Nora", headers={"X-Request-ID": "proxy-7"})

    (line,) = told()
    assert response["X-Request-ID"] == "proxy-7"
    assert (line["request"], line["method"], line["status"]) == ("proxy-7", "GET", response.status_code)
    assert line["ms"] > 0
    assert "Nora" not in json.dumps(line)


@pytest.mark.django_db
def test_reader_is_told_by_number_where_the_page_knew_them(cast: Cast, told: Any) -> None:
    client = Client()
    client.force_login(cast.aline)

    client.get("/profile/")

    (line,) = told()
    assert (line["user"], line["route"], line["status"]) == (cast.aline.pk, "profile/", 200)


@pytest.mark.django_db
def test_what_is_served_all_day_is_not_told(told: Any) -> None:
    Client().get("/healthz")
    assert told() == []

    Client().get("/static/none.css")
    assert [line["status"] for line in told()] == [404]


@pytest.mark.django_db
def test_every_answer_carries_a_new_id() -> None:
    ids = {Client().get("/healthz")["X-Request-ID"] for _call in range(2)}

    assert [len(found) for found in ids] == [32, 32]
