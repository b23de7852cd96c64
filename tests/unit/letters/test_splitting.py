"""Sets taken apart: each letter a file that begins with what all of them share."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pypdf import PdfReader

from liaison.letters import binding, layout, splitting
from liaison.letters.binding import Binder, NotBound, read_pdf
from liaison.letters.marks import Marks
from liaison.letters.splitting import split
from tests.papers import pdf_pages

FONT = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
LOOK = b"<</Type/Page/Parent 2 0 R/MediaBox [ 0 0 300 200 ]/Resources << /Font << /F1 3 0 R >> >>"
SHARED = layout.share([FONT.unparse()], [LOOK])


def a_set(pages: Sequence[str], **more: Any) -> pikepdf.Pdf:
    """A page with each of these words, all with the same font."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(FONT))  # type: ignore[arg-type]
    for words in pages:
        pdf.add_blank_page(page_size=(300, 200))
        page = pdf.pages[-1].obj
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 5 5 Td ({words}) Tj ET".encode())
        for key, value in more.items():
            page[f"/{key}"] = value
    out = io.BytesIO()
    pdf.save(out)
    return read_pdf(out.getvalue())


def bound(letters: Sequence[bytes], marks: Marks | None = None) -> bytes:
    out = io.BytesIO()
    binder = Binder(out)
    for content in letters:
        binder.add_file(content, marks)
    binder.finish()
    return out.getvalue()


def test_each_letter_is_a_sound_file_of_its_own_pages() -> None:
    """R-SEG-133, R-SEG-134"""
    letters = list(split(a_set(["one", "two a", "two b", "three"]), [0, 1, 3]))
    assert [pdf_pages(letter) for letter in letters] == [["one"], ["two a", "two b"], ["three"]]
    for letter in letters:
        read = PdfReader(io.BytesIO(letter), strict=True)
        assert [page.mediabox.width for page in read.pages] == [300] * len(read.pages)


def test_the_same_pages_are_the_same_bytes_wherever_they_stand() -> None:
    first, _other = split(a_set(["one", "two"]), [0, 1])
    _other, _third, last = split(a_set(["x", "y", "one"]), [0, 1, 2])
    assert first == last


def test_a_set_of_many_kinds_is_taken_apart_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = a_set(["one", "two", "three"])
    pdf.pages[1].obj.Rotate = 90
    before = list(split(pdf, [0, 1, 2]))
    monkeypatch.setattr(splitting, "MOST_KINDS", 1)
    assert list(split(pdf, [0, 1, 2])) == before
    assert [pdf_pages(letter) for letter in before] == [["one"], ["two"], ["three"]]


def test_what_points_far_is_bound_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = list(split(a_set(["one", "two"]), [0, 1]))
    whole = bound(letters)
    monkeypatch.setattr(binding, "FURTHEST", 0)
    monkeypatch.setattr(layout, "read", lambda _content: None)
    assert pdf_pages(bound(letters)) == pdf_pages(whole) == ["one", "two"]


def test_what_pages_hang_on_is_theirs() -> None:
    pdf = a_set(["one", "two"])
    pdf.Root.Pages.Rotate = 90
    pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
    for page in pdf.pages:
        del page.obj.Resources
    for letter in split(pdf, [0, 1]):
        (read,) = PdfReader(io.BytesIO(letter)).pages
        resources: Any = read["/Resources"]
        assert (read.rotation, list(resources["/Font"])) == (90, ["/F1"])


def test_words_that_look_like_references_stay_words() -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=pikepdf.String("https://x.example/(4 0 R)\\5 0 R")),
    )  # fmt: skip
    (letter,) = split(a_set(["one"], Annots=Array([link])), [0])
    for content in (letter, bound([letter])):
        (page,) = PdfReader(io.BytesIO(content)).pages
        links: Any = page["/Annots"]
        assert [link.get_object()["/A"]["/URI"] for link in links] == ["https://x.example/(4 0 R)\\5 0 R"]


def test_what_is_drawn_is_taken_however_it_was_packed() -> None:
    pdf = a_set(["one"])
    page = pdf.pages[0].obj
    words = page.Contents.read_bytes()
    page.Contents = Array([pdf.make_stream(b"q"), pdf.make_stream(words), pdf.make_stream(b"Q")])
    (letter,) = split(pdf, [0])
    assert (pdf_pages(letter), pdf_pages(bound([letter]))) == (["one"], ["one"])


def test_what_a_set_shares_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """B-16: and the pages are the same, with their marks, as when each file is read as any other is"""
    letters = list(split(a_set(["one", "two", "three a", "three b"]), [0, 1, 2]))
    letters += split(a_set(["wide"], Rotate=90), [0])
    read: list[bytes] = []

    def counted(content: bytes) -> pikepdf.Pdf:
        read.append(content)
        return read_pdf(content)

    monkeypatch.setattr(binding, "read_pdf", counted)
    quick = bound(letters, Marks(fold=True, enclose=True))
    assert read == [letters[0], letters[2], letters[3]]
    monkeypatch.setattr(layout, "read", lambda _content: None)
    plain = bound(letters, Marks(fold=True, enclose=True))
    assert len(read) == 7
    assert [drawn(quick, page) for page in range(5)] == [drawn(plain, page) for page in range(5)]
    assert pdf_pages(quick) == ["one", "two", "three a", "three b", "wide"]
    for content in (quick, plain):
        with pikepdf.open(io.BytesIO(content)) as one:
            assert len({page.resources.Font.F1.objgen for page in one.pages}) == 1
            assert [page.obj.get("/Rotate") for page in one.pages] == [None] * 4 + [90]


def drawn(content: bytes, number: int) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as one:
        page = one.pages[number]
        page.contents_coalesce()
        return bytes(page.obj.Contents.read_bytes())


class TestLayout:
    def test_what_was_written_is_read(self) -> None:
        shared = layout.share([FONT.unparse()], [LOOK, LOOK])
        letter = layout.write(shared, [[b"a\nendstream\nendobj\n", b""], [b"%%EOF\n"]])
        assert layout.read(letter) == layout.Sheets(
            shared.content, ((LOOK, (b"a\nendstream\nendobj\n", b"")), (LOOK, (b"%%EOF\n",)))
        )

    def test_any_other_file_is_not(self) -> None:
        letter = layout.write(SHARED, [[b"drawn"]])
        assert layout.read(letter) is not None
        changed = [
            letter + b"1 0 obj\n<<>>\nendobj\n%%EOF\n",
            letter[: letter.rindex(b"%letter")] + b"startxref\n9\n%%EOF\n",
            letter.replace(b"Length 5", b"Length 9"),
            letter.replace(b"/Contents[5", b"/Contents[(5"),
            letter.replace(b"<</Filter/FlateDecode", b"<</Filter/FlateDecoda"),
            b"",
        ]
        assert [layout.read(one) for one in changed] == [None] * len(changed)

    def test_one_that_only_looks_like_it_is_refused(self) -> None:
        """R-SEG-138"""
        for one in (b"", b"nothing"):
            with pytest.raises(NotBound):
                bound([one + layout.write(SHARED, [[b"drawn"]])[len(SHARED.content) :]])
