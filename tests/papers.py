"""Small Word files for tests, written by hand so that every run of a field is known."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import pytest

from liaison.ops.bench.letters import word_styles

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MM = 72 / 25.4
"""Points of a PDF in a millimetre."""
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">([^<]*)</word>')
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def field(name: str, switches: str = "", *, shown: str = "", split: bool = False) -> str:
    """A merge field as Word writes it, in several runs."""
    return instruction(f' MERGEFIELD "{name}" {switches} ', shown=shown or f"«{name}»", split=split)


def instruction(text: str, *, shown: str = "x", split: bool = False) -> str:
    cut = len(text) // 2 if split else len(text)
    parts = [part for part in (text[:cut], text[cut:]) if part]
    inside = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(part)}</w:instrText></w:r>' for part in parts
    )
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"{inside}"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def nested(before: str, inner: str, after: str, *, shown: str = "x") -> str:
    """A field around another one, e.g. IF around MERGEFIELD."""

    def part(text: str) -> str:
        return f'<w:r><w:instrText xml:space="preserve">{escape(text)}</w:instrText></w:r>'

    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"{part(before)}{inner}{part(after)}"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def simple_field(name: str) -> str:
    return f"<w:fldSimple w:instr={quoteattr(f' MERGEFIELD {name} ')}>{run('«' + name + '»')}</w:fldSimple>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def docx(
    *blocks: str,
    header: str = "",
    footer: str = "",
    relations: str = "",
    more: Mapping[str, bytes] | None = None,
    left_out: tuple[str, ...] = (),
) -> bytes:
    """A whole Word file of these blocks, with the styles that Word writes into each of its files."""
    header_ref = '<w:headerReference w:type="default" r:id="rId11"/>' if header else ""
    footer_ref = '<w:footerReference w:type="default" r:id="rId12"/>' if footer else ""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
            + (f'<Override PartName="/word/header1.xml" ContentType="{_TYPE}.header+xml"/>' if header else "")
            + (f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/>' if footer else "")
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId10" Type="{_OFFICE}/settings" Target="settings.xml"/>'
            f'<Relationship Id="rId13" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            + (f'<Relationship Id="rId11" Type="{_OFFICE}/header" Target="header1.xml"/>' if header else "")
            + (f'<Relationship Id="rId12" Type="{_OFFICE}/footer" Target="footer1.xml"/>' if footer else "")
            + relations
            + "</Relationships>"
        ),
        "word/document.xml": (
            f"<w:document {W} {R}><w:body>{''.join(blocks)}"
            f'<w:sectPr>{header_ref}{footer_ref}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
            "</w:body></w:document>"
        ),
        "word/settings.xml": f"<w:settings {W}/>",
        "word/styles.xml": word_styles(),
    }
    if header:
        parts["word/header1.xml"] = f"<w:hdr {W}>{header}</w:hdr>"
    if footer:
        parts["word/footer1.xml"] = f"<w:ftr {W}>{footer}</w:ftr>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            if name not in left_out:
                package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def external(kind: str, target: str) -> str:
    """A relation to something outside of the file."""
    return f'<Relationship Id="rId50" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'


def lines(content: bytes, part: str = "word/document.xml") -> list[str]:
    """The paragraphs of a part, a line break as |."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = ET.fromstring(package.read(part))
    found = []
    for one in root.iter(f"{_W}p"):
        words = (
            "|" if piece.tag in {f"{_W}br", f"{_W}cr"} else piece.text or ""
            for piece in one.iter()
            if piece.tag in {f"{_W}t", f"{_W}br", f"{_W}cr"}
        )
        found.append("".join(words))
    return found


def pdf_text(content: bytes) -> str:
    """What a person reads in a PDF, by poppler."""
    done = subprocess.run(
        [needs("pdftotext", "poppler-utils"), "-layout", "-enc", "UTF-8", "-", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page, without the empty lines and with single blanks."""
    pages = pdf_text(content).split("\f")[:-1]
    return ["\n".join(" ".join(line.split()) for line in page.splitlines() if line.strip()) for page in pages]


def needs(program: str, package: str) -> str:
    """Where `program` is; without it the test is skipped, and in continuous integration fails."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing; install {package}")
    if found is None:
        pytest.skip(f"{program} is not installed ({package})")
    return found


def pdf_words(content: bytes) -> dict[str, tuple[float, float]]:
    """Where each word begins, in millimetres from the upper left corner of its page."""
    made = subprocess.run(
        [needs("pdftotext", "poppler-utils"), "-bbox", "-", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    found = _WORD.findall(made.stdout.decode())
    return {word: (float(x) / MM, float(y) / MM) for x, y, word in found}
