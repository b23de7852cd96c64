"""Word files merged with many records at once, converted in one go and taken apart again.

To start takes LibreOffice as long as two hundred letters. Each record becomes a section of one Word file,
with its pages numbered from 1; a bookmark tells on which page it begins.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as ET

from lxml import etree  # type: ignore[import-untyped]
from mailmerge import MailMerge
from pikepdf import Pdf

from liaison.kit.errors import Refused
from liaison.letters import rules
from liaison.letters.beside import in_turn
from liaison.letters.binding import read_pdf
from liaison.letters.converting import SETS_AT_ONCE, NotConverted, set_to_pdf, word_to_pdf
from liaison.letters.splitting import named_places, split
from liaison.letters.values import MergeValues
from liaison.letters.word import (
    by_written_name,
    keywords_in,
    merge_document,
    names_in,
    opened,
    parsed,
    quietly,
    repacked,
    written_parts,
)

MOST_RECORDS = 250
"""So many records are converted together: with more each takes longer, as every one is a section."""
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NAMESPACE}}}"
_BEGIN = "liaisonbegin"
_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_NOTED = (f"{_W}footnoteReference", f"{_W}endnoteReference")
_SIGNS = frozenset({"bullet", "none"})
"""What stands before the lines of a list that does not count."""
_COUNTING = frozenset(
    {
        "NUMPAGES", "NUMWORDS", "NUMCHARS", "SECTIONPAGES", "SECTION", "SEQ", "MERGEREC", "MERGESEQ", "TOC",
        "PAGEREF", "REF", "NOTEREF", "STYLEREF", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM",
    }
)  # fmt: skip
"""Fields that count or look over the whole file: in a set they would see the letters of all others."""


def word_each(content: bytes, records: Sequence[MergeValues]) -> Iterator[bytes]:
    """The PDF of the Word file for each record, in order; the first sets are begun at once.

    Raises `Refused`: `NoOffice` where LibreOffice is missing, `NotConverted` when it fails, and
    `NotNow` when it has no room or no time.
    """
    if len(records) < 2 or not can_be_set(content):
        return (word_to_pdf(merge_document(content, values)) for values in records)
    # Merged here: the library that does it must not run twice at a time.
    sets = (
        (len(chunk), merge_records(content, chunk))
        for first in range(0, len(records), MOST_RECORDS)
        if (chunk := records[first : first + MOST_RECORDS])
    )
    return in_turn(sets, lambda given: set_to_pdf(given[1]), _parts, lanes=SETS_AT_ONCE)


def _parts(given: tuple[int, bytes], made: bytes) -> list[bytes]:
    pdf = read_pdf(made)
    return list(split(pdf, _starts(pdf, given[0])))


def can_be_set(content: bytes) -> bool:
    """Whether each letter of a set comes out as it would alone: one section, nothing counts over the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = dict(written_parts(package))
        if sum(1 for _section in parts["word/document.xml"].iter(f"{_W}sectPr")) > 1:
            # In a set the pages are numbered anew in the last section of a letter: it must be its first.
            return False
        for part in parts.values():
            if keywords_in(part) & _COUNTING or any(one.tag in _NOTED for one in part.iter()):
                return False
        return not _used_numbers(package, parts.values()) & _counting_numbers(package)


def _used_numbers(package: zipfile.ZipFile, parts: Iterable[ET.Element]) -> set[str]:
    """The lists that the parts use, by themselves or through the styles of their paragraphs."""
    found = set(_values(parts, "numId"))
    if _STYLES not in package.namelist():
        return found
    styles = {one.get(f"{_W}styleId", ""): one for one in parsed(package, _STYLES).iter(f"{_W}style")}
    waiting = [*_values(parts, "pStyle"), *(name for name, one in styles.items() if one.get(f"{_W}default"))]
    while waiting:
        style = styles.pop(waiting.pop(), None)
        if style is not None:
            found.update(_values([style], "numId"))
            waiting += _values([style], "basedOn")
    return found


def _counting_numbers(package: zipfile.ZipFile) -> set[str]:
    """The lists that count, and not only have a sign before each line."""
    if _NUMBERING not in package.namelist():
        return set()
    numbering = parsed(package, _NUMBERING)

    def counts(one: ET.Element) -> bool:
        # What points at a list style says nothing itself: the style may count.
        points = one.find(f"{_W}numStyleLink") is not None
        return points or not set(_values([one], "numFmt")) <= _SIGNS

    kinds = {one.get(f"{_W}abstractNumId") for one in numbering.iter(f"{_W}abstractNum") if counts(one)}
    return {
        one.get(f"{_W}numId", "")
        for one in numbering.iter(f"{_W}num")
        if counts(one) or kinds & set(_values([one], "abstractNumId"))
    }


