"""Many letters at once, taken apart and bound together."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from liaison.letters.binding import BEGIN, Binder, Marks, NotBound
from liaison.letters.converting import word_to_pdf
from liaison.letters.many import render_each
from liaison.letters.rendering import Letter, Letterhead, render_letters
from liaison.letters.word import merge_document
from liaison.letters.word_sets import can_be_set, word_each
from tests.papers import docx, field, instruction, needs, paragraph, pdf_pages, run

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
HEAD = Letterhead(name="Liaison SA", footer=("Liaison SA · Yverdon",))


def letter(number: int, *, long: bool = False) -> Letter:
    words = "Nous avons le plaisir de vous inviter à notre journée portes ouvertes. " * 12
    return Letter(
        language="fr-CH",
        address=(f"Maison {number} SA", "1400 Yverdon"),
        place_and_date="Yverdon, le 26 novembre 2026",
        body=f"<p>{words}</p>" * (7 if long else 1) + '<p><a href="https://liaison.example">ici</a></p>',
    )


def bound(pdfs: list[bytes], marks: Marks | None = None, *, duplex: bool = False) -> bytes:
    out = io.BytesIO()
    binder = Binder(out)
    for pdf in pdfs:
        binder.add_file(pdf, marks, duplex=duplex)
    binder.finish()
    return out.getvalue()


class TestWritten:
    def test_each_letter_is_its_own_file_with_numbered_pages(self) -> None:
        """R-SEG-133, R-SEG-134"""
        letters = [letter(number, long=number == 2) for number in range(1, 12)]
        made = list(render_each(letters, HEAD, at=AT))
        assert [len(pdf_pages(pdf)) for pdf in made] == [1, 2, *[1] * 9]
        for number, pdf in enumerate(made, 1):
            alone = pdf_pages(render_letters([letters[number - 1]], HEAD, at=AT))
            assert [page.split() for page in pdf_pages(pdf)] == [page.split() for page in alone]

    def test_what_tells_the_letters_apart_is_not_in_the_files(self) -> None:
        (pdf,) = render_each([letter(1)], HEAD, at=AT)
        assert BEGIN.encode() not in pdf
        (page,) = PdfReader(io.BytesIO(pdf)).pages
        links: Any = page["/Annots"]
        assert [link.get_object()["/A"]["/URI"] for link in links] == ["https://liaison.example"]


class TestWord:
    def test_records_of_a_set_are_what_they_would_be_alone(self) -> None:
        """R-SEG-131, R-SEG-134"""
        needs("soffice", "libreoffice-writer")
        words = [paragraph(run("Nous avons le plaisir de vous inviter.")) for _line in range(30)]
        content = docx(
            paragraph(field("Contact_Nom")),
            paragraph(field("Sujet")),
            *words,
            header=paragraph(field("Contact_Nom")),
        )
        records = [
            {
                "contact.name": f"Maison {number}",
                "interaction.subject": "Offre " * (900 if number == 2 else 1),
            }
            for number in range(1, 5)
        ]
        made = list(word_each(content, records))
        assert [len(pdf_pages(pdf)) for pdf in made] == [1, 2, 1, 1]
        for pdf, values in zip(made, records, strict=True):
            alone = pdf_pages(word_to_pdf(merge_document(content, values)))
            assert [page.split() for page in pdf_pages(pdf)] == [page.split() for page in alone]

    def test_what_counts_over_the_whole_file_is_made_one_by_one(self) -> None:
        assert can_be_set(docx(paragraph(field("Contact_Nom")), paragraph(instruction("PAGE"))))
        assert not can_be_set(docx(paragraph(field("Contact_Nom")), paragraph(instruction("NUMPAGES"))))


class TestBinding:
    def test_the_same_fonts_go_in_once(self) -> None:
        """B-16"""
        pdfs = list(render_each([letter(number) for number in range(20)], HEAD, at=AT))
        one = bound(pdfs)
        assert [f"Maison {number} SA" in page for number, page in enumerate(pdf_pages(one))] == [True] * 20
        assert len(one) < 3 * len(pdfs[0])
        again = bound([one])
        assert (pdf_pages(again), len(again)) == (pdf_pages(one), len(one))

    def test_duplex_begins_each_letter_on_a_front(self) -> None:
        """B-16"""
        pdfs = list(render_each([letter(1), letter(2, long=True), letter(3)], HEAD, at=AT))
        pages = pdf_pages(bound(pdfs, duplex=True))
        assert [bool(page.strip()) for page in pages] == [True, False, True, True, True, False]
        assert "Maison 3 SA" in pages[4]

    def test_marks_for_folding_and_enclosing_stand_on_sheets(self) -> None:
        """B-16"""
        pdfs = list(render_each([letter(1, long=True), letter(2)], HEAD, at=AT))
        plain, folded, enclosed = (
            bound(pdfs, marks) for marks in (None, Marks(fold=True), Marks(enclose=True))
        )
        assert [count(plain, page) for page in range(3)] == [0, 0, 0]
        assert [count(folded, page) for page in range(3)] == [3, 0, 3]
        # Always one; last of its letter; sheet 0, 1, 2 in three bars; one to make them even.
        assert [count(enclosed, page) for page in range(3)] == [2, 4, 4]
        assert [count(bound(pdfs, Marks(enclose=True), duplex=True), page) for page in range(4)] == [
            2,
            0,
            4,
            0,
        ]

    def test_a_foreign_pdf_is_taken_as_seen(self) -> None:
        """R-SEG-138"""
        writer = PdfWriter()
        writer.add_blank_page(300, 200)
        writer.add_outline_item(title="alert", page_number=0)
        out = io.BytesIO()
        writer.write(out)
        one = bound([out.getvalue()])
        assert b"alert" not in one
        (page,) = PdfReader(io.BytesIO(one)).pages
        assert (float(page.mediabox.width), float(page.mediabox.height)) == (300, 200)
        with pytest.raises(NotBound):
            bound([b"%PDF-1.4 nothing"])


def count(pdf: bytes, page: int) -> int:
    """The marks at the left edge of a page."""
    contents = PdfReader(io.BytesIO(pdf)).pages[page].get("/Contents")
    parts = [part.get_object().get_data() for part in contents] if contents is not None else []
    return parts[-1].count(b" l S") if len(parts) > 1 else 0
