"""`liaison restore DIR`: bring a copy back into an empty installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from liaison import config
from liaison.ops.installation import Explained, database, set_up_django


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("restore", help="bring a copy back into an empty installation")
    parser.add_argument("folder", metavar="DIR", type=Path, help="a copy made with `liaison backup`")
    parser.set_defaults(do=restore)


def restore(given: argparse.Namespace) -> int:
    """Bring it back; a database that holds anything is left alone."""
    from liaison.ops.copies import bring_back_database, bring_back_files, database_url, read_manifest

    source = given.folder.absolute()
    manifest = read_manifest(source)
    settings = config.read()
    with database(settings):
        set_up_django()
        from django.db import connection

        from liaison.kit.sql import execute
        from liaison.ops.prepare import prepare_database

        if connection.introspection.table_names():
            raise Explained(
                "The database is not empty: bring the copy back into a new LIAISON_HOME or an empty database."
            )
        server = connection.pg_version // 10000  # type: ignore[attr-defined]
        connection.close()
        bring_back_files(settings, source)
        bring_back_database(source, made_by=manifest.server, server=server, url=database_url(settings))
        prepare_database()
        execute("DELETE FROM procrastinate_workers")  # those of the copy work elsewhere, if at all
        connection.close()
    print(f"{given.folder}: the state of {manifest.made_at} is back, with {manifest.files} files")
    return 0
