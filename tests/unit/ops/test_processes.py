"""Children of a supervisor that is gone end."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from liaison.ops.processes import signal_when_parent_ends

CHILD = """
import os, signal, sys, time
sys.platform = sys.argv[1]
from liaison.ops.processes import end_with_parent
signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
end_with_parent(os.getppid())
print("up", flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys
with subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdout=subprocess.PIPE) as child:
    assert child.stdout.readline() == b"up\\n"
    print("up", flush=True)
    sys.stdin.read()
    import os
    os._exit(0)
"""


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_child_ends_with_its_parent(platform: str) -> None:
    """Linux tells the child, elsewhere it looks."""
    if platform == "linux" != sys.platform:
        pytest.skip("only Linux tells")
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD, platform],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        said = parent.communicate(timeout=60)[1]  # until the child, which holds it too, has ended

    assert said == b"told to end\n"


def test_elsewhere_no_signal_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert signal_when_parent_ends(signal.SIGTERM) is None
