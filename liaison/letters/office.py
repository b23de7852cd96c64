"""The program LibreOffice: started for one file, or kept open for one set after the other.

It is a large program fed with files from outside, so it gets little: a profile of its own (two on one
profile fail), none of our environment, a time limit, and no way out to the network.

To start costs it more than to convert two hundred letters. So for sets one is kept open, on an empty
document, and each set is a second start that only hands its order over to it. It ends by itself when
nobody needs it any more, and with us, whatever becomes of us.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import re
import select
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import structlog

from liaison.letters.word_package import package

log = structlog.get_logger(__name__)

AT_ONCE = 2 if (os.cpu_count() or 1) > 1 else 1
"""So many conversions run side by side, each with a profile of its own."""
MOST_SETS = 40
"""So many sets one program converts; its memory does not grow with them, but nothing is for ever."""
LONGEST_WAIT = 5.0
"""Seconds until one is free for which somebody waits before a page."""
IDLE = 15.0
"""Seconds without an order after which the program that was kept is ended."""
_LONGEST_START = 60.0
_LONGEST_END = 5.0
_KEPT = -1
"""The lane of the program that is kept."""
_free_lanes: queue.LifoQueue[int] = queue.LifoQueue()
for _number in reversed(range(AT_ONCE)):
    _free_lanes.put(_number)
_NAMED = re.compile(r"liaison-(?:letter|office|kept)-(\d+)-\w+")
# The shell reads until the one at the other end is gone, then ends itself and all it started.
_TOGETHER = '("$@"; kill -KILL 0) & read -r _; kill -KILL 0'
_EMPTY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p/></w:body></w:document>"
)

# Never follow links when loading, trust no place, and send whatever still asks to a dead proxy.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""  # noqa: E501 - one setting a line


class TooSlow(Exception):
    """The time limit is over, and the program was ended with all it started; or it could not begin."""


class NoLaneFree(TooSlow):
    """Others were being converted for as long as somebody could wait; nothing began."""


def convert(
    program: str, place: Path, export: str, time_limit: float, *, longest_wait: float | None = None
) -> None:
    """Let `program` make `out/letter.pdf` of `letter.docx` in the folder `place`. Raises `TooSlow`."""
    with _lane(longest_wait) as lane:
        _run([*_command(program, lane), *_order(place, export)], place, time_limit)


def convert_soon(program: str, place: Path, export: str, time_limit: float) -> None:
    """`convert` for somebody who waits: `NoLaneFree` where no lane becomes free in a few seconds."""
    convert(program, place, export, time_limit, longest_wait=LONGEST_WAIT)


def convert_set(program: str, place: Path, export: str, time_limit: float) -> None:
    """`convert` by a program that is kept open, one order at a time."""
    _kept(os.getpid()).convert(program, place, export, time_limit)


class KeptOffice:
    """The program that is kept open; whoever converts waits for its turn."""

    def __init__(self) -> None:
        """None is open yet."""
        self._turn = threading.Lock()
        self._open: _Program | None = None
        self._folder: Path | None = None
        self._sets = 0
        self._used = 0.0

    def convert(self, program: str, place: Path, export: str, time_limit: float) -> None:
        """See `convert_set`. Where none can be kept the order itself is the program, as for one file."""
        with self._turn:
            if self._open is None or self._open.has_ended():
                self._start(program)
            try:
                _run([*_command(program, _KEPT), *_order(place, export)], place, time_limit)
            except TooSlow:
                self._end()
                raise
            self._sets += 1
            self._used = time.monotonic()
            if self._sets >= MOST_SETS:
                self._end()
            else:
                self._end_later()

    def close(self) -> None:
        """End the program."""
        with self._turn:
            self._end()

    def _start(self, program: str) -> None:
        self._end()
        self._folder = folder = Path(tempfile.mkdtemp(prefix=prefix("kept")))
        document = folder / "kept.docx"
        document.write_bytes(package(_EMPTY))
        self._open = _Program([*_command(program, _KEPT), str(document)], folder)
        # An order that comes before the program hears would be a second program on the same profile.
        until = time.monotonic() + _LONGEST_START
        while not (folder / f".~lock.{document.name}#").exists():
            if self._open.has_ended() or time.monotonic() > until:
                log.warning("office_not_kept")
                self._end()
                return
            time.sleep(0.02)

    def _end(self) -> None:
        if self._open is not None:
            self._open.end()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._open = self._folder = None
        self._sets = 0

    def _end_later(self) -> None:
        timer = threading.Timer(IDLE, self._end_if_idle)
        timer.daemon = True
        timer.start()

    def _end_if_idle(self) -> None:
        with self._turn:
            if time.monotonic() - self._used >= IDLE:
                self._end()


@cache
def _kept(pid: int) -> KeptOffice:
    """The one of this process; a fork gets its own."""
    made = KeptOffice()
    atexit.register(lambda: made.close() if os.getpid() == pid else None)
    return made


@contextlib.contextmanager
def _lane(longest: float | None = None) -> Iterator[int]:
    """The number of a profile, as soon as one is free: two programs on one profile fail.

    Raises `NoLaneFree` when none is after `longest` seconds.
    """
    try:
        number = _free_lanes.get(timeout=longest)
    except queue.Empty:
        raise NoLaneFree from None
    try:
        yield number
    finally:
        _free_lanes.put(number)


def _command(program: str, lane: int) -> list[str]:
    quiet = ("--headless", "--norestore", "--nolockcheck", "--nodefault")
    return [program, *quiet, f"-env:UserInstallation={profile(os.getpid(), lane).as_uri()}"]


def _order(place: Path, export: str) -> list[str]:
    return ["--convert-to", export, "--outdir", str(place / "out"), str(place / "letter.docx")]


def _run(command: list[str], place: Path, time_limit: float) -> None:
    program = _Program(command, place)
    try:
        program.wait(time_limit)
    finally:
        program.end()


class _Program:
    """A program at work, and all it started: `soffice` is a shell around the real one.

    It ends with us, whatever becomes of us. Each of its processes holds one end of a pipe that nobody
    writes to, so that the other end tells when the last of them is gone.
    """

    def __init__(self, command: list[str], place: Path) -> None:
        self._gone, held = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command holds nothing from outside
                ["/bin/sh", "-c", _TOGETHER, "sh", *command],
                cwd=place,
                env=_environment(place),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[held],
            )
        except BaseException:
            os.close(self._gone)
            raise
        finally:
            os.close(held)

    def has_ended(self) -> bool:
        """Whether it stopped by itself."""
        return self._process.poll() is not None

    def wait(self, time_limit: float) -> None:
        """Until it stops by itself. Raises `TooSlow`."""
        try:
            self._process.wait(time_limit)
        except subprocess.TimeoutExpired:
            raise TooSlow from None

    def end(self) -> None:
        """End all of it, and see it gone: who follows on the profile must not meet one that is dying."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        last = select.poll()
        last.register(self._gone, select.POLLIN)
        last.poll(_LONGEST_END * 1000)
        os.close(self._gone)


