"""Letters as PDF, from written text, with nothing but what the wheel brings.

The page is made by typst from one fixed source; what people wrote arrives there as data, a tree of
strings, and never as source. Fonts are those inside of typst; those of the machine only fill in for
letters that Libertinus lacks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

import structlog
import typst

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _
from liaison.letters import rules
from liaison.letters.markup import Block, Break, Inline, Listing, Mark, Paragraph, Quote, Rule, Table, parse

log = structlog.get_logger(__name__)

MOST_LETTERS = 500
MOST_LOGO_BYTES = 1024 * 1024
_typesetter = threading.Lock()
"""Held by who sets many pages: one process for it at a time is what keeps the memory small."""
TIME_LIMIT = 300.0
"""Seconds for one set; one of 500 letters takes one or two."""


class NotRendered(Refused):
    """The letter could not be set; `args` has what the typesetter said, for the log."""

    def __init__(self, words: str) -> None:
        super().__init__(Refusal(_("The letter could not be rendered."), field="body", code="rendering"))
        self.args = (words,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes: name, the line above the address for returned mail, the lines at the foot."""

    name: str
    return_line: str = ""
    footer: tuple[str, ...] = ()
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, every word of it settled; `body` is merged HTML."""

    language: str
    address: tuple[str, ...]
    place_and_date: str
    subject: str = ""
    salutation: str = ""
    body: str = ""
    signature: tuple[str, ...] = ()
    window: Literal["right", "left"] = "right"


def render_letters(letters: Sequence[Letter], head: Letterhead, *, at: datetime) -> bytes:
    """One PDF of all `letters`, each on its own sheet; the same letters at the same `at` are the same bytes.

    At most 500 at a time, which is what keeps the memory small. Raises `NotRendered`.
    """
    return typeset("letter", letter_data(letters, head), at=at)


def can_be_drawn(logo: bytes) -> bool:
    """Whether a letter with this logo can be set: the beginning of a picture does not tell."""
    letter = Letter(language="", address=(), place_and_date="")
    try:
        render_letters([letter], Letterhead(name="", logo=logo), at=datetime.fromtimestamp(0, UTC))
    except NotRendered:
        return False
    return True


def letter_data(
    letters: Sequence[Letter], head: Letterhead, *, numbered: bool = True, marked: bool = False
) -> dict[str, Any]:
    """What `letter.typ` is given: with page numbers, and with the marks by which a set is taken apart."""
    if not 0 < len(letters) <= MOST_LETTERS:
        raise ValueError(f"between 1 and {MOST_LETTERS} letters, not {len(letters)}")
    if head.logo is not None and len(head.logo) > MOST_LOGO_BYTES:
        head = replace(head, logo=None)
    return {
        "title": letters[0].subject or head.name,
        "numbered": numbered,
        "marked": marked,
        "head": {"name": head.name, "return_line": head.return_line, "footer": list(head.footer)},
        "logo": list(head.logo) if head.logo is not None else None,
        "letters": [_letter(letter) for letter in letters],
    }


def typeset(source: str, given: Mapping[str, Any], *, at: datetime, apart: bool = False) -> bytes:
    """The PDF that `typst/<source>.typ` makes of the data `given`. Raises `NotRendered`.

    `apart` sets it in a process of its own, without the tags of accessible files: for many pages, since
    the typesetter gives its memory back only with its process. Where that cannot run just now, it is
    `Refused` as `not_made_now`.
    """
    if apart:
        return _typeset_apart(source, given, at)
    try:
        return typst.compile(
            _source(source),
            sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise NotRendered(error.message) from error


def _typeset_apart(source: str, given: Mapping[str, Any], at: datetime) -> bytes:
    task = {
        "source": _source(source).decode(),
        "data": json.dumps(given, ensure_ascii=False),
        "timestamp": int(at.timestamp()),
    }
    program = str(resources.files("liaison.letters").joinpath("typst", "apart.py"))
    try:
        with _typesetter:
            made = subprocess.run(  # noqa: S603 - our own program; what people wrote goes in as data
                [sys.executable, "-I", program],
                input=json.dumps(task).encode(),
                capture_output=True,
                check=False,
                timeout=TIME_LIMIT,
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("letters_not_set", reason=type(error).__name__)
        raise Refused(rules.not_made_now()) from error
    if made.returncode or not made.stdout:
        raise NotRendered(made.stderr.decode(errors="replace")[-2000:])
    return made.stdout


@cache
def _source(name: str) -> bytes:
    return resources.files("liaison.letters").joinpath("typst", f"{name}.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _letter(letter: Letter) -> dict[str, Any]:
    base, _dash, region = letter.language.partition("-")
    return {
        "lang": base if len(base) in {2, 3} and base.isascii() and base.isalpha() else "fr",
        "region": region if len(region) == 2 and region.isascii() and region.isalpha() else None,
        "address": list(letter.address),
        "place_and_date": letter.place_and_date,
        "subject": letter.subject,
        "salutation": letter.salutation,
        "body": _blocks(parse(letter.body)),
        "signature": list(letter.signature),
        "window": letter.window,
    }


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        if block.level:
            return {"k": "h", "level": block.level, "c": _inlines(block.children)}
        return {"k": "p", "align": block.align, "c": _inlines(block.children)}
    if isinstance(block, Listing):
        items = [_blocks(item) for item in block.items]
        return {"k": "ol" if block.ordered else "ul", "start": block.start, "items": items}
    if isinstance(block, Quote):
        return {"k": "quote", "c": _blocks(block.children)}
    if isinstance(block, Table):
        columns = max(len(row) for row in block.rows)
        cells = [cell for row in block.rows for cell in (*row, *([()] * (columns - len(row))))]
        made = [_blocks(cell) for cell in cells]
        return {"k": "table", "columns": columns, "heads": block.heads * columns, "cells": made}
    assert isinstance(block, Rule)
    return {"k": "hr"}


def _inlines(inlines: Iterable[Inline]) -> list[str | dict[str, Any]]:
    return [_inline(inline) for inline in inlines]


def _inline(inline: Inline) -> str | dict[str, Any]:
    if isinstance(inline, Break):
        return {"k": "br"}
    if isinstance(inline, Mark):
        return {"k": inline.kind, "href": inline.href, "c": _inlines(inline.children)}
    return inline.value
