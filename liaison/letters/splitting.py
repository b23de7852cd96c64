"""Taking a set of letters apart: a file for each, in the layout by which the binder knows them again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from liaison.letters import layout
from liaison.letters.binding import (
    BEGIN,
    BROKEN,
    SEEN,
    NotBound,
    address_of,
    annotations_of,
    contents_of,
    inherited,
    links_of,
)

MOST_KINDS = 16
"""So many kinds of letters of a set are remembered: those that share the same fonts and pictures."""
_WORDS_OR_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|\b(\d+) (\d+) R\b", re.DOTALL)
"""A text in brackets, in which nothing is a reference, or one."""


def beginnings(pdf: Pdf) -> list[int]:
    """The pages, from 0, on which a letter of a marked set begins."""
    return [
        number
        for number, page in enumerate(pdf.pages)
        if any(address_of(link) == BEGIN for link in annotations_of(page))
    ]


def named_places(pdf: Pdf) -> dict[str, int]:
    """The named places of a file and the pages, from 0, on which they are."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    places = pdf.Root.get("/Dests", Dictionary())
    return {name.lstrip("/"): numbers[place[0].objgen] for name, place in places.items()}


def split(pdf: Pdf, starts: Sequence[int]) -> Iterator[bytes]:
    """One PDF for each letter that begins on one of the pages `starts`. Raises `NotBound`.

    The same pages are the same bytes.
    """
    splitter = _Splitter(pdf)
    try:
        pages = list(pdf.pages)
        for start, end in pairwise([*starts, len(pages)]):
            yield splitter.letter(pages[start:end])
    except BROKEN:
        raise NotBound from None


class _Splitter:
    """Writes the letters of one set; what they share is put together once for all that are alike."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._shared: dict[tuple[bytes, ...], layout.Shared] = {}
        self._inherited: dict[tuple[tuple[int, int], str], Any] = {}

    def letter(self, pages: Sequence[Page]) -> bytes:
        """The file of the letter on these pages."""
        looks = tuple(self._look(page) for page in pages)
        shared = self._shared.get(looks)
        if shared is None:
            if len(self._shared) >= MOST_KINDS:
                self._shared.clear()
            shared = self._shared[looks] = self._share(looks)
        return layout.write(shared, [[_packed(part) for part in contents_of(page)] for page in pages])

    def _look(self, page: Page) -> bytes:
        """The page as text, without what is drawn on it and without its end."""
        parts = [b"<</Type/Page/Parent %d 0 R" % layout.TREE]
        for key in ("/Resources", *SEEN):
            value = self._value(page.obj, key)
            if value is not None:
                parts += [key.encode(), b" ", _text(value)]
        if links := links_of(page):
            parts += [b"/Annots ", _text(Array(links))]
        return b"".join(parts)

    def _value(self, page: Any, key: str) -> Any:
        """What the page says itself or hangs on; the parts of the tree are asked once."""
        own = page.get(key)
        parent = page.get("/Parent")
        if own is not None or parent is None:
            return own
        place = (parent.objgen, key)
        if place not in self._inherited:
            self._inherited[place] = inherited(parent, key)
        return self._inherited[place]

    def _share(self, looks: Sequence[bytes]) -> layout.Shared:
        """All that the pages point at, and so on, numbered in the order in which it comes."""
        numbers: dict[tuple[int, int], int] = {}
        waiting: list[Object] = []

        def numbered(found: re.Match[bytes]) -> bytes:
            if found[1] is None:
                return found[0]
            place = (int(found[1]), int(found[2]))
            if place not in numbers:
                numbers[place] = layout.FIRST + len(waiting)
                waiting.append(self._pdf.get_object(*place))
            return b"%d 0 R" % numbers[place]

        # The tree of pages is each file's own, and has its number already.
        head = len(b"<</Type/Page/Parent %d 0 R" % layout.TREE)
        pages = [look[:head] + _WORDS_OR_REFERENCE.sub(numbered, look[head:]) for look in looks]
        objects = [_WORDS_OR_REFERENCE.sub(numbered, text) + end for text, end in map(_written, waiting)]
        return layout.share(objects, pages)


def _written(one: Object) -> tuple[bytes, bytes]:
    """An object as it stands in a file: the text, in which there are references, and the bytes behind."""
    if not isinstance(one, Stream):
        return _text(one), b""
    raw = one.read_raw_bytes()
    about: Any = copy(one.stream_dict)
    about.Length = len(raw)
    return bytes(about.unparse()), b"stream\n%b\nendstream" % raw


def _text(value: Any) -> bytes:
    """Anything as text; what it points at, as references."""
    if isinstance(value, Object):
        return value.unparse(resolved=True)
    return Array([value]).unparse().strip(b"[ ]")


def _packed(part: Object) -> bytes:
    """What is drawn, compressed."""
    raw: Any = part
    if part.get("/Filter") == Name.FlateDecode and part.get("/DecodeParms") is None:
        return bytes(raw.read_raw_bytes())
    return zlib.compress(raw.read_bytes())
