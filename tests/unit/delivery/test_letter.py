"""What becomes of an interaction that goes out as paper."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from liaison.delivery import rules
from liaison.delivery.channels import letter as letters
from liaison.delivery.channels import letter_sets, parts
from liaison.delivery.channels.letter import Printed, letter_of, print_letter
from liaison.delivery.channels.letter_sets import print_letters
from liaison.delivery.paper import SentFile
from liaison.kit.errors import Refused
from liaison.letters import converting
from liaison.letters.rendering import render_letters
from tests.papers import docx, field, needs, paragraph, pdf_pages, pdf_words, run
from tests.unit.delivery.papers import AT, MERGED, PAPER, paper, word_file

OFFER = docx(paragraph(run("Pour "), field("Contact_Nom")))


def pdf(words: str) -> SentFile:
    made = render_letters([replace(letter_of(PAPER, ""), body=f"<p>{words}</p>")], PAPER.head, at=AT)
    return SentFile(f"{words}.pdf", made, "application/pdf")


def test_a_written_body_becomes_a_letter() -> None:
    """R-INT-117, 120"""
    printed = print_letter(PAPER, at=AT)
    assert (printed.file.name, printed.file.media_type, printed.note) == (
        "Offre pour Nora Béguelin.pdf", "application/pdf", "",
    )  # fmt: skip
    (page,) = pdf_pages(printed.file.content)
    assert page.splitlines() == [
        "Machines du Léman SA",
        "Béguelin Mécanique SA",
        "Nora Béguelin",
        "Rue du Simplon 4",
        "1020 Renens VD",
        "Renens, le 2 mars 2026",
        "Offre pour Nora Béguelin",
        "Madame Béguelin,",
        "Voici l’offre pour Nora Béguelin.",
        "Aline Rochat",
        "Cheffe des ventes",
    ]


@pytest.mark.parametrize(("window", "edge"), [("right", 118), ("left", 25)])
def test_the_address_stands_in_the_window(settings: Any, window: str, edge: float) -> None:
    """B-16: a single letter, and each of a set; the text begins at the same place"""
    settings.CONFIG = replace(settings.CONFIG, address_window=window)
    ((_place, one),) = print_letters([PAPER], at=AT)
    assert isinstance(one, Printed)
    for file in (print_letter(PAPER, at=AT).file, one.file):
        found = pdf_words(file.content)
        assert found["1020"] == pytest.approx((edge, 69), abs=4)
        assert found["Voici"][0] == pytest.approx(25, abs=0.5)


def test_without_subject_the_file_has_a_name_all_the_same() -> None:
    """R-INT-120"""
    assert print_letter(paper(subject=""), at=AT).file.name == "default.pdf"


def test_no_subject_leads_out_of_a_folder() -> None:
    assert print_letter(paper(subject="../a/b: c"), at=AT).file.name == "-a-b: c.pdf"


def test_a_letter_that_greets_and_signs_says_it_once() -> None:
    body = "<p>Chère Nora,</p><p>voici.</p><p>Aline Rochat</p>"
    text = pdf_pages(print_letter(paper(body=body), at=AT).file.content)[0]
    assert ("Madame" in text, text.count("Aline Rochat")) == (False, 1)


def test_a_word_template_is_merged_and_printed() -> None:
    """R-INT-117, 120, 121"""
    needs("soffice", "libreoffice-writer-nogui")
    printed = print_letter(paper(body="", word=word_file(OFFER)), at=AT)
    assert (printed.file.name, printed.note) == ("Offre pour Nora Béguelin.pdf", "")
    assert pdf_pages(printed.file.content) == ["Pour Nora Béguelin"]


def test_without_libreoffice_a_word_letter_stays_a_word_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "office_program", lambda: None)
    printed = print_letter(paper(body="", files=(word_file(OFFER),)), at=AT)
    assert (printed.file.name, printed.file.is_word) == ("Offre pour Nora Béguelin.docx", True)
    assert printed.note == "LibreOffice is not installed here, so Word letters stay Word files (.docx)."
    both = print_letter(paper(word=word_file(OFFER)), at=AT)
    with zipfile.ZipFile(io.BytesIO(both.file.content)) as archive:
        assert (both.file.name, archive.namelist()) == (
            "Offre pour Nora Béguelin.zip",
            ["1 Offre pour Nora Béguelin.pdf", "2 Offre pour Nora Béguelin.docx"],
        )


def test_pdf_files_follow_the_letter() -> None:
    printed = print_letter(paper(files=(pdf("Annexe un"), pdf("Annexe deux"))), at=AT)
    pages = pdf_pages(printed.file.content)
    assert [("Annexe un" in page, "Annexe deux" in page) for page in pages] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip


def test_what_is_made_of_many_is_what_is_made_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-SEG-131, R-SEG-133: a text, a text with a file, a file alone, nothing, a field nobody knows"""
    monkeypatch.setattr(converting, "office_program", lambda: None)
    broken = word_file(b"PK no Word file")
    papers = [
        PAPER,
        paper(files=(pdf("Annexe"),)),
        paper(body="", files=(pdf("Prospectus"),)),
        paper(body="", files=(broken,)),
        paper(body="", word=word_file(OFFER)),
        paper(body="<p>{{ contact.shoe }}</p>"),
    ]
    made = dict(print_letters(papers, at=AT))
    assert sorted(made) == list(range(6))
    for place, one in enumerate(papers):
        try:
            alone: Printed | tuple[Any, ...] = print_letter(one, at=AT)
        except Refused as refused:
            alone = refused.refusals
        found = made[place]
        if isinstance(found, Printed) and isinstance(alone, Printed):
            assert (found.file.name, found.note) == (alone.file.name, alone.note)
        else:
            assert isinstance(found, Refused)
            assert found.refusals == alone
    assert [place for place in range(6) if isinstance(made[place], Refused)] == [5]


