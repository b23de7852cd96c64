from __future__ import annotations

import errno
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import Role
from liaison.files.actions import store_file
from liaison.interactions.actions.comments import add_comment
from liaison.interactions.draft import NamedFile, ParticipantValue
from liaison.interactions.models import Entry, EntryFile, InteractionTemplate
from liaison.letters import converting
from liaison.letters.actions import create_document_template
from liaison.letters.plain import plain_text
from liaison.letters.reading import word_as_html
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, needs, paragraph, pdf_pages, run
from tests.web.interactions.conftest import Log
from tests.web.interactions.test_timeline import words


@pytest.fixture
def paper(cast: Cast, at: datetime) -> NamedFile:
    stored = store_file(b"%PDF-1.7 devis", by=cast.aline, at=at)
    return NamedFile(stored.pk, "Devis é.pdf")


def test_everything_that_is_known(aline: Client, cast: Cast, log: Log, paper: NamedFile) -> None:
    """R-INT-162, R-INT-187"""
    first = log()
    number = log(
        description="Relance", body="<p>Elle <b>hésite</b><script>alert(1)</script></p>", files=(paper,),
        participants=(ParticipantValue(contact="CT-000483", role="cc"),), follow_up_of=first, comments=("Jeudi",),
    )  # fmt: skip
    html = aline.get(f"/interactions/{number}/").content.decode()
    text = words(html)
    assert "<h1>Appel sortant – by Aline Rochat</h1>" in html
    assert "<b>hésite</b>" in html
    assert "alert(1)" not in html
    for piece in ("Yves Monnier", "Jeudi", "Béguelin Mécanique SA", "Outbound · Our initiative", "CHF 1.50"):
        assert piece in text
    assert f'href="/interactions/{number}/files/{paper.file_id}/"' in html
    assert f'href="/interactions/{number}/"' in aline.get(f"/interactions/{first}/").content.decode()


