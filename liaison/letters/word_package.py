"""The package that a Word file is: its text, and the parts that every program looks for."""

from __future__ import annotations

import io
import zipfile

from liaison.kit.archives import member

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


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
            archive.writestr(member(name), _HEAD + text)
    return out.getvalue()
