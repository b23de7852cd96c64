"""A Word file as HTML, for a mail whose text was written in Word (R-INT-119).

Words, emphasis, headings, lists, links and tables come over; the look of the page does not, a mail
has its own. Text boxes, drawings and notes are left out.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from liaison.letters.cleaning import clean_for_display
from liaison.letters.word import check_package, parsed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MARKS = (("b", "strong"), ("i", "em"), ("u", "u"), ("strike", "s"))
_HEADINGS = {"heading1": "h1", "heading2": "h2", "heading3": "h3", "title": "h1"}
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "<br>",
    f"{_W}cr": "<br>",
    f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
}
_STYLES = "word/styles.xml"
_ALIGN = {"center": "center", "right": "right", "end": "right", "both": "justify"}


@dataclass(frozen=True, slots=True)
class _File:
    """What the parts beside the text say."""

    links: dict[str, str]
    """The address of each link, by the id that the text names."""
    tags: dict[str, str]
    """The tag of each style that is a heading, by the id that the text names."""


def word_as_html(content: bytes) -> str:
    """The text of a Word file as cleaned HTML; raises `Refused` for what is no sound Word file."""
    check_package(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = ET.fromstring(package.read("word/document.xml")).find(f"{_W}body")  # noqa: S314 - checked above
        file = _File(_links(package), _tags(package))
    return clean_for_display("".join(_blocks(body, file))) if body is not None else ""


def _links(package: zipfile.ZipFile) -> dict[str, str]:
    name = "word/_rels/document.xml.rels"
    if name not in package.namelist():
        return {}
    relations = ET.fromstring(package.read(name))  # noqa: S314 - checked by `check_package`
    return {
        one.get("Id", ""): one.get("Target", "") for one in relations if one.get("TargetMode") == "External"
    }


def _tags(package: zipfile.ZipFile) -> dict[str, str]:
    """Ids are in the language of the Word that wrote the file (`Titre1`); names are English in all."""
    if _STYLES not in package.namelist():
        return _HEADINGS
    found = dict(_HEADINGS)
    for style in parsed(package, _STYLES).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        tag = _HEADINGS.get(_plain(name.get(f"{_W}val"))) if name is not None else None
        if tag is not None:
            found[_plain(style.get(f"{_W}styleId"))] = tag
    return found


def _plain(name: str | None) -> str:
    return (name or "").lower().replace(" ", "")


def _blocks(parent: ET.Element, file: _File) -> Iterator[str]:
    """Paragraphs and tables in order; paragraphs with a number or bullet are gathered into a list."""
    in_list = False
    for element in parent:
        listed = element.tag == f"{_W}p" and element.find(f"{_W}pPr/{_W}numPr") is not None
        if listed != in_list:
            yield "<ul>" if listed else "</ul>"
            in_list = listed
        if element.tag == f"{_W}p":
            yield _paragraph(element, file, listed=listed)
        elif element.tag == f"{_W}tbl":
            yield _table(element, file)
        elif element.tag == f"{_W}sdt":
            inside = element.find(f"{_W}sdtContent")
            if inside is not None:
                yield from _blocks(inside, file)
    if in_list:
        yield "</ul>"


def _paragraph(element: ET.Element, file: _File, *, listed: bool) -> str:
    words = "".join(_runs(element, file))
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = _plain(style.get(f"{_W}val")) if style is not None else ""
    tag = "li" if listed else file.tags.get(name, "p")
    justified = element.find(f"{_W}pPr/{_W}jc")
    side = _ALIGN.get(justified.get(f"{_W}val") or "") if justified is not None else None
    attribute = f' style="text-align:{side}"' if side else ""
    return f"<{tag}{attribute}>{words}</{tag}>" if words else ""


def _table(element: ET.Element, file: _File) -> str:
    rows = (
        "<tr>"
        + "".join(f"<td>{''.join(_blocks(cell, file))}</td>" for cell in row.iterfind(f"{_W}tc"))
        + "</tr>"
        for row in element.iterfind(f"{_W}tr")
    )
    return f"<table>{''.join(rows)}</table>"


def _runs(element: ET.Element, file: _File) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}r":
            yield _run(child)
        elif child.tag == f"{_W}hyperlink":
            target = html.escape(file.links.get(child.get(f"{_R}id") or "", ""))
            words = "".join(_runs(child, file))
            yield f'<a href="{target}">{words}</a>' if target else words
        elif child.tag in {f"{_W}fldSimple", f"{_W}ins", f"{_W}smartTag", f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _runs(child, file)


def _run(run: ET.Element) -> str:
    words = "".join(
        html.escape(piece.text or "", quote=False) if piece.tag == f"{_W}t" else _SIGNS[piece.tag]
        for piece in run
        if piece.tag == f"{_W}t" or piece.tag in _SIGNS
    )
    if not words:
        return ""
    for mark, tag in _MARKS:
        found = run.find(f"{_W}rPr/{_W}{mark}")
        if found is not None and found.get(f"{_W}val") not in {"0", "false", "none"}:
            words = f"<{tag}>{words}</{tag}>"
    return words
