"""What an installation needs to work, each asked in a way that would fail if it were broken."""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from liaison.config import Config, Smtp
from liaison.files import blobs
from liaison.files.queries import Owner, lost_files, owner
from liaison.jobs.queries import living_workers
from liaison.kit import sql
from liaison.ops.orphans import count_orphans
from liaison.ops.postgres.programs import OLDEST
from liaison.ops.reaching import Unreached, reach
from liaison.ops.web_address import lost_links


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `note` tells the remedy when it is not `sound`."""

    name: str
    sound: bool
    note: str


def check_database() -> str:
    """The server answers and is new enough."""
    try:
        reach()
    except Unreached as unreached:
        raise Unsound(f"{unreached}; see DATABASE_URL") from unreached
    connection.ensure_connection()
    version = connection.pg_version  # type: ignore[attr-defined]
    words = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < OLDEST * 10000:
        raise Unsound(f"{words} is too old; use version {OLDEST} or newer")
    return words


def check_migrations() -> str:
    """All migrations of this version are applied."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Unsound(f"{len(missing)} are not applied; `liaison run` applies them")
    return "all applied"


def check_storage() -> str:
    """A file can be written, read and deleted in the folder of stored files."""
    return _try_folder(Path(settings.FILES_FOLDER))


def check_owner() -> str:
    """The folder of stored files is not that of another installation, and the files are there."""
    try:
        others = owner() is Owner.OTHERS
    except OSError as error:
        raise Unsound(f"{blobs.folder()}: {error.strerror}") from error
    if others:
        raise Unsound(
            f"{blobs.folder()} holds the files of another installation; unused files are not deleted here."
            " If the database was upgraded (pg_upgrade) or moved, or that installation is no more, delete the"
            f" file {blobs.MARK} in it; else set LIAISON_HOME or LIAISON_STORAGE_URL to a folder of its own"
        )
    check_files()
    return "no other installation has its files there"


def check_files() -> str:
    """The stored files are in their folder: not every one is gone, as when it is not mounted."""
    try:
        lost = lost_files()
    except OSError as error:
        raise Unsound(f"{blobs.folder()}: {error.strerror}") from error
    if lost:
        raise Unsound(
            f"{lost} files are known, none is in {blobs.folder()}: mount it, or bring them back from a copy"
        )
    return "stored files are there"


def check_queue() -> str:
    """A worker lives."""
    if not living_workers():
        raise Unsound("no worker is running; start `liaison run` or `liaison worker`")
    waiting = sql.rows(
        "SELECT count(*) FROM procrastinate_jobs"
        " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
    )
    return f"a worker is running, {waiting[0][0]} jobs are waiting"


def check_orphans() -> str:
    """Every reference that the database does not check itself has its target."""
    found = {place: count for place, count in count_orphans().items() if count}
    if found:
        told = ", ".join(f"{count} × {place}" for place, count in found.items())
        raise Unsound(f"references without their target: {told}")
    return "no reference without its target"


def check_mail(config: Config) -> str:
    """The mail server takes our greeting and sign-in, or the outbox folder takes a file.

    What comes from `localhost` is of nobody: others refuse it, and nothing comes back. So it is with links to
    no address: by them contacts unsubscribe.
    """
    if config.smtp is None:
        return f"no EMAIL_URL: messages become files, {_try_folder(config.outbox)}"
    where = f"{config.smtp.host}:{config.smtp.port}"
    try:
        _greet(config.smtp)
    except (OSError, smtplib.SMTPException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        code = getattr(error, "smtp_code", None)
        raise Unsound(f"{where} does not answer as it should ({code or reason}); see EMAIL_URL") from error
    if config.email_from.endswith("@localhost"):
        raise Unsound(f"{where} answers, but messages come from {config.email_from}; set LIAISON_EMAIL_FROM")
    if lost := lost_links(config):
        raise Unsound(f"{where} answers, but {lost}")
    return f"{where} answers"


def check_mailbox(config: Config) -> str:
    """The mailbox that is read for what comes back opens."""
    if config.mailbox is None:
        return "no LIAISON_MAILBOX_URL: bounces and answers are not read"
    from liaison.mail.providers.imap import Unreachable, open_folder

    try:
        with open_folder(config.mailbox, timeout=10):
            return f"{config.mailbox.name} can be read"
    except Unreachable as reason:
        raise Unsound(
            f"the mailbox {config.mailbox.name} cannot be read: {reason}; see LIAISON_MAILBOX_URL"
        ) from reason


class Unsound(Exception):
    """The check failed; the message says what is wrong and what to do."""


def _greet(server: Smtp) -> None:
    tls = ssl.create_default_context()
    made = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=10, context=tls)
        if server.tls
        else smtplib.SMTP(server.host, server.port, timeout=10)
    )
    with made as smtp:
        smtp.ehlo()
        if server.starttls:
            smtp.starttls(context=tls)
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)


def _try_folder(folder: Path) -> str:
    path = folder / f".check-{secrets.token_hex(8)}"
    content = secrets.token_bytes(4096)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            path.write_bytes(content)
            same = path.read_bytes() == content
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Unsound(f"{folder}: {error.strerror}") from error
    if not same:
        raise Unsound(f"{folder}: what is read is not what was written")
    room = os.statvfs(folder)
    return f"{folder} takes files, {room.f_bavail * room.f_frsize // 1024**2} MB free"


def run_checks(checks: Mapping[str, Callable[[], str]], *, missing: Exception | None = None) -> list[Finding]:
    """What each check found, in order; without a database nothing that needs it is tried.

    `missing` tells why there is none, where that is known.
    """
    findings: list[Finding] = []
    reached = True
    for name, check in checks.items():
        if not reached and check in _IN_DATABASE:
            findings.append(Finding(name, sound=False, note="not tried: the database does not answer"))
            continue
        if missing is not None and check is check_database:
            findings.append(Finding(name, sound=False, note=str(missing)))
        else:
            findings.append(run_check(name, check))
        reached = reached and (findings[-1].sound or check is not check_database)
    return findings


_IN_DATABASE = frozenset({check_migrations, check_owner, check_files, check_queue, check_orphans})


def run_check(name: str, check: Callable[[], str]) -> Finding:
    """What `check` found; an unreachable database is a finding too."""
    try:
        return Finding(name, sound=True, note=check())
    except Unsound as unsound:
        return Finding(name, sound=False, note=str(unsound))
    except DatabaseError as error:
        connection.close()
        return Finding(name, sound=False, note=_words(error))


def _words(error: DatabaseError) -> str:
    """The server's first sentence, or of a failed connection the last line."""
    sentence = getattr(getattr(error.__cause__, "diag", None), "message_primary", None)
    lines = str(error).strip().splitlines()
    return str(sentence) if sentence else lines[-1].strip() if lines else type(error).__name__
