"""The ground of a test run: its own home folder and its own PostgreSQL, before Django starts.

Loaded as a pytest plugin (`-p tests.ground`). With DATABASE_URL the run uses that server.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from liaison.ops.postgres import PrivatePostgres

FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=4GB",
    "shared_buffers=256MB",
)


def _start() -> None:
    if os.environ.get("LIAISON_TEST_GROUND"):
        return
    home = Path(tempfile.mkdtemp(prefix="liaison-test-"))
    os.environ["LIAISON_TEST_GROUND"] = str(home)
    for name in [
        name for name in os.environ if name.startswith("LIAISON_") and name != "LIAISON_TEST_GROUND"
    ]:
        del os.environ[name]
    os.environ.pop("EMAIL_URL", None)
    home.chmod(0o755)
    (home / "static").mkdir()  # else whitenoise warns that nothing was collected
    os.environ["LIAISON_HOME"] = str(home)
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


_start()
