"""Before anything is served: the tables are up to date, the cache and the static files are there.

`python -m liaison.ops.prepare` is the supervisor's first child, unless `ops.prepared` finds nothing to
do. Several may start at once, and one may be killed in the middle: an advisory lock lets one do the work,
PostgreSQL takes back a migration that did not finish, and the next start goes on from there.
"""

from __future__ import annotations

import pkgutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

import structlog

from liaison import config
from liaison.kit.locks import MIGRATING
from liaison.ops.command import reasons_of
from liaison.ops.installation import Explained, set_up_django
from liaison.ops.postgres.programs import OLDEST
from liaison.ops.prepared import BROUGHT_BACK, NOTE, are_collected, code_digest, note_prepared, stamp
from liaison.ops.processes import end_with_parent

log = structlog.get_logger(__name__)

CONNECT_PATIENCE = 30.0
"""Seconds a database server that is itself just starting is waited for."""
TURN = 0.1
"""Seconds until who waits for its turn asks again."""


def prepare_database() -> int:
    """Bring the tables up to date; raises `Explained` when the database cannot be ours.

    Returns how many deliveries are held back, where it is that of a copy which has just been brought back.
    """
    from django.core.management import call_command

    _connect()
    with _alone():
        if not _up_to_date():
            _migrate()
        call_command("createcachetable", verbosity=0)
        _take_folder()
        return _hold_brought_back()


def _hold_brought_back() -> int:
    """What waits in a copy may have gone out since it was made: nothing of it goes by itself.

    Nor does a segment that it was ordered to log.
    """
    from django.conf import settings
    from django.db import transaction
    from django.utils import translation

    from liaison.api.actions import LOGGING
    from liaison.delivery.actions import hold_waiting
    from liaison.jobs.actions import stop_jobs
    from liaison.kit import sql
    from liaison.kit.clock import now

    if sql.rows(NOTE)[0][0] != BROUGHT_BACK:
        return 0
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        held = hold_waiting(by=None, at=now())
        stop_jobs(LOGGING, by=None, at=now())
        sql.execute("COMMENT ON TABLE django_migrations IS NULL")
    return held


def _take_folder() -> None:
    """Put our key into the folder of files, so that no other installation sweeps there."""
    from liaison.files.actions import take_folder
    from liaison.kit.clock import now

    with suppress(OSError):  # `liaison check` tells what the folder does not take
        take_folder(by=None, at=now())


def _up_to_date() -> bool:
    """Whether the migrations on disk are those that were made, by their names.

    To load them and work out a plan, which mostly has nothing in it, takes a tenth of a start.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    found = set()
    for app in apps.get_app_configs():
        name, _explicit = MigrationLoader.migrations_module(app.label)
        try:
            package = import_module(name or "")
        except (ModuleNotFoundError, ValueError):
            continue  # an app without tables
        modules = pkgutil.iter_modules(getattr(package, "__path__", ()))
        found |= {(app.label, one.name) for one in modules if one.name[0] not in "_~"}
    return found == MigrationRecorder(connection).applied_migrations().keys()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        began = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        log.info("migrated", seconds=round(time.monotonic() - began, 1))


def _connect() -> None:
    """Reach the database, with patience for one that is starting."""
    from django.db import connection

    from liaison.ops.reaching import Unreached, reach

    end = time.monotonic() + CONNECT_PATIENCE
    while True:
        try:
            reach()
            break
        except Unreached as error:
            if error.lasting or time.monotonic() > end:
                raise Explained(f"The database of DATABASE_URL cannot be reached: {error}") from error
            log.warning("database_awaited")
            time.sleep(1)
    connection.ensure_connection()
    if connection.pg_version < OLDEST * 10000:  # type: ignore[attr-defined]
        raise Explained(f"The database server is too old: PostgreSQL {OLDEST} or newer is needed.")


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time, in the whole installation; the lock goes with the connection.

    Who waits asks now and then: a statement that waits is one that the building of an index waits for,
    and so each would wait for the other.
    """
    from liaison.kit import sql

    while not sql.rows("SELECT pg_try_advisory_lock(%s)", (MIGRATING,))[0][0]:
        time.sleep(TURN)
    try:
        yield
    finally:
        sql.rows("SELECT pg_advisory_unlock(%s)", (MIGRATING,))


def _refuse_newer(executor: object) -> None:
    """An older program must not work on tables it does not know."""
    from django.apps import apps

    loader = executor.loader  # type: ignore[attr-defined]
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("liaison.")}
    unknown = sorted(
        f"{label}.{name}"
        for label, name in loader.applied_migrations
        if label in ours and (label, name) not in loader.disk_migrations
    )
    if unknown:
        raise Explained(
            f"The database was made by a newer version of Liaison (it has {unknown[0]}): "
            "install that version again, or restore a backup made with this one."
        )


def prepare_static_files(home: Path) -> None:
    """Collect the static files when they differ from those collected before, or are gone."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEBUG:
        return
    digest = code_digest()
    if are_collected(home, digest):
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp(home).write_text(digest, encoding="ascii")


def main() -> int:
    """Prepare the installation for serving, and greet the operator on the first start."""
    end_with_parent()
    try:
        settings = config.read()
        set_up_django()
        from django.db import connections
        from django.utils import translation

        from liaison.ops.first import first_start

        translation.activate("en")  # what is told here stands between the words of a command
        prepare_database()
        prepare_static_files(settings.home)
        if "--demo" in sys.argv:
            from liaison.ops.commands.demo import show

            show(settings)
        with _alone():
            first_start()
            note_prepared()
        connections.close_all()
    except OSError as error:
        reasons = [": ".join(str(part) for part in (error.filename, error.strerror or error) if part)]
    except Exception as error:
        reasons = reasons_of(error)
        if not reasons:
            raise
    else:
        return 0
    for reason in reasons:
        print(f"liaison: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
