"""The budgets of the specification at 100,000 lines; not part of `make test`, run before a release.

`make scale` measures once on a scratch database, some minutes with nothing else running, and holds each
figure against what must be reached. Ratios beside plain SQL need the program of the limits:
`liaison bench --limits`. `SCALE=quick` takes a twentieth of the data and says whether all of it
runs; its figures prove nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from liaison.ops.bench.jobs import JOBS, Job, Results, verdict

PROGRAM = """
import json, sys
from dataclasses import replace
from liaison.ops.bench.run import Plan, run
full = Plan.full(large=False)
plan = Plan.quick() if sys.argv[1] == "quick" else replace(full, runs=2, reads=100, mails=2_000)
plan = replace(plan, parts=("segments", "sending", "letters"))
results, missed = run(plan, tell=lambda words: print(words, file=sys.stderr, flush=True))
print(json.dumps(results.as_json()))
"""
SIZE = os.environ.get("SCALE", "full")
BUDGETS = (
    "segment.preview", "segment.preview.ratio", "segment.add", "segment.refine", "segment.go_back",
    "statements.log_segment", "memory.log_segment", "worksheet", "growth.pages", "growth.progress",
    "sending", "letters.word", "letters.written", "memory.letters",
)  # fmt: skip
BY_KEY = {job.key: job for job in JOBS}


@pytest.fixture(scope="module")
def measured() -> Results:
    """Everything that was measured."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, SIZE],
        check=False,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=3600,
    )
    assert done.returncode == 0
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])["results"]
    return Results({row["key"]: row for row in found})


@pytest.mark.parametrize("job", [BY_KEY[key] for key in BUDGETS], ids=BUDGETS)
def test_budget(job: Job, measured: Results) -> None:
    share = measured.share(job)
    assert share is not None, f"{job.name}: not measured"
    if SIZE != "quick":
        assert verdict(job, share) in {"must", "aim"}, f"{job.name}: {share}"


def test_so_many_lines_are_logged_in_seconds(measured: Results) -> None:
    """Far from every limit and still a floor: a machine that misses it is not the one to blame."""
    if SIZE == "quick":
        pytest.skip("needs the full size")
    assert measured.found["log_segment.100000"]["median"] > 2_000
