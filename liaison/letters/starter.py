"""To begin a Word letter with: an empty file that holds every merge field, and the list of them (R-INT-134).

In Word, *Mailings → Select recipients* takes the list as data source, after which its fields can be
chosen from a menu; or the fields are copied out of the Word file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from liaison.kit.archives import member
from liaison.letters.sources import FIELDS, SOURCE_CAPTIONS, MergeField, caption_of
from liaison.letters.word_package import package

_NAMES = {"fr": "Champs de fusion", "de": "Seriendruckfelder", "it": "Campi unione", "en": "Merge fields"}


def starter_kit(language: str) -> bytes:
    """An archive with the Word file and the spreadsheet, fields named in `language`."""
    name = _NAMES.get(language.partition("-")[0], _NAMES["en"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, content in (("docx", starter_document(language)), ("xlsx", field_list(language))):
            archive.writestr(member(f"{name}.{ending}"), content)
    return out.getvalue()


def starter_document(language: str) -> bytes:
    """A Word file with one table of all fields, each with its caption, ready to be copied."""
    rows = "".join(_rows(language))
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return package(
        f"<w:document {namespace}><w:body><w:tbl><w:tblPr/>{rows}</w:tbl><w:p/>{page}</w:body></w:document>"
    )


def _rows(language: str) -> Iterator[str]:
    for source in SOURCE_CAPTIONS:
        yield _row(_words(caption_of(source, language), bold=True), "<w:p/>")
        for field in FIELDS.values():
            if field.source == source:
                yield _row(_words(field.caption(language).partition(": ")[2]), _merge_field(field, language))


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def _words(text: str, *, bold: bool = False) -> str:
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p><w:r>{style}<w:t>{escape(text)}</w:t></w:r></w:p>"


def _merge_field(field: MergeField, language: str) -> str:
    name = field.word_name(language)
    instruction = quoteattr(f' MERGEFIELD "{name}" ')
    return (
        f"<w:p><w:fldSimple w:instr={instruction}><w:r><w:t>«{escape(name)}»</w:t></w:r></w:fldSimple></w:p>"
    )


def field_list(language: str) -> bytes:
    """A spreadsheet whose first row names the fields, as Word wants a data source; the second explains."""
    import xlsxwriter  # noqa: PLC0415 - see `letters`

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, field in enumerate(FIELDS.values()):
        sheet.write_string(0, column, field.word_name(language))
        sheet.write_string(1, column, field.caption(language))
    book.close()
    return out.getvalue()
