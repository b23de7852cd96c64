"""The supervisor with real, small children."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liaison.ops import supervisor
from liaison.ops.processes import PARENT
from liaison.ops.supervisor import Child, Gate, Supervisor
from liaison.ops.watch import Watch

LIVE = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"


def child(code: str, *arguments: str, grace: float = 5.0, gate: Gate | None = None) -> Child:
    return Child("child", [sys.executable, "-S", "-c", code, *arguments], grace, gate)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")
    except (ProcessLookupError, FileNotFoundError):
        return True


@pytest.fixture
def running() -> Iterator[Callable[[Supervisor], threading.Thread]]:
    """Runs supervisors meanwhile, and stops them at the end whatever happened."""
    started: list[tuple[Supervisor, threading.Thread]] = []

    def run(supervised: Supervisor) -> threading.Thread:
        thread = threading.Thread(target=supervised.run)
        thread.start()
        started.append((supervised, thread))
        return thread

    yield run
    for supervised, thread in started:
        supervised.stop()
        thread.join(60)


class Database:
    """A private database that can be told to end."""

    def __init__(self) -> None:
        self.up = True
        self.refuses = 0
        self.starts = 0
        self.stopped = False

    def alive(self) -> bool:
        return self.up

    def start(self) -> None:
        self.starts += 1
        if self.refuses:
            self.refuses -= 1
            raise RuntimeError("not yet")
        self.up = True

    def stop(self) -> None:
        self.stopped = True


def pid_of(kept: Child) -> int:
    until(lambda: kept.process is not None)
    assert kept.process is not None
    return kept.process.pid


def test_killed_child_comes_back(running: Callable[[Supervisor], threading.Thread]) -> None:
    kept = child(LIVE)
    running(Supervisor([kept], None, ready=lambda: True))
    first = pid_of(kept)

    os.kill(first, signal.SIGKILL)

    until(lambda: kept.process is not None and kept.process.pid != first)


def test_child_that_keeps_ending_is_given_longer_pauses() -> None:
    kept = child("pass")
    pauses = []
    for _turn in range(9):
        kept.due = 0.0
        kept.look()
        assert kept.process is not None
        kept.process.wait()
        pause, before = kept.pause, time.monotonic()
        kept.look()
        assert before + pause <= kept.due <= time.monotonic() + pause
        pauses.append(pause)

    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_child_that_cannot_be_started_now_is_tried_again() -> None:
    """No room for a process: the others go on."""
    kept = Child("child", ["/no/such/program"], 5.0, None)
    before = time.monotonic()
    kept.look()
    assert (kept.process, kept.due > before) == (None, True)


def test_child_that_had_settled_comes_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = child("pass")
    kept.pause = 30.0
    monkeypatch.setattr(supervisor, "SETTLED_AFTER", 0.0)
    kept.look()
    assert kept.process is not None
    kept.process.wait()

    kept.look()

    assert kept.due - time.monotonic() < 0.6


def test_what_a_killed_child_started_ends_with_it(
    running: Callable[[Supervisor], threading.Thread], tmp_path: Path
) -> None:
    """Otherwise an orphan would go on holding the port."""
    told = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        f"inner = subprocess.Popen([sys.executable, '-S', '-c', {LIVE!r}])\n"
        "open(sys.argv[1], 'w').write(str(inner.pid))\n"
        "time.sleep(600)"
    )
    kept = child(code, str(told))
    running(Supervisor([kept], None, ready=lambda: True))
    until(lambda: told.exists() and told.read_text() != "")
    inner = int(told.read_text())

    os.kill(pid_of(kept), signal.SIGKILL)

    until(lambda: gone(inner))


def test_stop_ends_children_then_the_database(running: Callable[[Supervisor], threading.Thread]) -> None:
    kept, database = child(LIVE), Database()
    supervised = Supervisor([kept], database, ready=lambda: True)
    thread = running(supervised)
    first = pid_of(kept)

    supervised.stop()
    thread.join(60)

    assert (thread.is_alive(), gone(first), database.stopped) == (False, True, True)


def test_child_that_does_not_end_is_killed_after_its_grace(
    running: Callable[[Supervisor], threading.Thread], tmp_path: Path
) -> None:
    told = tmp_path / "up"
    kept = child(STUBBORN.replace("print('up', flush=True)", f"open({str(told)!r}, 'w')"), grace=0.3)
    supervised = Supervisor([kept], None, ready=lambda: True)
    thread = running(supervised)
    first = pid_of(kept)
    until(told.exists)

    began = time.monotonic()
    supervised.stop()
    thread.join(60)

    assert gone(first)
    assert 0.3 <= time.monotonic() - began < 30


def test_database_that_ended_is_started_again_until_it_does(
    running: Callable[[Supervisor], threading.Thread],
) -> None:
    database = Database()
    database.refuses = 1
    running(Supervisor([], database, ready=lambda: True))

    database.up = False

    until(lambda: database.up)
    assert database.starts == 2


def test_readiness_is_asked_until_it_is_there(running: Callable[[Supervisor], threading.Thread]) -> None:
    answers = [False, False, True]
    asked: list[bool] = []

    def ready() -> bool:
        asked.append(answers[len(asked)])
        return asked[-1]

    running(Supervisor([], None, ready=ready))

    until(lambda: len(asked) == 3)
    time.sleep(0.4)
    assert asked == answers


def test_changed_code_starts_the_children_again(
    running: Callable[[Supervisor], threading.Thread], tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    module = tmp_path / "deep" / "module.py"
    module.write_text("one")
    (tmp_path / "page.html").write_text("one")
    watch = Watch(tmp_path)
    (tmp_path / "page.html").write_text("two")
    assert not watch.changed()
    kept = child(LIVE)
    running(Supervisor([kept], None, lambda: True, watch.changed))
    first = pid_of(kept)

    module.write_text("two")
    os.utime(module, ns=(1, 1))

    until(lambda: kept.process is not None and kept.process.pid != first)
    assert gone(first)
    module.unlink()
    assert Watch(tmp_path).changed() is False


def test_gate_holds_a_child_back_once(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"import sys; from liaison.ops.supervisor import wait_at_gate; wait_at_gate(); open({str(told)!r}, 'w')"
    gate = Gate()
    held = Child("child", [sys.executable, "-c", code], 5.0, gate)
    held.start()
    try:
        time.sleep(1.0)
        assert not told.exists()
        gate.open()
        until(told.exists)
        assert held.process is not None
        assert held.process.wait(60) == 0
        told.unlink()
        held.start()
        until(told.exists)
    finally:
        held.ask_to_end()
        held.wait(time.monotonic() + 5)
        gate.open()


def test_child_knows_whose_child_it_is(tmp_path: Path) -> None:
    told = tmp_path / "parent"
    kept = child(f"import os; open({str(told)!r}, 'w').write(os.environ[{PARENT!r}])")
    kept.start()
    kept.wait(time.monotonic() + 60)

    assert told.read_text() == str(os.getpid())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel")
def test_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    inner = (
        "import os, time; from liaison.ops.processes import end_with_parent; end_with_parent();"
        f"open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    outer = (
        "import os, subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {inner!r}], env={{**os.environ, {PARENT!r}: str(os.getpid())}})\n"
        "import time; time.sleep(600)"
    )
    parent = child(outer)
    parent.start()
    try:
        until(lambda: told.exists() and told.read_text() != "")
        pid = int(told.read_text())
        assert parent.process is not None

        os.kill(parent.process.pid, signal.SIGKILL)
        parent.process.wait()

        until(lambda: gone(pid))
    finally:
        parent.wait(0.0)


def test_child_whose_parent_is_already_gone_ends(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = (
        "from liaison.ops.processes import end_with_parent; end_with_parent(parent=1);"
        f"open({str(told)!r}, 'w')"
    )
    orphan = Child("child", [sys.executable, "-c", code], 5.0)
    orphan.start()
    try:
        assert orphan.process is not None

        assert orphan.process.wait(60) == -signal.SIGTERM
        assert not told.exists()
    finally:
        orphan.wait(0.0)