def _values(parts: Iterable[ET.Element], name: str) -> list[str]:
    return [one.get(f"{_W}val", "") for part in parts for one in part.iter(f"{_W}{name}")]


def merge_records(content: bytes, records: Sequence[MergeValues]) -> bytes:
    """One Word file with a section for each record; a field without value is left empty."""
    out = io.BytesIO()
    with opened(_prepared(content)) as word, quietly():
        names = names_in(word)
        try:
            rows = [by_written_name(names, values) for values in records]
            word.merge_templates(rows, separator="nextPage_section")
            _tidy(word)
            word.write(out)
        except Exception as error:
            raise Refused(rules.damaged()) from error
    return out.getvalue()


def _prepared(content: bytes) -> bytes:
    """The file with a bookmark at its beginning and its pages numbered from 1."""
    return repacked(
        content, lambda name, data: _marked(data) if name == "word/document.xml" else data, squeezed=False
    )


def _marked(data: bytes) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    body = root.find(f"{_W}body")
    if body is None:
        raise Refused(rules.damaged())
    first = next(body.iter(f"{_W}p"), None)
    if first is None:
        raise Refused(rules.damaged())
    place = 1 if len(first) and first[0].tag == f"{_W}pPr" else 0
    mark = etree.Element(f"{_W}bookmarkStart", {f"{_W}id": "9999", f"{_W}name": _BEGIN})
    first.insert(place, etree.Element(f"{_W}bookmarkEnd", {f"{_W}id": "9999"}))
    first.insert(place, mark)
    section = body.find(f"{_W}sectPr")
    if section is None:
        section = etree.SubElement(body, f"{_W}sectPr")
    for old in section.findall(f"{_W}pgNumType"):
        section.remove(old)
    number = etree.Element(f"{_W}pgNumType", {f"{_W}start": "1"})
    margins = section.find(f"{_W}pgMar")
    section.insert(section.index(margins) + 1 if margins is not None else len(section), number)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _tidy(word: MailMerge) -> None:
    """Number the bookmarks, and end each section in its last paragraph instead of one more."""
    for part in word.docx.get_parts(["main"]):
        root = part["part"].getroot()
        marks = (mark for mark in root.iter(f"{_W}bookmarkStart") if mark.get(f"{_W}name") == _BEGIN)
        for number, mark in enumerate(marks):
            mark.set(f"{_W}name", f"{_BEGIN}{number}")
            mark.set(f"{_W}id", str(1_000_000 + number))
        # The ends stand right behind the beginnings.
        for mark in root.iter(f"{_W}bookmarkStart"):
            if mark.get(f"{_W}name", "").startswith(_BEGIN):
                mark.getnext().set(f"{_W}id", mark.get(f"{_W}id"))
        for paragraph in list(root.find(f"{_W}body")):
            _join_section(paragraph)


def _join_section(paragraph: etree._Element) -> None:
    """Move the section's end of an otherwise empty paragraph into the one before."""
    if paragraph.tag != f"{_W}p" or len(paragraph) != 1 or paragraph[0].tag != f"{_W}pPr":
        return
    properties, before = paragraph[0], paragraph.getprevious()
    if len(properties) != 1 or properties[0].tag != f"{_W}sectPr" or before is None or before.tag != f"{_W}p":
        return
    own = before.find(f"{_W}pPr")
    if own is None:
        own = etree.Element(f"{_W}pPr")
        before.insert(0, own)
    if own.find(f"{_W}sectPr") is None:
        own.append(properties[0])
        paragraph.getparent().remove(paragraph)


def _starts(pdf: Pdf, count: int) -> list[int]:
    """The page on which each of `count` records begins, from 0. Raises `NotConverted`."""
    if len(pdf.pages) == count:
        return list(range(count))
    found = named_places(pdf)
    starts = [found.get(f"{_BEGIN}{number}") for number in range(count)]
    known = [start for start in starts if start is not None]
    if len(known) != count or known != sorted(set(known)) or known[0] != 0:
        raise NotConverted
    return known
