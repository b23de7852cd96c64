"""The measurement runs from beginning to end: small and short here, for what it finds is no matter of tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from liaison.ops.bench.jobs import JOBS

PROGRAM = """
import json, sys
from liaison.ops.bench.run import Plan, run
plan = Plan(4_400, 50_000, (100, 300), singles=3, reads=8, runs=1, mails=20, letters=20)
results, missed = run(plan, tell=lambda words: print(words, file=sys.stderr))
print(json.dumps(results.as_json()))
"""
SIZES = ("10000", "100000", "1000000")
NOT_HERE = {"growth.log", *(f"{verb}.{size}" for verb in ("log_many", "log_segment") for size in SIZES)}
"""What needs more data than a test should make."""


def measured() -> dict[str, dict[str, Any]]:
    """Everything that was measured, by key."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {row["key"]: row for row in json.loads(done.stdout.splitlines()[-1])["results"]}


def test_every_job_is_measured() -> None:
    """One test for all, for it takes most of a minute: numbers of statements hold at any size, pages are light."""
    found = measured()

    assert {job.key for job in JOBS} - NOT_HERE - found.keys() == set()
    timed = {key: row["median"] for key, row in found.items() if row["unit"] in ("ms", "rows/s")}
    assert {key for key, median in timed.items() if median <= 0} == set()
    assert found["statements.log_one"]["median"] <= 8
    assert found["statements.log_many"]["median"] == 0
    assert found["statements.log_segment"]["median"] == 0
    assert found["weight"]["median"] <= 60
