"""Lists as files: CSV that any spreadsheet opens rightly, and XLSX; both written row by row."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.text import slugify

from liaison.kit.text import Words

DELIMITER: Final = ";"
"""What Excel expects in every Swiss locale."""
BOM: Final = "\ufeff"
"""Tells Excel that the text is UTF-8."""
LIMIT: Final = 1_048_575
"""The rows of one sheet under its heading; more go on a further sheet."""
CHUNK: Final = 500
"""Rows that are sent together."""
CELL: Final = 32_767
"""The characters that a cell of a spreadsheet holds."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"

# What begins with an apostrophe before such a sign gets one more, so that `as_before` knows what was there.
_FORMULA = re.compile(r"^'*[=+\-@\t\r\n]")
_FIGURES = re.compile(r"^[+\-][\d .,'’()/-]*\d[\d .,'’()/-]*$")
# Characters that XML, and so a spreadsheet, cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def harmless(text: str) -> str:
    """`text` so that no spreadsheet runs it: what looks like a formula gets an apostrophe in front.

    Telephone numbers and negative figures (+41 21 555 01 42, −12) are none and stay as they are.
    """
    return f"'{text}" if _FORMULA.match(text) and not _FIGURES.match(text) else text


def as_before(text: str) -> str:
    """`text` of a file without the apostrophe that `harmless`, or whoever wrote the file, put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def plain(value: object) -> object:
    """`value` for a file: text, number, date or moment in the company's time zone; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, datetime):
        local = (
            timezone.localtime(value, timezone.get_default_timezone()) if timezone.is_aware(value) else value
        )
        return local.replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return str(value)


def _csv_cell(value: object) -> str:
    found = plain(value)
    if isinstance(found, datetime):
        return found.strftime("%Y-%m-%d %H:%M")
    if isinstance(found, date | time):
        return found.isoformat()
    if isinstance(found, int | float | Decimal):
        return str(found)
    return harmless(str(found).replace("\x00", ""))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[Words], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, some hundred at a time, beginning with the mark of UTF-8."""
    writer = csv.writer(_Echo(), delimiter=DELIMITER, lineterminator="\r\n")
    waiting = [BOM, writer.writerow([str(words) for words in header])]
    for row in rows:
        waiting.append(writer.writerow([_csv_cell(value) for value in row]))
        if len(waiting) >= CHUNK:
            yield "".join(waiting)
            waiting = []
    yield "".join(waiting)


def file_name(name: str, ending: str) -> str:
    """A safe name with today's date: contacts-2026-11-24.csv."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return str(PurePath(f"{slugify(name) or 'liaison'}-{today.isoformat()}.{ending}"))


_FORMATS: Final = {
    "number": "#,##0",
    "decimal": "#,##0.00",
    "money": "#,##0.00",
    "minutes": "#,##0",
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm",
}
_WIDTHS: Final = {"number": 10, "decimal": 12, "money": 14, "minutes": 10, "date": 12, "moment": 17}


def write_xlsx(
    target: IO[bytes], header: Sequence[Words], kinds: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a workbook in constant memory: a frozen heading, figures and dates as such."""
    import xlsxwriter  # noqa: PLC0415 - a fifteenth of a second that no page should wait for

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        looks = [
            book.add_format({"num_format": _FORMATS[kind]}) if kind in _FORMATS else None for kind in kinds
        ]
        sheet, place = None, LIMIT + 1
        for row in rows:
            if place > LIMIT:
                sheet, place = _sheet(book, header, kinds, bold), 1
            for column, value in enumerate(row):
                _write(sheet, place, column, plain(value), looks[column])
            place += 1
        if sheet is None:
            _sheet(book, header, kinds, bold)


def _sheet(book: Any, header: Sequence[Words], kinds: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, words in enumerate(header):
        kind = kinds[column]
        sheet.set_column(column, column, _WIDTHS.get(kind, min(max(len(str(words)) + 4, 18), 40)))
        sheet.write_string(0, column, str(words), bold)
    return sheet


def _write(sheet: Any, row: int, column: int, value: object, look: Any) -> None:
    if isinstance(value, datetime | date):
        if value.year >= 1900:
            sheet.write_datetime(row, column, value, look)
        else:
            sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value), look)
    elif value != "":
        sheet.write_string(row, column, _CONTROL.sub("", str(value))[:CELL])


def xlsx_file(header: Sequence[Words], kinds: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """A workbook in a temporary file that vanishes when it is closed, ready to be read."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - who reads it closes it
    try:
        write_xlsx(target, header, kinds, rows)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target
