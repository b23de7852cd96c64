"""Word files with merge fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.utils import translation

from liaison.kit.errors import Refused
from liaison.letters import rules, word
from liaison.letters.values import LocalDate, LocalNumber, MergeValues
from liaison.letters.word import check_document, fields_of, half_known, merge_document
from tests.papers import (
    docx,
    external,
    field,
    instruction,
    lines,
    nested,
    paragraph,
    run,
    simple_field,
    table,
)

VALUES: MergeValues = {
    "contact.name": "Nora Béguelin",
    "contact.address_block": "Béguelin SA\n1020 Renens VD",
    "company.name": "Béguelin & fils",
    "interaction.date": LocalDate.of(date(2026, 3, 2), "fr-CH"),
    "interaction.cost": LocalNumber.of(Decimal("1250.5"), "fr-CH", "CHF"),
}


def test_fields_become_values_wherever_they_stand() -> None:
    """R-INT-121, 137"""
    merged = merge_document(
        docx(
            paragraph(run("Pour "), field("Contact_Nom", "\\* MERGEFORMAT", split=True), run(".")),
            paragraph(field("CONTA_Address_block")),
            table(
                (field("Société_contact_Nom"), simple_field("Date")),
            ),
            header=paragraph(field("Contact_Nom", "\\* Upper")),
            footer=paragraph(simple_field("Contact_Fax"), run("-")),
        ),
        VALUES,
    )
    assert lines(merged) == [
        "Pour Nora Béguelin.",
        "Béguelin SA|1020 Renens VD",
        "Béguelin & fils",
        "2 mars 2026",
    ]
    assert lines(merged, "word/header1.xml") == ["NORA BÉGUELIN"]
    assert lines(merged, "word/footer1.xml") == ["-"]
    assert fields_of(merged) == ()


@pytest.mark.parametrize(
    ("name", "switch", "text"),
    [
        ("Date", '\\@ "dddd d MMMM yyyy"', "lundi 2 mars 2026"),
        ("Date", '\\@ "dd.MM.yy"', "02.03.26"),
        ("Date", "\\* Upper", "2 MARS 2026"),
        ("Coût", "\\# 0.00", "1250.50"),
        ("Coût", '\\# "#\'##0.00 CHF"', "1'250.50 CHF"),
        ("Coût", "", "CHF\u00a01\u00a0250.50"),
        ("Contact_Nom", "\\* Caps", "Nora Béguelin"),
        ("Contact_Nom", '\\b "Madame "', "Madame Nora Béguelin"),
        ("Contact_Prénom", '\\b "Madame "', ""),
        ("Contact_Nom", '\\@ "MMMMM"', "Nora Béguelin"),
        ("Contact_Nom", "\\# 0.00", "Nora Béguelin"),
    ],
)
def test_switches_of_a_field_hold_in_the_language_of_the_letter(name: str, switch: str, text: str) -> None:
    """R-INT-137"""
    assert lines(merge_document(docx(paragraph(field(name, switch))), VALUES)) == [text]


def test_a_condition_sees_the_merged_value() -> None:
    condition = nested(' IF "', field("Contact_Nom"), '" = "" "sans nom" "avec nom" ')
    assert lines(merge_document(docx(paragraph(condition)), VALUES)) == ["avec nom"]
    assert lines(merge_document(docx(paragraph(condition)), {})) == ["sans nom"]


def test_signs_that_no_word_file_can_hold_break_nothing() -> None:
    """R-INT-121: names come out of other programs with them."""
    values: MergeValues = {"contact.name": "Nora\x0bBégu\x02elin\uffff\nSA", "company.name": "\x1f"}
    content = docx(paragraph(field("Contact_Nom"), field("Société_contact_Nom")))
    assert lines(merge_document(content, values)) == ["Nora Béguelin|SA"]


def test_other_fields_stay_as_they_are() -> None:
    merged = merge_document(docx(paragraph(instruction(" PAGE ", shown="1"), field("Contact_Nom"))), VALUES)
    assert lines(merged) == ["1Nora Béguelin"]


def test_the_fields_of_a_file_are_listed_as_written() -> None:
    """R-INT-134"""
    content = docx(paragraph(field("contact_nom"), simple_field("Betreff"), field("contact_nom")))
    assert fields_of(content) == ("Betreff", "contact_nom")
    assert check_document(content, "Lettre.DOCX", fields_needed=True) == ("Betreff", "contact_nom")


def test_a_file_without_fields_may_be_sent_but_is_no_template() -> None:
    """R-INT-134, E-INT-46"""
    content = docx(paragraph(run("Bonjour")))
    assert check_document(content, "a.docx") == ()
    with pytest.raises(Refused) as refused:
        check_document(content, "a.docx", fields_needed=True)
    assert refused.value.refusals == (rules.no_merge_field(),)


def test_every_wrong_field_is_named() -> None:
    """R-INT-134, E-INT-46"""
    long = "x" * 40
    with pytest.raises(Refused) as refused:
        check_document(docx(paragraph(field("Pointure"), field(long), field("Contact_Nom"))), "a.docx")
    assert refused.value.refusals == (
        rules.unknown_merge_field("Pointure"),
        rules.long_merge_field(long),
    )


def test_more_than_250_fields_are_refused() -> None:
    """R-INT-135, E-INT-46"""
    spellings = [field(f"Contact{'-' * n}{'_' * m}Nom") for n in range(14) for m in range(19) if n + m < 30]
    with pytest.raises(Refused) as refused:
        check_document(docx(paragraph(*spellings)), "a.docx")
    assert refused.value.refusals == (rules.many_merge_fields(),)


def _truncated() -> bytes:
    whole = docx(paragraph(field("Contact_Nom")))
    return whole[: len(whole) // 2]


def _broken_inside() -> bytes:
    whole = bytearray(docx(paragraph(field("Contact_Nom"), run("mot " * 400))))
    start = whole.find(b"word/document.xml") + 60
    whole[start : start + 40] = b"\xff" * 40
    return bytes(whole)


BILLION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:hdr>&b;</w:hdr>'


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.docx", rules.empty()),
        (b"%PDF-1.7", "a.pdf", rules.not_word()),
        (b"not a zip at all", "a.docx", rules.not_word()),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", rules.old_word()),
        (docx(left_out=("word/document.xml",)), "a.docx", rules.damaged()),
        (docx(left_out=("word/settings.xml",)), "a.docx", rules.damaged()),
        (_truncated(), "a.docx", rules.damaged()),
        (_broken_inside(), "a.docx", rules.damaged()),
        (docx("<w:p>"), "a.docx", rules.damaged()),
        (docx(more={"word/header9.xml": BILLION.encode()}), "a.docx", rules.damaged()),
        (docx(more={"word/vbaProject.bin": b"x"}), "a.docx", rules.with_macros()),
        (docx(relations=external("image", "http://evil.example/x.png")), "a.docx", rules.linked()),
        (docx(relations=external("oleObject", "file:///etc/passwd")), "a.docx", rules.linked()),
        (docx(paragraph(instruction(' INCLUDETEXT "/etc/passwd" ', split=True))), "a.docx", rules.linked()),
        (docx(paragraph(instruction(" ddeauto cmd "))), "a.docx", rules.linked()),
        (docx(paragraph(instruction(" NEXT "))), "a.docx", partial(rules.field_not_supported, "NEXT")),
        (docx(paragraph(field("Contact_Nom"), instruction(" IF x "))), "a.docx", rules.damaged()),
        (
            docx(paragraph(field("Contact_Nom"), instruction(" MergeField Contact_Nom ", split=True))),
            "a.docx",
            partial(rules.small_letters, "MERGEFIELD"),
        ),
        (
            docx(header=paragraph(instruction(' if a = a "x" "y" '))),
            "a.docx",
            partial(rules.small_letters, "IF"),
        ),
        (
            docx(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>')),
            "a.docx",
            rules.damaged(),
        ),
    ],
    ids=lambda value: getattr(value, "code", "")[:12] if not isinstance(value, bytes) else str(len(value)),
)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(
    content: bytes, name: str, refusal: object
) -> None:
    """R-INT-140, E-INT-23, 26, 27, 46"""
    with pytest.raises(Refused) as refused:
        check_document(content, name)
    assert refused.value.refusals == (refusal() if isinstance(refusal, partial) else refusal,)


def test_links_that_a_reader_clicks_are_no_links_to_content() -> None:
    relation = external("hyperlink", "https://liaison.example")
    assert check_document(docx(paragraph(field("Contact_Nom")), relations=relation), "a.docx") == (
        "Contact_Nom",
    )


def test_an_attached_file_of_many_entries_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are made anew, in the language of who reads them."""
    content, read = docx(paragraph(field("Contact_Nom"), field("Rabais_de_fidélité"))), []

    def reading(file: bytes) -> tuple[str, ...]:
        read.append(file)
        return fields_of(file)

    monkeypatch.setattr(word, "fields_of", reading)
    said = []
    for language in ("en", "fr"):
        with translation.override(language):
            said += [str(one.message) for one in half_known(content)]
    assert half_known(b"no Word file") == half_known(b"no Word file") == ()
    assert said[0] == "There is no merge field named “Rabais_de_fidélité”."
    assert len(set(said)) == 2
    assert read == [content, b"no Word file"]
