"""Measuring growth: a million contacts, ten million entries."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from liaison.contacts.queries import ContactFilters, contact, contacts_matching
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues
from liaison.interactions.queries.timeline import timeline
from liaison.ops.bench import filling, reading, segments, sending
from liaison.ops.bench.clocks import latencies_ms
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People

if TYPE_CHECKING:
    from liaison.ops.bench.run import Growth, Plan


def measure_growth(
    results: Results, people: People, plan: Plan, growth: Growth, *, tell: Callable[[str], None]
) -> None:
    """Grow the installation by mailings to everybody, and measure again what must not grow with it."""
    first, size = plan.contacts, growth.contacts
    with filling.without_triggers(), filling.without_indexes("contact", "contact_phone", "contact_email"):
        filling.add_contacts(first, size - first)
    filling.add_members(first, size - first)
    filling.find_words(first, size - first)
    filling.settle()
    tell(f"{size:,} contacts")
    everybody = contacts_matching(people.user, ContactFilters())
    rates = []
    for number in range(growth.mailings):
        values = ManyValues(template="VOEUX", occurred_at=filling.NOW - timedelta(days=100 * (number + 1)))
        begin = time.perf_counter()
        logged = log_many(everybody, values, by=people.user, at=filling.NOW)
        rates.append(logged.count / (time.perf_counter() - begin))
    results.add(f"log_many.{size}", "rows/s", rates, rows=size)
    tell(f"{growth.mailings} mailings")
    filling.settle()
    measures: dict[str, Callable[[], None]] = {
        "reading": lambda: _read_again(results, people, size, reads=plan.reads),
        # What changes the lines of a segment has its limits at the largest size of the plan.
        "segments": lambda: segments.measure_logging(results, people, [segments.LEAST, size], runs=2),
        "sending": lambda: sending.measure_beside(results, people, size, reads=plan.reads),
    }
    for part in plan.parts:
        if part in measures:
            measures[part]()
            tell(f"{part} done")


def _read_again(results: Results, people: People, size: int, *, reads: int) -> None:
    viewer = people.user
    reading.measure_finding(results, people, size, reads=reads // 4)
    heavy = [contact(viewer, filling.heavy_contact(number)) for number in range(filling.HEAVY)]
    calls = latencies_ms(lambda n: timeline(viewer, heavy[n % filling.HEAVY]), reads)
    before = results.found["timeline"]["median"]
    results.add("growth.log", "×", [results.add("timeline.large", "ms", calls) / before])
    reading.measure_statistics(results, people, reads=reads)
