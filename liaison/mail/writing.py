"""Writing the bytes of a plain message: a text, perhaps with HTML beside it, and nothing attached.

Mailings are made of those, a hundred thousand at a time. The standard library builds a tree of headers
for each; here short lines of plain letters are written as they are and words with accents one after the
other (RFC 2047), and only what is longer or stranger than that is left to the library.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from email.charset import Charset
from email.policy import EmailPolicy
from email.utils import quote
from functools import lru_cache
from typing import Any

_PLAIN = re.compile(r"[\x20-\x7e]*")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
LONGEST_LINE = 78
LONGEST_ENCODED = 75
"""An encoded word; and a line with one is a letter longer at most (RFC 2047, 2)."""
_UTF_8 = Charset("utf-8")


def field(name: str, value: str, policy: EmailPolicy[Any]) -> bytes:
    """A header field of free words; what looks like an encoded word is encoded to stay what it is."""
    lookalike = "=?" in value
    if not lookalike and _PLAIN.fullmatch(value) and len(name) + 2 + len(value) <= LONGEST_LINE:
        return f"{name}: {value}\r\n".encode("ascii")
    if lookalike or not value.isascii():
        return f"{name}: {_encoded(value, LONGEST_ENCODED - len(name) - 1)}\r\n".encode("ascii")
    return policy.fold_binary(name, policy.header_store_parse(name, value)[1])


def _encoded(text: str, room: int) -> str:
    """`text` as encoded words, one a line, in the first of them `room`.

    The blank between two of them belongs to the second: those between encoded words do not count. (The
    standard library forgets some.) A word that is too long for a line goes over several.
    """
    lines: list[str] = []
    begun = ""
    for word in text.split(" "):
        longer = f"{begun} {word}" if begun or lines else word
        if not _fits(longer, LONGEST_ENCODED if lines else room):
            if begun:
                lines.append(begun)
                longer = f" {word}"
            while not _fits(longer, LONGEST_ENCODED if lines else room):
                end = _fitting(longer, LONGEST_ENCODED if lines else room)
                lines.append(longer[:end])
                longer = longer[end:]
        begun = longer
    return "\r\n ".join(_UTF_8.header_encode(line) for line in (*lines, begun))


def _fits(text: str, room: int) -> bool:
    return len(_UTF_8.header_encode(text)) <= room


def _fitting(text: str, room: int) -> int:
    """How many of the first letters of `text` fit as one encoded word."""
    return next(end for end in range(min(len(text), room), 0, -1) if _fits(text[:end], room))


def numbers(name: str, value: str) -> bytes:
    """A header field of numbers and links, folded between them only."""
    return (f"{name}: " + "\r\n ".join(value.split()) + "\r\n").encode("ascii", "replace")


def mailboxes(name: str, boxes: Sequence[tuple[str, str]]) -> bytes | None:
    """A header field of owners and addresses, folded between them; None when one needs more than that."""
    written = []
    for owner, address in boxes:
        named = _owner(owner)
        if named is None or not _ADDRESS.fullmatch(address):
            return None
        written.append(f"{named} <{address}>" if named else address)
    if len(name) + 2 + max(map(len, written)) > LONGEST_ENCODED:
        return None
    return (f"{name}: " + ",\r\n ".join(written) + "\r\n").encode("ascii")


def _owner(owner: str) -> str | None:
    """Whose address it is: as it is, in quotes, or as one encoded word; None when it looks like one."""
    if "=?" in owner:
        return None
    if _ATOMS.fullmatch(owner) or not owner:
        return owner
    return f'"{quote(owner)}"' if _PLAIN.fullmatch(owner) else _UTF_8.header_encode(owner)


def body(text: str, html: str, boundary: str) -> bytes:
    """The fields about the content, the blank line, and the content."""
    if not html:
        return b"MIME-Version: 1.0\r\n" + _part(text, "plain")
    return b"".join(
        (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="',
            boundary.encode("ascii"),
            b'"\r\n\r\n--',
            boundary.encode("ascii"),
            b"\r\n",
            _part(text, "plain"),
            b"\r\n--",
            boundary.encode("ascii"),
            b"\r\nMIME-Version: 1.0\r\n",
            _part(html, "html"),
            b"\r\n--",
            boundary.encode("ascii"),
            b"--\r\n",
        )
    )


def _part(text: str, kind: str) -> bytes:
    return _about(kind) + _quoted(text if text.endswith("\n") else f"{text}\n")


@lru_cache
def _about(kind: str) -> bytes:
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    ).encode("ascii")


def _quoted(text: str) -> bytes:
    """`text` in 7 bits, lines ended by CR LF."""
    data = text.encode("utf-8", "surrogateescape")
    return binascii.b2a_qp(data, istext=True).replace(b"\n", b"\r\n")
