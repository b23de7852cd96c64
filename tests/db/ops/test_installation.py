"""A whole installation from the outside: its console script, its processes, its copies."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from liaison.ops.postgres.private import PrivatePostgres

FILE = b"%PDF-1.7\n" + b"Une offre " * 1000
STORE = f"""
from liaison.ops.installation import installation
with installation():
    from liaison.accounts.models import Organization
    from liaison.files.actions import store_file
    from liaison.kit.clock import now
    logo = store_file({FILE!r}, by=None, at=now())
    Organization.objects.update_or_create(id=1, defaults={{"name": "Béguelin", "logo": logo}})
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Installation:
    """One home folder, and the console script that works on it."""

    home: Path
    port: int = field(default_factory=free_port)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
        for name in ("DATABASE_URL", "EMAIL_URL"):
            kept.pop(name, None)
        return {**kept, "LIAISON_HOME": str(self.home), "LIAISON_PORT": str(self.port), **more}

    def liaison(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "liaison", *arguments, **more)

    def python(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )

    def rows(self, question: str) -> list[tuple[object, ...]]:
        url = (self.home / "postgres" / "address").read_text()
        with psycopg.connect(url) as connection:
            return connection.execute(question).fetchall()

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """`liaison run`, ended at the end."""
        with (self.home / "run.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "liaison", "run", *arguments],
                env=self.environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(120)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ready(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, http.client.HTTPException):  # killed before, or while it answers
            return False

    def children(self, parent: int) -> dict[str, int]:
        """The supervisor's children by name."""
        names = {"liaison.ops.web": "web", "liaison worker": "worker", "postgres -D": "database"}
        found: dict[str, int] = {}
        for entry in Path("/proc").iterdir():
            with suppress(OSError, IndexError, ValueError):
                if entry.name.isdigit() and int(_status(entry)["PPid"]) == parent:
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found |= {name: int(entry.name) for sign, name in names.items() if sign in command}
        return found


def _status(entry: Path) -> dict[str, str]:
    lines = (entry / "status").read_text().splitlines()
    return {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines)}


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with an administrator, a company and a file; its database runs meanwhile."""
    base = tmp_path_factory.mktemp("installed")
    for folder in (base, base.parent, base.parent.parent):
        folder.chmod(folder.stat().st_mode | 0o011)
    made = Installation(base / "home")
    server = PrivatePostgres(made.home, ("fsync=off", "shared_buffers=32MB"), ends_with_us=True)
    server.start()
    try:
        done = made.liaison("user", "add", "anne", "--role", "administrator", "--email", "anne@example.ch")
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}\n", done.stdout)
        assert made.python("-c", STORE).returncode == 0
        yield made
    finally:
        server.stop()


def test_user_was_added_in_the_language_of_the_company(installed: Installation) -> None:
    assert installed.rows("SELECT username, role, email, language FROM app_user") == [
        ("anne", "administrator", "anne@example.ch", "fr")
    ]


def test_first_user_finds_what_an_installation_begins_with(installed: Installation) -> None:
    """The first start, which would bring it, does nothing where there is somebody."""
    ((templates, groups),) = installed.rows(
        "SELECT (SELECT count(*) FROM interaction_template), (SELECT count(*) FROM interaction_group)"
    )

    assert (templates != 0, groups != 0) == (True, True)


def test_name_that_is_taken_is_refused(installed: Installation) -> None:
    done = installed.liaison("user", "add", "ANNE", "--role", "viewer")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "liaison: username: “ANNE” already exists.\n"


def test_user_is_tied_to_a_salesperson_who_is_made_once(installed: Installation) -> None:
    """R-INT-45: what the user records has somebody who is responsible for it"""
    for name, more in (("sophie", ("--full-name", "Sophie Favre")), ("sophie2", ())):
        done = installed.liaison(
            "user", "add", name, "--role", "salesperson", "--salesperson", "sf", "--no-password", *more
        )
        assert (done.returncode, done.stderr) == (0, "")
    try:
        assert installed.rows(
            "SELECT u.username, s.code, s.name FROM app_user u JOIN salesperson s ON s.id = u.salesperson_id"
            " ORDER BY 1"
        ) == [("sophie", "SF", "Sophie Favre"), ("sophie2", "SF", "Sophie Favre")]
    finally:
        installed.rows("DELETE FROM app_user WHERE username LIKE 'sophie%' RETURNING id")
        installed.rows("DELETE FROM salesperson RETURNING id")


def test_password_can_be_made_anew(installed: Installation) -> None:
    before = installed.rows("SELECT password FROM app_user")

    done = installed.liaison("user", "password", "anne")

    assert (done.returncode, len(done.stdout)) == (0, 20)
    assert installed.rows("SELECT password FROM app_user") != before
    assert installed.liaison("user", "password", "nobody").stderr == "liaison: There is no user nobody.\n"


def test_token_of_an_unknown_user_is_refused(installed: Installation) -> None:
    done = installed.liaison("token", "nobody")

    assert (done.returncode, done.stdout) == (1, "")


def test_tokens_of_a_user_are_ended(installed: Installation) -> None:
    installed.liaison("token", "anne", "--revoke")  # of other tests
    for label in ("erp", "shop"):
        installed.liaison("token", "anne", "--label", label)

    assert installed.liaison("token", "anne", "--label", "shop", "--revoke").stdout == "1 revoked.\n"
    assert installed.rows("SELECT name FROM api_token WHERE revoked_at IS NULL") == [("erp",)]
    again = installed.liaison("token", "anne", "--label", "shop", "--revoke")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "liaison: anne has no valid token with the label 'shop'.\n"
    assert installed.liaison("token", "anne", "--revoke").stdout == "1 revoked.\n"
    assert installed.liaison("token", "anne", "--revoke").stdout == "0 revoked.\n"


def test_check_tells_every_part_in_a_line(installed: Installation) -> None:
    installed.rows("DELETE FROM procrastinate_workers RETURNING id")  # killed by other tests
    done = installed.liaison("check")

    lines = [line.split(maxsplit=2)[:2] for line in done.stdout.splitlines()]
    assert lines == [
        ["configuration", "ok"],
        ["database", "ok"],
        ["migrations", "ok"],
        ["storage", "ok"],
        ["files", "ok"],
        ["mail", "ok"],
        ["mailbox", "ok"],
        ["queue", "FAILED"],
        ["orphans", "ok"],
    ]
    assert done.returncode == 1


def test_check_of_a_wrong_setting_stops_there(installed: Installation) -> None:
    done = installed.liaison("check", LIAISON_TIME_ZONE="Mars")

    assert done.returncode == 1
    assert done.stdout == (
        "configuration  FAILED  LIAISON_TIME_ZONE = 'Mars' cannot be used: give a name such as Europe/Zurich.\n"
    )


def test_unreachable_server_is_told(installed: Installation) -> None:
    done = installed.liaison("check", DATABASE_URL="postgres://u:topsecret@127.0.0.1:1/x")

    assert done.returncode == 1
    assert "database       FAILED  connection failed" in done.stdout
    assert "Connection refused; see DATABASE_URL" in done.stdout
    assert "topsecret" not in done.stdout + done.stderr
    mistyped = installed.liaison("check", DATABASE_URL="postgres://u@127.0.0.1:1/x?sslmod=require")
    assert mistyped.returncode == 1
    assert 'FAILED  invalid connection option "sslmod"; see DATABASE_URL' in mistyped.stdout
    assert mistyped.stderr == ""


def test_check_without_its_database_tells_the_rest(empty: Installation) -> None:
    """Most often the disk is full, and that is what the line of the storage says."""
    empty.home.mkdir()
    (empty.home / "postgres").write_text("no folder")

    done = empty.liaison("check")

    assert (done.returncode, done.stderr) == (1, "")
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert [line[:2] for line in lines] == [
        ["configuration", "ok"],
        ["database", "FAILED"],
        ["migrations", "FAILED"],
        ["storage", "ok"],
        ["files", "FAILED"],
        ["mail", "ok"],
        ["mailbox", "ok"],
        ["queue", "FAILED"],
        ["orphans", "FAILED"],
    ]
    assert lines[1][2].startswith("The private database does not start: ")
    assert (
        lines[2][2] == lines[4][2] == lines[7][2] == lines[8][2] == "not tried: the database does not answer"
    )


@pytest.fixture
def copy(installed: Installation, tmp_path: Path) -> Path:
    done = installed.liaison("backup", str(tmp_path / "copy"))
    assert (done.returncode, done.stderr) == (0, "")
    return tmp_path / "copy"


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    for folder in (tmp_path, tmp_path.parent):
        folder.chmod(folder.stat().st_mode | 0o011)
    return Installation(tmp_path / "second")


def test_backup_brings_data_files_and_secret_back(
    installed: Installation, copy: Path, empty: Installation
) -> None:
    assert sorted(path.name for path in copy.iterdir()) == [
        "database.dump",
        "files",
        "manifest.json",
        "secret.key",
    ]
    assert copy.stat().st_mode & 0o777 == 0o700
    manifest = json.loads((copy / "manifest.json").read_text())
    assert installed.rows("SELECT count(*), sum(size), 18 FROM stored_file") == [
        (manifest["files"], manifest["bytes"], manifest["server"])
    ]

    done = empty.liaison("restore", str(copy))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" is back, with {files} of {files} files\n".format(**manifest))
    digest = hashlib.sha256(FILE).hexdigest()
    assert (empty.home / "files" / digest[:2] / digest).read_bytes() == FILE
    assert (empty.home / "secret.key").read_text() == (installed.home / "secret.key").read_text()
    server = PrivatePostgres(empty.home, ends_with_us=True)
    server.start()
    try:
        for question in (
            "SELECT username, password, role FROM app_user",
            "SELECT o.name, f.sha256 FROM organization o JOIN stored_file f ON f.id = o.logo_id",
            "SELECT app, name FROM django_migrations ORDER BY 1, 2",
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2",
        ):
            assert empty.rows(question) == installed.rows(question)
            assert empty.rows(question) != []
        ((key,),) = empty.rows("SELECT key FROM stored_file_key")
        assert str(key) == (empty.home / "files" / "installation").read_text().split()[0]
        assert str(key) != (installed.home / "files" / "installation").read_text().split()[0]
        again = empty.liaison("restore", str(copy))
        assert (again.returncode, again.stdout) == (1, "")
        assert again.stderr.startswith("liaison: The database is not empty")
        new = empty.liaison("user", "add", "next", "--role", "viewer", "--no-password")
        assert (new.returncode, new.stdout) == (0, "")  # the sequences are where they were
        for gone_out in ("contact", "delivery_item", "interaction_entry"):
            ((given,),) = empty.rows(f"SELECT nextval(pg_get_serial_sequence('{gone_out}', 'id'))")
            assert int(str(given)) > 1_000_000
    finally:
        server.stop()


def test_copy_does_not_go_to_the_files_of_another_installation(
    installed: Installation, copy: Path, empty: Installation
) -> None:
    """A second database beside a working one, with its LIAISON_HOME."""
    before = (installed.home / "secret.key").read_text()
    server = PrivatePostgres(empty.home, ends_with_us=True)
    server.start()
    try:
        done = installed.liaison("restore", str(copy), DATABASE_URL=server.url)
        assert (
            done.returncode,
            done.stderr.startswith(f"liaison: {installed.home / 'files'} holds the"),
        ) == (
            1,
            True,
        )
        assert empty.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    finally:
        server.stop()
    assert (installed.home / "secret.key").read_text() == before


def test_workers_of_a_copy_are_not_taken_for_living_ones(
    installed: Installation, tmp_path: Path, empty: Installation
) -> None:
    installed.rows("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
    try:
        assert installed.liaison("backup", str(tmp_path / "copy")).returncode == 0
    finally:
        installed.rows("DELETE FROM procrastinate_workers RETURNING id")
    assert empty.liaison("restore", str(tmp_path / "copy")).returncode == 0
    server = PrivatePostgres(empty.home, ends_with_us=True)
    server.start()
    try:
        assert empty.rows("SELECT count(*) FROM procrastinate_workers") == [(0,)]
    finally:
        server.stop()


@pytest.mark.parametrize(("option", "state"), [((), "stopped"), (("--send-queued",), "queued")])
def test_what_waits_in_a_copy_goes_out_by_itself_only_where_that_is_asked_for(
    installed: Installation, tmp_path: Path, empty: Installation, option: tuple[str, ...], state: str
) -> None:
    """It may have gone out after the copy was made."""
    installed.rows(
        "INSERT INTO job (id, kind, state, done, created_at, stop_asked, result)"
        " VALUES (gen_random_uuid(), 'api.log_segment', 'queued', 0, now(), FALSE, '{}') RETURNING id"
    )
    try:
        assert installed.liaison("backup", str(tmp_path / "copy")).returncode == 0
    finally:
        installed.rows("DELETE FROM job RETURNING id")
    assert empty.liaison("restore", str(tmp_path / "copy"), *option).returncode == 0
    server = PrivatePostgres(empty.home, ends_with_us=True)
    server.start()
    try:
        assert empty.rows("SELECT state FROM job") == [(state,)]
    finally:
        server.stop()


def test_backup_goes_into_an_empty_folder(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()

    done = installed.liaison("backup", str(tmp_path / "mounted"))

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "mounted" / "manifest.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["mounted"]


def test_backup_overwrites_nothing(installed: Installation, copy: Path) -> None:
    before = (copy / "manifest.json").read_text()

    done = installed.liaison("backup", str(copy))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"liaison: {copy} exists already; a copy never overwrites anything.\n"
    assert (copy / "manifest.json").read_text() == before


def test_backup_of_nothing_is_refused(empty: Installation, tmp_path: Path) -> None:
    """A command that was not told where the installation is finds an empty database."""
    done = empty.liaison("backup", str(tmp_path / "copy"))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"liaison: {empty.home} holds no installation: set LIAISON_HOME or DATABASE_URL.\n"
    )
    assert not (tmp_path / "copy").exists()


def test_copy_without_the_files_is_told(installed: Installation, tmp_path: Path) -> None:
    files = installed.home / "files"
    files.rename(tmp_path / "away")
    try:
        done = installed.liaison("backup", str(tmp_path / "copy"))
        content = installed.liaison("backup", str(tmp_path / "again"), "--without-damaged")
    finally:
        (tmp_path / "away").rename(files)

    assert re.match(rf"liaison: none of the \d+ stored files is in {files}: mount it, or bring", done.stderr)
    assert (done.returncode, content.returncode, content.stderr) == (1, 0, done.stderr)
    assert "database and 0 files" in done.stdout


def test_copy_with_one_file_missing_names_it(installed: Installation, tmp_path: Path) -> None:
    digest = hashlib.sha256(FILE).hexdigest()
    content = installed.home / "files" / digest[:2] / digest
    installed.python("-c", STORE.replace("Une offre", "Un accord"))  # another, so that not all are missing
    content.rename(tmp_path / "away")
    try:
        done = installed.liaison("backup", str(tmp_path / "copy"))
    finally:
        (tmp_path / "away").rename(content)

    assert done.returncode == 1
    assert re.fullmatch(rf"liaison: 1 of \d+ stored files are missing in .*: {digest}\n", done.stderr)


def test_backup_that_is_ended_leaves_nothing(installed: Installation, tmp_path: Path) -> None:
    url = (installed.home / "postgres" / "address").read_text()
    with psycopg.connect(url) as held:
        held.execute("LOCK TABLE team IN ACCESS EXCLUSIVE MODE")  # the copy of the database waits for it
        process = subprocess.Popen(
            [sys.executable, "-m", "liaison", "backup", str(tmp_path / "copy")],
            env=installed.environment(),
            stdin=subprocess.DEVNULL,
        )
        try:
            until(lambda: any(tmp_path.glob("copy.part-*")))
            process.terminate()
            assert process.wait(120) == 143
        finally:
            process.kill()
            process.wait(120)
    assert list(tmp_path.iterdir()) == []


def test_backup_that_fails_leaves_nothing(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = installed.liaison("backup", str(tmp_path / "file" / "copy"))

    assert done.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_copy_that_is_not_whole_is_refused(copy: Path, empty: Installation) -> None:
    whole = json.loads((copy / "manifest.json").read_text())["files"]
    next((copy / "files").glob("*/*")).unlink()
    done = empty.liaison("restore", str(copy))
    assert done.stderr == f"liaison: {copy} is not whole: it has {whole - 1} files of {whole}.\n"
    assert done.returncode == 1

    (copy / "manifest.json").unlink()
    done = empty.liaison("restore", str(copy))
    assert done.stderr == f"liaison: {copy} is no copy made with `liaison backup`.\n"
    assert not (empty.home / "postgres").exists()


def test_damaged_dump_leaves_the_database_empty(copy: Path, empty: Installation) -> None:
    dump = copy / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])

    done = empty.liaison("restore", str(copy))

    assert done.returncode == 1
    assert done.stderr.startswith("liaison: The database could not be brought back: ")
    server = PrivatePostgres(empty.home, ends_with_us=True)
    server.start()
    try:
        assert empty.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    finally:
        server.stop()


def test_copy_of_a_newer_server_comes_back_to_the_oldest(copy: Path, empty: Installation) -> None:
    """A dump of 18 names a setting that 15 does not know."""
    fifteen = Path("/usr/lib/postgresql/15/bin")
    if not (fifteen / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("liaison.ops.postgres.private.reachable_programs", lambda _owner, _version: fifteen)
        server = PrivatePostgres(empty.home, ("fsync=off",), ends_with_us=True)
        server.start()
    try:
        done = empty.liaison("restore", str(copy), DATABASE_URL=server.url)
        assert (done.returncode, done.stderr) == (0, "")
        assert empty.rows("SELECT username FROM app_user") == [("anne",)]
    finally:
        server.stop()


def test_run_serves_works_and_survives(installed: Installation) -> None:
    """Killed children come back, a killed supervisor leaves nothing in the way, SIGTERM ends all."""
    answers = f"Liaison answers at http://127.0.0.1:{installed.port}/"
    token = installed.liaison("token", "anne").stdout
    assert re.fullmatch(r"\S{20,}\n", token)
    with installed.running() as first:
        until(installed.ready)
        assert installed.get("/healthz") == (200, b'{"status": "ok"}')
        status, page = installed.get("/account/login/")
        assert status == 200
        sheets = re.findall(r'href="(/static/web/liaison\.\w+\.css)"', page.decode())
        assert [installed.get(sheet)[0] for sheet in sheets] == [200]
        assert installed.get("/api/v1/users/me", Authorization=f"Bearer {token.strip()}")[0] == 200
        assert installed.liaison("check").returncode == 0

        children = installed.children(first.pid)
        assert set(children) == {"web", "worker"}  # the database is this test's, and shared
        for name in ("web", "worker"):
            os.kill(children[name], signal.SIGKILL)
        until(lambda: set(installed.children(first.pid).values()).isdisjoint(children.values()))
        until(lambda: set(installed.children(first.pid)) == {"web", "worker"} and installed.ready())

        taken = installed.liaison("run", "--no-worker")
        assert (taken.returncode, taken.stdout) == (1, "")
        assert f"LIAISON_PORT = {installed.port} is taken by another program" in taken.stderr

        first.kill()
        first.wait()
        with installed.running() as second:
            until(lambda: set(installed.children(second.pid)) == {"web", "worker"} and installed.ready())
            until(lambda: (installed.home / "run.log").read_text().count(answers) == 2)
            second.terminate()
            assert second.wait(60) == 0
    with pytest.raises(ConnectionRefusedError):
        installed.get("/healthz")
    log = (installed.home / "run.log").read_text()
    assert "First start" not in log  # there was somebody who could sign in


def test_run_starts_nothing_on_the_tables_of_a_newer_version(installed: Installation) -> None:
    """And says where the database is, which nobody had written down."""
    installed.rows(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('interactions', '0999_new', now())"
        " RETURNING id"
    )
    (installed.home / "postgres" / "address").unlink()
    try:
        done = installed.liaison("run", "--no-worker")
    finally:
        installed.rows("DELETE FROM django_migrations WHERE name = '0999_new' RETURNING id")

    assert (done.returncode, done.stdout) == (1, "")
    told = [line for line in done.stderr.splitlines() if line.startswith("liaison: ")]
    assert told[0].startswith("liaison: The database was made by a newer version of Liaison")
    assert told[1:] == ["liaison: nothing was started."]
    assert not installed.ready()


def test_worker_on_its_own_leaves_the_tables_of_a_newer_version_alone(installed: Installation) -> None:
    """One that `liaison run` started finds them looked after."""
    installed.rows(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('interactions', '0999_new', now())"
        " RETURNING id"
    )
    try:
        done = installed.liaison("worker")
    finally:
        installed.rows("DELETE FROM django_migrations WHERE name = '0999_new' RETURNING id")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("liaison: The database was made by a newer version of Liaison")


def test_contacts_are_taken_in_from_a_file(installed: Installation, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,language\nBorel SA,fr-CH\n,de-CH\n")

    tried = installed.liaison("import", "contacts", str(file), "--kind", "company", "--dry-run")
    done = installed.liaison("import", "contacts", str(file), "--kind", "company", "--verbose")

    assert (tried.returncode, done.returncode) == (1, 1)
    assert tried.stdout.splitlines() == [
        "1 created, 0 updated, 0 unchanged, 1 refused, 0 companies made.",
        "This was a dry run: nothing was changed.",
    ]
    ((no,),) = installed.rows("DELETE FROM contact WHERE name = 'Borel SA' RETURNING no")
    assert done.stdout.splitlines() == [
        f"Line 2: created: {no} Borel SA",
        "1 created, 0 updated, 0 unchanged, 1 refused, 0 companies made.",
    ]
    assert tried.stderr == done.stderr
    (refused,) = done.stderr.splitlines()
    assert refused.startswith("Line 3: refused: ")


def test_run_tells_a_wrong_setting_before_anything_starts(installed: Installation) -> None:
    done = installed.liaison("run", LIAISON_PORT="99999")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "liaison: LIAISON_PORT = '99999' cannot be used: give a whole number from 1 to 65535.\n"
    )


def test_run_with_an_address_that_is_not_ours_is_refused(installed: Installation) -> None:
    done = installed.liaison("run", "--bind", "192.0.2.1")

    assert done.returncode == 1
    assert "LIAISON_BIND = '192.0.2.1'" in done.stderr


def test_preparation_that_was_killed_goes_on_at_the_next_start(empty: Installation) -> None:
    """Killed in the middle of its migrations, the first start is done by the second."""
    server = PrivatePostgres(empty.home, ("fsync=off",), ends_with_us=True)
    server.start()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "liaison.ops.prepare"], env=empty.environment(), stdin=subprocess.DEVNULL
        ) as killed:
            try:
                until(lambda: _migrations(empty) > 0)
            finally:
                killed.kill()
        reached = _migrations(empty)

        done = empty.python("-m", "liaison.ops.prepare")

        assert (done.returncode, done.stdout.count("First start")) == (0, 1)
        assert _migrations(empty) > reached
        assert empty.rows("SELECT username, role FROM app_user") == [("admin", "administrator")]
        again = empty.python("-m", "liaison.ops.prepare")
        assert (again.returncode, again.stdout) == (0, "")
    finally:
        server.stop()


def _migrations(installation: Installation) -> int:
    try:
        ((count,),) = installation.rows("SELECT count(*) FROM django_migrations")
    except psycopg.errors.UndefinedTable:
        return 0
    return int(str(count))
