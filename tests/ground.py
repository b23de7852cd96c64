"""The ground of a test run: its own home folder and its own PostgreSQL, before Django starts.

Loaded as a pytest plugin (`-p tests.ground`). With DATABASE_URL the run uses that server. Several
processes share the server of the one that started them; each has a home folder and a database of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from liaison.ops.postgres.private import PrivatePostgres

# Counted while no test's rows are committed, a table would be taken for empty, and plans made for that.
FAST = (
    "autovacuum=off",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=4GB",
    "shared_buffers=256MB",
)


def _start() -> None:
    if ground := os.environ.get("LIAISON_TEST_GROUND"):
        _settle_in(Path(ground) / os.environ.get("PYTEST_XDIST_WORKER", ""))
        return
    home = Path(tempfile.mkdtemp(prefix="liaison-test-"))
    os.environ["LIAISON_TEST_GROUND"] = str(home)
    for name in [
        name for name in os.environ if name.startswith("LIAISON_") and name != "LIAISON_TEST_GROUND"
    ]:
        del os.environ[name]
    os.environ.pop("EMAIL_URL", None)
    home.chmod(0o755)
    _settle_in(home)
    owner = os.getpid()
    server: PrivatePostgres | None = None
    if not os.environ.get("DATABASE_URL"):
        server = PrivatePostgres(home, FAST, ends_with_us=True)
        server.start()
        os.environ["DATABASE_URL"] = server.url

    def clean_up() -> None:
        if os.getpid() != owner:
            return
        if server is not None:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(clean_up)


def _settle_in(home: Path) -> None:
    (home / "static").mkdir(parents=True, exist_ok=True)  # else whitenoise warns that nothing was collected
    os.environ["LIAISON_HOME"] = str(home)


_start()
