"""Measuring what happens beside and after the logging of a segment: pages, progress, sending."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from liaison.kit.clock import now
from liaison.kit.sql import rows
from liaison.ops.bench.clocks import latencies_ms
from liaison.ops.bench.filling import HEAVY, heavy_contact
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People
from liaison.ops.bench.segments import LEAST, filled_segment, log_later, new_campaign, take_back
from liaison.ops.bench.serving import PATIENCE, Browser, serving, signed_in
from liaison.ops.bench.sink import Running, sink
from liaison.segments.actions import delete_segment, log_segment

WORKERS = 2
LONGEST = 900.0
"""Seconds after which a sending that has not ended is an error."""


def measure_beside(results: Results, people: People, size: int, *, reads: int) -> None:
    """The worksheet with many lines, other people's pages while they are logged, progress afterwards."""
    campaign = new_campaign(people)
    with serving() as served:
        marketer = Browser(served, Cookie=signed_in(people.marketer))
        other = Browser(served, Cookie=signed_in(people.user))
        large = filled_segment(people, size, campaign)
        pages = latencies_ms(lambda _n: marketer.ask("GET", f"/segments/{large}/"), max(5, reads // 10))
        results.add("worksheet", "ms", pages, rows=size)
        _measure_others(results, people, other, large, reads=reads)
        small = filled_segment(people, LEAST, campaign)
        found = {}
        for name, number in (("small", small), ("large", large)):
            entry_no = log_later(people, number).entry_no
            asked = ["/segments/sending/", f"/segments/logged/{entry_no}/"]
            calls = latencies_ms(
                lambda n, asked=asked: marketer.ask("GET", asked[n % 2]),  # type: ignore[misc]
                max(10, reads // 5),
            )
            found[name] = results.add(f"progress.{name}", "ms", calls)
            take_back(people, number)
            delete_segment(number, by=people.marketer, at=now())
        results.add("growth.progress", "×", [found["large"] / found["small"]])


def _measure_others(results: Results, people: People, other: Browser, number: str, *, reads: int) -> None:
    """Pages of somebody else, idle and while the segment is logged and taken back."""
    paths = [
        "/?scope=me",
        "/interactions/",
        *(f"/contacts/{heavy_contact(n)}/" for n in range(HEAVY)),
    ]
    count = max(len(paths), reads // 5)
    idle = latencies_ms(lambda n: other.ask("GET", paths[n % len(paths)]), count, warm=2 * len(paths))
    busy: list[float] = []
    while len(busy) < min(len(paths), reads):
        logging = threading.Thread(target=_log_in_thread, args=(people, number))
        logging.start()
        while logging.is_alive():
            path = paths[len(busy) % len(paths)]
            busy += latencies_ms(lambda _n: other.ask("GET", path), 1, warm=0)  # noqa: B023
        logging.join()
        take_back(people, number)
    middle = results.add("pages.idle", "ms", idle)
    results.add("pages.while_logging", "ms", busy)
    results.add("growth.pages", "×", [median(busy) / middle])


def _log_in_thread(people: People, number: str) -> None:
    from django.db import connection

    try:
        log_later(people, number)
    finally:
        connection.close()


@contextmanager
def workers(count: int, server: Running | None = None) -> Iterator[list[int]]:
    """So many workers, which send to this server, until the end of the block; the ids of their processes."""
    environment = dict(os.environ)
    if server is not None:
        environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "liaison", "worker"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        for _number in range(count)
    ]
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=PATIENCE)


def measure_sending(results: Results, people: People, size: int) -> None:
    """Messages a second to a server nearby, from two workers, the merging of each included."""
    campaign = new_campaign(people)
    number = filled_segment(people, size, campaign)
    with sink() as server, workers(WORKERS, server):
        time.sleep(2)  # both have loaded the product
        logged = log_segment(number, send=True, by=people.marketer, at=now())
        sent, failed, took = ended(logged.entry_no)
        if (sent, failed, server.taken()) != (size, 0, size):
            raise RuntimeError(f"{sent} sent, {failed} failed, {server.taken()} taken of {size}")
    results.add("sending", "mails/s", [size / took], rows=size)


def ended(entry_no: int) -> tuple[int, int, float]:
    """Wait until the sending of a logged segment has ended: how many were sent, failed, in what seconds.

    From the first claim on: that a worker starts is no matter of its speed.
    """
    begin = time.perf_counter()
    while _left(entry_no):
        if time.perf_counter() - begin > LONGEST:
            raise RuntimeError("The sending does not end.")
        time.sleep(0.1)
    run, sent, failed = rows(
        "SELECT r.id, r.sent, r.failed FROM delivery_run r JOIN interaction_logged_segment g"
        " ON g.id = r.logged_segment_id WHERE g.entry_no = %s",
        (entry_no,),
    )[0]
    took = rows(
        "SELECT extract(epoch FROM max(finished_at) - min(claimed_at)) FROM delivery_item WHERE run_id = %s",
        (run,),
    )[0][0]
    return int(sent), int(failed), float(took)


def _left(entry_no: int) -> bool:
    return bool(
        rows(
            "SELECT 1 FROM delivery_run r JOIN interaction_logged_segment g ON g.id = r.logged_segment_id"
            " WHERE g.entry_no = %s AND r.state <> 'finished'",
            (entry_no,),
        )
    )
