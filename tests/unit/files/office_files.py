"""Small Office files and hostile ones, made by hand."""

from __future__ import annotations

import io
import zipfile


def content_types(family: str, kind: str = "document") -> bytes:
    return (
        b'<?xml version="1.0"?><Types><Override PartName="/main.xml" ContentType="application/'
        b"vnd.openxmlformats-officedocument." + f"{family}.{kind}.main+xml".encode() + b'"/></Types>'
    )


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return data.getvalue()


def word(**members: bytes) -> bytes:
    """A Word file with further members; `__` in a name stands for a slash, `_xml` for its ending."""
    named = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in members.items()}
    return archive(
        {
            "[Content_Types].xml": content_types("wordprocessingml"),
            "word/document.xml": b"<w:document/>",
            **named,
        }
    )
