"""The files of the demonstration are what they say they are, and the same each time."""

from __future__ import annotations

import io

from pypdf import PdfReader

from liaison.files.content import sniff
from liaison.ops.demo.files import papers
from liaison.ops.demo.papers import make_docx, make_pdf


def test_a_pdf_that_can_be_read() -> None:
    content = make_pdf(
        "Devis – Veltor T 42", ["Total hors TVA : CHF 96\u202f500", "Parenthèses (oui) \\ barre"]
    )
    page = PdfReader(io.BytesIO(content)).pages[0].extract_text()

    assert "Devis – Veltor T 42" in page
    assert "Parenthèses (oui) \\ barre" in page
    assert content == make_pdf(
        "Devis – Veltor T 42", ["Total hors TVA : CHF 96\u202f500", "Parenthèses (oui) \\ barre"]
    )


def test_a_word_file() -> None:
    content = make_docx(["Conditions & prix"])

    assert "wordprocessingml" in sniff(io.BytesIO(content))
    assert content == make_docx(["Conditions & prix"])


def test_every_paper_is_of_the_kind_its_name_says() -> None:
    kinds = {(name.rpartition(".")[2], sniff(io.BytesIO(content))) for _for, name, content in papers()}
    assert {(ending, kind.rpartition("/")[2][:4]) for ending, kind in kinds} == {
        ("pdf", "pdf"),
        ("docx", "vnd."),
    }
