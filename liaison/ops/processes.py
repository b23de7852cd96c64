"""Children that end with their parent, so that a killed supervisor leaves nothing in the way."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

PARENT = "LIAISON_PARENT"
"""The environment variable that tells a child whose child it is."""

_PR_SET_PDEATHSIG = 1


def signal_when_parent_ends(number: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the child gets this signal when the thread that started it ends (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, number)

    return ask


def end_with_parent(parent: int | None = None) -> None:
    """Let this process be terminated when its parent ends.

    `parent` is who it should be, by default what the environment says; nothing happens when neither
    does. Linux tells us itself, elsewhere a thread looks every second.
    """
    said = os.environ.get(PARENT, "") if parent is None else str(parent)
    if not said.isdigit():
        return
    ask = signal_when_parent_ends(signal.SIGTERM)
    if ask is not None:
        ask()
    else:
        threading.Thread(target=_watch, args=(int(said),), daemon=True).start()
    if os.getppid() != int(said):  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
