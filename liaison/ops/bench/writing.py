"""Measuring what writes: one entry, and one for each of very many contacts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.interactions.actions.log import log_values
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues, Values
from liaison.interactions.queries.log_list import LogFilter, log_list
from liaison.kit.sql import execute, rows
from liaison.ops.bench.clocks import peak_memory, statements
from liaison.ops.bench.filling import NOW, ORDINARY, contact_no
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People

TEXT = "Premier contact, parc de quatre machines. Rappeler la semaine prochaine."


def _values(number: int) -> Values:
    return Values(
        contact=contact_no(ORDINARY + number % 4000),
        template="APPEL",
        description="Appel de suivi",
        body=f"<p>{TEXT}</p>",
    )


def measure_log_one(results: Results, people: People, *, singles: int, runs: int) -> None:
    """Log single entries, each committed by itself."""
    results.add(
        "statements.log_one",
        "",
        [float(statements(lambda: log_values(_values(0), by=people.user, at=NOW)))],
    )
    rates = []
    with taken_away():
        for run in range(runs):
            begin = time.perf_counter()
            for number in range(singles):
                log_values(_values(run * singles + number), by=people.user, at=NOW)
            rates.append(singles / (time.perf_counter() - begin))
    results.add("log_one", "rows/s", rates, rows=singles)


def measure_log_many(results: Results, people: People, sizes: list[int], *, runs: int) -> None:
    """Log one for each of a set of contacts, and find what was logged; what was written is taken away."""
    everybody = contacts_matching(people.user, ContactFilters())
    counted = {}
    for size in sizes:
        chosen = everybody.filter(pk__gt=ORDINARY, pk__lte=ORDINARY + size)
        if size > ORDINARY:
            chosen = everybody.filter(pk__lte=size)
        rates = []
        for run in range(runs):
            word = f"zorglub{size}x{run}"
            values = ManyValues(
                template="INFOLETTRE",
                occurred_at=NOW + timedelta(minutes=run),
                subject=f"Invitation {word}",
                body=f"<p>{TEXT}</p>",
            )
            with taken_away():
                begin = time.perf_counter()
                logged = log_many(chosen, values, by=people.user, at=NOW)
                rates.append(logged.count / (time.perf_counter() - begin))
                found = log_list(people.user, LogFilter(q=word)).items
            if logged.count != size or len(found) != min(size, 50):
                raise RuntimeError(f"{logged.count} of {size} were logged, {len(found)} found")
        results.add(f"log_many.{size}", "rows/s", rates, rows=size)
        again = ManyValues(template="INFOLETTRE", occurred_at=NOW)
        with taken_away():
            counted[size] = statements(lambda: log_many(chosen, again, by=people.user, at=NOW))  # noqa: B023
    results.add("statements.log_many", "", [float(max(counted.values()) - min(counted.values()))])
    biggest = everybody.filter(pk__lte=max(sizes))
    with taken_away(), peak_memory() as peak:
        log_many(biggest, ManyValues(template="INFOLETTRE", occurred_at=NOW), by=people.user, at=NOW)
    results.add("memory.log_many", "MB", peak, rows=max(sizes))


@contextmanager
def taken_away() -> Iterator[None]:
    """Remove what is recorded meanwhile, so that every run and every part finds the same tables."""
    newest = int(rows("SELECT max(id) FROM interaction_entry")[0][0])
    yield
    contents = rows(
        "DELETE FROM interaction_entry WHERE id > %(newest)s RETURNING content_id", {"newest": newest}
    )
    ids = sorted({row[0] for row in contents})
    execute("DELETE FROM interaction_content_file WHERE content_id = ANY(%(ids)s)", {"ids": ids})
    execute("DELETE FROM interaction_content WHERE id = ANY(%(ids)s)", {"ids": ids})
    execute("VACUUM interaction_entry")
    execute("VACUUM interaction_content")
