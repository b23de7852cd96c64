"""Writing the bytes of a plain message: a text, perhaps with HTML beside it, and nothing attached.

Mailings are made of those, a hundred thousand at a time. The standard library builds a tree of headers
for each; here short lines of plain letters are written as they are, and only what needs encoding or
folding is left to the library.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from email.policy import EmailPolicy
from functools import lru_cache

_PLAIN = re.compile(r"[\x20-\x7e]*")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
LONGEST_LINE = 78


def field(name: str, value: str, policy: EmailPolicy) -> bytes:
    """A header field of free words."""
    if len(name) + 2 + len(value) <= LONGEST_LINE and _PLAIN.fullmatch(value) and "=?" not in value:
        return f"{name}: {value}\r\n".encode("ascii")
    return policy.fold_binary(name, policy.header_store_parse(name, value)[1])


def numbers(name: str, value: str) -> bytes:
    """A header field of numbers and links, folded between them only."""
    return (f"{name}: " + "\r\n ".join(value.split()) + "\r\n").encode("ascii", "replace")


def mailboxes(name: str, boxes: Sequence[tuple[str, str]]) -> bytes | None:
    """A header field of owners and addresses, folded between them; None when one needs more than that."""
    written = []
    for owner, address in boxes:
        if (owner and not _ATOMS.fullmatch(owner)) or not _ADDRESS.fullmatch(address) or "=?" in owner:
            return None
        written.append(f"{owner} <{address}>" if owner else address)
    if max(map(len, written)) + len(name) + 3 > LONGEST_LINE:
        return None
    return (f"{name}: " + ",\r\n ".join(written) + "\r\n").encode("ascii")


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
