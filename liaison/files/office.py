"""Whether a Word file may be opened: a small upload must not become a flood."""

from __future__ import annotations

import os
import zipfile
import zlib
from typing import IO

from liaison.files.content import DOCX, open_archive, sniff
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

UNPACKED_LIMIT = 200 * 1024 * 1024
"""Bytes of all members together; a Word letter with pictures has a few million."""

_STEP = 256 * 1024
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
    total = 0
    for part in members:
        if part.flag_bits & 0x1:  # locked with a password
            raise _damaged()
        total += _unpacked(archive, part, UNPACKED_LIMIT - total)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> int:
    count, end = 0, b""
    try:
        with archive.open(part) as stream:
            while step := stream.read(_STEP):
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(end + step)
                    end = step[-_DOCTYPE_SPAN:]
                count += len(step)
                if count > limit:
                    raise _flood()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise _damaged() from error
    return count


def _refuse_entities(text: bytes) -> None:
    """Office never declares a document type; whoever does wants entities expanded."""
    if b"<!DOCTYPE" in text.replace(b"\x00", b"").upper():
        raise _damaged()
