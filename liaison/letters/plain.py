"""Bodies as plain text: for search, excerpts, and the text part of a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from liaison.letters.cleaning import SIMPLE
from liaison.letters.markup import Block, Break, Inline, Listing, Mark, Paragraph, Quote, Table, parse

_MOST_LINES = 20000


def plain_text(body: str, *, links: bool = False) -> str:
    """The words of `body`, one line per line break, an empty line between paragraphs.

    With `links` the address follows the words of a link, as the text part of a mail needs it.
    """
    return _remembered(body, links=links and "<a" in body)


@lru_cache(8)
def _remembered(body: str, *, links: bool) -> str:
    """The last ones are remembered, for each is asked often."""
    if SIMPLE.fullmatch(body) and "  " not in body:
        return _of_simple(body)
    return _of_any(body, links=links)


def _of_any(body: str, *, links: bool) -> str:
    """By its tree."""
    lines = list(_of_blocks(parse(body), links=links))[:_MOST_LINES]
    return "\n".join(lines).strip("\n")


def _of_simple(body: str) -> str:
    text = body[3:-4].replace("</p><p>", "\n\n").replace("<br>", "\n")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _of_blocks(blocks: Iterable[Block], *, links: bool) -> Iterator[str]:
    first = True
    for block in blocks:
        if not first:
            yield ""
        first = False
        yield from _of_block(block, links=links)


def _of_block(block: Block, *, links: bool) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from "".join(_of_inlines(block.children, links=links)).split("\n")
    elif isinstance(block, Listing):
        for number, item in enumerate(block.items, block.start):
            sign = f"{number}. " if block.ordered else "- "
            inside = [line for line in _of_blocks(item, links=links) if line] or [""]
            yield sign + inside[0]
            yield from (" " * len(sign) + line for line in inside[1:])
    elif isinstance(block, Quote):
        yield from (f"> {line}".rstrip() for line in _of_blocks(block.children, links=links))
    elif isinstance(block, Table):
        for row in block.rows:
            yield "\t".join(" ".join(filter(None, _of_blocks(cell, links=links))) for cell in row)
    else:
        yield "-" * 20


def _of_inlines(inlines: Iterable[Inline], *, links: bool) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Break):
            yield "\n"
        elif isinstance(inline, Mark):
            words = "".join(_of_inlines(inline.children, links=links))
            yield words
            address = inline.href.removeprefix("mailto:").removeprefix("tel:")
            if links and inline.kind == "a" and address not in words:
                yield f" <{address}>"
        else:
            yield inline.value
