"""`liaison bench`: measure the product's own verbs, queries and pages on a scratch database."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from liaison.ops.bench.jobs import PARTS

if TYPE_CHECKING:
    from liaison.ops.bench.jobs import Results
    from liaison.ops.bench.run import Plan


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("bench", help="measure the main jobs on a scratch database")
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON, not the table")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the data, fewer repetitions")
    parser.add_argument("--large", action="store_true", help="also 1,000,000 contacts and 10,000,000 entries")
    parser.add_argument(
        "--limits", metavar="PATH", type=Path, help="a program that measures what the server itself reaches"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        metavar="PART",
        help=f"measure this alone: {', '.join(PARTS)}",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="write the measurements here too, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the scratch folder for inspection")
    parser.set_defaults(do=bench)


def bench(given: argparse.Namespace) -> int:
    """Measure what was asked for."""
    return measure(plan_of(given), given)


def plan_of(given: argparse.Namespace) -> Plan:
    """The sizes and parts that were asked for."""
    from liaison.ops.bench.run import Plan

    plan = Plan.quick() if given.quick else Plan.full(large=given.large)
    if given.only:
        plan = replace(plan, parts=tuple(part for part in PARTS if part in given.only))
    return plan


def measure(plan: Plan, given: argparse.Namespace) -> int:
    """Measure, and print the table or the JSON; exit code 1 when something misses what it must reach."""
    from liaison.ops.bench.run import run

    def save(results: Results) -> None:
        if given.out:
            given.out.write_text(_as_text(results), encoding="utf-8")

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped on the way out
    results, missed = run(plan, limits=given.limits, keep=given.keep, tell=_tell, save=save)
    save(results)
    if given.json:
        print(_as_text(results), end="")
    else:
        from liaison.ops.bench.jobs import table

        print("\n".join(table(results)))
    return 1 if missed else 0


def _as_text(results: Results) -> str:
    return json.dumps(results.as_json(), indent=1, ensure_ascii=False) + "\n"


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
