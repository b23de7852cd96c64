"""Measuring growth: a million contacts, ten million entries."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from liaison.contacts.queries import ContactFilters, contact, contacts_matching
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues
from liaison.interactions.queries.timeline import timeline
from liaison.ops.bench import filling, reading, segments, sending
from liaison.ops.bench.clocks import latencies_ms
from liaison.ops.bench.ground import Sizes
from liaison.ops.bench.jobs import LARGE, Results
from liaison.ops.bench.people import People
from liaison.ops.bench.writing import taken_away

if TYPE_CHECKING:
    from liaison.ops.bench.run import Plan, Yardstick


def measure_growth(
    results: Results,
    people: People,
    plan: Plan,
    grown: Sizes,
    *,
    yardstick: Yardstick,
    tell: Callable[[str], None],
) -> None:
    """Grow the installation, and measure again what must not grow with it."""
    begin = time.perf_counter()
    filling.grow(Sizes(plan.contacts, plan.entries), grown)
    tell(f"{grown.contacts:,} contacts, {grown.entries:,} entries: {time.perf_counter() - begin:.0f} s")
    measures: dict[str, Callable[[], None]] = {
        "reading": lambda: _read_again(results, people, grown.contacts, reads=plan.reads),
        "writing": lambda: _log_everybody(results, people, grown, yardstick),
        "segments": lambda: _select_again(results, people, plan, grown, yardstick),
        "sending": lambda: sending.measure_beside(results, people, grown.contacts, reads=plan.reads),
    }
    for part in plan.parts:
        if part in measures:
            measures[part]()
            tell(f"{part} of the largest size done")


def _read_again(results: Results, people: People, contacts: int, *, reads: int) -> None:
    viewer = people.user
    reading.measure_finding(results, people, contacts, reads=reads // 4)
    heavy = [contact(viewer, filling.heavy_contact(number)) for number in range(filling.HEAVY)]
    calls = latencies_ms(lambda n: timeline(viewer, heavy[n % filling.HEAVY]), reads)
    before = results.found["timeline"]["median"]
    results.add("growth.log", "×", [results.add("timeline.large", "ms", calls) / before])
    reading.measure_statistics(results, people, reads=reads)


def _log_everybody(results: Results, people: People, grown: Sizes, yardstick: Yardstick) -> None:
    yardstick("J2", sizes=grown)
    everybody = contacts_matching(people.user, ContactFilters())
    rates = []
    for _run in range(2):
        with taken_away():
            begin = time.perf_counter()
            logged = log_many(
                everybody,
                ManyValues(template="VOEUX", occurred_at=filling.NOW),
                by=people.user,
                at=filling.NOW,
            )
            rates.append(logged.count / (time.perf_counter() - begin))
        if logged.count != grown.contacts:
            raise RuntimeError(f"{logged.count} of {grown.contacts} were logged")
    results.add(f"log_many.{grown.contacts}", "rows/s", rates, rows=grown.contacts)


def _select_again(results: Results, people: People, plan: Plan, grown: Sizes, yardstick: Yardstick) -> None:
    """Choose as many lines as before among all those contacts, then log everybody."""
    segments.measure_preview(results, people, runs=plan.runs, named=LARGE)
    yardstick("J2", "J4", sizes=grown)  # together, for it takes five minutes to fill so much for them
    segments.measure_target_list(results, people, runs=plan.runs, named=LARGE)
    segments.measure_selecting(results, people, max(plan.segments), runs=plan.runs, named=LARGE)
    segments.measure_logging(results, people, [segments.LEAST, grown.contacts], runs=2)
