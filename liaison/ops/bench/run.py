"""One measurement from beginning to end."""

from __future__ import annotations

import gc
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from liaison.ops.bench.ground import Ground, Sizes, scratch
from liaison.ops.bench.jobs import JOBS, PARTS, Results, verdict

if TYPE_CHECKING:
    from liaison.ops.bench.people import People


@dataclass(frozen=True, slots=True)
class Plan:
    """How much data, how many repetitions, and which parts."""

    contacts: int
    entries: int
    segments: tuple[int, ...]
    singles: int
    reads: int
    runs: int
    mails: int
    letters: int
    growth: Sizes | None = None
    parts: tuple[str, ...] = PARTS

    @classmethod
    def quick(cls) -> Plan:
        """Some minutes; shows whether everything works and roughly where it stands."""
        return cls(5_000, 50_000, (1_000, 4_000), singles=200, reads=200, runs=3, mails=1_000, letters=1_000)

    @classmethod
    def full(cls, *, large: bool) -> Plan:
        """The data of the limits."""
        return cls(
            100_000,
            1_000_000,
            (10_000, 100_000),
            singles=1000,
            reads=1000,
            runs=5,
            mails=10_000,
            letters=10_000,
            growth=Sizes(1_000_000, 10_000_000) if large else None,
        )


Tell = Callable[[str], None]
Yardstick = Callable[..., None]
"""Measures jobs of the limits, right before what stands against them: a minute later the machine may be
quicker or slower. Their names, and `sizes` where they are not those of the plan."""


def run(
    plan: Plan,
    *,
    limits: Path | None = None,
    keep: bool = False,
    tell: Tell,
    save: Callable[[Results], object] = lambda _results: None,
) -> tuple[Results, list[str]]:
    """Measure everything on a scratch database; the results, and the keys that miss what they must.

    `save` is given what is measured so far after each part: the largest sizes take most of an hour.
    """
    results = Results()
    with scratch(keep=keep) as ground:
        from liaison.ops.bench import filling

        logging.disable(logging.WARNING)

        def yardstick(*jobs: str, sizes: Sizes | None = None) -> None:
            if limits is not None:
                results.limits |= _limits(
                    limits, ground, plan, sizes or Sizes(plan.contacts, plan.entries), jobs
                )
                filling.settle()  # the limits had it quiet too

        _measure(results, plan, yardstick, tell, save)
    missed = [
        job.key
        for job in JOBS
        if (share := results.share(job)) is not None and verdict(job, share) == "MISSED"
    ]
    return results, missed


def _limits(
    program: Path, ground: Ground, plan: Plan, sizes: Sizes, jobs: Sequence[str]
) -> dict[str, dict[str, object]]:
    """What hand-written SQL reaches on this server now, by key."""
    out = ground.home / "limits.json"
    subprocess.run(
        [
            sys.executable, str(program), "--dsn", ground.url, "--replace", "--quiet", "--out", str(out),
            "--contacts", str(sizes.contacts), "--interactions", str(sizes.entries), "--jobs", ",".join(jobs),
            "--mails", "10", "--singles", str(plan.singles), "--reads", str(plan.reads),
            "--runs", str(plan.runs),
        ],
        check=True,
    )  # fmt: skip
    found = json.loads(out.read_text(encoding="utf-8"))
    return {row["key"]: row for row in found["results"]}


def _measure(
    results: Results,
    plan: Plan,
    yardstick: Yardstick,
    tell: Tell,
    save: Callable[[Results], object],
) -> None:
    from liaison.ops.bench import filling
    from liaison.ops.bench.people import make_people

    begin = time.perf_counter()
    people = make_people(filling.NOW)
    filling.fill(Sizes(plan.contacts, plan.entries))
    tell(f"{plan.contacts:,} contacts, {plan.entries:,} entries: {time.perf_counter() - begin:.0f} s")
    _become_as_served()
    measures: dict[str, Callable[[], None]] = {
        "reading": lambda: _read(results, people, plan, yardstick),
        "serving": lambda: _serve(results, people, plan, yardstick),
        "writing": lambda: _write(results, people, plan, yardstick),
        "segments": lambda: _select(results, people, plan, yardstick),
        "sending": lambda: _send(results, people, plan),
        "letters": lambda: _print(results, people, plan, tell),
    }
    for part in plan.parts:
        measures[part]()
        save(results)
        tell(f"{part} done")
    if plan.growth is not None:
        from liaison.ops.bench.growing import measure_growth

        def told(words: str) -> None:
            save(results)
            tell(words)

        measure_growth(results, people, plan, plan.growth, yardstick=yardstick, tell=told)


def _become_as_served() -> None:
    """Measure with what the product's own processes have: a young connection, nothing to look through."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()


def _read(results: Results, people: People, plan: Plan, yardstick: Yardstick) -> None:
    from liaison.ops.bench import reading

    yardstick("J3")
    reading.measure_timelines(results, people, reads=plan.reads)
    reading.measure_paging(results, people, reads=plan.reads // 4)
    yardstick("J6")
    reading.measure_search(results, people, reads=plan.reads)
    reading.measure_finding(results, people, plan.contacts, reads=plan.reads // 4)
    reading.measure_statistics(results, people, reads=plan.reads)


def _serve(results: Results, people: People, plan: Plan, yardstick: Yardstick) -> None:
    from liaison.ops.bench import serving

    yardstick("J1", "J3")
    starts = []
    for _start in range(plan.runs if plan.runs > 1 else 0):
        with serving.serving() as served:
            starts.append(served.first_page)
    with serving.serving() as served:
        results.add("start", "s", [*starts[1:], served.first_page])  # the first makes what later ones find
        serving.measure_http(results, people, served, reads=plan.reads, singles=plan.singles)
        results.add("memory", "MB", [serving.resident_mb(served.pid)])


def _send(results: Results, people: People, plan: Plan) -> None:
    from liaison.ops.bench import sending

    if plan.growth is None:  # else it is measured with the largest segment, once there is one
        sending.measure_beside(results, people, max(plan.segments), reads=plan.reads)
    sending.measure_sending(results, people, plan.mails)


def _print(results: Results, people: People, plan: Plan, tell: Tell) -> None:
    from liaison.ops.bench import letters

    letters.measure_letters(results, people, plan.letters, tell=tell)


def _write(results: Results, people: People, plan: Plan, yardstick: Yardstick) -> None:
    from liaison.ops.bench import writing

    yardstick("J1")
    writing.measure_log_one(results, people, singles=plan.singles, runs=plan.runs)
    yardstick("J2")
    writing.measure_log_many(results, people, list(plan.segments), runs=plan.runs)


def _select(results: Results, people: People, plan: Plan, yardstick: Yardstick) -> None:
    from liaison.ops.bench import segments

    segments.measure_preview(results, people, runs=max(5, plan.runs * 4))
    yardstick("J4")
    segments.measure_target_list(results, people, runs=max(5, plan.runs))
    segments.measure_selecting(results, people, max(plan.segments), runs=plan.runs)
    yardstick("J2")
    segments.measure_logging(results, people, [segments.LEAST, *plan.segments], runs=plan.runs)
