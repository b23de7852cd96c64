"""Bytes to text: which encoding a file is in, when nothing says so."""

from __future__ import annotations

import codecs

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

MOST_BYTES = 50 * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def unreadable() -> Refused:
    """The file is none of those that can be read."""
    return Refused(
        Refusal(_("This file cannot be read. Give a CSV, XLSX or vCard file."), field="file", code="file")
    )


def check_size(content: bytes) -> None:
    """Refuse an empty file and one that is too large."""
    if not content.strip(b"\x00\r\n\t "):
        raise Refused(Refusal(_("The file is empty."), field="file", code="file_empty"))
    if len(content) > MOST_BYTES:
        raise Refused(Refusal(_("The file is larger than 50 MB."), field="file", code="file_too_large"))


def decode(content: bytes) -> str:
    """`content` as text: by its byte order mark, as UTF-8, as UTF-16 without mark, else as Windows-1252.

    Raises:
        Refused: it is no text, for it holds signs that no text holds.
    """
    text = _decoded(content)
    strange = sum(1 for sign in text[:20_000] if sign < " " and sign not in "\t\r\n\x0b\x0c\x1a")
    if "\x00" in text or strange > len(text[:20_000]) // 50:
        raise unreadable()
    return text.rstrip("\x1a")


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise unreadable() from None
    encoding = _wide(content[:2000])
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise unreadable() from None
    # Five bytes of Windows-1252 mean nothing; there it is read as Latin-1, which knows all.
    return content.decode("cp1252", errors="latin1_sign")


def _wide(start: bytes) -> str:
    """The UTF-16 of a text without mark, told by every second byte being empty."""
    if len(start) < 4:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.6 and odd < half * 0.1 else ""


def _latin1_sign(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin1_sign", _latin1_sign)
