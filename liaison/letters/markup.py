"""Cleaned HTML as a small tree, and what is made of it: plain text here, letters in `rendering`.

The tree knows paragraphs, headings, lists, quotes, tables and marked text, no more: what a letter can
show. Anything else keeps its text and loses its box. Depth is bounded, so hostile nesting is harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from liaison.letters.cleaning import clean_for_display

MAX_DEPTH = 24
_START_DIGITS = 5
_SPACE = re.compile(r"[ \t\r\n\f]+")
_VOID = frozenset({"br", "hr", "img"})
_MARKS = {
    "b": "b", "strong": "b", "em": "i", "i": "i", "u": "u", "ins": "u", "s": "s", "del": "s",
    "code": "code", "sub": "sub", "sup": "sup", "small": "small", "a": "a",
}  # fmt: skip
_HEADINGS = {f"h{level}": min(level, 3) for level in range(1, 7)}
_ALIGN = re.compile(r"text-align:\s*(left|right|center|justify)")


@dataclass(frozen=True, slots=True)
class Text:
    """Some words."""

    value: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked words: `kind` is b, i, u, s, code, sub, sup, small, or a with its `href`."""

    kind: str
    children: tuple[Inline, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; with a `level` from 1 to 3 it is a heading."""

    children: tuple[Inline, ...]
    align: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; a numbered one begins at `start`."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted blocks."""

    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first `heads` rows are its head."""

    rows: tuple[tuple[tuple[Block, ...], ...], ...]
    heads: int = 0


Inline = Text | Break | Mark
Block = Paragraph | Listing | Quote | Rule | Table


@dataclass(slots=True)
class _Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Builds the element tree; elements deeper than the bound melt into their parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("div")
        self._open: list[tuple[str, _Element]] = [("div", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1][1]
        element = _Element(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            parent.children.append(element)
            return
        if len(self._open) > MAX_DEPTH:
            element = parent
        else:
            parent.children.append(element)
        self._open.append((tag, element))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1][1].children.append(data)


@lru_cache(8)
def parse(body: str) -> tuple[Block, ...]:
    """The tree of `body`, which is cleaned first; the last ones are remembered, for each is asked often.

    The messages of a mailing differ by a paragraph or two: the others are read once for all of them.
    """
    cleaned = clean_for_display(body)
    if not _PIECES.fullmatch(cleaned):
        return _read(cleaned)
    return tuple(block for piece in _PIECE.finditer(cleaned) for block in _remembered(piece[0]))


def _read(cleaned: str) -> tuple[Block, ...]:
    reader = _Reader()
    reader.feed(cleaned)
    reader.close()
    return tuple(_blocks(reader.root))


_remembered = lru_cache(256)(_read)
_GIVEN = r'(?: [a-z]+="[^"<>]*")*'
_WITHIN = rf"(?!</?\1[ >])</?[a-z][a-z0-9]*{_GIVEN}>[^<]{{0,9999}}"
_ONE = rf"<(p|h[1-6]|ul|ol){_GIVEN}>[^<]{{0,9999}}(?:{_WITHIN}){{0,99}}</\1>"
_PIECE = re.compile(_ONE)
"""One of the elements that a body is a row of, not too long, with none of its own kind inside."""
_PIECES = re.compile(rf"(?:{_ONE})+")


def _blocks(element: _Element) -> Iterator[Block]:
    """The blocks inside `element`; loose words between them become paragraphs of their own."""
    loose: list[_Element | str] = []
    for child in element.children:
        if isinstance(child, str) or (child.tag not in _BLOCKS and not _holds_block(child)):
            loose.append(child)
            continue
        yield from _paragraph(loose, _align(element))
        loose = []
        yield from _block(child)
    yield from _paragraph(loose, _align(element))


def _block(element: _Element) -> Iterator[Block]:
    tag = element.tag
    if tag == "hr":
        yield Rule()
    elif tag in _HEADINGS and not _holds_block(element):
        yield from _paragraph(element.children, _align(element), _HEADINGS[tag])
    elif tag == "pre":
        lines = "".join(_words(element)).strip("\n").split("\n")
        yield Paragraph((Mark("code", tuple(_joined(lines))),))
    elif tag in {"ul", "ol"}:
        items = (child for child in element.children if not isinstance(child, str))
        start = element.attrs.get("start", "1")
        yield Listing(
            tuple(tuple(_blocks(item)) for item in items),
            ordered=tag == "ol",
            start=int(start) if start.isascii() and start.isdigit() and len(start) <= _START_DIGITS else 1,
        )
    elif tag == "blockquote":
        yield Quote(tuple(_blocks(element)))
    elif tag == "table":
        yield from _table(element)
    else:
        yield from _blocks(element)


def _table(element: _Element) -> Iterator[Block]:
    rows: list[tuple[tuple[Block, ...], ...]] = []
    heads = 0
    for row in _descend(element, "tr"):
        cells = [cell for cell in row.children if not isinstance(cell, str) and cell.tag in {"td", "th"}]
        if cells and heads == len(rows) and all(cell.tag == "th" for cell in cells):
            heads += 1
        if cells:
            rows.append(tuple(tuple(_blocks(cell)) for cell in cells))
    if rows:
        yield Table(tuple(rows), heads if heads < len(rows) else 0)


def _descend(element: _Element, tag: str) -> Iterator[_Element]:
    """The nearest elements named `tag` below; those of an inner table belong to it."""
    for child in element.children:
        if isinstance(child, str):
            continue
        if child.tag == tag:
            yield child
        elif child.tag != "table":
            yield from _descend(child, tag)


def _align(element: _Element) -> str:
    found = _ALIGN.search(element.attrs.get("style", ""))
    return found[1] if found else ""


def _holds_block(element: _Element) -> bool:
    return any(
        not isinstance(child, str) and (child.tag in _BLOCKS or _holds_block(child))
        for child in element.children
    )


def _words(element: _Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        else:
            yield from _words(child)


def _joined(lines: Iterable[str]) -> Iterator[Inline]:
    for number, line in enumerate(lines):
        if number:
            yield Break()
        yield Text(line)


def _paragraph(children: Iterable[_Element | str], align: str, level: int = 0) -> Iterator[Paragraph]:
    inlines = _trimmed(list(_inlines(children)))
    if inlines:
        yield Paragraph(tuple(inlines), align, level)


def _inlines(children: Iterable[_Element | str]) -> Iterator[Inline]:
    for child in children:
        if isinstance(child, str):
            yield Text(_SPACE.sub(" ", child))
        elif child.tag == "br":
            yield Break()
        elif child.tag == "img":
            if words := child.attrs.get("alt", "").strip():
                yield Text(words)
        elif child.tag in _MARKS:
            inside = tuple(_inlines(child.children))
            href = child.attrs.get("href", "") if child.tag == "a" else ""
            if inside and (child.tag != "a" or href):
                yield Mark(_MARKS[child.tag], inside, href)
            else:
                yield from inside
        else:
            yield from _inlines(child.children)


def _trimmed(inlines: list[Inline]) -> list[Inline]:
    """Without blanks at the ends and around line breaks; nothing at all if only blanks are left."""
    kept: list[Inline] = []
    for place, inline in enumerate(inlines):
        if isinstance(inline, Text):
            value = inline.value
            if not kept or isinstance(kept[-1], Break):
                value = value.lstrip(" ")
            if place + 1 == len(inlines) or isinstance(inlines[place + 1], Break):
                value = value.rstrip(" ")
            if not value:
                continue
            inline = Text(value)  # noqa: PLW2901 - the trimmed one stands for it
        kept.append(inline)
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    return kept


_BLOCKS = frozenset(
    "blockquote caption div figcaption figure hr li ol p pre table tbody td tfoot th thead tr ul".split()  # noqa: SIM905
) | frozenset(_HEADINGS)
