from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult
from django.db import OperationalError, connection

from liaison import config
from liaison.config import Smtp
from liaison.files.actions import store_file, take_folder
from liaison.files.blobs import path_of
from liaison.interactions.models import Entry
from liaison.ops import checks
from liaison.ops.checks import Finding, Unsound, check_mail, run_check
from liaison.ops.orphans import count_orphans, unchecked_references
from tests.cast import Cast


@pytest.fixture
def settings_of(tmp_path: Path) -> config.Config:
    given = {"LIAISON_SECRET_KEY": "x" * 32, "LIAISON_EMAIL_FROM": "info@liaison.example"}
    return config.read({"LIAISON_HOME": str(tmp_path / "home"), **given})


@pytest.fixture
def mail_server() -> Iterator[Controller]:
    """A server that knows one user."""

    def sign_in(_server: object, _session: object, _envelope: object, _how: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        Sink(), "127.0.0.1", port, authenticator=sign_in, auth_require_tls=False, auth_required=False,
        server_hostname="mail.example", ready_timeout=60,  # to ask for the name of this machine takes its time
    )  # fmt: skip
    controller.start()
    yield controller
    controller.stop()


@pytest.mark.django_db
def test_server_tells_its_version() -> None:
    assert checks.check_database().startswith("PostgreSQL 1")


@pytest.mark.django_db
def test_folder_of_another_installation_is_told(settings: Any, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    assert checks.check_owner() == "no other installation has its files there"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "installation").write_text("somebody's")

    with pytest.raises(Unsound, match=r"unused files are not deleted here\. If the database was upgraded"):
        checks.check_owner()


@pytest.mark.django_db
@pytest.mark.parametrize("marked", [False, True])
def test_files_that_are_all_gone_are_told(
    settings: Any, tmp_path: Path, at: datetime, *, marked: bool
) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    stored = store_file(b"an offer", by=None, at=at)
    if marked:
        assert take_folder(by=None, at=at)
    path_of(stored.sha256).unlink()

    with pytest.raises(Unsound, match=r"1 files are known, none is in .*files: mount it"):
        checks.check_owner()

    store_file(b"an offer", by=None, at=at)
    assert checks.check_owner() == "no other installation has its files there"


@pytest.mark.django_db
def test_folder_that_cannot_be_read_is_told(settings: Any, tmp_path: Path) -> None:
    """It may be mounted elsewhere just now, or be somebody else's; what is checked next is told too."""
    settings.FILES_FOLDER = tmp_path / "files"
    settings.FILES_FOLDER.touch()

    found = run_check("files", checks.check_owner)

    assert found == Finding(
        "files", sound=False, note=f"{settings.FILES_FOLDER}: {os.strerror(errno.ENOTDIR)}"
    )


@pytest.mark.django_db
def test_server_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OLDEST", 99)

    with pytest.raises(Unsound, match="is too old; use version 99 or newer"):
        checks.check_database()


@pytest.mark.django_db
def test_applied_migrations_are_all_there() -> None:
    assert checks.check_migrations() == "all applied"


@pytest.mark.django_db
def test_missing_migration_is_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'files'")

    with pytest.raises(Unsound, match=r"^2 are not applied"):
        checks.check_migrations()


@pytest.mark.django_db
def test_queue_without_a_worker_is_told() -> None:
    with pytest.raises(Unsound, match="no worker is running"):
        checks.check_queue()


@pytest.mark.django_db
def test_queue_with_a_worker_counts_what_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('q', 'now', NULL), ('q', 'later', now() + interval '1 hour')"
        )

    assert checks.check_queue() == "a worker is running, 1 jobs are waiting"


def test_outbox_takes_the_place_of_a_mail_server(settings_of: config.Config) -> None:
    assert check_mail(settings_of).startswith(f"no EMAIL_URL: messages become files, {settings_of.outbox}")
    assert list(settings_of.outbox.iterdir()) == []


@pytest.mark.parametrize("user", ["", "aline"])
def test_mail_server_is_greeted(settings_of: config.Config, mail_server: Controller, user: str) -> None:
    server = Smtp("127.0.0.1", mail_server.port, user, "right")

    assert check_mail(replace(settings_of, smtp=server)) == f"127.0.0.1:{server.port} answers"


