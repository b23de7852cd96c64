"""Word files as PDF, through LibreOffice where it is installed.

LibreOffice is a large program fed with files from outside, so it gets little: a profile of its own
(two on one profile fail), none of our environment, a time limit, and no way out to the network. What
could fetch something, linked pictures and templates, is refused or taken out before.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import structlog

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _
from liaison.letters.word import check_package, repacked

log = structlog.get_logger(__name__)

TIME_LIMIT = 90.0
"""Seconds for one file; a cold start on a slow machine takes ten."""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
AT_ONCE = 2 if (os.cpu_count() or 1) > 1 else 1
"""So many conversions run side by side, each with a profile of its own."""
_free_lanes: queue.LifoQueue[int] = queue.LifoQueue()
for _number in reversed(range(AT_ONCE)):
    _free_lanes.put(_number)

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


class NoOffice(Refused):
    """LibreOffice is not installed; the letter stays a Word file."""

    def __init__(self) -> None:
        super().__init__(
            Refusal(
                _("LibreOffice is not installed here, so Word letters stay Word files (.docx)."),
                field="file",
                code="no_office",
            )
        )


class NotConverted(Refused):
    """LibreOffice could not make a PDF of the file."""

    def __init__(self) -> None:
        super().__init__(
            Refusal(_("The Word file could not be turned into a PDF."), field="file", code="not_converted")
        )


def office_program() -> str | None:
    """Where LibreOffice is, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def word_to_pdf(content: bytes, *, time_limit: float = TIME_LIMIT) -> bytes:
    """The Word file as PDF; raises `NoOffice`, `NotConverted`, or `Refused` for an unsound file."""
    if office_program() is None:
        raise NoOffice
    check_package(content)
    return _converted(without_template_link(content), "pdf:writer_pdf_Export", time_limit)


def set_to_pdf(content: bytes, *, time_limit: float = 3 * TIME_LIMIT) -> bytes:
    """A set that we merged from a sound file as PDF, its bookmarks as named places. Raises as above."""
    options = {
        "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
        "ExportBookmarks": {"type": "boolean", "value": "false"},
        "UseTaggedPDF": {"type": "boolean", "value": "false"},
    }
    export = f"pdf:writer_pdf_Export:{json.dumps(options)}"
    return _converted(without_template_link(content), export, time_limit)


def _converted(content: bytes, export: str, time_limit: float) -> bytes:
    program = office_program()
    if program is None:
        raise NoOffice
    with tempfile.TemporaryDirectory(prefix="liaison-letter-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "letter.docx").write_bytes(content)
        with _lane() as lane:
            _convert(program, place, export, time_limit, lane)
        made = place / "out" / "letter.pdf"
        if not made.is_file() or not made.stat().st_size:
            log.warning("word_not_converted", reason="no output")
            raise NotConverted
        return made.read_bytes()


@contextlib.contextmanager
def _lane() -> Iterator[int]:
    """The number of a profile, as soon as one is free: two programs on one profile fail."""
    number = _free_lanes.get()
    try:
        yield number
    finally:
        _free_lanes.put(number)


def _convert(program: str, place: Path, export: str, time_limit: float, lane: int) -> None:
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        f"-env:UserInstallation={_profile(os.getpid(), lane).as_uri()}",
        "--convert-to",
        export,
        "--outdir",
        str(place / "out"),
        str(place / "letter.docx"),
    ]
    process = subprocess.Popen(  # noqa: S603 - the command holds nothing from outside
        command,
        cwd=place,
        env=_environment(place),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(time_limit)
    except subprocess.TimeoutExpired:
        log.warning("word_not_converted", reason="time limit", seconds=time_limit)
        raise NotConverted from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and all it started: `soffice` is a shell around the real one."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(place: Path) -> dict[str, str]:
    """Only what a program needs to start; no settings of ours, and a proxy that nobody serves."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "FONTCONFIG_PATH") if name in os.environ
    }
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
def _profile(pid: int, lane: int) -> Path:  # noqa: ARG001 - each lane has its own
    """The profile folder of a lane of this process; a fork gets some of its own."""
    folder = Path(tempfile.mkdtemp(prefix=f"liaison-office-{pid}-"))
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    atexit.register(_forget, folder, pid)
    return folder


def _forget(folder: Path, pid: int) -> None:
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)


def without_template_link(content: bytes) -> bytes:
    """The file without the link to the template it was written from, which LibreOffice might fetch."""
    return repacked(content, _without_template)


def _without_template(name: str, data: bytes) -> bytes:
    if not name.endswith(".rels") or b"attachedTemplate" not in data:
        return data
    relations = ET.fromstring(data)  # noqa: S314 - checked by `check_package`
    for relation in list(relations):
        if relation.get("Type", "").endswith("/attachedTemplate"):
            relations.remove(relation)
    ET.register_namespace("", _RELATIONS)
    made: bytes = ET.tostring(relations, encoding="utf-8", xml_declaration=True)
    return made
