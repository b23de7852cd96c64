"""Lists as files: nothing runs, figures stay figures, any number of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
import time_machine
from django.http import FileResponse
from hypothesis import given
from hypothesis import strategies as st

from liaison.kit import sheets
from liaison.web.shell import exports
from liaison.web.shell.lists import ListColumn

MOMENT = datetime(2026, 11, 24, 8, 42, 10, tzinfo=UTC)
ROW = ("CT-000482", 'Béguelin; "Mécanique"', Decimal("48250.50"), 12, MOMENT, date(2026, 11, 24), None, True)
HEADER = ("N°", "Société", "Coût", "Minutes", "Moment", "Jour", "Rien", "Oui")
KINDS = ("text", "text", "money", "minutes", "moment", "date", "text", "text")


def read_csv(lines: Iterator[str]) -> list[list[str]]:
    text = "".join(lines)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def read_xlsx(header: Any, kinds: Any, rows: Any) -> list[list[list[Any]]]:
    target = io.BytesIO()
    sheets.write_xlsx(target, header, kinds, rows)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    return [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]


def test_csv_writes_plain_figures_and_days() -> None:
    assert read_csv(sheets.csv_lines(HEADER, [ROW])) == [
        list(HEADER),
        ["CT-000482", 'Béguelin; "Mécanique"', "48250.50", "12", "2026-11-24 09:42", "2026-11-24", "", "1"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        '=HYPERLINK("http://evil")',
        "+A1",
        "\n=1",
    ],
)
def test_formulas_are_disarmed(text: str) -> None:
    assert sheets.harmless(text) == f"'{text}"
    rows = read_csv(sheets.csv_lines(("a",), [(text,)]))
    assert rows[1][0].startswith("'")


@pytest.mark.parametrize(
    "text", ["+41 21 555 01 42", "-12.50", "+41(0)21/555-01-42", "Nora", "a=b", "", "−12"]
)
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert sheets.harmless(text) == text


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    safe = sheets.harmless(text)
    assert safe.removeprefix("'" if safe != text else "") == text
    if safe == text and text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        assert text[0] in "+-"
        assert not any(letter.isalpha() for letter in text)


@given(st.text() | st.from_regex(r"'{0,3}[=+@-][a-z1]?", fullmatch=True))
def test_what_was_disarmed_is_read_as_it_was(text: str) -> None:
    assert sheets.as_before(sheets.harmless(text)) == text


def test_lines_come_in_pieces_not_all_at_once() -> None:
    read = 0

    def rows() -> Iterator[tuple[int]]:
        nonlocal read
        for number in range(10_000):
            read += 1
            yield (number,)

    pieces = sheets.csv_lines(("n",), rows())
    next(pieces)
    assert read < 1000
    assert sum(piece.count("\r\n") for piece in pieces) + sheets.CHUNK - 1 == 10_001


def test_answer_is_a_download_with_the_day_in_its_name() -> None:
    with time_machine.travel(MOMENT):
        response = exports.csv_answer("Contacts d’été", ["a"], [("b",)])
    assert response["Content-Disposition"] == 'attachment; filename="contacts-dete-2026-11-24.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert b"".join(response) == "\ufeffa\r\nb\r\n".encode()


def test_xlsx_keeps_types_and_runs_nothing() -> None:
    [sheet] = read_xlsx(("a", *HEADER), ("text", *KINDS), [("=1+1", *ROW)])
    assert sheet[0] == ["a", *HEADER]
    assert sheet[1] == [
        "=1+1", "CT-000482", 'Béguelin; "Mécanique"', 48250.5, 12.0,
        datetime(2026, 11, 24, 9, 42, 10), date(2026, 11, 24), "", "1",
    ]  # fmt: skip


def test_xlsx_survives_what_a_cell_cannot_hold() -> None:
    [sheet] = read_xlsx(("a", "b"), ("text", "date"), [("x\x00\x01y" + "z" * 40_000, date(1, 1, 1))])
    assert len(sheet[1][0]) == sheets.CELL
    assert sheet[1][0].startswith("xyz")
    assert sheet[1][1] == "0001-01-01"


def test_xlsx_without_rows_has_its_heading() -> None:
    assert read_xlsx(("a",), ("text",), []) == [[["a"]]]


def test_xlsx_goes_on_on_a_further_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LIMIT", 2)
    found = read_xlsx(("a",), ("text",), [("1",), ("2",), ("3",)])
    assert found == [[["a"], ["1"], ["2"]], [["a"], ["3"]]]


def test_export_takes_the_visible_columns() -> None:
    columns = (
        ListColumn[tuple[str, int]]("name", "Nom", lambda row: row[0]),
        ListColumn[tuple[str, int]]("cost", "Coût", lambda row: row[1], kind="money"),
    )
    text = b"".join(exports.export_answer("x", "csv", columns, [("Nora", 3)])).decode()
    assert text == "\ufeffNom;Coût\r\nNora;3\r\n"
    response = exports.export_answer("x", "xlsx", columns, [("Nora", 3)])
    content = b"".join(response)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python() == [["Nom", "Coût"], ["Nora", 3.0]]
    assert isinstance(response, FileResponse)
    assert response.file_to_stream is not None
    response.file_to_stream.close()