def test_sender_that_is_of_no_domain_is_told(settings_of: config.Config, mail_server: Controller) -> None:
    """It is what there is without LIAISON_EMAIL_FROM and LIAISON_PUBLIC_URL; no server takes it for others."""
    ours = replace(settings_of, email_from="liaison@localhost")

    with pytest.raises(Unsound) as caught:
        check_mail(replace(ours, smtp=Smtp("127.0.0.1", mail_server.port)))

    assert str(caught.value) == (
        f"127.0.0.1:{mail_server.port} answers, but messages come from liaison@localhost; set LIAISON_EMAIL_FROM"
    )
    assert check_mail(ours).startswith("no EMAIL_URL")


def test_links_to_no_address_are_told(settings_of: config.Config, mail_server: Controller) -> None:
    """As in a container that listens everywhere: contacts could not unsubscribe."""
    server = Smtp("127.0.0.1", mail_server.port)

    with pytest.raises(Unsound) as caught:
        check_mail(replace(settings_of, smtp=server, public_url="http://0.0.0.0:8000"))

    assert str(caught.value) == (
        f"127.0.0.1:{server.port} answers, but links in messages lead to http://0.0.0.0:8000;"
        " set LIAISON_PUBLIC_URL"
    )


def test_wrong_password_is_told_by_its_code(settings_of: config.Config, mail_server: Controller) -> None:
    server = Smtp("127.0.0.1", mail_server.port, "aline", "wrong")

    with pytest.raises(Unsound) as caught:
        check_mail(replace(settings_of, smtp=server))

    assert str(caught.value) == f"127.0.0.1:{server.port} does not answer as it should (535); see EMAIL_URL"


def test_mail_server_without_the_encryption_asked_for_is_told(
    settings_of: config.Config, mail_server: Controller
) -> None:
    server = Smtp("127.0.0.1", mail_server.port, starttls=True)

    with pytest.raises(Unsound, match="SMTPNotSupportedError"):
        check_mail(replace(settings_of, smtp=server))


def test_mail_server_that_is_not_there_is_told(settings_of: config.Config) -> None:
    server = Smtp("127.0.0.1", 1)

    with pytest.raises(Unsound, match="Connection refused"):
        check_mail(replace(settings_of, smtp=server))


def test_mail_server_is_asked_for_its_certificate(
    settings_of: config.Config, mail_server: Controller
) -> None:
    server = Smtp("127.0.0.1", mail_server.port, tls=True)

    with pytest.raises(Unsound):
        check_mail(replace(settings_of, smtp=server))
    assert ssl.create_default_context().check_hostname


def test_finding_tells_the_servers_sentence() -> None:
    def fail() -> str:
        raise OperationalError("connection failed: first line\nconnection refused")

    assert run_check("database", fail) == Finding("database", sound=False, note="connection refused")


def test_without_a_database_only_the_rest_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try would wait for the server as long as the first."""

    def fail() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", fail)

    findings = checks.run_checks(
        {"database": checks.check_database, "queue": checks.check_queue, "storage": lambda: "fine"}
    )

    assert findings == [
        Finding("database", sound=False, note="connection refused"),
        Finding("queue", sound=False, note="not tried: the database does not answer"),
        Finding("storage", sound=True, note="fine"),
    ]


@pytest.mark.django_db
def test_references_the_database_does_not_check_are_known_to_the_check() -> None:
    """A reference left out here could lose its target unnoticed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name = 'interaction_entry' AND column_name LIKE '%%\\_id'"
        )
        columns = {f"{table}.{column}" for table, column in cursor.fetchall()}
    looked_at = {f"{field.model._meta.db_table}.{field.column}" for field in unchecked_references()}

    assert columns - looked_at == set()


@pytest.mark.django_db
def test_each_orphan_is_counted_where_it_is(cast: Cast, at: datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert set(count_orphans().values()) == {0}
    entry: dict[str, Any] = {
        "contact": cast.nora,
        "occurred_at": at,
        "occurred_on": at.date(),
        "recorded_at": at,
        "template": cast.call,
        "group": cast.call.group,
        "channel": "phone",
    }
    Entry.objects.create(**entry, content_id=999_001, salesperson_id=999_002)
    Entry.objects.create(**entry, content_id=999_001)

    found = {place: count for place, count in count_orphans().items() if count}

    assert found == {"interaction_entry.content_id": 2, "interaction_entry.salesperson_id": 1}
    with pytest.raises(Unsound) as caught:
        checks.check_orphans()
    assert str(caught.value) == (
        "references without their target: "
        "2 × interaction_entry.content_id, 1 × interaction_entry.salesperson_id"
    )
