"""Binding letters together, page by page, equal parts kept once.

Ten thousand letters share their fonts: each font, picture and the like goes in once, known by what it
consists of, and what the letters of a set share by the bytes with which their files begin. So a bound
file stays small, and so does the memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from copy import copy
from hashlib import blake2b
from typing import IO, Any, BinaryIO, cast

from pikepdf import (
    Array,
    DataDecodingError,
    Dictionary,
    ForeignObjectError,
    Name,
    Object,
    ObjectStreamMode,
    Page,
    PasswordError,
    Pdf,
    PdfError,
    Stream,
    String,
)

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _
from liaison.letters import layout
from liaison.letters.marks import Marks, marks_on

BEGIN = "liaison:begin"
"""The address that tells where a letter of a set begins."""
SEEN = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
"""What of a page one sees besides its resources and contents; of its links only those that lead out."""
A4 = (595.2756, 841.8898)
DEEPEST = 60
FURTHEST = 16
"""So many objects are looked at to tell things apart; with more it is asked whether they are equal."""
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
_REFERENCE_IN_WORDS = re.compile(rb"\([^)]*\d R\b")
"""What could be taken for a reference, in a text."""
BROKEN = (
    PdfError, PasswordError, DataDecodingError, ForeignObjectError, ValueError, OSError, KeyError, TypeError,
    AttributeError, RuntimeError, IndexError,
)  # fmt: skip


_Sheet = tuple[Dictionary, list[Object]]
"""A page without what is drawn on it, and that."""


class NotBound(Refused):
    """A PDF file is damaged or has a password, so its pages cannot be taken."""

    def __init__(self) -> None:
        super().__init__(Refusal(_("The PDF file cannot be read."), field="file", code="E-INT-27"))


def read_pdf(content: bytes) -> Pdf:
    """A PDF file, to be taken apart by `split` and the like; raises `NotBound`."""
    try:
        pdf = Pdf.open(io.BytesIO(content))
        len(pdf.pages)
    except BROKEN:
        raise NotBound from None
    return pdf


def joined(files: Iterable[bytes]) -> bytes:
    """One PDF of several. Raises `NotBound`."""
    out = io.BytesIO()
    binder = Binder(out)
    for content in files:
        binder.add_file(content)
    binder.finish()
    return out.getvalue()


class Binder:
    """One PDF that grows by pages; what they share goes in once, what is not seen stays out."""

    def __init__(self, out: IO[bytes], *, on_top: int = 0) -> None:
        """Write to `out`, from where it stands, at the end; `on_top` sheets will lie before all files."""
        self._out = out
        self._pdf = Pdf.new()
        self._kids: list[Object] = []
        self._known: dict[bytes, Object] = {}
        """Fonts, pictures and the like that are in, by their likeness."""
        self._looks: dict[tuple[bytes, ...], list[Dictionary]] = {}
        """The pages of letters, without what is drawn on them, by the bytes that letters of a set share."""
        self._streams: dict[str, Stream] = {}
        self._sheets = on_top

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._kids)

    def add_file(self, content: bytes, marks: Marks | None = None, *, duplex: bool = False) -> None:
        """All pages of a letter's PDF; `duplex` fills up with an empty page, so the next begins on a front.

        Raises `NotBound`, and then holds none of them.
        """
        marks, step = marks or Marks(), 2 if duplex else 1
        before, sheets = len(self._kids), self._sheets
        try:
            pages = self._of_a_set(content) or self._of_any(content)
            last = (len(pages) - 1) // step * step
            for number, (look, parts) in enumerate(pages):
                drawn = ""
                if number % step == 0:
                    high = float(look.MediaBox[3]) - float(look.MediaBox[1])
                    drawn = marks_on(high, marks, first=not number, last=number == last, turn=self._sheets)
                    self._sheets += 1
                self._add_page(look, parts, drawn)
        except (NotBound, *BROKEN):
            del self._kids[before:]
            self._sheets = sheets
            raise NotBound from None
        if duplex and self.pages % 2:
            self.add_blank()

    def put_on_top(self, content: bytes, *, duplex: bool = False) -> None:
        """The pages of a file before all others, such as a sheet that tells what they are."""
        others, self._kids = self._kids, []
        self.add_file(content, duplex=duplex)
        self._kids += others

    def add_blank(self) -> None:
        """An empty page of A4."""
        self._kid(Dictionary(MediaBox=Array([0, 0, *A4])))

    def finish(self) -> None:
        """Write the file."""
        tree = self._pdf.Root.Pages
        tree.Kids, tree.Count = Array(self._kids), len(self._kids)
        _save(self._pdf, self._out)

    def _kid(self, page: Dictionary) -> None:
        """A page; the tree gets them all at the end, for adding to it one by one takes ever longer."""
        page.Type, page.Parent = Name.Page, self._pdf.Root.Pages
        self._kids.append(self._pdf.make_indirect(page))

    def _add_page(self, look: Dictionary, parts: list[Object], drawn: str) -> None:
        """The page with `drawn` over what it shows, whatever that does to the state of drawing."""
        made = copy(look)
        if drawn:
            parts = [self._stream("q"), *parts, self._stream(f"Q\n{drawn}")]
        made.Contents = Array(parts)
        self._kid(made)

    def _of_a_set(self, content: bytes) -> list[_Sheet] | None:
        """The pages of a letter of a set, of which only what is drawn is read; None for any other file."""
        letter = layout.read(content)
        if letter is None:
            return None
        key = (letter.shared, *(text for text, _parts in letter.pages))
        looks = self._looks.get(key)
        if looks is None:
            whole = read_pdf(content)
            looks = self._looks[key] = [self._look(whole, page) for page in whole.pages]
        return [
            (look, [self._pdf.make_stream(part, Filter=Name.FlateDecode) for part in parts])
            for look, (_text, parts) in zip(looks, letter.pages, strict=True)
        ]

    def _of_any(self, content: bytes) -> list[_Sheet]:
        letter = read_pdf(content)
        pages = list(letter.pages)
        if any(one.get("/Subtype") != Name.Link for page in pages for one in annotations_of(page)):
            letter.flatten_annotations("print")  # what was filled in or stamped is seen on paper
        return [
            (self._look(letter, page), [self._part(part) for part in contents_of(page)]) for page in pages
        ]

    def _look(self, letter: Pdf, page: Page) -> Dictionary:
        """The page without what is drawn on it."""
        made = Dictionary(Resources=self._resources(letter, page), MediaBox=Array([0, 0, *A4]))
        for key in SEEN:
            value = inherited(page.obj, key)
            if value is not None:
                made[key] = self._taken(letter, value)
        if links := links_of(page):
            made.Annots = Array(links)
        return made

    def _part(self, part: Object) -> Object:
        """What is drawn, copied at once: the letter's file need not be kept until the end for it."""
        made = self._pdf.copy_foreign(part)
        packed: Any = made
        packed.write(
            part.read_raw_bytes(), filter=packed.get("/Filter"), decode_parms=packed.get("/DecodeParms")
        )
        return made

    def _resources(self, letter: Pdf, page: Page) -> Dictionary:
        """What the page is drawn with, such as fonts and pictures."""
        found = Dictionary()
        for kind, group in page.resources.items():
            if isinstance(group, Dictionary):
                found[kind] = Dictionary({name: self._taken(letter, one) for name, one in group.items()})
        return found

    def _taken(self, letter: Pdf, value: Any) -> Any:
        """The same for this file, which has it only once however often it comes."""
        if not isinstance(value, Array | Dictionary | Stream):
            return value
        key, certain = _likeness(letter, value)
        known = self._known.get(key)
        if known is None or not (certain or known == value):  # through all that it points at
            whole = value if value.is_indirect else letter.make_indirect(value)
            self._known[key] = self._pdf.copy_foreign(whole)
        return self._known[key]

    def _stream(self, operators: str) -> Stream:
        if operators not in self._streams:
            self._streams[operators] = self._pdf.make_stream(operators.encode())
        return self._streams[operators]


