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
from liaison.ops.bench import filling, reading, segments
from liaison.ops.bench.clocks import latencies_ms
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People

if TYPE_CHECKING:
    from liaison.ops.bench.run import Plan

CONTACTS = 1_000_000
MAILINGS = 9


def measure_growth(results: Results, people: People, plan: Plan, *, tell: Callable[[str], None]) -> None:
    """Grow the installation by mailings to everybody, and measure again what must not grow with it."""
    contacts, reads = plan.contacts, plan.reads
    with filling.without_triggers(), filling.without_indexes("contact", "contact_phone", "contact_email"):
        filling.add_contacts(contacts, CONTACTS - contacts)
    filling.add_members(contacts, CONTACTS - contacts)
    filling.find_words(contacts, CONTACTS - contacts)
    filling.settle()
    tell(f"{CONTACTS:,} contacts")
    if "reading" in plan.parts:
        reading.measure_finding(results, people, CONTACTS, reads=reads // 4)
    everybody = contacts_matching(people.user, ContactFilters())
    rates = []
    for number in range(MAILINGS):
        values = ManyValues(template="VOEUX", occurred_at=filling.NOW - timedelta(days=100 * (number + 1)))
        begin = time.perf_counter()
        logged = log_many(everybody, values, by=people.user, at=filling.NOW)
        rates.append(logged.count / (time.perf_counter() - begin))
    results.add("log_many.1000000", "rows/s", rates, rows=CONTACTS)
    tell(f"{MAILINGS} mailings")
    filling.settle()
    if "reading" in plan.parts:
        _read_again(results, people, reads)
    if "segments" in plan.parts:
        segments.measure_segments(results, people, [CONTACTS], runs=2)


def _read_again(results: Results, people: People, reads: int) -> None:
    viewer = people.user
    heavy = [contact(viewer, filling.heavy_contact(number)) for number in range(filling.HEAVY)]
    calls = latencies_ms(lambda n: timeline(viewer, heavy[n % filling.HEAVY]), reads)
    before = results.found["timeline"]["median"]
    results.add("growth.log", "×", [results.add("timeline.large", "ms", calls) / before])
    reading.measure_statistics(results, people, reads=reads)
