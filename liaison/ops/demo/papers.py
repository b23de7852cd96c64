"""The files of the demonstration: brochures and quotes as PDF, letters and drawings, all of one page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from liaison.letters.word_package import package

HEAD = "Jurassienne de Machines SA"
FOOT = "Avenue des Sciences 14 · 1400 Yverdon-les-Bains · +41 24 555 01 11 · info@jurassienne.example"


def make_pdf(title: str, lines: Sequence[str]) -> bytes:
    """A page with a title and lines; the same words give the same bytes."""
    content = [
        "0.10 0.31 0.46 rg 0 812 595 30 re f",
        _text(HEAD, 60, 822, 12, bold=True, colour="1 1 1"),
        _text(title, 60, 748, 19, bold=True),
    ]
    content += [_text(line, 60, 712 - 17 * place, 11) for place, line in enumerate(lines)]
    content.append(_text(FOOT, 60, 40, 8, colour="0.4 0.4 0.4"))
    stream = "\n".join(content).encode("cp1252", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, begin)
    return bytes(out)


def _text(words: str, x: int, y: int, size: int, *, bold: bool = False, colour: str = "0 0 0") -> str:
    safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").replace("\u202f", "\u00a0")
    return f"BT {colour} rg /F{2 if bold else 1} {size} Tf {x} {y} Td ({safe}) Tj ET"


def make_docx(paragraphs: Sequence[str]) -> bytes:
    """A Word file of plain paragraphs; the same words give the same bytes."""
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(paragraph)}</w:t></w:r></w:p>'
        for paragraph in paragraphs
    )
    return package(
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
