"""XLSX: the first sheet with content becomes a table.

A workbook is a ZIP file: a small one may unfold to gigabytes, and one cell far away makes a sheet of
billions of cells. Both are looked at before anything is unfolded.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from liaison.contacts.imports.tables import MOST_ROWS, Figure, Table, make_table, too_large
from liaison.contacts.imports.texts import unreadable
from liaison.files.content import open_archive
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

MOST_UNFOLDED = 400 * 1024 * 1024
MOST_CELLS = 10_000_000
MOST_PARTS = 2_000
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(/?)>')
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,9})"')
_CHUNK = 1024 * 1024


def is_workbook(content: bytes) -> bool:
    """Whether `content` is a ZIP file, as every XLSX is."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes) -> Table:
    """The table on the first sheet that holds anything.

    Raises:
        Refused: no workbook, too large when unfolded, empty, or protected by a password.
    """
    _check_folded(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(value not in {"", None} for row in rows for value in row):
                return make_table(
                    [(line, [_text(value) for value in row]) for line, row in enumerate(rows, 1)]
                )
    except Refused:
        raise
    except Exception as error:
        raise unreadable() from error
    raise Refused(Refusal(_("The file is empty."), field="file", code="file_empty"))


def _check_folded(content: bytes) -> None:
    """Refuse what would unfold to too much."""
    try:
        archive = open_archive(io.BytesIO(content))
        if archive is None:
            raise unreadable()
        with archive as folded:
            parts = folded.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise unreadable()
            if len(parts) > MOST_PARTS:
                raise too_large()
            left = MOST_UNFOLDED
            for part in parts:
                left -= _check_part(folded, part, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        raise unreadable() from None


def _check_part(folded: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """How much it unfolds to, whatever the file says of itself; no more than `most`.

    Of a sheet the outermost filled cells may not span more than can be held.
    """
    span, unfolded, rest = _Span(), 0, b""
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    with folded.open(part) as opened:
        while piece := opened.read(_CHUNK):
            unfolded += len(piece)
            if unfolded > most:
                raise too_large()
            if not is_sheet:
                continue
            text = rest + piece
            whole = text.rfind(b">") + 1
            span.widen(text[:whole])
            rest = text[whole:][-_CHUNK:]
            if span.too_large:
                raise too_large()
    return unfolded


class _Span:
    """How far the cells of a sheet reach. Cells that are only formatted hold nothing, and do not count."""

    def __init__(self) -> None:
        self.cells = self.columns = self.rows = 0  # of the filled ones
        self.all_columns = self.all_rows = self.row_tags = 0
        # Cells of one row that do not say their place, which follows that of the one before.
        self.widest = self.in_row = 0

    def widen(self, text: bytes) -> None:
        """Take in a piece of the sheet that cuts no tag."""
        placed = _PLACED.findall(text)
        filled = [place for place in placed if not place[2]]
        self.cells += len(filled)
        self.columns = max([self.columns, *map(_column, {letters for letters, _, _ in filled})])
        self.rows = max([self.rows, *map(int, {row for _, row, _ in filled})])
        self.all_columns = max([self.all_columns, *map(_column, {letters for letters, _, _ in placed})])
        self.row_tags += len(_ROW.findall(text))
        self.all_rows = max([self.all_rows, self.row_tags, *map(int, _ROW_NUMBER.findall(text))])
        if len(_CELL.findall(text)) > len(placed):
            for at, row in enumerate(_ROW.split(text)):
                self.in_row = (0 if at else self.in_row) + len(_CELL.findall(row)) - len(_PLACED.findall(row))
                self.cells += self.in_row
                self.widest = max(self.widest, self.in_row)

    @property
    def too_large(self) -> bool:
        """Whether the rectangle around the filled cells is more than can be held."""
        columns, rows = self.columns, self.rows
        if self.widest:
            columns, rows = self.all_columns + self.widest, max(self.all_rows, self.rows)
        return self.cells > MOST_CELLS or columns * rows > MOST_CELLS or rows > MOST_ROWS * 2


def _column(letters: bytes) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + sign - 64
    return number


def _text(value: Any) -> str:
    """A cell as text: whole numbers without decimals, days as 2026-11-24."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        whole = abs(value) < 1e15 and float(value).is_integer()
        return Figure(int(value)) if whole else Figure(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).replace("\x00", "")
