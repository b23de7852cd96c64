"""Measuring over HTTP: the product's own server against the scratch database."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liaison.accounts.models import User
from liaison.ops.bench.clocks import latencies_ms
from liaison.ops.bench.filling import HEAVY, ORDINARY, contact_no, heavy_contact
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People
from liaison.ops.bench.writing import TEXT, taken_away

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running installation: its port, the process that supervises it, how long the first page took."""

    port: int
    pid: int
    first_page: float


@contextmanager
def serving() -> Iterator[Served]:
    """`liaison run` on a free port until the end of the block."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "liaison", "run", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LIAISON_PORT": str(port)},
        start_new_session=True,
    )
    try:
        yield Served(port, process.pid, _first_page(port, begin))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _first_page(port: int, begin: float) -> float:
    """Seconds until the sign-in page is there."""
    while time.perf_counter() - begin < PATIENCE:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/account/login/")
            answer = connection.getresponse()
            if answer.status == http.HTTPStatus.OK and b"</html>" in answer.read():
                return time.perf_counter() - begin
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError("The installation does not answer.")


class Browser:
    """One connection that is kept, signed in or with a token."""

    def __init__(self, served: Served, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        self.headers = headers

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body of one request."""
        try:
            answer = self._answer(method, path, body, headers)
        except http.client.RemoteDisconnected:
            # The server gives up a connection that was silent for long; the next request opens another.
            # What writes is asked once: nobody knows whether it was heard.
            if method != "GET":
                raise
            answer = self._answer(method, path, body, headers)
        content = answer.read()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return answer.status, content

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, {**self.headers, **headers})
        return self.connection.getresponse()


def signed_in(user: User) -> str:
    """The cookie of a session of the user."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def measure_http(results: Results, people: People, served: Served, *, reads: int, singles: int) -> None:
    """Recording and reading with a token, and the page of a contact's timeline."""
    program = Browser(served, Authorization=f"Bearer {people.token}")
    numbers = [heavy_contact(number) for number in range(HEAVY)]
    calls = latencies_ms(
        lambda n: program.ask("GET", f"/api/v1/contacts/{numbers[n % HEAVY]}/timeline?limit=50"), reads
    )
    results.add("timeline_json", "ms", calls)

    def log_one(number: int) -> None:
        body = {
            "contact": contact_no(ORDINARY + number % 4000),
            "template": "APPEL",
            "description": "Appel de suivi",
            "body": f"<p>{TEXT}</p>",
        }
        program.ask("POST", "/api/v1/interactions", json.dumps(body), **{"Content-Type": "application/json"})

    rates = []
    with taken_away():
        for _run in range(3):
            begin = time.perf_counter()
            for number in range(singles):
                log_one(number)
            rates.append(singles / (time.perf_counter() - begin))
    results.add("log_one_http", "rows/s", rates, rows=singles)
    person = Browser(served, Cookie=signed_in(people.user))
    pages = latencies_ms(lambda n: person.ask("GET", f"/contacts/{numbers[n % HEAVY]}/timeline/"), reads)
    results.add("timeline_page", "ms", pages)
    homes = latencies_ms(lambda _n: person.ask("GET", "/?scope=me"), reads // 4)
    results.add("home_page", "ms", homes)
    _weigh(
        results, person, ["/", f"/contacts/{numbers[0]}/timeline/", "/interactions/", "/reports/templates/"]
    )


def _weigh(results: Results, person: Browser, paths: list[str]) -> None:
    """What each page sends with everything it needs at once, compressed as browsers ask for it."""
    weights = {}
    for path in paths:
        _status, page = person.ask("GET", path)
        _status, packed = person.ask("GET", path, **{"Accept-Encoding": "gzip, br"})
        needed = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page.decode()))
        size = len(packed)
        for asset in needed:
            _status, content = person.ask("GET", asset, **{"Accept-Encoding": "gzip, br"})
            size += len(content)
        weights[path] = size / 1000
    heaviest = max(weights, key=lambda path: weights[path])
    results.add("weight", "kB", [weights[heaviest]], pages=weights)


def resident_mb(pid: int) -> float:
    """What a process and all below it hold in memory, in MB; shared pages are divided among sharers."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    whole, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        waiting += children.get(one, [])
        try:
            roll = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", roll, re.MULTILINE)
        whole += int(found[1]) / 1024 if found else 0.0
    return whole
