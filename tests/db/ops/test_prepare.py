from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from liaison.accounts.models import Role, User
from liaison.api.actions import queue_logging
from liaison.delivery import rules
from liaison.delivery.actions import log_and_send
from liaison.delivery.models import Item
from liaison.interactions.draft import Values
from liaison.interactions.models import InteractionTemplate
from liaison.jobs.models import Job
from liaison.kit import sql
from liaison.kit.errors import Refusal, Refused
from liaison.ops import first, prepare
from liaison.ops.installation import Explained
from liaison.ops.prepared import BROUGHT_BACK, NOTE
from liaison.segments.actions import create_segment, enter_line
from liaison.segments.values import SegmentValues
from tests.cast import make_cast
from tests.conftest import AT
from tests.make import make_user

pytestmark = pytest.mark.django_db


def test_prepared_database_stays_as_it_is(
    django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    """Nothing is loaded to find out that nothing is to be done."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.delattr(prepare, "_migrate")
    with django_assert_max_num_queries(13):
        prepare.prepare_database()


def test_database_of_a_newer_version_is_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('interactions', '0999_future', now())"
        )

    with pytest.raises(Explained, match=r"newer version of Liaison \(it has interactions\.0999_future\)"):
        prepare.prepare_database()


def test_row_of_a_package_that_is_gone_is_no_work() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('package', '0001_gone', now())"
        )
    before = MigrationRecorder(connection).applied_migrations()

    prepare.prepare_database()

    assert MigrationRecorder(connection).applied_migrations().keys() == before.keys()


def test_what_waits_in_a_copy_is_held_before_anything_is_served(settings: Any, tmp_path: Path) -> None:
    """Also where bringing it back was interrupted and the next start goes on; told in the company's language."""
    settings.FILES_FOLDER = tmp_path / "files"
    cast = make_cast()
    log_and_send(
        Values(contact="CT-000482", template="APPEL", correspondence_type="hard_copy", body="<p>Offre</p>"),
        by=cast.aline, at=AT,
    )  # fmt: skip
    create_segment(
        SegmentValues(description="Offre"), no="SM-1", template="APPEL", by=cast.administrator, at=AT
    )
    enter_line("SM-1", cast.nora.no, by=cast.administrator, at=AT)
    queue_logging("SM-1", send=False, follow_up=False, by=cast.administrator, at=AT)
    sql.execute(f"COMMENT ON TABLE django_migrations IS '{BROUGHT_BACK}'")

    with translation.override("en"):
        assert (prepare.prepare_database(), prepare.prepare_database()) == (1, 0)

    item = Item.objects.get()
    with translation.override("fr"):
        assert (item.state, item.reply) == ("stopped", str(rules.HELD))
    assert Job.objects.get().state == "stopped"
    assert sql.rows(NOTE) == [(None,)]


UNREACHED = """
import sys
from types import SimpleNamespace
from liaison.ops import prepare
moments = iter((0.0, 0.0, prepare.CONNECT_PATIENCE + 1))
prepare.time = SimpleNamespace(monotonic=lambda: next(moments), sleep=lambda seconds: None)
raise SystemExit(prepare.main())
"""


@pytest.mark.parametrize(
    ("address", "awaited", "said"),
    [
        ("127.0.0.1:1/none", 1, "Connection refused"),
        ("/none?{given}", 0, 'database "none" does not exist'),
        ("127.0.0.1:1/none?sslmod=require", 0, 'invalid connection option "sslmod"'),
    ],
    ids=["no server", "no database", "no such option"],
)
def test_database_that_cannot_be_reached_is_told(
    address: str, awaited: int, said: str, tmp_path: Path
) -> None:
    """A server may be just starting and is waited for; what it refuses it would refuse again."""
    ours = connection.get_connection_params()
    given = "&".join(f"{name}={quote(str(ours[name]), safe='')}" for name in ("host", "port") if name in ours)
    who = f"{ours['user']}:{quote(str(ours.get('password', '')), safe='')}"
    url = f"postgres://{who}@{address.format(given=given)}"
    done = subprocess.run(
        [sys.executable, "-c", UNREACHED],
        env={**os.environ, "LIAISON_HOME": str(tmp_path), "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    *lines, last = done.stderr.splitlines()
    assert done.returncode == 1
    assert last.startswith("liaison: The database of DATABASE_URL cannot be reached: ")
    assert last.endswith(said)
    assert ["database_awaited" in line for line in lines] == [True] * awaited


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused(Refusal("taken", field="code"), Refusal("no")), ["code: taken", "no"]),
        (OperationalError("gone"), ["The database does not answer; try again in a moment."]),
        (OSError(28, "No space left on device"), ["No space left on device"]),
        (OSError(28, "No space left on device", "/srv/x"), ["/srv/x: No space left on device"]),
    ],
    ids=["refused", "database lost", "no name", "with its name"],
)
def test_what_stops_the_preparation_is_told(
    error: Exception, said: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stopped_by(error, monkeypatch) == 1
    assert capsys.readouterr() == ("", "".join(f"liaison: {line}\n" for line in said))


def test_bug_in_the_preparation_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        stopped_by(ZeroDivisionError(), monkeypatch)


def stopped_by(error: Exception, monkeypatch: pytest.MonkeyPatch) -> int:
    """What the preparation ends with when its tables are not to be had."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(prepare, "prepare_database", fail)
    with translation.override("fr"):  # which the command line does not speak
        return prepare.main()


def test_server_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "OLDEST", 99)

    with pytest.raises(Explained, match="PostgreSQL 99 or newer is needed"):
        prepare.prepare_database()


def test_first_start_makes_an_administrator_and_says_the_password_once(
    capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.LANGUAGE_CODE = "de"

    assert first.first_start() is True

    said = capsys.readouterr().out
    user = User.objects.get()
    assert (user.username, user.role, user.language) == ("admin", Role.ADMINISTRATOR, "de")
    password = said.split("with the password")[1].split()[0]
    assert user.check_password(password)
    assert first.first_start() is False
    assert capsys.readouterr().out == ""


def test_first_start_after_a_user_of_a_program_still_makes_an_administrator(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`liaison user add erp … --no-password` may come first; it brought what an installation begins with."""
    make_user("erp", role=Role.SALESPERSON)
    monkeypatch.setattr(first, "SEEDS", ("tests.db.ops.test_prepare.broken_seed",))

    assert first.first_start() is True

    made = User.objects.get(role=Role.ADMINISTRATOR)
    assert made.check_password(capsys.readouterr().out.split("with the password")[1].split()[0])


@pytest.mark.parametrize("given", [{"role": Role.VIEWER}, {"role": Role.ADMINISTRATOR, "is_active": False}])
def test_first_start_takes_no_name_that_somebody_has(
    given: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    make_user("Admin", **given)

    assert first.first_start() is False

    assert "`liaison user add NAME --role administrator`" in capsys.readouterr().out
    assert User.objects.count() == 1


def test_first_start_where_an_administrator_is_makes_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    make_user("anne", role=Role.ADMINISTRATOR)

    assert first.first_start() is False

    assert capsys.readouterr().out == ""


def test_first_start_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "SEEDS", ("tests.db.ops.test_prepare.broken_seed",))

    with pytest.raises(ZeroDivisionError):
        first.first_start()

    assert User.objects.count() == 0


def broken_seed(**_given: object) -> None:
    make_user("half")
    raise ZeroDivisionError


def test_first_start_gives_what_each_seed_makes() -> None:
    first.first_start()

    assert InteractionTemplate.objects.filter(group__active=True).exists()


def test_passwords_are_long_and_never_the_same() -> None:
    made = {first.make_password() for _turn in range(100)}

    assert len(made) == 100
    assert {len(password) for password in made} == {19}


def test_static_files_are_collected_only_when_they_differ(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    settings.STATIC_ROOT = tmp_path / "static"

    def collect(name: str, **_options: object) -> None:
        calls.append(name)
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")

    monkeypatch.setattr("django.core.management.call_command", collect)
    prepare.prepare_static_files(tmp_path)
    prepare.prepare_static_files(tmp_path)
    assert calls == ["collectstatic"]

    monkeypatch.setattr(prepare, "code_digest", lambda: "another")
    prepare.prepare_static_files(tmp_path)
    assert calls == ["collectstatic", "collectstatic"]

    shutil.rmtree(settings.STATIC_ROOT)
    settings.DEBUG = True  # served as they are
    prepare.prepare_static_files(tmp_path)
    assert calls == ["collectstatic", "collectstatic"]
    settings.DEBUG = False
    prepare.prepare_static_files(tmp_path)
    assert calls == ["collectstatic", "collectstatic", "collectstatic"]


def test_static_files_of_the_product_can_all_be_hashed(settings: Any, tmp_path: Path) -> None:
    """A sheet that names a missing picture would stop the first start."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "liaison.ops.static_files.LeanFiles"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    manifest = json.loads((tmp_path / "static" / "staticfiles.json").read_text())
    assert "web/liaison.css" in manifest["paths"]
