"""The measurement runs from beginning to end: small and short here, for what it finds is no matter of tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from liaison.ops.bench.jobs import JOBS

PROGRAM = """
import sys
from liaison.ops.bench.ground import Sizes
from liaison.ops.bench.run import Plan
from liaison.ops.command import make_parser
from liaison.ops.commands.bench import measure
grown = Sizes(4_500, 55_000)
plan = Plan(4_400, 50_000, (100, 300), singles=3, reads=8, runs=1, mails=20, letters=20, growth=grown)
raise SystemExit(measure(plan, make_parser().parse_args(sys.argv[1:])))
"""
LIMITS = """
import json, sys
out = sys.argv[sys.argv.index("--out") + 1]
asked = sys.argv[sys.argv.index("--jobs") + 1].split(",")
found = {"J1": ("J1.insert_commit", "rows/s", 1e12), "J2": ("J2.insert_select.100000", "rows/s", 1.0)}
rows = [dict(zip(("key", "unit", "median"), found[job])) for job in asked if job in found]
open(out, "w").write(json.dumps({"results": rows}))
"""
"""A server that is very quick at single entries, and of which nothing else is known."""
GROWN = "4500"
NOT_HERE = {f"{verb}.{size}" for verb in ("log_many", "log_segment") for size in (10**4, 10**5, 10**6)}
"""What needs more data than a test should make."""


def measured(folder: Path) -> tuple[dict[str, dict[str, Any]], str]:
    """Everything that was measured, by key, and what was printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    elsewhere = {"LIAISON_HOME": str(folder / "home"), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    limits, out = folder / "limits.py", folder / "bench.json"
    limits.write_text(LIMITS)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "bench", "--limits", str(limits), "--out", str(out)],
        check=False,
        env=environment | elsewhere,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 1, done.stderr[-3000:]
    assert not (folder / "home").exists()
    return {row["key"]: row for row in json.loads(out.read_text())["results"]}, done.stdout


def test_every_job_is_measured(tmp_path: Path) -> None:
    """One test for all, for it takes most of a minute: numbers of statements hold at any size, pages are light.

    The installation that the surroundings name is not touched.
    """
    found, printed = measured(tmp_path)

    assert {job.key for job in JOBS} - NOT_HERE - found.keys() == set()
    timed = {key: row["median"] for key, row in found.items() if row["unit"] in ("ms", "rows/s")}
    assert {key for key, median in timed.items() if median <= 0} == set()
    assert found["statements.log_one"]["median"] <= 8
    assert found["statements.log_many"]["median"] == 0
    assert found["statements.log_segment"]["median"] == 0
    assert found["weight"]["median"] <= 60
    sizes = ("segment.add", "worksheet", f"log_many.{GROWN}", f"log_segment.{GROWN}")
    assert [found[key]["rows"] for key in sizes] == [300, 4500, 4500, 4500]
    (row,) = [line for line in printed.splitlines() if line.startswith("| log one through the verb")]
    assert "| 1,000,000,000,000 rows/s |" in row
    assert row.endswith("| MISSED |")
