"""Sheets of address labels as PDF, on the exact measures of the sheets one buys (R-SEG-100)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from liaison.letters.rendering import typeset

SHEETS_AT_ONCE = 100
"""Sheets that are set together, which is what keeps the memory small."""
FEW = 10
"""With more sheets than these each set of them is made in a process of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFormat:
    """A sheet of labels on A4, in millimetres; rows touch, columns are `pitch_x` apart."""

    code: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float
    inset: float = 5.0
    inset_y: float = 3.0

    @property
    def places(self) -> int:
        """The labels of one sheet."""
        return self.columns * self.rows


L7160 = LabelFormat(
    code="L7160", columns=3, rows=7, width=63.5, height=38.1, left=7.21, top=15.15, pitch_x=66.04
)
L7163 = LabelFormat(
    code="L7163", columns=2, rows=7, width=99.1, height=38.1, left=4.65, top=15.15, pitch_x=101.6
)
TOUCHING = tuple(
    LabelFormat(
        code=f"{height}x{210 // columns}",
        columns=columns,
        rows=8,
        width=210 / columns,
        height=height,
        left=0,
        top=(297 - 8 * height) / 2,
        pitch_x=210 / columns,
        inset=7.0,
    )
    for columns in (3, 2)
    for height in (36, 37)
)
"""36 × 70, 37 × 70, 36 × 105 and 37 × 105 mm: eight rows that fill the sheet without gaps (R-SEG-100)."""
FORMATS = {each.code: each for each in (L7160, L7163, *TOUCHING)}

Lines = tuple[str, ...]


def sheets_of(
    groups: Sequence[Sequence[Lines]], form: LabelFormat, *, start: int = 1
) -> Iterator[list[tuple[int, Lines]]]:
    """The labels of each sheet with their place from 0, row by row.

    The first label goes to place `start` (from 1) of a begun sheet; each further group begins in the
    first column, what is left of its row stays empty (R-SEG-100).
    """
    if not 1 <= start <= form.places:
        raise ValueError(f"a start between 1 and {form.places}, not {start}")
    sheet: list[tuple[int, Lines]] = []
    place = start - 1
    for number, group in enumerate(groups):
        if number and group:
            place += -place % form.columns
        for lines in group:
            if place >= form.places:
                if sheet:
                    yield sheet
                sheet, place = [], 0
            sheet.append((place, lines))
            place += 1
    if sheet:
        yield sheet


def render_labels(
    groups: Sequence[Sequence[Lines]], form: LabelFormat, *, title: str, start: int = 1, at: datetime
) -> bytes:
    """One PDF of all labels; one empty sheet when there is none. Raises `NotRendered`."""
    sheets = list(sheets_of(groups, form, start=start)) or [[]]
    parts = [
        _render(sheets[first : first + SHEETS_AT_ONCE], form, title, at)
        for first in range(0, len(sheets), SHEETS_AT_ONCE)
    ]
    if len(parts) == 1:
        return parts[0]
    from liaison.letters.binding import joined  # noqa: PLC0415 - see `letters`

    return joined(parts)


def _render(sheets: list[list[tuple[int, Lines]]], form: LabelFormat, title: str, at: datetime) -> bytes:
    given = {
        "title": title,
        "format": asdict(form),
        "sheets": [[{"at": place, "lines": list(lines)} for place, lines in sheet] for sheet in sheets],
    }
    return typeset("labels", given, at=at, apart=len(sheets) > FEW)
