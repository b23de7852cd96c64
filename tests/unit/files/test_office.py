from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import IO

import pytest
from django.utils import translation

from liaison.files import office
from liaison.files.office import NoOfficeFile, inspect_word
from tests.unit.files.office_files import archive, content_types, word


def refused(data: bytes, inspect: Callable[[IO[bytes]], None] = inspect_word) -> tuple[str, str]:
    with pytest.raises(NoOfficeFile) as caught:
        inspect(io.BytesIO(data))
    (refusal,) = caught.value.refusals
    assert refusal.field == "file"
    with translation.override("en"):
        return refusal.code, str(refusal.message)


def test_sound_word_file_passes_and_stands_at_its_beginning() -> None:
    source = io.BytesIO(word(word__header_xml=b"<w:hdr/>"))

    inspect_word(source)

    assert source.tell() == 0


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"Bonjour", b"\x00" * 100, archive({"a": b"b"})])
def test_another_kind_of_file_is_no_word_document(data: bytes) -> None:
    """E-INT-26 R-INT-140"""
    assert refused(data)[0] == "E-INT-26"


def test_cut_off_file_is_damaged() -> None:
    """E-INT-27"""
    assert refused(word()[:-40])[0] == "E-INT-27"


def test_damaged_member_is_damaged() -> None:
    """E-INT-27"""
    data = bytearray(word(word__media_xml=bytes(range(256)) * 8))
    data[data.index(b"word/media.xml") + 20] ^= 0xFF

    assert refused(bytes(data))[0] == "E-INT-27"


def test_member_locked_with_a_password_is_damaged() -> None:
    data = bytearray(word())
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, place + 8, 0x1)

    assert refused(bytes(data))[0] == "E-INT-27"


def test_bomb_is_refused_by_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "UNPACKED_LIMIT", 1024 * 1024)

    code, message = refused(word(word__big_xml=b"\x00" * (2 * 1024 * 1024)))

    assert (code, message) == ("E-INT-27", "The document unpacks to far more than it should.")


@pytest.mark.parametrize("text", [b"<w:p/>", b"<w:p x=''>", b"x=''"])
@pytest.mark.parametrize("name", ["word__document_xml", "word__media_bin"])
def test_many_elements_are_refused_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, text: bytes, name: str
) -> None:
    """E-INT-27: a file of some tens of kilobytes took gigabytes, for each element is an object."""
    monkeypatch.setattr(office, "MARKS_LIMIT", 1000)

    assert (
        refused(word(**{name: b"<w:p " + text * 1000}))[1]
        == "The document unpacks to far more than it should."
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_many_elements_are_counted_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    """E-INT-27"""
    monkeypatch.setattr(office, "MARKS_LIMIT", 1000)

    assert refused(word(word__media_bin=(" \n" + "<a/>" * 2000).encode(encoding)))[0] == "E-INT-27"
    late = b" " * 300_000 + b"<a/>" * 2000
    assert refused(word(word__media_bin=late))[0] == "E-INT-27"


def test_picture_of_one_colour_has_no_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MARKS_LIMIT", 1000)

    inspect_word(io.BytesIO(word(word__media_bmp=b"BM" + bytes(52) + b"<" * 300_000)))


def test_large_words_are_refused_and_large_pictures_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "XML_LIMIT", 100_000)
    large = b"x" * 200_000

    inspect_word(io.BytesIO(word(word__media_png=large)))
    assert refused(word(word__styles_xml=large))[0] == "E-INT-27"


def test_members_that_share_their_bytes_are_refused() -> None:
    """An archive of a few kilobytes can name the same bytes thousands of times."""
    data = bytearray(word(word__a_xml=bytes(range(256)) * 200, word__b_xml=b"x"))
    place = data.index(b"PK\x01\x02")
    entries: list[int] = []
    while data[place : place + 4] == b"PK\x01\x02":
        entries.append(place)
        name, extra, comment = struct.unpack_from("<3H", data, place + 28)
        place += 46 + name + extra + comment
    big = data[entries[2] : entries[2] + 46]
    struct.pack_into("<I", data, entries[3] + 20, len(data))  # compressed size beyond what is there
    assert struct.unpack_from("<I", big, 20)[0] < len(data)

    assert refused(bytes(data))[0] == "E-INT-27"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_with_entities_is_refused(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!doctype d [<!ENTITY a "aaaa">]><d>&a;</d>'.encode(encoding)

    assert refused(word(word__styles_xml=bomb))[0] == "E-INT-27"


@pytest.mark.parametrize("before", [5_000, 256 * 1024 - 5])
def test_document_type_is_found_wherever_it_stands(before: int) -> None:
    """Also across two steps of reading."""
    late = b"<!--" + b"x" * (before - 7) + b"--><!DOCTYPE d><d/>"

    assert refused(word(word__styles_xml=late))[0] == "E-INT-27"


def test_name_given_twice_is_damaged() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = _twice()

    assert refused(data)[0] == "E-INT-27"


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", content_types("wordprocessingml"))
        made.writestr("word/document.xml", b"<a/>")
        made.writestr("word/document.xml", b"<b/>")
    return out.getvalue()
