"""Whether a Word file may be opened: a small upload must not become a flood."""

from __future__ import annotations

import os
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from liaison.files.content import DOCX, open_archive, sniff
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

UNPACKED_LIMIT = 200 * 1024 * 1024
"""Bytes of all members together; a Word letter with pictures has a few million."""

XML_LIMIT = 40 * 1024 * 1024
"""Bytes of the members that are read as XML; they are in memory as a whole, more than once."""
MARKS_LIMIT = 1_000_000
"""Elements and values of all members together, a few hundred pages; each takes some hundred bytes when read.

Members of any name are counted, for the package says by itself which of them are XML; what does not begin
as XML does cannot be read as such, as pictures.
"""

_STEP = 256 * 1024
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""What may stand before the first mark of XML: signs of the encoding, zeros, and space."""
_DOCTYPE_SPAN = 64
"""Bytes from one step that the next looks at again: the word could be cut in two, with two bytes a letter."""


class NoOfficeFile(Refused):
    """The upload is no Word file that can be read safely (E-INT-26, E-INT-27)."""


def _damaged() -> NoOfficeFile:
    return NoOfficeFile(Refusal(_("The document cannot be read."), field="file", code="E-INT-27"))


def _flood() -> NoOfficeFile:
    return NoOfficeFile(
        Refusal(_("The document unpacks to far more than it should."), field="file", code="E-INT-27")
    )


def inspect_word(source: IO[bytes]) -> None:
    """Raise `NoOfficeFile` unless `source` is a sound Word document of the newer kind (.docx)."""
    kind, archive = sniff(source), open_archive(source)
    if archive is None or kind != DOCX:
        source.seek(0)
        cut_off = archive is None and source.read(4) == b"PK\x03\x04"
        other = Refusal(_("Only Word documents can be merged."), field="file", code="E-INT-26")
        raise _damaged() if cut_off else NoOfficeFile(other)
    with archive:
        _measure(archive, source.seek(0, os.SEEK_END))
    source.seek(0)


def _measure(archive: zipfile.ZipFile, size: int) -> None:
    """Unpack every member once, counting: what an archive says of itself may be a lie."""
    members = archive.infolist()
    if sum(part.file_size for part in members) > UNPACKED_LIMIT:
        raise _flood()
    if sum(part.compress_size for part in members) > size:  # members that share their bytes
        raise _flood()
    names = {part.filename for part in members}
    if len(names) != len(members) or "[Content_Types].xml" not in names:
        raise _damaged()
    found = _Amounts()
    for part in members:
        if part.flag_bits & 0x1:  # locked with a password
            raise _damaged()
        _unpack(archive, part, found)


@dataclass(slots=True)
class _Amounts:
    """What was unpacked so far, in all members together."""

    size: int = 0
    xml: int = 0
    marks: int = 0

    def add(self, step: bytes, *, xml: bool, marks: bool) -> None:
        """Count what comes next, its `marks` too; raises `NoOfficeFile` when it becomes too much."""
        self.size += len(step)
        self.xml += len(step) if xml else 0
        self.marks += step.count(b"<") + step.count(b"=") if marks else 0
        if self.size > UNPACKED_LIMIT or self.xml > XML_LIMIT or self.marks > MARKS_LIMIT:
            raise _flood()


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, found: _Amounts) -> None:
    xml, end, begun = part.filename.endswith((".xml", ".rels")), b"", b""
    try:
        with archive.open(part) as stream:
            while step := stream.read(_STEP):
                if xml:
                    _refuse_entities(end + step)
                    end = step[-_DOCTYPE_SPAN:]
                begun = begun or step.lstrip(_BEFORE_XML)[:1]
                found.add(step, xml=xml, marks=xml or begun == b"<")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise _damaged() from error


def _refuse_entities(text: bytes) -> None:
    """Office never declares a document type; whoever does wants entities expanded."""
    if b"<!DOCTYPE" in text.replace(b"\x00", b"").upper():
        raise _damaged()
