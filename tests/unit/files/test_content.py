from __future__ import annotations

import io
import struct
import zipfile

import pytest

from liaison.files.content import DOCX, HEAD, XLSX, ZIP, sniff
from tests.unit.files.office_files import archive, content_types

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def sniffed(data: bytes) -> str:
    return sniff(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"{\\rtf1\\ansi}", "application/rtf"),
        ("Bonjour à tous".encode(), "text/plain"),
        (b"\xef\xbb\xbfnom;ville\r\n", "text/plain"),
        ("Bonjour à tous".encode("cp1252"), "text/plain; charset=windows-1252"),
        ("Bonjour".encode("utf-16"), "text/plain; charset=utf-16"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "text/vcard"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        (b"<!DOCTYPE html><p>Hallo", "text/html"),
        (b"  \n<html><body onload=alert(1)>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        (b"<!-- x --><svg onload=alert(1)>", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"abc\x00def", "application/octet-stream"),
        (b"", "text/plain"),
        (b"PK\x03\x04 no archive at all", ZIP),
        (archive({"a.txt": b"x"}), ZIP),
        (archive({"[Content_Types].xml": content_types("wordprocessingml")}), DOCX),
        (archive({"[Content_Types].xml": content_types("spreadsheetml", "sheet")}), XLSX),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "application/vnd.oasis.opendocument.text",
        ),
        (archive({"mimetype": b"text/html; evil"}), ZIP),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 70000 + "WordDocument".encode("utf-16-le"),
            "application/msword",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "application/x-ole-storage"),
    ],
)
def test_type_is_told_by_the_bytes(data: bytes, media_type: str) -> None:
    assert sniffed(data) == media_type


def test_text_cut_inside_a_character_is_still_utf8() -> None:
    assert sniffed(b"a" * (HEAD - 1) + "é".encode()) == "text/plain"


def test_directory_out_of_proportion_is_not_taken_into_memory() -> None:
    """A claim of many members is believed before anything is read."""
    data = bytearray(archive({"[Content_Types].xml": content_types("wordprocessingml")}))
    place = data.rindex(b"PK\x05\x06")
    struct.pack_into("<H", data, place + 10, 60000)

    assert sniffed(bytes(data)) == ZIP


def test_second_record_of_a_larger_archive_is_not_read() -> None:
    """It would count instead of the first, which says what one likes to hear."""
    data = archive({"[Content_Types].xml": content_types("wordprocessingml")})
    place = data.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)

    assert sniffed(data[:place] + locator + data[place:]) == ZIP


def test_real_word_file_is_recognised() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", content_types("wordprocessingml"))
        out.writestr("word/document.xml", b"<w:document/>")

    assert sniff(data) == DOCX
