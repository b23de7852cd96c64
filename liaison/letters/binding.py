"""Taking sets of letters apart and binding letters together, page by page, equal parts kept once.

Ten thousand letters share their fonts: each font, picture and the like goes in once, known by what it
consists of. So a bound file stays small, and so does the memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

BEGIN = "liaison:begin"
"""The address that tells where a letter of a set begins."""
MM = 72 / 25.4
A4 = (595.2756, 841.8898)
FOLDS = (105.0, 148.5, 210.0)
"""Where a sheet is folded for a C5/6 (two folds) or a C5 envelope (the middle), in mm from the top."""
OMR_TOP, OMR_STEP = 112.0, 4.233
"""The first bar of the marks for enclosing, and from bar to bar (a sixth of an inch), in mm.

From the top: always there; last sheet of the letter; the number of the sheet in three bars (1, 2, 4),
counting on from sheet to sheet, so that a missing sheet is noticed; one that makes their number even.
"""
DEEPEST = 60
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%liaison 1\n"
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_CONTENTS = re.compile(rb"/Contents \[([^\]]*)\]")
_BOX = re.compile(rb"/MediaBox \[ ?[-\d.]+ ([-\d.]+) [-\d.]+ ([-\d.]+) ?\]")
_LEFT_OUT = frozenset({"/Parent", "/StructParent", "/StructParents", "/PieceInfo", "/Metadata"})
_BROKEN = (PyPdfError, ValueError, OSError, KeyError, TypeError, AttributeError, RecursionError, IndexError)


class NotBound(Refused):
    """A PDF file is damaged or has a password, so its pages cannot be taken."""

    def __init__(self) -> None:
        super().__init__(Refusal(_("The PDF file cannot be read."), field="file", code="E-INT-27"))


@dataclass(frozen=True, slots=True)
class Marks:
    """Which marks are drawn on bound letters: for folding by hand, and for a machine that encloses."""

    fold: bool = False
    enclose: bool = False


def pages_of(content: bytes) -> list[PageObject]:
    """The pages of a PDF file; raises `NotBound`."""
    try:
        return list(PdfReader(io.BytesIO(content)).pages)
    except _BROKEN:
        raise NotBound from None


def beginnings(pages: Sequence[PageObject]) -> list[int]:
    """The pages, from 0, on which a letter of a marked set begins."""
    return [number for number, page in enumerate(pages) if any(_begins(link) for link in _links(page))]


def _links(page: PageObject) -> Iterator[DictionaryObject]:
    found = page.get("/Annots")
    for link in found.get_object() if found is not None else ():
        known = link.get_object()
        if isinstance(known, DictionaryObject) and known.get("/Subtype") == "/Link":
            yield known


def _address(link: DictionaryObject) -> str:
    act = link.get("/A")
    known = act.get_object() if act is not None else None
    return str(known.get("/URI", "")) if isinstance(known, DictionaryObject) else ""


def _begins(link: DictionaryObject) -> bool:
    return _address(link) == BEGIN


def split(pages: Sequence[PageObject], starts: Sequence[int]) -> Iterator[bytes]:
    """One PDF for each letter that begins on one of the pages `starts`."""
    for start, end in zip(starts, [*starts[1:], len(pages)], strict=True):
        out = io.BytesIO()
        binder = Binder(out)
        for page in pages[start:end]:
            binder.add_page(page)
        binder.finish()
        yield out.getvalue()


class Binder:
    """One PDF that grows by pages, written as it grows: what is in it is not kept in memory.

    Only what is seen is taken along: no programs, forms, outlines or tags.
    """

    def __init__(self, out: IO[bytes]) -> None:
        """Write to `out`, from where it stands."""
        self._out = out
        self._place = 0
        self._places: list[int] = [0, 0]
        """Where each object begins, by number from 1; the first two are the catalogue and the page tree."""
        self._known: dict[bytes, int] = {}
        self._seen: dict[int, int] = {}
        self._reader: object = None
        self._kids: list[int] = []
        self._sheets = 0
        self._write(_HEADER)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._kids)

    def add_file(self, content: bytes, marks: Marks | None = None, *, duplex: bool = False) -> None:
        """All pages of a letter's PDF; `duplex` fills up with an empty page, so the next begins on a front.

        Raises `NotBound`. What a binder wrote is copied without being understood, ten times as fast.
        """
        own = content.startswith(_HEADER)
        pages = self._pages_of_ours(content) if own else [self._page(page) for page in pages_of(content)]
        marks = marks or Marks()
        step = 2 if duplex else 1
        last = (len(pages) - 1) // step * step
        for number, page in enumerate(pages):
            if number % step == 0:
                drawn = _drawn(_height(page), marks, first=not number, last=number == last, turn=self._sheets)
                self._sheets += 1
                self._kid(self._with_drawn(page, drawn) if drawn else page)
            else:
                self._kid(page)
        if duplex and self.pages % 2:
            self.add_blank()

    def add_blank(self) -> None:
        """An empty page of A4."""
        self._kid(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] >>".encode())

    def add_page(self, page: PageObject) -> None:
        """One page. Raises `NotBound`."""
        self._kid(self._page(page))

    def finish(self) -> None:
        """Write the end of the file."""
        kids = " ".join(f"{number} 0 R" for number in self._kids)
        self._place_object(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        tree = f"<< /Type /Pages /Count {len(self._kids)} /Kids [{kids}] >>"
        self._place_object(2, tree.encode())
        start = self._place
        rows = "".join(f"{place:010d} 00000 n \n" for place in self._places)
        size = len(self._places) + 1
        end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        self._write(f"xref\n0 {size}\n0000000000 65535 f \n{rows}{end}".encode())

    def _page(self, page: PageObject) -> bytes:
        try:
            return self._written_page(page)
        except _BROKEN:
            raise NotBound from None

    def _written_page(self, page: PageObject) -> bytes:
        if page.pdf is not self._reader:
            # Numbers of objects are those of one file.
            self._reader, self._seen = page.pdf, {}
        parts = [b"/Type /Page /Parent 2 0 R"]
        for key in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):
            value = _inherited(page, key)
            if value is not None:
                parts.append(key.encode() + b" " + self._copied(value))
        parts.append(b"/Contents [" + b" ".join(self._contents(page)) + b"]")
        links = [self._link(link) for link in _links(page) if _address(link) not in {"", BEGIN}]
        if links:
            parts.append(b"/Annots [" + b" ".join(links) + b"]")
        return b"<< " + b" ".join(parts) + b" >>"

    def _contents(self, page: PageObject) -> list[bytes]:
        given = page.raw_get("/Contents") if "/Contents" in page else None
        known = given.get_object() if given is not None else None
        parts = list.__iter__(known) if isinstance(known, ArrayObject) else [given] if known else []
        return [self._copied(part) for part in parts]

    def _with_drawn(self, page: bytes, drawn: str) -> bytes:
        """The page with `drawn` over what it shows, whatever that does to the state of drawing."""
        before, after = self._stream("q"), self._stream(f"Q\n{drawn}")
        return _CONTENTS.sub(lambda found: b"/Contents [%s %s %s]" % (before, found[1], after), page, count=1)

    def _pages_of_ours(self, content: bytes) -> list[bytes]:
        """The pages of what a binder wrote: what an object points at stands before it."""
        try:
            start = int(content[content.rindex(b"startxref\n") + 10 :].split(b"\n", 1)[0])
            rows = content[start : content.index(b"trailer", start)].split(b"\n")[3:-1]
            places = [int(row[:10]) for row in rows]
            tree = content[places[1] : start]
            kids = {int(found) for found in re.findall(rb"(\d+) 0 R", tree[tree.index(b"/Kids [") :])}
        except ValueError:
            raise NotBound from None
        numbers = {2: b"2 0 R"}
        pages = []
        ends = [*places[3:], places[0]]
        for number, (place, end) in enumerate(zip(places[2:], ends, strict=True), 3):
            written = content[content.index(b"\n", place) + 1 : end - len(b"\nendobj\n")]
            head, stream, data = written.partition(b"stream\n")
            head = _REFERENCE.sub(lambda found: numbers[int(found[1])], head)
            if number in kids:
                pages.append(head)
            else:
                numbers[number] = self._object(head + stream + data)
        return pages

    def _stream(self, operators: str) -> bytes:
        data = operators.encode()
        return self._object(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))

    def _link(self, link: DictionaryObject) -> bytes:
        """Only the address and where it stands."""
        rect = self._copied(link["/Rect"])
        act = self._copied(link["/A"].get_object())
        return b"<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect " + rect + b" /A " + act + b" >>"

    def _copied(self, value: Any, depth: int = 0) -> bytes:
        """`value` as it is written; what it points at is written before it."""
        if depth > DEEPEST:
            raise ValueError("a circle, or too deep")
        if isinstance(value, IndirectObject):
            number = self._seen.get(value.idnum)
            if number is None:
                found = value.get_object()
                written = self._copied(found, depth + 1)
                if isinstance(found, StreamObject):
                    return self._remembered(value.idnum, written)
                return self._remembered(value.idnum, self._object(written))
            return b"%d 0 R" % number
        if isinstance(value, StreamObject):
            data = value._data  # noqa: SLF001 - the bytes as they are, packed
            entries = self._entries({key: each for key, each in _raw(value) if key != "/Length"}, depth)
            return self._object(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data))
        if isinstance(value, DictionaryObject):
            return b"<< " + self._entries(dict(_raw(value)), depth) + b" >>"
        if isinstance(value, ArrayObject):
            return b"[" + b" ".join(self._copied(each, depth + 1) for each in list.__iter__(value)) + b"]"
        if isinstance(value, TextStringObject):
            # In figures, so that what looks like a reference is one.
            return b"<%s>" % value.original_bytes.hex().encode()
        out = io.BytesIO()
        value.write_to_stream(out)
        return out.getvalue()

    def _entries(self, entries: dict[str, Any], depth: int) -> bytes:
        out = io.BytesIO()
        for key, value in entries.items():
            if key not in _LEFT_OUT:
                NameObject(key).write_to_stream(out)
                out.write(b" " + self._copied(value, depth + 1) + b" ")
        return out.getvalue().strip()

    def _remembered(self, idnum: int, reference: bytes) -> bytes:
        self._seen[idnum] = int(reference.split(b" ", 1)[0])
        return reference

    def _object(self, content: bytes) -> bytes:
        """Write an object, unless the same is there already; returns how it is pointed at.

        What it points at has its number in here by then, so equal bytes are equal objects.
        """
        key = blake2b(content, digest_size=20).digest()
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = self._new(content)
        return b"%d 0 R" % number

    def _kid(self, content: bytes) -> None:
        self._kids.append(self._new(content))

    def _new(self, content: bytes) -> int:
        self._places.append(0)
        number = len(self._places)
        self._place_object(number, content)
        return number

    def _place_object(self, number: int, content: bytes) -> None:
        self._places[number - 1] = self._place
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._place += len(content)


def _raw(value: DictionaryObject) -> Iterator[tuple[str, Any]]:
    """The entries without following what they point at."""
    for key in value:
        yield str(key), value.raw_get(key)


def _inherited(page: DictionaryObject, key: str) -> Any:
    """What a page says itself, else the part of the tree it hangs on."""
    node: Any = page
    for _step in range(DEEPEST):
        if key in node:
            return node.raw_get(key)
        if "/Parent" not in node:
            return None
        node = node["/Parent"].get_object()
    return None


def _height(page: bytes) -> float:
    found = _BOX.search(page)
    return float(found[2]) - float(found[1]) if found else A4[1]


def _drawn(height: float, marks: Marks, *, first: bool, last: bool, turn: int) -> str:
    """The marks at the left edge of a sheet, as PDF operators."""
    lines = [(4.0, 4.0, fold, 0.15) for fold in FOLDS] if marks.fold and first else []
    if marks.enclose:
        bars = [True, last, *((turn >> bit) & 1 == 1 for bit in range(3)), False]
        ones = sum(bars)
        bars[-1] = ones % 2 == 1
        lines += [(7.0, 7.0, OMR_TOP + place * OMR_STEP, 0.4) for place, bar in enumerate(bars) if bar]
    if not lines:
        return ""
    drawn = (
        f"{width * MM:.3f} w {left * MM:.3f} {height - top * MM:.3f} m "
        f"{(left + long) * MM:.3f} {height - top * MM:.3f} l S"
        for left, long, top, width in lines
    )
    return "q 0 G " + " ".join(drawn) + " Q"
