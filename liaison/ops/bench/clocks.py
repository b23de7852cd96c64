"""Timing: many calls each by itself, and whole runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
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


@contextmanager
def resident_growth() -> Iterator[list[float]]:
    """By how much this process grew at its height, in MB, as the only item of a list at the end.

    Counts what libraries in C hold as well, and none of what the database server does.
    """
    found: list[float] = []
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the height so far
    before = _status_mb("VmRSS")
    yield found
    found.append(max(0.0, _status_mb("VmHWM") - before))


def _status_mb(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    value = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(value[1]) / 1024 if value else 0.0
