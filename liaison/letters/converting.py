"""Word files as PDF, through LibreOffice where it is installed.

What could fetch something, linked pictures and templates, is refused or taken out before; how little the
program gets is told in `office`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import structlog

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _
from liaison.letters import office, rules
from liaison.letters.word import check_package, repacked

log = structlog.get_logger(__name__)

TIME_LIMIT = 90.0
"""Seconds for one file; a cold start on a slow machine takes ten."""
HURRIED_LIMIT = 30.0
"""Seconds for one file that somebody waits for before a page, holding one of few threads."""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
_EXPORT = "pdf:writer_pdf_Export"
ROOM = 64 * 1024**2
"""Bytes that the program may need; with fewer left, it is for them that it made nothing."""
SETS_AT_ONCE = 1
"""So many sets are converted side by side, by the program that is kept open; this leaves a core to us."""
Convert = Callable[[str, Path, str, float], None]


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


class NotNow(Refused):
    """Nothing is wrong with the file; it may become a PDF later."""

    def __init__(self) -> None:
        super().__init__(rules.not_made_now())


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


def word_to_pdf(content: bytes, *, time_limit: float = TIME_LIMIT, hurried: bool = False) -> bytes:
    """The Word file as PDF; raises `NoOffice`, `NotConverted`, or `Refused` for an unsound file.

    Also, where there is no room or no time just now, `NotNow`; soon where it is `hurried`, for a page.
    """
    if office_program() is None:
        raise NoOffice
    check_package(content)
    plain = without_template_link(content)
    if hurried:
        return _converted(plain, _EXPORT, min(time_limit, HURRIED_LIMIT), office.convert_soon)
    return _converted(plain, _EXPORT, time_limit)


def set_to_pdf(content: bytes, *, time_limit: float = 3 * TIME_LIMIT) -> bytes:
    """A set that we merged from a sound file as PDF, its bookmarks as named places. Raises as above.

    The program is kept open for the next set.
    """
    options = {
        "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
        "ExportBookmarks": {"type": "boolean", "value": "false"},
        "UseTaggedPDF": {"type": "boolean", "value": "false"},
    }
    export = f"{_EXPORT}:{json.dumps(options)}"
    return _converted(without_template_link(content), export, time_limit, office.convert_set)


def _converted(content: bytes, export: str, time_limit: float, convert: Convert = office.convert) -> bytes:
    program = office_program()
    if program is None:
        raise NoOffice
    try:
        with tempfile.TemporaryDirectory(
            prefix=office.prefix("letter"), ignore_cleanup_errors=True
        ) as folder:
            place = Path(folder)
            (place / "letter.docx").write_bytes(content)
            try:
                convert(program, place, export, time_limit)
            except office.NoLaneFree:
                log.warning("word_not_converted", reason="others at work", seconds=office.LONGEST_WAIT)
                raise NotNow from None
            except office.TooSlow:
                # A machine with much to do is as likely as a file that is too much; the time alone tells.
                log.warning("word_not_converted", reason="time limit", seconds=time_limit)
                raise NotNow from None
            made = place / "out" / "letter.pdf"
            if made.is_file() and made.stat().st_size:
                return made.read_bytes()
            full = shutil.disk_usage(place).free < ROOM
    except OSError as error:
        log.warning("word_not_converted", reason=type(error).__name__, errno=error.errno)
        raise NotNow from error
    log.warning("word_not_converted", reason="no room" if full else "no output")
    raise NotNow if full else NotConverted


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
