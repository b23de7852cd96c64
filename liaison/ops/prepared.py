"""Whether an installation is prepared for the code that starts: told without loading the product.

`ops.prepare` takes as long as everything else of a start, and mostly finds nothing to do. What it did is
noted in the database, so that the note goes into its copies, and beside the static files. The notes no
longer fit when a file of Liaison or a dependency changed, or migrations were made or taken back; then all
of it is looked after again.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import psycopg

import liaison

NOTE = "SELECT obj_description('django_migrations'::regclass)"
COUNT = "SELECT obj_description('django_migrations'::regclass), (SELECT count(*) FROM django_migrations)"

BROUGHT_BACK = "a copy was brought back"
"""The note of a database whose waiting deliveries are to be held back before anything is served."""


def is_prepared(url: str, home: Path) -> bool:
    """Whether the database at `url` and the static files in `home` are as this code needs them."""
    digest = code_digest()
    if not are_collected(home, digest):
        return False
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            noted = connection.execute(COUNT).fetchone()
    except psycopg.Error:
        return False  # to prepare tells why, or mends it
    return noted is not None and noted[0] == _note(digest, noted[1])


def note_prepared() -> None:
    """Note in the database that it is prepared for this code.

    Where the tables belong to somebody else nothing is noted, and each start looks after them.
    """
    from django.db import ProgrammingError

    from liaison.kit import sql

    ((noted, count),) = sql.rows(COUNT)
    note = _note(code_digest(), count)
    if noted != note:
        with suppress(ProgrammingError):
            sql.execute(f"COMMENT ON TABLE django_migrations IS '{note}'")


def are_collected(home: Path, digest: str) -> bool:
    """Whether the static files were collected from the code of this digest."""
    try:
        noted = stamp(home).read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return noted == digest and (home / "static" / "staticfiles.json").is_file()  # that is written last


def stamp(home: Path) -> Path:
    """The file that holds the digest of the code whose static files were collected."""
    return home / "static.stamp"


def code_digest() -> str:
    """What stands for the code of Liaison and the versions of what it builds on: another when they change."""
    package = Path(liaison.__file__).parent
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(files):
            found = (Path(folder) / name).stat()
            digest.update(f"{folder}/{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    beside = Path(psycopg.__file__).parents[1]
    digest.update("\n".join(sorted(one.name for one in beside.glob("*.dist-info"))).encode())
    return digest.hexdigest()


def _note(digest: str, migrations: int) -> str:
    return f"prepared: {digest} {migrations}"