def test_a_pdf_alone_is_printed_as_it_is() -> None:
    file = pdf("Prospectus")
    printed = print_letter(paper(body="", files=(file,)), at=AT)
    assert (printed.file.content, printed.file.name) == (file.content, "Offre pour Nora Béguelin.pdf")


def test_a_file_without_ending_is_named_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    annex = replace(pdf("Annexe"), name="Conditions générales")
    printed = print_letter(paper(body="", files=(annex,)), at=AT)
    assert printed.file.name == "Offre pour Nora Béguelin.pdf"
    monkeypatch.setattr(converting, "office_program", lambda: None)
    word = replace(word_file(OFFER), name="Lettre")
    alone = print_letter(paper(body="", files=(word,)), at=AT)
    assert alone.file.name == "Offre pour Nora Béguelin.docx"
    both = print_letter(paper(body="", files=(word, annex)), at=AT)
    with zipfile.ZipFile(io.BytesIO(both.file.content)) as archive:
        assert archive.namelist() == ["1 Lettre.docx", "2 Conditions générales.pdf"]


@pytest.mark.parametrize(
    "file",
    [
        SentFile("Prix.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        SentFile("page.html", b"<p>x</p>", "text/html"),
        SentFile("Kaputt.pdf", b"%PDF-1.7 broken", "application/pdf"),
    ],
)
def test_what_is_no_letter_is_refused_by_name(file: SentFile) -> None:
    """R-INT-117"""
    with pytest.raises(Refused) as refused:
        print_letter(paper(files=(file,)), at=AT)
    assert refused.value.refusals == (rules.not_printable(file.name),)


def test_nothing_to_print_is_refused() -> None:
    """R-INT-117, E-INT-31"""
    with pytest.raises(Refused) as refused:
        print_letter(paper(body=""), at=AT)
    assert refused.value.refusals == (rules.no_content("fr-CH"),)


def test_the_same_letter_is_the_same_bytes() -> None:
    """So that a letter begun again after a crash is the very letter that was begun."""
    given = paper(files=(pdf("Annexe"),))
    assert letters.print_letter(given, at=AT) == letters.print_letter(given, at=AT)


def test_a_letter_without_address_is_a_letter() -> None:
    assert (
        "Voici" in pdf_pages(print_letter(paper(merged=replace(MERGED, address=())), at=AT).file.content)[0]
    )


def test_a_pdf_that_nobody_can_open_is_not_printed() -> None:
    """R-SEG-138: with a password, or damaged, alone or behind a letter"""
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 200))
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    for content in (out.getvalue(), b"%PDF-1.4 nothing"):
        file = SentFile("Contrat.pdf", content, "application/pdf")
        for one in (paper(body="", files=(file,)), paper(files=(file,))):
            with pytest.raises(Refused) as refused:
                print_letter(one, at=AT)
            assert refused.value.refusals == (rules.not_printable("Contrat.pdf"),)


@pytest.mark.parametrize("broken", ["render_each", "merged_body", "print_letter"])
def test_a_bug_stops_the_letters_that_meet_it_only(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """R-INT-129: in a set, in the sorting, or in a letter that is made alone"""

    def bug(given: Any, *_more: Any, **_named: Any) -> Any:
        raise ZeroDivisionError

    def sometimes(given: Any, *more: Any, **named: Any) -> Any:
        return bug(given) if given.subject == "broken" else there(given, *more, **named)

    place = parts if broken == "merged_body" else letter_sets
    there = getattr(place, broken)
    monkeypatch.setattr(place, broken, bug if broken == "render_each" else sometimes)
    wrong = paper(subject="broken", files=(pdf("Annexe"),))
    made = dict(print_letters([PAPER, wrong, PAPER], at=AT))
    assert sorted(made) == [0, 1, 2]
    assert [isinstance(made[place], Printed) for place in range(3)] == [True, broken == "render_each", True]
    if broken != "render_each":
        assert made[1].refusals == (rules.not_made(),)  # type: ignore[union-attr]
