"""The Word file of a document template stays with what was logged."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.correct import Correction, cancel, correct
from liaison.interactions.actions.import_entries import import_entries
from liaison.interactions.draft import Values
from liaison.interactions.models import Content, ContentFile, Entry
from liaison.interactions.past import PastEntry
from liaison.interactions.queries.entry import entry_detail
from liaison.letters.actions import create_document_template
from liaison.letters.models import DocumentTemplate
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log
from tests.papers import docx, field, paragraph, run

KEEP: str = import_module("liaison.interactions.migrations.0007_documents_are_kept").KEEP


def template(code: str) -> DocumentTemplate:
    content = docx(paragraph(run(code), field("Contact_Nom")))
    return create_document_template(code, content, f"{code}.docx", by=None, at=AT)


@pytest.fixture
def offer(db: None) -> DocumentTemplate:
    return template("OFFRE")


def kept(number: int) -> list[tuple[int, str, bool]]:
    content = Entry.objects.get(pk=number).content_id
    return list(ContentFile.objects.filter(content=content).values_list("file", "name", "from_template"))


def test_what_is_recorded_without_sending_keeps_it(cast: Cast, log: Log, offer: DocumentTemplate) -> None:
    """R-INT-67, R-INT-162: a corrected text as well"""
    number = log(document_template="OFFRE")
    correct(number, Correction(description="Autrement"), by=cast.aline, at=AT)
    assert kept(number) == [(offer.file_id, "OFFRE.docx", True)]
    assert [one.name for one in entry_detail(cast.aline, number).files] == ["OFFRE.docx"]


def test_what_was_imported_keeps_it(cast: Cast, offer: DocumentTemplate) -> None:
    values = Values(contact=cast.nora.no, template="APPEL", salesperson="AR", occurred_at=AT)
    with_document = Values(contact=cast.nora.no, template="APPEL", salesperson="AR", occurred_at=AT,
                           document_template="OFFRE")  # fmt: skip
    done = import_entries(
        [PastEntry(values=values), PastEntry(values=with_document)], by=cast.administrator, at=AT
    )
    assert done.first is not None
    assert (kept(done.first), kept(done.first + 1)) == ([], [(offer.file_id, "OFFRE.docx", True)])


def test_it_goes_with_the_last_entry(cast: Cast, log: Log, offer: DocumentTemplate) -> None:
    """R-INT-154"""
    number = log(document_template="OFFRE")
    cancel([number], by=cast.aline, at=AT)
    clean_up(CleanUp(), by=cast.administrator, at=AT)
    assert ContentFile.objects.count() == 0
    offer.refresh_from_db()


def test_what_was_logged_before_takes_the_file_of_today(
    cast: Cast, log: Log, offer: DocumentTemplate
) -> None:
    """R-INT-132: a content that entries with different documents share is parted"""
    other = template("AUTRE")
    numbers = [log() for _ in range(5)]
    shared = Entry.objects.get(pk=numbers[0]).content_id
    alone = Entry.objects.get(pk=numbers[4]).content_id
    Entry.objects.filter(pk__in=numbers[:4]).update(content=shared)
    for number, document in zip(numbers, [offer, offer, other, None, None], strict=True):
        Entry.objects.filter(pk=number).update(document_template=document)

    with connection.cursor() as cursor:
        cursor.execute(KEEP)

    first, second = (offer.file_id, "OFFRE.docx", True), (other.file_id, "AUTRE.docx", True)
    assert [kept(number) for number in numbers] == [[first], [first], [second], [], []]
    contents = [Entry.objects.get(pk=number).content_id for number in numbers]
    assert (contents[:2], contents[4], len(set(contents))) == ([shared, shared], alone, 4)
    assert {Content.objects.get(pk=pk).description for pk in contents} == {"Appel sortant"}