def test_a_file_is_served_sealed(aline: Client, log: Log, paper: NamedFile) -> None:
    """R-INT-163"""
    number = log(files=(paper,))
    answer = aline.get(f"/interactions/{number}/files/{paper.file_id}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 devis"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"]
        == "inline; filename=\"Devis _.pdf\"; filename*=UTF-8''Devis%20%C3%A9.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_page_that_somebody_uploaded_is_never_shown_in_place(aline: Client, cast: Cast, log: Log) -> None:
    stored = store_file(b"<html><script>alert(1)</script>", by=cast.aline, at=AT)
    number = log(files=(NamedFile(stored.pk, "x.html"),))
    answer = aline.get(f"/interactions/{number}/files/{stored.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    answer.close()


LETTER = docx(paragraph(run("Pour "), field("Contact_Nom")))


def test_a_document_template_is_shown_filled_for_the_contact(
    aline: Client, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-67, R-INT-162, R-INT-163: as PDF named after the contact, or where none can be made as Word file"""
    made = create_document_template("OFFRE", LETTER, "Offre.docx", by=None, at=AT)
    number = log(document_template="OFFRE")
    html = aline.get(f"/interactions/{number}/").content.decode()
    assert f'href="/interactions/{number}/files/{made.file_id}/"' in html
    assert "filled in for this contact" in words(html)
    monkeypatch.setattr(converting, "office_program", lambda: None)
    answer = aline.get(f"/interactions/{number}/files/{made.file_id}/")
    assert plain_words(answer.content) == "Pour Nora Béguelin"
    assert "filename*=UTF-8''Nora%20B%C3%A9guelin.docx" in answer["Content-Disposition"]

    def full(*_given: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(converting, "office_program", lambda: "soffice")
    monkeypatch.setattr("liaison.letters.converting.tempfile.TemporaryDirectory", full)
    answer = aline.get(f"/interactions/{number}/files/{made.file_id}/")
    assert plain_words(answer.content) == "Pour Nora Béguelin"

    monkeypatch.undo()
    needs("soffice", "libreoffice-writer-nogui")
    answer = aline.get(f"/interactions/{number}/files/{made.file_id}/")
    assert "filename*=UTF-8''Nora%20B%C3%A9guelin.pdf" in answer["Content-Disposition"]
    assert pdf_pages(answer.content) == ["Pour Nora Béguelin"]


def test_only_word_files_with_merge_fields_are_filled(
    aline: Client, cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-163"""
    monkeypatch.setattr(converting, "office_program", lambda: None)
    plain, broken = docx(paragraph(run("Rien"))), docx(paragraph(field("Rien_de_tel")))
    stored = {content: store_file(content, by=cast.aline, at=AT).pk for content in (LETTER, plain, broken)}
    number = log(files=tuple(NamedFile(pk, "Lettre.docx") for pk in stored.values()))
    assert (
        plain_words(aline.get(f"/interactions/{number}/files/{stored[LETTER]}/").content)
        == "Pour Nora Béguelin"
    )
    for content in (plain, broken):
        answer = aline.get(f"/interactions/{number}/files/{stored[content]}/")
        assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]


def plain_words(content: bytes) -> str:
    """What stands in a Word file."""
    return plain_text(word_as_html(content))


def test_a_file_of_the_entry_alone_is_served_too(aline: Client, log: Log, paper: NamedFile) -> None:
    number = log()
    entry = Entry.objects.get(pk=number)
    EntryFile.objects.create(
        entry=entry, contact_id=entry.contact_id, file_id=paper.file_id, name="Lettre.pdf"
    )
    answer = aline.get(f"/interactions/{number}/files/{paper.file_id}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 devis"  # type: ignore[attr-defined]
    assert 'filename="Lettre.pdf"' in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("flow", "salesperson", "recorded", "title"),
    [
        ("inbound", True, True, "Appel sortant – from Nora Béguelin"),
        ("none", True, True, "Appel sortant"),
        ("outbound", False, True, "Appel sortant – by Aline Rochat"),
        ("outbound", False, False, "Appel sortant"),
    ],
)
def test_an_entry_is_called_by_who_began_it(
    aline: Client, cast: Cast, log: Log, flow: str, salesperson: bool, recorded: bool, title: str
) -> None:
    """R-INT-187"""
    number = log()
    InteractionTemplate.objects.update(information_flow=flow)
    if not salesperson:
        Entry.objects.update(salesperson=None)
    if not recorded:
        Entry.objects.update(recorded_by=None)
    assert f"<h1>{title}</h1>" in aline.get(f"/interactions/{number}/").content.decode()


def test_without_salesperson_it_is_called_by_who_recorded_it(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-187: not by the user who looks at it"""
    number = log(by=cast.marc)
    Entry.objects.update(salesperson=None)
    html = aline.get(f"/interactions/{number}/").content.decode()
    assert "<h1>Appel sortant – by Marc Dubuis</h1>" in html


def test_its_template_is_named_in_the_readers_language(aline: Client, log: Log) -> None:
    """R-INT-187"""
    number = log()
    InteractionTemplate.objects.update(descriptions={"en": "Outgoing call"})
    html = aline.get(f"/interactions/{number}/").content.decode()
    assert "<h1>Outgoing call – by Aline Rochat</h1>" in html
    assert "APPEL Outgoing call" in words(html)


def test_a_file_of_another_entry_is_404(aline: Client, log: Log, paper: NamedFile) -> None:
    log(files=(paper,))
    assert aline.get(f"/interactions/{log()}/files/{paper.file_id}/").status_code == 404


def test_who_may_not_open_files(client: Client, cast: Cast, log: Log, paper: NamedFile) -> None:
    """R-INT-197"""
    number = log(files=(paper,))
    program = make.make_user("p", Role.VIEWER)
    program.role = "former"
    program.save()
    client.force_login(program)
    assert client.get(f"/interactions/{number}/files/{paper.file_id}/").status_code == 403


def test_language_tells_the_fallback(aline: Client, cast: Cast, log: Log) -> None:
    """Section 10, item 10"""
    html = aline.get(f"/interactions/{log()}/").content.decode()
    assert "fr-CH" in html
    number = log()
    Entry.objects.filter(pk=number).update(language="de-CH")
    assert "fr-CH, for want of de-CH" in aline.get(f"/interactions/{number}/").content.decode()


def test_what_it_follows_is_named_if_it_is_seen(aline: Client, cast: Cast, log: Log) -> None:
    """R-INT-198"""
    first = log(by=cast.marc)
    number = log(follow_up_of=first)
    for page in (f"/interactions/{number}/", "/contacts/CT-000482/"):
        Entry.objects.filter(pk=first).update(visibility="everyone")
        assert f'href="/interactions/{first}/">' in aline.get(page).content.decode()
        Entry.objects.filter(pk=first).update(visibility="private")
        assert f'href="/interactions/{first}/">' not in aline.get(page).content.decode()


def test_all_follow_ups_are_there(aline: Client, log: Log) -> None:
    """R-INT-172: more than twenty of them are folded"""
    number = log()
    for _ in range(22):
        log(follow_up_of=number)
    page = aline.get(f"/interactions/{number}/").content.decode()
    assert "<summary>and 2 more</summary>" in page
    assert page.count("Appel sortant</a>") >= 22


@pytest.mark.parametrize("many", [1, 3])
def test_statements_do_not_grow_with_what_hangs_on_it(
    aline: Client, cast: Cast, log: Log, many: int, django_assert_num_queries: Any
) -> None:
    number = log()
    for _ in range(many):
        add_comment(number, "x", by=cast.aline, at=AT)
    # session, user, salesperson; entry, company, content; own files, files, comments, changes, follow-ups
    with django_assert_num_queries(11):
        aline.get(f"/interactions/{number}/")
