"""What becomes of an interaction that goes out as a message."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from liaison.delivery import rules
from liaison.delivery.channels.email import compose_mail
from liaison.delivery.channels.parts import merged_files
from liaison.delivery.paper import SentFile, Thread
from liaison.kit.errors import Refused
from liaison.letters.rendering import Letterhead
from liaison.mail.messages import Mailbox
from tests.papers import docx, field, paragraph, run
from tests.unit.delivery.papers import AT, MERGED, PAPER, THREAD, paper, word_file

OFFER = docx(paragraph(run("Pour "), field("Contact_Nom")))
PDF = SentFile("Offre.pdf", b"%PDF-1.7", "application/pdf")
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_written_body_is_the_text_and_its_fields_are_filled() -> None:
    """R-INT-117, 118, 124"""
    message = compose_mail(PAPER, THREAD)
    assert (message.message_id, message.date) == ("<liaison.1.2@liaison.example>", AT)
    assert message.subject == "Offre pour Nora Béguelin"
    assert message.text == "Voici l’offre pour Nora Béguelin."
    assert '<p style="margin: 0 0 14px;">Voici l’offre pour Nora Béguelin.</p>' in message.html
    assert message.sender == Mailbox("info@liaison.example", "Aline Rochat")
    assert message.reply_to == Mailbox("aline@liaison.example", "Aline Rochat")
    assert message.to == (Mailbox("nora@beguelin-meca.example", "Nora Béguelin"),)
    assert message.attachments == ()


def test_files_are_attached_under_their_names() -> None:
    """R-INT-117"""
    message = compose_mail(paper(files=(PDF, word_file(OFFER))), THREAD)
    assert [file.name for file in message.attachments] == ["Offre.pdf", "Lettre.docx"]
    assert message.attachments[0].content == PDF.content
    assert b"Nora" in _document(message.attachments[1].content)


def test_files_alone_go_with_an_empty_text() -> None:
    """R-INT-117"""
    message = compose_mail(paper(body="", files=(PDF,)), THREAD)
    assert (message.text, message.html, [file.name for file in message.attachments]) == (
        "",
        "",
        ["Offre.pdf"],
    )


@pytest.mark.parametrize("where", ["template", "file"])
def test_a_word_document_alone_becomes_the_text(where: str) -> None:
    """R-INT-119, 121"""
    given = {"word": word_file(OFFER)} if where == "template" else {"files": (word_file(OFFER),)}
    message = compose_mail(paper(body="<p> </p>", **given), THREAD)
    assert (message.text, message.attachments) == ("Pour Nora Béguelin", ())


def test_a_word_document_is_attached_when_it_is_wished() -> None:
    """R-INT-119"""
    message = compose_mail(paper(body="", word=word_file(OFFER), word_as_attachment=True), THREAD)
    assert message.text == ""
    assert [file.name for file in message.attachments] == ["Offre pour Nora Béguelin.docx"]
    nameless = compose_mail(
        paper(body="", subject="", word=word_file(OFFER), word_as_attachment=True), THREAD
    )
    assert [file.name for file in nameless.attachments] == ["Attachment.docx"]


def test_beside_a_written_text_a_word_template_is_attached() -> None:
    message = compose_mail(paper(word=word_file(OFFER)), THREAD)
    assert message.text == "Voici l’offre pour Nora Béguelin."
    assert [file.name for file in message.attachments] == ["Offre pour Nora Béguelin.docx"]


def test_a_word_file_of_another_kind_goes_as_it_is() -> None:
    """A contract somebody attached may have merge fields of its own: they are not ours to empty."""
    foreign = docx(paragraph(field("Pointure")))
    message = compose_mail(paper(files=(word_file(foreign), word_file(b"broken"))), THREAD)
    assert [file.content for file in message.attachments] == [foreign, b"broken"]


def test_a_word_file_without_fields_goes_as_it_is() -> None:
    file = word_file(docx(paragraph(run("Conditions"))), "Conditions.docx")
    assert merged_files(paper(files=(file,))) == [file]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_an_html_file_alone_becomes_the_text(encoding: str) -> None:
    """R-INT-39, 117"""
    content = "<html><body><script>x()</script><p>Été à 20 €</p></body></html>".encode(encoding)
    page = SentFile("p.html", content, "text/html")
    assert compose_mail(paper(body="", files=(page,)), THREAD).text == "Été à 20 €"


def test_nothing_to_send_is_refused() -> None:
    """R-INT-117, E-INT-31"""
    with pytest.raises(Refused) as refused:
        compose_mail(paper(body="<p> </p>"), THREAD)
    assert refused.value.refusals == (rules.no_content("fr-CH"),)


def test_a_layout_greets_signs_and_says_who_writes() -> None:
    """R-INT-131, 142"""
    message = compose_mail(paper(layout="plain"), THREAD)
    assert message.text.split("\n\n") == [
        "Madame Béguelin,",
        "Voici l’offre pour Nora Béguelin.",
        "Aline Rochat\nCheffe des ventes",
        "Machines du Léman SA\nRue du Lac 1, 1020 Renens VD",
    ]
    short = compose_mail(paper(layout="short_message"), THREAD)
    assert short.text.split("\n\n")[0] == "Chère Nora,"
    assert short.text.split("\n\n")[-1] == "Aline Rochat\nCheffe des ventes"


def test_who_greets_and_signs_already_is_not_greeted_twice() -> None:
    body = "<p>Bonjour Nora,</p><p>voici.</p><p>Aline Rochat</p>"
    message = compose_mail(paper(body=body, layout="newsletter"), THREAD)
    assert message.text.count("Aline Rochat") == 1
    assert "Madame" not in message.text + message.html


def test_a_logo_travels_with_the_layout_that_shows_it() -> None:
    """R-INT-142"""
    head = Letterhead(name="Machines du Léman SA", logo=PNG)
    shown = compose_mail(paper(head=head, layout="newsletter"), THREAD)
    assert shown.logo is not None
    assert (shown.logo.name, shown.logo.media_type, "cid:logo@liaison" in shown.html) == (
        "logo.png", "image/png", True,
    )  # fmt: skip
    assert compose_mail(paper(head=head), THREAD).logo is None
    odd = compose_mail(paper(head=replace(head, logo=b"<svg/>"), layout="newsletter"), THREAD)
    assert (odd.logo, "cid:" in odd.html) == (None, False)


def test_an_answer_names_the_messages_before_it() -> None:
    thread = Thread(message_id="<3@x>", date=AT, references=("<1@x>", "<2@x>"))
    message = compose_mail(PAPER, thread)
    assert (message.in_reply_to, message.references) == ("<2@x>", ("<1@x>", "<2@x>"))


def test_an_unknown_field_is_refused_by_name() -> None:
    """E-INT-46"""
    with pytest.raises(Refused, match="shoe_size"):
        compose_mail(paper(body="<p>{{ contact.shoe_size }}</p>"), THREAD)


def test_without_signature_nobody_signs() -> None:
    message = compose_mail(paper(layout="plain", merged=replace(MERGED, signature=())), THREAD)
    assert "Aline" not in message.text


def _document(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml")
