"""Cover sheets: a page with a contact's address, some words and ticks, to lie on what is posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from liaison.letters.rendering import MOST_LETTERS, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What all sheets say (R-SEG-98): our own lines, the date, free lines, ticked remarks, the closing."""

    company: tuple[str, ...]
    date: str
    lines: tuple[str, ...]
    ticks: tuple[tuple[bool, str], ...]
    closing: str
    language: str
    window: Literal["right", "left"] = "right"


def render_covers(
    sheet: CoverSheet,
    addresses: Sequence[Sequence[str]],
    *,
    title: str,
    at: datetime,
    hear: Callable[[int], object] = lambda _pages: None,
) -> bytes:
    """One PDF with a page for each address, in order; `hear` is told of so many more pages.

    Raises `NotRendered`.
    """
    from liaison.letters.binding import joined  # noqa: PLC0415 - see `letters`

    sets = []
    for first in range(0, len(addresses), MOST_LETTERS):
        some = addresses[first : first + MOST_LETTERS]
        given = {
            "title": title,
            "company": list(sheet.company) or [""],
            "date": sheet.date,
            "lines": list(sheet.lines),
            "ticks": [list(tick) for tick in sheet.ticks],
            "closing": sheet.closing,
            "lang": sheet.language.partition("-")[0],
            "window": sheet.window,
            "sheets": [list(lines) for lines in some],
        }
        sets.append(typeset("covers", given, at=at, apart=len(addresses) > 20))
        hear(len(some))
    return joined(sets)
