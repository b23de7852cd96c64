"""Timing: many calls each by itself, and whole runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.db import connection


def latencies_ms(call: Callable[[int], Any], count: int, *, warm: int = 10) -> list[float]:
    """Call `call(0)`, `call(1)`, … `count` times after a short warm-up; milliseconds each."""
    for number in range(warm):
        call(number)
    found = []
    for number in range(count):
        begin = time.perf_counter()
        call(number)
        found.append((time.perf_counter() - begin) * 1000)
    return found


def seconds(call: Callable[[], Any]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def statements(call: Callable[[], Any]) -> int:
    """How many statements one call runs, those of the transaction among them."""
    count = 0

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        call()
    return count


@contextmanager
def peak_memory() -> Any:
    """The most that Python held at once meanwhile, in MB, as the only item of a list at the end."""
    import tracemalloc

    found: list[float] = []
    tracemalloc.start()
    try:
        yield found
        found.append(tracemalloc.get_traced_memory()[1] / 1024**2)
    finally:
        tracemalloc.stop()
