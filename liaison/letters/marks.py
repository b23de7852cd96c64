"""The marks on bound letters: for folding by hand, and for a machine that encloses."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4
FOLDS = (105.0, 148.5, 210.0)
"""Where a sheet is folded for a C5/6 (two folds) or a C5 envelope (the middle), in mm from the top."""
OMR_TOP, OMR_STEP = 112.0, 4.233
"""The first bar of the marks for enclosing, and from bar to bar (a sixth of an inch), in mm.

From the top: always there; last sheet of the letter; the number of the sheet in three bars (1, 2, 4),
counting on from sheet to sheet, so that a missing sheet is noticed; one that makes their number even.
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """Which marks are drawn on bound letters: for folding by hand, and for a machine that encloses."""

    fold: bool = False
    enclose: bool = False


def marks_on(height: float, marks: Marks, *, first: bool, last: bool, turn: int) -> str:
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
