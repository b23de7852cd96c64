"""The ground of a measurement: a scratch PostgreSQL as durable as the real one, with the tables in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liaison.ops.installation import set_up_django


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is."""

    contacts: int
    entries: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the scratch installation stands."""

    home: Path
    url: str


@contextmanager
def scratch(*, keep: bool = False) -> Iterator[Ground]:
    """A private server in a folder of its own, migrated; both are gone afterwards unless `keep`."""
    from liaison.ops.postgres.private import PrivatePostgres

    home = Path(tempfile.mkdtemp(prefix="liaison-bench-"))
    home.chmod(0o755)
    server = PrivatePostgres(home, ends_with_us=True)
    try:
        server.start()
        for name in [name for name in os.environ if name.startswith("LIAISON_")]:
            del os.environ[name]
        os.environ.pop("EMAIL_URL", None)
        os.environ |= {"LIAISON_HOME": str(home), "DATABASE_URL": server.url}
        set_up_django()
        from django.db import connections

        from liaison.ops.prepare import prepare_database, prepare_static_files

        prepare_database()
        prepare_static_files(home)
        try:
            yield Ground(home, server.url)
        finally:
            connections.close_all()
    finally:
        server.stop()
        if not keep:
            shutil.rmtree(home, ignore_errors=True)
