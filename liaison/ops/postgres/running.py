"""Whether a server of a cluster runs, told by the system and not by a number in a file."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc/self").parent


def is_server_of(pid: int, cluster: Path) -> bool:
    """Whether process `pid` is the server of `cluster`: numbers of processes are used again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # another user's: not a server we could have started
    if _PROCESSES.is_dir():
        return _works_in(pid, cluster, told=os.fsencode(cluster))
    answer = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, check=False, text=True
    )
    return "postgres" in answer.stdout


def anybody_in(cluster: Path) -> bool:
    """Whether any process, e.g. a worker of a killed server, works in the cluster's folder."""
    if not _PROCESSES.is_dir():
        return True
    numbers = [int(entry.name) for entry in _PROCESSES.iterdir() if entry.name.isdigit()]
    return any(_works_in(pid, cluster, told=b"postgres") for pid in numbers)


def _works_in(pid: int, cluster: Path, *, told: bytes) -> bool:
    """Whether the process stands in the folder; where we may not look, whether its command has `told`.

    What another user runs is no server of ours, unless we are root, whose server runs as somebody else.
    """
    place = _PROCESSES / str(pid)
    try:
        return (place / "cwd").readlink() == cluster.resolve()
    except PermissionError:
        with suppress(OSError):
            ours = os.geteuid() in {0, place.stat().st_uid}
            return ours and told in (place / "cmdline").read_bytes()
    except OSError:
        pass
    return False