def _environment(place: Path) -> dict[str, str]:
    """Only what a program needs to start; no settings of ours, and a proxy that nobody serves."""
    kept = {name: os.environ[name] for name in ("PATH", "FONTCONFIG_PATH") if name in os.environ}
    dead = "http://127.0.0.1:9"
    return {
        **kept,
        "HOME": str(place),
        "TMPDIR": str(place),
        "LANG": "C.UTF-8",
        "http_proxy": dead,
        "https_proxy": dead,
        "SAL_USE_VCLPLUGIN": "svp",
    }


@cache
def profile(pid: int, lane: int) -> Path:  # noqa: ARG001 - each lane has its own
    """The profile folder of a lane of this process; a fork gets some of its own."""
    folder = Path(tempfile.mkdtemp(prefix=prefix("office")))
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    atexit.register(_forget, folder, pid)
    return folder


def prefix(kind: str) -> str:
    """How a temporary folder of ours begins: it says whose it is, for `forget_left`."""
    return f"liaison-{kind}-{os.getpid()}-"


def forget_left() -> int:
    """Delete the temporary folders, with letters in them, of processes that were killed; returns how many.

    Only our own user's. Call it before this process makes any: an older one may have had its number.
    """
    count = 0
    for folder in Path(tempfile.gettempdir()).glob("liaison-*"):
        named = _NAMED.fullmatch(folder.name)
        if named is None or not _is_ours(folder):
            continue
        if int(named[1]) == os.getpid() or not _lives(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    if count:
        log.info("temporary_folders_forgotten", count=count)
    return count


def _is_ours(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:  # gone meanwhile
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # somebody else's, or no number of a process at all
        return True
    return True


def _forget(folder: Path, pid: int) -> None:
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)
