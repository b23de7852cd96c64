"""What a file is, told by its bytes alone: names and types that people send are not believed."""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from typing import IO

HEAD = 64 * 1024
"""How many bytes at the beginning decide, except for archives."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)
_OFFICE_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"wordprocessingml.document.main+xml", DOCX),
    (b"spreadsheetml.sheet.main+xml", XLSX),
    (b"presentationml.presentation.main+xml", PPTX),
    (b"ms-word.document.macroEnabled.main+xml", "application/vnd.ms-word.document.macroEnabled.12"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.12"),
)
_OLD_OFFICE: tuple[tuple[bytes, str], ...] = (
    ("WordDocument".encode("utf-16-le"), "application/msword"),
    ("Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    ("PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint"),
    ("__substg1.0_".encode("utf-16-le"), "application/vnd.ms-outlook"),
)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|\?xml|!--)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_END_OF_ARCHIVE = struct.Struct("<4s4H2LH")
_LOCATOR = 20
"""Bytes of what stands before that record where there is a second one, for more than 65,535 members."""
MEMBER_LIMIT = 5000
DIRECTORY_LIMIT = 2 * 1024 * 1024


def sniff(source: IO[bytes]) -> str:
    """The media type of what `source` holds; its position is left anywhere."""
    source.seek(0)
    head = source.read(HEAD)
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return _old_office(head, source) if media_type.endswith("ole-storage") else media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:2] == b"PK":
        return _archive(source)
    return _text(head)


def _text(head: bytes) -> str:
    """Text and markup; text that is not UTF-8 says so, since a browser would guess."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain; charset=utf-16" if len(head) % 2 == 0 else UNKNOWN
    if _CONTROLS.search(head):
        return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MARKUP.match(start):
        return _markup(start)
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return "text/calendar"
    if start[:11].upper() == b"BEGIN:VCARD":
        return "text/vcard"
    try:
        # A full head may end in the middle of a character.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return "text/plain; charset=windows-1252"
    return "text/plain"


def _markup(start: bytes) -> str:
    lower = start.lower()
    if b"<svg" in lower[:4096]:
        return "image/svg+xml"
    if lower.startswith(b"<?xml") and b"<html" not in lower[:4096]:
        return "application/xml"
    return "text/html"


def _old_office(head: bytes, source: IO[bytes]) -> str:
    """Word, Excel, PowerPoint and Outlook of old: the directory names the streams, anywhere inside."""
    place, rest = head, True
    while rest:
        for name, media_type in _OLD_OFFICE:
            if name in place:
                return media_type
        more = source.read(HEAD)
        rest = bool(more)
        place = place[-64:] + more
    return "application/x-ole-storage"


def directory_size(source: IO[bytes]) -> tuple[int, int] | None:
    """How many members an archive says it has and how long its directory is; None: no archive.

    Read from the record at the end, before anything takes the directory into memory.
    """
    size = source.seek(0, io.SEEK_END)
    reach = min(size, 65536 + _END_OF_ARCHIVE.size + _LOCATOR)
    source.seek(size - reach)
    tail = source.read(reach)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END_OF_ARCHIVE.size:
        return None
    if tail[max(0, place - _LOCATOR) : place].startswith(b"PK\x06\x07"):
        return MEMBER_LIMIT + 1, 0  # a second record that is larger counts instead; nothing here needs one
    fields = _END_OF_ARCHIVE.unpack_from(tail, place)
    return int(fields[4]), int(fields[5])


def open_archive(source: IO[bytes]) -> zipfile.ZipFile | None:
    """The archive in `source`, or None when it is none or its directory is out of all proportion."""
    said = directory_size(source)
    if said is None or said[0] > MEMBER_LIMIT or said[1] > DIRECTORY_LIMIT:
        return None
    source.seek(0)
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None


def member(archive: zipfile.ZipFile, name: str, limit: int = HEAD) -> bytes:
    """The first `limit` bytes of a member; empty when it is missing or damaged."""
    try:
        with archive.open(name) as part:
            return part.read(limit)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return b""


def _archive(source: IO[bytes]) -> str:
    archive = open_archive(source)
    if archive is None:
        return ZIP
    with archive:
        kinds = member(archive, "[Content_Types].xml")
        for part, media_type in _OFFICE_PARTS:
            if part in kinds:
                return media_type
        said = member(archive, "mimetype", 100)
    if re.fullmatch(rb"application/vnd\.oasis\.opendocument\.[a-z-]{1,40}", said):
        return said.decode("ascii")
    return ZIP
