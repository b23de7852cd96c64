"""What a Word letter can be begun with."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from liaison.letters.sources import FIELDS, LANGUAGES
from liaison.letters.starter import field_list, starter_document, starter_kit
from liaison.letters.word import check_document, merge_document
from tests.papers import lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_names_every_field_and_can_be_merged(language: str) -> None:
    """R-INT-134"""
    content = starter_document(language)
    assert set(check_document(content, "a.docx", fields_needed=True)) == {
        field.word_name(language) for field in FIELDS.values()
    }
    merged = lines(merge_document(content, dict.fromkeys(FIELDS, "x")))
    assert merged.count("x") == len(FIELDS)


def test_the_spreadsheet_is_a_data_source() -> None:
    """R-INT-134"""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(field_list("fr-CH"))).get_sheet_by_index(0)
    names, captions = sheet.to_python()
    assert names == [field.word_name("fr") for field in FIELDS.values()]
    assert captions == [field.caption("fr") for field in FIELDS.values()]


def test_both_come_in_one_archive() -> None:
    """R-INT-134"""
    with zipfile.ZipFile(io.BytesIO(starter_kit("fr-CH"))) as archive:
        assert archive.namelist() == ["Champs de fusion.docx", "Champs de fusion.xlsx"]
    with zipfile.ZipFile(io.BytesIO(starter_kit("rm"))) as archive:
        assert archive.namelist() == ["Merge fields.docx", "Merge fields.xlsx"]
