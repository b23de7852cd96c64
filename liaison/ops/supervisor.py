"""`liaison run`: one plain parent that keeps its children alive and ends them in order.

It loads nothing of the product, so that it stays small and nothing in it can fail. Children stand in
sessions of their own, so that a signal from the terminal reaches them through us alone; each ends by
itself when we are killed. A child that ends is started again, after a pause that grows as long as it
keeps ending early.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

import structlog

from liaison.ops.processes import PARENT

log = structlog.get_logger(__name__)

GATE = "LIAISON_GATE"
"""The environment variable that tells a child at which pipe to wait."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0
"""Seconds after which a child counts as well: its next pause is the first again."""
LOOK_EVERY = 0.25


class Server(Protocol):
    """The private database, as far as it must be kept alive."""

    def alive(self) -> bool:
        """Whether it runs."""

    def start(self) -> None:
        """Start it and wait until it answers."""

    def stop(self) -> None:
        """End it, unless others use it."""


class Gate:
    """Holds back a child that is already loading until the installation is prepared for it.

    The child waits for the end of a pipe: it comes when we open the gate, and also when we are killed.
    """

    def __init__(self) -> None:
        self.inner, self._outer = os.pipe()
        self.closed = True

    def open(self) -> None:
        """Let the child go on; later ones find it open."""
        if self.closed:
            os.close(self._outer)
            os.close(self.inner)
            self.closed = False


def wait_at_gate() -> None:
    """In the child: go on when the gate opens."""
    number = os.environ.pop(GATE, "")
    if number.isdigit():
        os.read(int(number), 1)
        os.close(int(number))


@dataclass
class Child:
    """One process to keep alive; `grace` are the seconds it gets to end."""

    name: str
    command: Sequence[str]
    grace: float
    gate: Gate | None = None
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    began: float = 0.0
    due: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Begin, in a session of its own."""
        held = self.gate is not None and self.gate.closed
        inner = self.gate.inner if self.gate is not None and held else -1
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(inner,) if held else (),
            env={**os.environ, PARENT: str(os.getpid()), **({GATE: str(inner)} if held else {})},
        )
        self.began = time.monotonic()
        log.info("child_started", child=self.name, process=self.process.pid)

    def look(self) -> None:
        """Start what is due, notice what has ended."""
        moment = time.monotonic()
        if self.process is None:
            if moment >= self.due:
                self._try_to_start(moment)
        elif (code := self.process.poll()) is not None:
            kill_group(self.process.pid)
            if moment - self.began > SETTLED_AFTER:
                self.pause = FIRST_PAUSE
            self.process, self.due = None, moment + self.pause
            log.warning("child_ended", child=self.name, code=code, pause=self.pause)
            self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _try_to_start(self, moment: float) -> None:
        """The machine may have no room for it just now; the others go on."""
        try:
            self.start()
        except OSError as error:
            self.due = moment + self.pause
            log.warning("child_not_started", child=self.name, errno=error.errno, pause=self.pause)
            self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        """SIGTERM, if it runs."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end; past `until` (monotonic) it is killed with all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("child_killed", child=self.name)
        kill_group(self.process.pid)
        self.process.wait()
        self.process = None


def kill_group(leader: int) -> None:
    """End whatever is left of a child's session, e.g. a server process whose parent was killed."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


class Supervisor:
    """Keeps the database and the children alive until it is asked to stop."""

    def __init__(
        self,
        children: Sequence[Child],
        server: Server | None,
        ready: Callable[[], bool],
        changed: Callable[[], bool] = lambda: False,
    ) -> None:
        """`ready` is asked again and again until it has seen the installation answer.

        When `changed` says so the children start again.
        """
        self.children = children
        self.server = server
        self._ready = ready
        self._changed = changed
        self._stop = threading.Event()

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask to stop; may be called by a signal."""
        self._stop.set()

    def run(self) -> None:
        """Keep everything alive until asked to stop, then end it in order: children, database."""
        ready = False
        try:
            while not self._stop.is_set():
                self._keep_server()
                if self._changed():
                    self._start_again()
                for child in self.children:
                    child.look()
                ready = ready or self._ready()
                self._stop.wait(LOOK_EVERY if ready else LOOK_EVERY / 5)
        finally:
            self.end()

    def _start_again(self) -> None:
        log.info("code_changed")
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.wait(time.monotonic() + 2)
            child.due, child.pause = time.monotonic(), FIRST_PAUSE

    def _keep_server(self) -> None:
        if self.server is not None and not self.server.alive():
            log.warning("database_ended")
            try:
                self.server.start()
            except Exception:
                log.exception("database_not_started")
                self._stop.wait(FIRST_PAUSE)

    def end(self) -> None:
        """End the children, each within its grace, then the database."""
        began = time.monotonic()
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.wait(began + child.grace)
        if self.server is not None:
            self.server.stop()
        log.info("stopped", seconds=round(time.monotonic() - began, 1))


def python(*arguments: str) -> list[str]:
    """The command that runs our own code in this environment."""
    return [sys.executable, *arguments]
