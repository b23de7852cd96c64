from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from liaison.ops.installation import Explained, loading, start_database


@pytest.mark.parametrize("looked", [True, False])
def test_garbage_is_looked_for_after_loading_as_before(looked: bool) -> None:
    before = gc.isenabled()
    (gc.enable if looked else gc.disable)()
    try:
        with loading():
            assert not gc.isenabled()
        assert gc.isenabled() is looked
    finally:
        gc.unfreeze()
        (gc.enable if before else gc.disable)()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (psycopg.OperationalError("no such file\n\tIs it running?"), "does not answer: no such file"),
        (RuntimeError("PostgreSQL stopped at once"), "does not start: PostgreSQL stopped at once"),
        (PermissionError(13, "Permission denied"), r"does not start: \[Errno 13\] Permission denied"),
    ],
)
def test_private_database_that_does_not_come_is_explained(error: Exception, said: str) -> None:
    def start() -> None:
        raise error

    server: Any = SimpleNamespace(start=start)
    with pytest.raises(Explained, match=f"^The private database {said}$"):
        start_database(server)
