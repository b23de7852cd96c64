"""The files an installation begins with: Word letters with merge fields, and a leaflet as PDF.

A letter is written as plain lines; `{{ contact.name }}` becomes a merge field under the name it has in the
letter's language, so that people find fields they can read when they open the file in Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from liaison.letters.rendering import typeset
from liaison.letters.sources import FIELDS
from liaison.letters.word_package import package

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WINDOW = 5272
"""Twips from the text's edge to the address window of a Swiss envelope, at the right (93 mm)."""
_FIELD = re.compile(r"\{\{ ([a-z_.0-9]+) \}\}")


def word_letter(text: str, language: str) -> bytes:
    """A Word file of `text`: a line is a paragraph, an empty one a gap.

    `>` puts a line into the address window, `#` makes it bold. The same text is the same bytes.
    """
    lines = text.strip("\n").split("\n")
    body = "".join(_paragraph(line, language) for line in lines)
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2552" w:right="1134" w:bottom="1134" '
        'w:left="1417" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
    )
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}{page}</w:body></w:document>'
    return package(document, _styles(language))


def leaflet(title: str, lines: Sequence[str], language: str, at: datetime) -> bytes:
    """A page of PDF with a title and points ("Advice: we …")."""
    points = [[head.strip(), words.strip()[:1].upper() + words.strip()[1:]] for head, _, words in
              (line.partition(":") for line in lines)]  # fmt: skip
    data = {"title": title, "points": points, "lang": language.partition("-")[0]}
    return typeset("brochure", data, at=at)


def _paragraph(line: str, language: str) -> str:
    in_window, bold = line.startswith("> "), line.startswith("# ")
    words = line[2:] if in_window or bold else line
    after = 480 if in_window else 0
    properties = f'<w:spacing w:after="{after}"/>' + (f'<w:ind w:left="{_WINDOW}"/>' if in_window else "")
    runs = "".join(_runs(words, language, "<w:rPr><w:b/></w:rPr>" if bold else ""))
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _runs(words: str, language: str, style: str) -> Iterator[str]:
    for place, piece in enumerate(_FIELD.split(words)):
        if place % 2:
            name = FIELDS[piece].word_name(language)
            shown = f"<w:r>{style}<w:t>{escape(f'«{name}»')}</w:t></w:r>"
            yield f"<w:fldSimple w:instr={quoteattr(f' MERGEFIELD {name} ')}>{shown}</w:fldSimple>"
        elif piece:
            yield f'<w:r>{style}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'


def _styles(language: str) -> str:
    return (
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="21"/>'
        f"<w:lang w:val={quoteattr(language)}/>"
        "</w:rPr></w:rPrDefault></w:docDefaults></w:styles>"
    )
