"""`liaison check`: one line for each thing the installation needs; exits with 1 if any is missing."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from liaison import config
from liaison.config import Config, WrongSetting
from liaison.ops.installation import Explained, installation, set_up_django

if TYPE_CHECKING:
    from liaison.ops.checks import Finding


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
            findings = _findings(settings)
    except Explained as explained:
        set_up_django()
        findings = _findings(settings, missing=explained)
    for finding in findings:
        _tell(finding.name, sound=finding.sound, note=finding.note)
    return 0 if all(finding.sound for finding in findings) else 1


def _findings(settings: Config, *, missing: Explained | None = None) -> list[Finding]:
    """What every check found; `missing` is why there is no database."""
    from liaison.ops import checks

    return checks.run_checks(
        {
            "database": checks.check_database,
            "migrations": checks.check_migrations,
            "storage": checks.check_storage,
            "files": checks.check_owner,
            "mail": partial(checks.check_mail, settings),
            "mailbox": partial(checks.check_mailbox, settings),
            "queue": checks.check_queue,
            "orphans": checks.check_orphans,
        },
        missing=missing,
    )


def _tell(name: str, *, sound: bool, note: str) -> None:
    print(f"{name:<14} {'ok' if sound else 'FAILED':<7} {' '.join(note.split())}", flush=True)
