"""`liaison restore DIR`: bring a copy back into an empty installation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from liaison import config
from liaison.ops.installation import Explained, database, set_up_django


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("restore", help="bring a copy back into an empty installation")
    parser.add_argument("folder", metavar="DIR", type=Path, help="a copy made with `liaison backup`")
    parser.add_argument(
        "--without-damaged",
        action="store_true",
        help="leave out files that are missing or damaged in the copy",
    )
    parser.add_argument(
        "--send-queued",
        action="store_true",
        help="let what waited when the copy was made go out by itself: only where nothing went out since,"
        " as in moving house",
    )
    parser.set_defaults(do=restore)


def restore(given: argparse.Namespace) -> int:
    """Bring it back; a database that holds anything is left alone."""
    from liaison.ops import copies

    source = given.folder.absolute()
    manifest = copies.read_manifest(source, damaged=given.without_damaged)
    had_secret = (config.home_of() / "secret.key").is_file()  # reading the settings makes one
    settings = config.read()
    with database(settings):
        set_up_django()
        from django.db import connection

        from liaison.files.actions import take_folder_anew
        from liaison.kit.clock import now
        from liaison.kit.sql import execute
        from liaison.ops.prepare import prepare_database

        if connection.introspection.table_names():
            raise Explained(
                "The database is not empty: bring the copy back into a new LIAISON_HOME, with a"
                " DATABASE_URL to an empty database if you use one."
            )
        server = connection.pg_version // 10000  # type: ignore[attr-defined]
        connection.close()
        copies.refuse_place_of_others(settings.files, source)
        aside, count, damaged = copies.bring_back_files(
            settings, source, keep_secret=had_secret, without_damaged=given.without_damaged
        )
        url = copies.database_url(settings)
        copies.bring_back_database(
            source, made_by=manifest.server, server=server, url=url, hold=not given.send_queued
        )
        held = prepare_database()
        take_folder_anew(by=None, at=now())
        execute("DELETE FROM procrastinate_workers")  # those of the copy work elsewhere, if at all
        connection.close()
    for path in damaged:
        print(f"liaison: {path} is damaged and was left out", file=sys.stderr)
    if aside is not None:
        print(f"liaison: another secret stood in {settings.home}; it is now {aside}", file=sys.stderr)
    print(f"{given.folder}: the state of {manifest.made_at} is back, with {count} of {manifest.files} files")
    if held:
        print(
            f"{held} deliveries that waited then are held back, for they may have gone out since: start their"
            " sendings, or send them again, where you know that they did not"
        )
    return 0
