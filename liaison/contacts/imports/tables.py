"""CSV: text with any delimiter becomes a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from liaison.contacts.imports.texts import decode
from liaison.kit.errors import Refusal, Refused
from liaison.kit.sheets import as_before
from liaison.kit.text import gettext_lazy as _

DELIMITERS = (";", ",", "\t", "|")
RARE = ("^", "~", ":", "#", "!", "*", "$", "%", "=", "\\")
"""Signs that cut a table where none of the usual ones does, if they cut all of its lines alike."""
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 100_000


class Figure(str):
    """A cell that the spreadsheet holds as a number: leading zeros of a telephone number are lost."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and the lines below it, each with the number it has in the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def too_large() -> Refused:
    """More than an import takes at once."""
    return Refused(
        Refusal(
            _("The file has more than 200 000 lines or 500 columns."), field="file", code="file_too_large"
        )
    )


def make_table(rows: list[tuple[int, list[str]]]) -> Table:
    """The table of `rows`: the first that is not empty is the heading, empty ones are left out."""
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise Refused(Refusal(_("The file is empty."), field="file", code="file_empty"))
    if len(filled) < 2:
        raise Refused(
            Refusal(_("The file has a heading but no lines below it."), field="file", code="file_empty")
        )
    width = max(len(row) for _line, row in filled)
    if width > MOST_COLUMNS or len(filled) - 1 > MOST_ROWS:
        raise too_large()
    header = [cell.strip() for cell in filled[0][1]]
    header += [""] * (width - len(header))
    return Table(
        tuple(header),
        tuple((line, (*row, *[""] * (width - len(row)))) for line, row in filled[1:]),
    )


def read_csv(content: bytes) -> Table:
    """The table in `content`, whatever its encoding and delimiter.

    Raises:
        Refused: it is no text, empty or too large.
    """
    text = decode(content)
    first, _newline, rest = text.partition("\n")
    delimiter, skipped = "", 0
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        delimiter, text, skipped = first.strip()[-1], rest, 1
    rows = _rows(text, delimiter or find_delimiter(text), skipped)
    # The apostrophe before what a spreadsheet could take for a formula is no part of a cell.
    return make_table([(line, [as_before(cell) for cell in row]) for line, row in rows])


def _rows(text: str, delimiter: str, skipped: int) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    line = skipped + 1
    try:
        for row in reader:
            rows.append((line, row))
            line = skipped + reader.line_num + 1
            if len(rows) > MOST_ROWS * 2:
                raise too_large()
    except csv.Error:
        message = _("Line %(line)d cannot be read: a quotation mark may be missing.") % {"line": line}
        raise Refused(Refusal(message, field="file", code="file")) from None
    return rows


def find_delimiter(text: str) -> str:
    """The sign that cuts the first lines into the same number of pieces, and into the most."""
    sample = text[:50_000]
    csv.field_size_limit(LONGEST_CELL)
    best, chosen, everywhere = (0, 0), ",", False
    for delimiter in DELIMITERS:
        often, width, lines = _cut(sample, delimiter)
        if (often, width) > best:
            best, chosen, everywhere = (often, width), delimiter, often == lines
    if not everywhere:
        for delimiter in RARE:
            often, _width, lines = _cut(sample, delimiter)
            if often == lines > 1:
                return delimiter
    return chosen


def _cut(sample: str, delimiter: str) -> tuple[int, int, int]:
    """How many of the first lines `delimiter` cuts alike, into how many pieces, and of how many lines."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            widths[len(row)] += any(cell.strip() for cell in row)
            if widths.total() >= 30:
                break
    except csv.Error:
        return 0, 0, 0
    several = [(often, width) for width, often in widths.items() if width > 1]
    return (*max(several, default=(0, 0)), widths.total())
