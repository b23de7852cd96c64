"""`liaison backup DIR`: a full copy of database and files, while everything goes on."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Collection
from pathlib import Path

from liaison.ops.installation import Explained, installation

_NAMED = 100
"""So many missing files are named at most."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("backup", help="copy database, files and secret to a new folder")
    parser.add_argument("folder", metavar="DIR", type=Path, help="must not exist yet, or be empty")
    parser.add_argument(
        "--without-damaged",
        action="store_true",
        help="be content though stored files are missing or damaged: else their absence is a failure",
    )
    parser.set_defaults(do=backup)


def backup(given: argparse.Namespace) -> int:
    """Make the copy; 1 when it lacks stored files, since whoever relies on it must hear of that."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was begun is cleared away on the way out
    with installation(prepared=False) as settings:
        from django.db import connection

        from liaison.files.queries import files_kept, known_contents
        from liaison.kit.clock import now
        from liaison.ops.copies import contents_in, make_copy

        if "django_migrations" not in connection.introspection.table_names():
            where = "The database of DATABASE_URL" if settings.database_url else settings.home
            raise Explained(f"{where} holds no installation: set LIAISON_HOME or DATABASE_URL.")
        target = given.folder.absolute()
        with files_kept():
            known = known_contents()  # before the dump: what is stored meanwhile may or may not be in it
            made, damaged = make_copy(
                settings,
                target,
                server=connection.pg_version // 10000,  # type: ignore[attr-defined]
                at=now(),
            )
        missing = known - contents_in(target / "files") - {path.name for path in damaged}
    for path in damaged:
        print(
            f"liaison: {path} is damaged and was left out: bring it back from an older copy", file=sys.stderr
        )
    if missing:
        print(f"liaison: {_told(missing, known, settings.files)}", file=sys.stderr)
    print(f"{given.folder}: database and {made.files} files ({made.bytes // 1024**2} MB) of {made.made_at}")
    return 1 if (missing or damaged) and not given.without_damaged else 0


def _told(missing: Collection[str], known: Collection[str], folder: Path) -> str:
    """Which stored files are missing, and what to do."""
    if len(missing) == len(known):
        return (
            f"none of the {len(known)} stored files is in {folder}: mount it, or bring them back from a copy"
        )
    named = ", ".join(sorted(missing)[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
    return (
        f"{len(missing)} of {len(known)} stored files are missing in {folder}:"
        f" bring them back from an older copy: {named}"
    )