def _likeness(letter: Pdf, value: Object) -> tuple[bytes, bool]:
    """The same for what is equal, made of its text and that of all it points at; whether that was all.

    References are numbered in the order in which they come, so that files may number objects as they like.
    """
    found = blake2b(digest_size=20)
    waiting = [value]
    numbers: dict[tuple[bytes, bytes], bytes] = {}
    certain = True
    for one in waiting:
        if isinstance(one, Stream):
            text = one.stream_dict.unparse()
            raw = one.read_raw_bytes()
            found.update(b"%d " % len(raw))
            found.update(raw)
        else:
            text = one.unparse(resolved=True)
        parts = _REFERENCE.split(text)
        certain = certain and (len(parts) == 1 or not _REFERENCE_IN_WORDS.search(text))
        for place in zip(parts[1::3], parts[2::3], strict=True):
            if place not in numbers:
                numbers[place] = b" %d R " % len(numbers)
                waiting.append(letter.get_object(int(place[0]), int(place[1])))
            found.update(numbers[place])
        found.update(b"R".join(parts[::3]))
        if len(waiting) > FURTHEST:
            return found.digest(), False
    return found.digest(), certain


def _save(pdf: Pdf, out: IO[bytes]) -> None:
    """The same pages are the same bytes."""
    pdf.save(cast("BinaryIO", out), object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)


def links_of(page: Page) -> list[Dictionary]:
    """The links that lead out: only the address and where it stands."""
    return [
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Border=Array([0, 0, 0]),
            Rect=Array(list(one.Rect)),
            A=Dictionary(S=Name.URI, URI=String(address_of(one))),
        )
        for one in annotations_of(page)
        if address_of(one) not in {"", BEGIN}
    ]


def annotations_of(page: Page) -> Iterator[Dictionary]:
    """Links, fields, stamps and the like on a page."""
    found = page.obj.get("/Annots")
    if isinstance(found, Array):
        yield from (one for one in found if isinstance(one, Dictionary))


def address_of(one: Dictionary) -> str:
    """Where a link leads out to; empty for anything else."""
    act = one.get("/A") if one.get("/Subtype") == Name.Link else None
    return str(act.get("/URI", "")) if isinstance(act, Dictionary) else ""


def contents_of(page: Page) -> list[Object]:
    """What is drawn on a page."""
    found = page.obj.get("/Contents")
    return [found] if isinstance(found, Stream) else list(found) if isinstance(found, Array) else []


def inherited(page: Dictionary, key: str) -> Any:
    """What a page says itself, else the part of the tree it hangs on."""
    node: Any = page
    for _step in range(DEEPEST):
        if key in node:
            return node[key]
        node = node.get("/Parent")
        if not isinstance(node, Dictionary):
            break
    return None
