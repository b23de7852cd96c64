"""Many letters at once, taken apart and bound together."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from pypdf import PdfReader, PdfWriter

from liaison.kit.errors import Refused
from liaison.letters import rules
from liaison.letters.binding import BEGIN, Binder, NotBound
from liaison.letters.converting import NotConverted, word_to_pdf
from liaison.letters.many import render_each
from liaison.letters.marks import Marks
from liaison.letters.rendering import Letter, Letterhead, render_letters
from liaison.letters.word import merge_document
from liaison.letters.word_sets import _starts, can_be_set, merge_records, word_each
from liaison.ops.bench.letters import word_letter
from tests.papers import R, W, docx, field, instruction, needs, paragraph, pdf_pages, run

NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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

    @pytest.mark.parametrize("records", [1, 3])
    def test_a_set_in_which_a_letter_is_missing_is_not_taken_apart(self, records: int) -> None:
        with pikepdf.new() as pdf:
            for _page in range(2):
                pdf.add_blank_page(page_size=(300, 200))
            with pytest.raises(NotConverted):
                _starts(pdf, records)
            assert _starts(pdf, 2) == [0, 1]

    def test_what_counts_over_the_whole_file_is_made_one_by_one(self) -> None:
        assert can_be_set(docx(paragraph(field("Contact_Nom")), paragraph(instruction("PAGE"))))
        for counting in ("NUMPAGES", r" seq Offre \* ARABIC ", ' STYLEREF "Titre 1" '):
            for split in (False, True):
                more = paragraph(instruction(counting, split=split))
                assert not can_be_set(docx(paragraph(field("Contact_Nom")), more))
                assert not can_be_set(docx(paragraph(field("Contact_Nom")), footer=more))
        for kind in ("footnote", "endnote"):
            noted = f'<w:r><w:{kind}Reference w:id="1"/></w:r>'
            assert not can_be_set(docx(paragraph(field("Contact_Nom"), noted)))

    def test_a_letter_of_several_sections_is_made_alone(self) -> None:
        """R-SEG-131: with a header of its own, and pages that go on counting from the first section."""
        needs("soffice", "libreoffice-writer")
        first = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>'
        content = docx(
            paragraph(field("Contact_Nom")),
            first,
            paragraph(run("Conditions")),
            footer=paragraph(run("Page "), instruction("PAGE")),
        )
        assert not can_be_set(content)
        assert can_be_set(docx(paragraph(field("Contact_Nom"))))
        records = [{"contact.name": f"Maison {number}"} for number in range(2)]
        for pdf, values in zip(word_each(content, records), records, strict=True):
            assert pdf_pages(pdf) == pdf_pages(word_to_pdf(merge_document(content, values)))

    @pytest.mark.parametrize(
        ("style", "own", "sign", "alone"),
        [
            ("", "1", "decimal", True),
            ("", "1", "bullet", False),
            ("", "2", "decimal", False),
            ("Sub", "", "lowerLetter", True),
            ("Sub", "", "bullet", False),
            ("Normal", "", "decimal", False),
        ],
    )
    def test_a_list_that_counts_would_go_on_over_the_letters(
        self, style: str, own: str, sign: str, alone: bool
    ) -> None:
        """By itself or through its style; one with signs, and one that nobody uses, count nothing."""
        listed = (f'<w:pStyle w:val="{style}"/>' if style else "") + (numbered(own) if own else "")
        styles = (
            f"<w:styles {W}>"
            f'<w:style w:styleId="List"><w:pPr>{numbered("1")}</w:pPr></w:style>'
            '<w:style w:styleId="Sub"><w:basedOn w:val="List"/></w:style>'
            '<w:style w:styleId="Normal" w:default="1"/></w:styles>'
        )
        numbering = (
            f"<w:numbering {W}>"
            f'<w:abstractNum w:abstractNumId="0"><w:lvl><w:numFmt w:val="{sign}"/></w:lvl></w:abstractNum>'
            '<w:abstractNum w:abstractNumId="1"><w:lvl><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
        )
        content = docx(
            paragraph(f"<w:pPr>{listed}</w:pPr>", field("Contact_Nom")),
            left_out=("word/styles.xml",),
            more={"word/styles.xml": styles.encode(), "word/numbering.xml": numbering.encode()},
        )
        assert can_be_set(content) is not alone

    def test_a_list_style_may_count(self) -> None:
        """What the paragraph names only points at the style, whose levels stand elsewhere."""
        numbering = (
            f"<w:numbering {W}>"
            '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Steps"/></w:abstractNum>'
            '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Steps"/>'
            '<w:lvl><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
        )
        listed = paragraph(f"<w:pPr>{numbered('1')}</w:pPr>", field("Contact_Nom"))
        assert not can_be_set(docx(listed, more={"word/numbering.xml": numbering.encode()}))

    def test_words_and_styles_count_nothing(self) -> None:
        """Word names the style "TOC Heading" in each of its files, and a letter may say SECTION."""
        words = paragraph(run("SECTION 3, TOC, REF 12: instrText NUMPAGES"))
        assert can_be_set(docx(paragraph(field("Contact_Nom")), words, header=words))
        assert can_be_set(word_letter())

    def test_what_is_alone_is_made_alone(self) -> None:
        needs("soffice", "libreoffice-writer")
        content = docx(paragraph(field("Contact_Nom")), paragraph(instruction("PAGE")))
        (made,) = word_each(content, [{"contact.name": "Maison SA"}])
        assert [page.split() for page in pdf_pages(made)] == [["Maison", "SA", "1"]]

    @pytest.mark.parametrize("inside", ["", "<w:body/>", "<w:body><w:tbl/></w:body>"])
    def test_a_file_in_which_no_letter_can_begin_is_refused(self, inside: str) -> None:
        document = f"<w:document {W}>{inside}</w:document>".encode()
        content = docx(left_out=("word/document.xml",), more={"word/document.xml": document})
        with pytest.raises(Refused) as refused:
            merge_records(content, [{}, {}])
        assert refused.value.refusals == (rules.damaged(),)

    @pytest.mark.parametrize(
        "end",
        ["", "<w:sectPr><w:pgNumType w:start='7'/></w:sectPr>", "<w:sectPr><w:pgMar/><w:cols/></w:sectPr>"],
    )
    def test_each_letter_is_numbered_from_one(self, end: str) -> None:
        bookmark = '<w:bookmarkStart w:id="5" w:name="ours"/><w:bookmarkEnd w:id="5"/>'
        body = (
            f"<w:p>{bookmark}{field('Contact_Nom')}</w:p><w:p><w:pPr><w:jc w:val='left'/></w:pPr></w:p>{end}"
        )
        document = f"<w:document {W} {R}><w:body>{body}</w:body></w:document>".encode()
        content = docx(left_out=("word/document.xml",), more={"word/document.xml": document})
        made = merge_records(content, [{"contact.name": name} for name in ("Favre", "Meier")])
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            root = ET.fromstring(package.read("word/document.xml"))
        numbers = [one.get(f"{NS}start") for one in root.iter(f"{NS}pgNumType")]
        assert numbers == ["1", "1"]
        assert [one.text for one in root.iter(f"{NS}t")] == ["Favre", "Meier"]


class TestBinding:
    def test_the_same_fonts_go_in_once(self) -> None:
        """B-16"""
        pdfs = list(render_each([letter(number) for number in range(20)], HEAD, at=AT))
        one = bound(pdfs)
        assert [f"Maison {number} SA" in page for number, page in enumerate(pdf_pages(one))] == [True] * 20
        assert len(one) < 3 * len(pdfs[0])
        again = bound([one])
        assert (pdf_pages(again), len(fonts(again))) == (pdf_pages(one), len(fonts(one)))
        assert (len(fonts(one)), bound(pdfs)) == (len(fonts(pdfs[0])), one)

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
        read = PdfReader(io.BytesIO(one))
        assert set(read.root_object) == {"/Type", "/Pages"}
        (page,) = read.pages
        assert (float(page.mediabox.width), float(page.mediabox.height)) == (300, 200)
        with pytest.raises(NotBound):
            bound([b"%PDF-1.4 nothing"])

    def test_a_file_with_a_password_is_refused(self) -> None:
        """R-SEG-138"""
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(300, 200))
            secret = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="secret"))
        with pytest.raises(NotBound):
            bound([secret])

    def test_what_pages_inherit_is_theirs(self) -> None:
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(300, 200))
            pdf.Root.Pages.Rotate = 90
            pdf.Root.Pages.MediaBox = pdf.pages[0].obj.MediaBox
            del pdf.pages[0].obj.MediaBox
            (page,) = PdfReader(io.BytesIO(bound([saved(pdf)]))).pages
        assert (page.rotation, float(page.mediabox.width)) == (90, 300)

    def test_what_was_filled_in_is_seen(self) -> None:
        """R-SEG-138: fields of a form are no fields any more, and their words are there"""
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(300, 200))
            seen = pdf.make_stream(
                b"BT /F1 12 Tf 5 5 Td (Nora Beguelin) Tj ET",
                Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20],
                Resources=Dictionary(Font=Dictionary(F1=font)),
            )  # fmt: skip
            field = pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=b"name", V=b"Nora Beguelin", F=4,
                    Rect=[10, 10, 210, 30], AP=Dictionary(N=seen),
                )
            )  # fmt: skip
            pdf.pages[0].obj.Annots = pikepdf.Array([field])
            pdf.Root.AcroForm = Dictionary(Fields=pikepdf.Array([field]))
            one = bound([saved(pdf)])
        assert pdf_pages(one) == ["Nora Beguelin"]
        assert "/Annots" not in PdfReader(io.BytesIO(one)).pages[0]

    def test_what_is_named_twice_on_a_page_goes_in_once(self) -> None:
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(300, 200))
            font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
            pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F1=font, F2=font))
            pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F2 12 Tf 5 5 Td (twice) Tj ET")
            one = bound([saved(pdf), saved(pdf)])
        assert (pdf_pages(one), len(fonts(one))) == (["twice", "twice"], 1)

    def test_parts_that_only_look_alike_stay_apart(self) -> None:
        """Two pictures of the same form and different bytes, numbered alike in their files."""
        pdfs = []
        for colour in (b"\x00", b"\xff"):
            with pikepdf.new() as pdf:
                pdf.add_blank_page(page_size=(10, 10))
                picture = pdf.make_stream(
                    colour, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
                    ColorSpace=Name.DeviceGray,
                )  # fmt: skip
                pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=picture))
                pdf.pages[0].obj.Contents = pdf.make_stream(b"10 0 0 10 0 0 cm /I Do")
                pdfs.append(saved(pdf))
        with pikepdf.open(io.BytesIO(bound([*pdfs, *pdfs]))) as one:
            pictures = [page.resources.XObject.I for page in one.pages]
            assert [picture.read_bytes() for picture in pictures] == [b"\x00", b"\xff"] * 2
            assert len({picture.objgen for picture in pictures}) == 2


def numbered(list_number: str) -> str:
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list_number}"/></w:numPr>'


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def fonts(pdf: bytes) -> set[tuple[int, int]]:
    """The fonts of a file, by their numbers."""
    with pikepdf.open(io.BytesIO(pdf)) as read:
        return {font.objgen for page in read.pages for _name, font in page.resources.Font.items()}


def count(pdf: bytes, page: int) -> int:
    """The marks at the left edge of a page."""
    contents = PdfReader(io.BytesIO(pdf)).pages[page].get("/Contents")
    parts = [part.get_object().get_data() for part in contents] if contents is not None else []
    return parts[-1].count(b" l S") if len(parts) > 1 else 0
