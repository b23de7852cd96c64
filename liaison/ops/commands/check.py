"""`liaison check`: one line for each thing the installation needs; exits with 1 if any is missing."""

from __future__ import annotations

import argparse
from functools import partial

from liaison import config
from liaison.config import WrongSetting
from liaison.ops.installation import Explained, installation


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "check", help="check configuration, database, migrations, storage, mail, queue and references"
    )
    parser.set_defaults(do=check)


def check(_given: argparse.Namespace) -> int:
    """Run every check, the later ones even when an earlier one failed."""
    try:
        settings = config.read()
    except WrongSetting as wrong:
        _tell("configuration", sound=False, note=str(wrong))
        return 1
    _tell("configuration", sound=True, note=f"LIAISON_HOME is {settings.home}")
    try:
        with installation(prepared=False):
            from liaison.ops import checks

            findings = checks.run_checks(
                {
                    "database": checks.check_database,
                    "migrations": checks.check_migrations,
                    "storage": checks.check_storage,
                    "mail": partial(checks.check_mail, settings),
                    "mailbox": partial(checks.check_mailbox, settings),
                    "queue": checks.check_queue,
                    "orphans": checks.check_orphans,
                }
            )
    except Explained as explained:
        _tell("database", sound=False, note=str(explained))
        return 1
    for finding in findings:
        _tell(finding.name, sound=finding.sound, note=finding.note)
    return 0 if all(finding.sound for finding in findings) else 1


def _tell(name: str, *, sound: bool, note: str) -> None:
    print(f"{name:<14} {'ok' if sound else 'FAILED':<7} {note}", flush=True)
