"""How a measurement stands against its yardstick."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from liaison.ops.bench.ground import Sizes
from liaison.ops.bench.jobs import JOBS, Job, Results, table, verdict
from liaison.ops.bench.run import Plan
from liaison.ops.command import make_parser
from liaison.ops.commands.bench import plan_of

RATE = Job("log_one", "log one", "J1.insert_commit", 0.25, 0.40)
TIME = Job("timeline", "timeline", "J3.timeline_sql", 0.15, 0.30)
GROWTH = Job("timeline_company", "company", "timeline", 2.0, 1.3, ceiling=True)
PLAIN = Job("start", "start", "", 3.0, 3.0, ceiling=True)


def _results() -> Results:
    results = Results(limits=_limits(1600.0))
    results.add("log_one", "rows/s", [290.0, 320.0, 330.0])
    results.limits = _limits(1000.0)
    results.add("timeline", "ms", [4.0])
    results.add("timeline_company", "ms", [6.0])
    results.add("start", "s", [2.5])
    return results


def _limits(rate: float) -> dict[str, dict[str, Any]]:
    return {
        "J1.insert_commit": {"key": "J1.insert_commit", "unit": "rows/s", "median": rate},
        "J3.timeline_sql": {"key": "J3.timeline_sql", "unit": "ms", "median": 1000.0 / rate},
    }


@pytest.mark.parametrize(("job", "share"), [(RATE, 0.2), (TIME, 0.25), (GROWTH, 1.5), (PLAIN, 2.5)])
def test_share_of_the_yardstick(job: Job, share: float) -> None:
    """Of what the server reached right before."""
    assert _results().share(job) == share


def test_what_was_not_measured_has_no_share() -> None:
    results = Results()
    results.add("log_one", "rows/s", [300.0])
    assert results.share(RATE) is None
    assert Results().share(PLAIN) is None


@pytest.mark.parametrize(
    ("job", "share", "expected"),
    [
        (RATE, 0.24, "MISSED"), (RATE, 0.25, "must"), (RATE, 0.40, "aim"),
        (GROWTH, 2.1, "MISSED"), (GROWTH, 2.0, "must"), (GROWTH, 1.3, "aim"),
    ],
)  # fmt: skip
def test_verdict(job: Job, share: float, expected: str) -> None:
    assert verdict(job, share) == expected


def test_each_measurement_names_what_it_stands_against() -> None:
    found = {row["key"]: row for row in _results().as_json()["results"]}
    assert (found["log_one"]["against"], found["log_one"]["median"], found["log_one"]["unit"]) == (
        "J1.insert_commit", 320.0, "rows/s",
    )  # fmt: skip
    assert found["start"]["against"] == ""


def test_the_table_holds_what_was_measured_only() -> None:
    names = [line.split(" | ")[0].removeprefix("| ") for line in table(_results())[2:]]
    known = {job.key: job.name for job in JOBS}
    assert names == [known[key] for key in ("log_one", "timeline", "timeline_company", "start")]


def test_jobs_are_told_apart() -> None:
    assert len({job.key for job in JOBS}) == len(JOBS)


FULL = Plan.full(large=False)


@pytest.mark.parametrize(
    ("given", "plan"),
    [
        ([], FULL),
        (["--quick"], Plan.quick()),
        (["--large"], replace(FULL, growth=Sizes(1_000_000, 10_000_000))),
        (["--only", "sending", "--only", "reading"], replace(FULL, parts=("reading", "sending"))),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_what_is_asked_for_is_measured(given: list[str], plan: Plan) -> None:
    assert plan_of(make_parser().parse_args(["bench", *given])) == plan
