"""How many rows statements look at, as the server counts them itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection


def rows_read(table: str, reads: Callable[[], object]) -> int:
    """The most rows of `table` that a step of the statements of `reads` looks at, one after the other."""
    asked: list[tuple[str, Any]] = []

    def noting(go_on: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return go_on(sql, params, many, context)

    with connection.execute_wrapper(noting):
        reads()
    found = [0]
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            found += _looked_at(table, cursor.fetchone()[0][0]["Plan"])
    return max(found)


def _looked_at(table: str, step: dict[str, Any]) -> Iterator[int]:
    if step.get("Relation Name") == table:
        left_out = sum(rows for name, rows in step.items() if name.startswith("Rows Removed"))
        yield step["Actual Loops"] * (step["Actual Rows"] + left_out)
    for part in step.get("Plans", ()):
        yield from _looked_at(table, part)
