"""A letter written in the browser as a Word file, for who wants to go on writing there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from liaison.letters.markup import Block, Break, Inline, Listing, Mark, Paragraph, Quote, Rule, Text, parse
from liaison.letters.rendering import Letter, Letterhead

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MADE_AT = (2000, 1, 1, 0, 0, 0)
_TWIPS_TO_RIGHT_WINDOW = 5272  # 93 mm from the text's edge
_STYLES = {
    "b": "<w:b/>", "i": "<w:i/>", "u": '<w:u w:val="single"/>', "s": "<w:strike/>",
    "code": '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New"/>', "a": '<w:u w:val="single"/>',
    "sub": '<w:vertAlign w:val="subscript"/>', "sup": '<w:vertAlign w:val="superscript"/>',
    "small": '<w:sz w:val="18"/>',
}  # fmt: skip
_ALIGN = {"left": "left", "right": "right", "center": "center", "justify": "both"}
_SIZES = {1: 28, 2: 25, 3: 22}


def letter_as_word(letter: Letter, head: Letterhead) -> bytes:
    """The letter of `rendering.render_letters` as a Word file; the same letter is the same bytes."""
    indent = 0 if letter.window == "left" else _TWIPS_TO_RIGHT_WINDOW
    parts = [
        _paragraph(_run(head.name, "<w:b/>"), after=1200),
        *(_paragraph(_run(line), indent=indent, after=0) for line in letter.address),
        _paragraph("", after=800),
        _paragraph(_run(letter.place_and_date), after=400),
        *([_paragraph(_run(letter.subject, "<w:b/>"), after=280)] if letter.subject else []),
        *([_paragraph(_run(letter.salutation))] if letter.salutation else []),
        *_blocks(parse(letter.body)),
        *([_paragraph("", after=700)] if letter.signature else []),
        *(_paragraph(_run(line), after=0) for line in letter.signature),
    ]
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1417" '
        'w:header="0" w:footer="0" w:gutter="0"/>'
        "</w:sectPr>"
    )
    return package(f'<w:document xmlns:w="{_W}"><w:body>{"".join(parts)}{page}</w:body></w:document>')


def _blocks(blocks: Iterable[Block], *, indent: int = 0) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            size = f'<w:b/><w:sz w:val="{_SIZES[block.level]}"/>' if block.level else ""
            yield _paragraph(
                "".join(_inlines(block.children, size)), indent=indent, align=_ALIGN.get(block.align, "")
            )
        elif isinstance(block, Listing):
            for number, item in enumerate(block.items, block.start):
                yield from _item(f"{number}." if block.ordered else "•", item, indent=indent + 360)
        elif isinstance(block, Quote):
            yield from _blocks(block.children, indent=indent + 560)
        elif isinstance(block, Rule):
            yield (
                '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
                "</w:pPr></w:p>"
            )
        else:
            rows = (
                "<w:tr>"
                + "".join(f"<w:tc>{''.join(_blocks(cell)) or _paragraph('')}</w:tc>" for cell in row)
                + "</w:tr>"
                for row in block.rows
            )
            border = "".join(
                f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            )
            yield f"<w:tbl><w:tblPr><w:tblBorders>{border}</w:tblBorders></w:tblPr>{''.join(rows)}</w:tbl>"
            yield _paragraph("")


def _item(sign: str, blocks: tuple[Block, ...], *, indent: int) -> Iterator[str]:
    """An item begins with its sign, as text: it looks alike in every program."""
    first, rest = (blocks[0], blocks[1:]) if blocks else (Paragraph(()), ())
    if isinstance(first, Paragraph):
        first = Paragraph((Text(f"{sign} "), *first.children), first.align, first.level)
        yield from _blocks((first, *rest), indent=indent)
    else:
        yield _paragraph(_run(sign), indent=indent)
        yield from _blocks((first, *rest), indent=indent)


def _inlines(inlines: Iterable[Inline], style: str = "") -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Break):
            yield "<w:r><w:br/></w:r>"
        elif isinstance(inline, Mark):
            more = _STYLES.get(inline.kind, "")
            yield from _inlines(inline.children, style if more in style else style + more)
        else:
            yield _run(inline.value, style)


def _run(text: str, style: str = "") -> str:
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    plain = "".join(letter for letter in text if letter >= " " or letter == "\t")
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(plain)}</w:t></w:r>'


def _paragraph(runs: str, *, indent: int = 0, after: int = 160, align: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:spacing w:after="{after}"/><w:ind w:left="{indent}"/>'
        + (f'<w:jc w:val="{align}"/>' if align else "")
        + f"</w:pPr>{runs}</w:p>"
    )


def package(document: str, styles: str = "") -> bytes:
    """A whole Word file around this document part, and one of `styles`; the same parts are the same bytes."""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
            + (f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>' if styles else "")
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/settings" Target="settings.xml"/>'
            + (f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>' if styles else "")
            + "</Relationships>"
        ),
        "word/document.xml": document,
        "word/settings.xml": f'<w:settings xmlns:w="{_W}"/>',
        **({"word/styles.xml": styles} if styles else {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            member = zipfile.ZipInfo(name, _MADE_AT)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, _HEAD + text)
    return out.getvalue()
