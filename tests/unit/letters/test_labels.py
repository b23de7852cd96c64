from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from liaison.letters import labels
from liaison.letters.labels import FORMATS, L7160, L7163, LabelFormat, Lines, render_labels, sheets_of
from tests.papers import MM, pdf_pages, pdf_words

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "columns", "pitch", "left"), [(L7160, 3, 66.04, 7.21), (L7163, 2, 101.6, 4.65)]
)
def test_each_label_stands_on_its_place(form: LabelFormat, columns: int, pitch: float, left: float) -> None:
    """R-SEG-100"""
    pdf = render_labels([[(f"n{n}",) for n in range(form.places)]], form, title="x", at=AT)
    page = PdfReader(io.BytesIO(pdf)).pages
    assert len(page) == 1
    assert [round(float(side) / MM) for side in page[0].mediabox[2:]] == [210, 297]
    found = pdf_words(pdf)
    assert len(found) == columns * 7
    down = found["n0"][1]
    assert 15.15 < down < 15.15 + 38.1
    for n in range(form.places):
        assert found[f"n{n}"][0] == pytest.approx(left + 5 + n % columns * pitch, abs=0.3)
        assert found[f"n{n}"][1] == pytest.approx(down + n // columns * 38.1, abs=0.05)


@pytest.mark.parametrize(
    ("code", "columns", "wide", "high"),
    [("36x70", 3, 70, 36), ("37x70", 3, 70, 37), ("36x105", 2, 105, 36), ("37x105", 2, 105, 37)],
)
def test_sheets_without_gaps(code: str, columns: int, wide: int, high: int) -> None:
    """R-SEG-100"""
    form = FORMATS[code]
    assert (form.columns, form.rows, form.places) == (columns, 8, columns * 8)
    found = pdf_words(render_labels([[(f"n{n}",) for n in range(form.places)]], form, title="x", at=AT))
    assert len(found) == form.places
    top = found["n0"][1]
    assert (297 - 8 * high) / 2 < top < (297 - 8 * high) / 2 + high
    for n in range(form.places):
        assert found[f"n{n}"][0] == pytest.approx(7 + n % columns * wide, abs=0.3)
        assert found[f"n{n}"][1] == pytest.approx(top + n // columns * high, abs=0.05)


def test_begun_sheet_and_groups_in_the_first_column() -> None:
    """R-SEG-100"""
    one, two = [("a",), ("b",)], [("c",)]
    assert list(sheets_of([one, two], L7160, start=3)) == [[(2, ("a",)), (3, ("b",)), (6, ("c",))]]
    assert list(sheets_of([one], L7160, start=21)) == [[(20, ("a",))], [(0, ("b",))]]


@pytest.mark.parametrize("start", [0, -1, 22])
def test_a_sheet_begins_on_one_of_its_labels(start: int) -> None:
    with pytest.raises(ValueError, match=f"between 1 and 21, not {start}"):
        list(sheets_of([[("a",)]], L7160, start=start))


@pytest.mark.parametrize(
    ("groups", "start", "sheets"),
    [
        ([], 1, []),
        ([[], [("a",)]], 21, [[(0, ("a",))]]),
        ([[("a",)], [("b",)]], 20, [[(19, ("a",))], [(0, ("b",))]]),
    ],
)
def test_no_sheet_is_empty(groups: list[list[Lines]], start: int, sheets: list[Any]) -> None:
    """R-SEG-100"""
    assert list(sheets_of(groups, L7160, start=start)) == sheets


def test_many_sheets_are_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "SHEETS_AT_ONCE", 1)
    pdf = render_labels([[(f"n{n}",) for n in range(22)]], L7160, title="x", at=AT)
    assert [page.split() for page in pdf_pages(pdf)] == [[f"n{n}" for n in range(21)], ["n21"]]


def test_a_long_address_stays_on_its_label() -> None:
    """R-SEG-100"""
    lines = tuple(f"Line{n} of a very long address that needs room to be written" for n in range(7))
    found = pdf_words(render_labels([[lines, ("next",)]], L7160, title="x", at=AT))
    assert found["Line0"][1] >= 15.15
    assert found["Line6"][1] < 15.15 + 38.1


def test_what_people_wrote_is_never_source() -> None:
    pdf = render_labels([[('#panic("x")', "$ * _ <b>")]], L7163, title="x", at=AT)
    assert "panic" in (PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
