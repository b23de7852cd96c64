"""How the files of the letters of a set are laid out: first what all of them share, then what is theirs.

A letter of a page is a page and a stream of some hundred bytes; its fonts are ten times as much, and the
same in every letter of its set. So they stand in each file as the very same bytes from its beginning,
written once, and whoever binds the letters knows them again by these bytes without reading them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CATALOG, TREE, FIRST = 1, 2, 3
"""The numbers of the objects that each file has, and of the first one that is shared."""
_END = re.compile(rb"%letter (\d+) (\d+)\nstartxref\n\d+\n%%EOF\n\Z")
"""How many bytes are shared, and how many pages follow; a file that was changed ends in another way."""
_LONGEST_END = 100
_PAGE = re.compile(rb"\d+ 0 obj\n(.*?)/Contents\[((?: ?\d+ 0 R)*)\]>>\nendobj\n")
_STREAM = re.compile(rb"\d+ 0 obj\n<</Filter/FlateDecode/Length (\d+)>>stream\n")
_STREAM_ENDS = b"\nendstream\nendobj\n"


@dataclass(frozen=True, slots=True)
class Shared:
    """What letters share, written: the bytes of it, where its objects begin, and the pages it is for.

    Each of `pages` is the text of a page without its end and without what is drawn on it.
    """

    content: bytes
    places: tuple[int, ...]
    pages: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A letter: the bytes it shares, and for each page its text and what is drawn on it, compressed."""

    shared: bytes
    pages: tuple[tuple[bytes, tuple[bytes, ...]], ...]


def share(objects: Iterable[bytes], pages: Sequence[bytes]) -> Shared:
    """Write the shared objects, numbered from `FIRST`; `pages` refer to them by these numbers."""
    content = bytearray(_HEADER)
    places = []
    for number, text in enumerate(objects, FIRST):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    return Shared(bytes(content), tuple(places), tuple(pages))


def write(shared: Shared, drawn: Sequence[Sequence[bytes]]) -> bytes:
    """The file of a letter: for each of the shared pages what is drawn on it, compressed (Flate)."""
    out = bytearray(shared.content)
    places = [0, 0, 0, *shared.places]
    kids = []
    for text, parts in zip(shared.pages, drawn, strict=True):
        number = len(places)
        kids.append(b"%d 0 R" % number)
        places.append(len(out))
        contents = b" ".join(b"%d 0 R" % (number + place) for place in range(1, len(parts) + 1))
        out += b"%d 0 obj\n%b/Contents[%b]>>\nendobj\n" % (number, text, contents)
        for part in parts:
            places.append(len(out))
            out += b"%d 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n" % (len(places) - 1, len(part))
            out += part + _STREAM_ENDS
    places[TREE] = len(out)
    out += b"%d 0 obj\n<</Type/Pages/Kids[%b]/Count %d>>\nendobj\n" % (TREE, b" ".join(kids), len(kids))
    places[CATALOG] = len(out)
    out += b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (CATALOG, TREE)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % len(places)
    out += b"".join(b"%010d 00000 n \n" % place for place in places[1:])
    out += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(places), CATALOG)
    out += b"%%letter %d %d\nstartxref\n%d\n%%%%EOF\n" % (len(shared.content), len(kids), table)
    return bytes(out)


def read(content: bytes) -> Sheets | None:
    """What `write` wrote; None for any other file."""
    end = _END.search(content, max(0, len(content) - _LONGEST_END))
    if end is None:
        return None
    place = int(end[1])
    shared = content[:place]
    pages = []
    for _number in range(int(end[2])):
        page = _PAGE.match(content, place)
        if page is None:
            return None
        place = page.end()
        parts = []
        for _part in range(page[2].count(b"R")):
            stream = _STREAM.match(content, place)
            if stream is None:
                return None
            place = stream.end() + int(stream[1])
            parts.append(content[stream.end() : place])
            if not content.startswith(_STREAM_ENDS, place):
                return None
            place += len(_STREAM_ENDS)
        pages.append((page[1], tuple(parts)))
    return Sheets(shared, tuple(pages))
