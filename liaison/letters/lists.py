"""Lists as PDF, on A4 across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison.letters.rendering import typeset

MOST_ROWS = 10_000
"""More than that nobody reads on paper; a spreadsheet holds them."""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: its heading, how wide it is against the others, whether it holds figures."""

    heading: str
    width: float = 1.0
    figures: bool = False


def render_list(
    columns: Sequence[PaperColumn],
    rows: Sequence[Sequence[str]],
    *,
    title: str,
    subtitle: str = "",
    foot: str = "",
    language: str,
    at: datetime,
) -> bytes:
    """The PDF of a list. Raises `NotRendered`."""
    given = {
        "title": title,
        "subtitle": subtitle,
        "foot": foot,
        "lang": language.partition("-")[0],
        "head": [column.heading for column in columns],
        "widths": [column.width for column in columns],
        "right": [number for number, column in enumerate(columns) if column.figures],
        "rows": [list(row) for row in rows],
    }
    return typeset("list", given, at=at, apart=len(rows) > 200)
