"""`liaison backup DIR`: a full copy of database and files, while everything goes on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from liaison.ops.installation import Explained, installation


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("backup", help="copy database, files and secret to a new folder")
    parser.add_argument("folder", metavar="DIR", type=Path, help="must not exist yet, or be empty")
    parser.set_defaults(do=backup)


def backup(given: argparse.Namespace) -> int:
    """Make the copy."""
    with installation(prepared=False) as settings:
        from django.db import connection

        from liaison.files.queries import files_kept
        from liaison.kit.clock import now
        from liaison.ops.copies import make_copy

        if "django_migrations" not in connection.introspection.table_names():
            where = "The database of DATABASE_URL" if settings.database_url else settings.home
            raise Explained(f"{where} holds no installation: set LIAISON_HOME or DATABASE_URL.")
        with files_kept():
            made, damaged = make_copy(
                settings,
                given.folder.absolute(),
                server=connection.pg_version // 10000,  # type: ignore[attr-defined]
                at=now(),
            )
    for path in damaged:
        print(
            f"liaison: {path} is damaged and was left out: bring it back from an older copy", file=sys.stderr
        )
    print(f"{given.folder}: database and {made.files} files ({made.bytes // 1024**2} MB) of {made.made_at}")
    return 0
