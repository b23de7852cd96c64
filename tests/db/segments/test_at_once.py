"""Two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from liaison.accounts.models import Role, User
from liaison.interactions.models import Entry, LoggedSegment
from liaison.kit.errors import Refused
from liaison.letters.actions import (
    change_document_template,
    create_document_template,
    replace_document_file,
)
from liaison.segments.actions import create_segment, enter_line, log_segment, write_language
from liaison.segments.actions.call import open_next_call
from liaison.segments.models import Segment, SegmentLanguage
from liaison.segments.values import LanguageValues, SegmentValues
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph


@pytest.fixture
def editor(cast: Cast) -> User:
    return make.make_user("mireille", Role.MARKETING, salesperson=cast.rochat)


def prepared(by: User, *, following: bool = False) -> Segment:
    values = SegmentValues(description="Calls", follows_criteria=following)
    made = create_segment(values, template="APPEL", by=by, at=AT)
    enter_line(made.no, "CT-000482", by=by, at=AT)
    return made


def at_once(by: User, *numbers: str) -> list[Any]:
    """Log these segments at the same moment; the numbers of the logged segments, or the refusals."""
    ready = Barrier(len(numbers))

    def log(number: str) -> Any:
        try:
            ready.wait(timeout=10)
            return log_segment(number, send=False, by=by, at=AT).entry_no
        except Refused as refused:
            return refused.refusals[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(numbers)) as pool:
        return sorted(pool.map(log, numbers), key=str)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("following", [False, True])
def test_one_segment_is_logged_once(cast: Cast, editor: User, following: bool) -> None:
    """R-SEG-118, R-SEG-110; one that follows its criteria too"""
    made = prepared(editor, following=following)

    assert at_once(editor, made.no, made.no) == [1, "E-SEG-20"]
    assert (Entry.objects.count(), LoggedSegment.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_segments_get_two_numbers(cast: Cast, editor: User) -> None:
    """R-SEG-118"""
    made = [prepared(editor).no for _ in range(2)]

    assert at_once(editor, *made) == [1, 2]
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_next_call_get_two(cast: Cast, editor: User) -> None:
    """R-SEG-104"""
    head = prepared(editor)
    enter_line(head.no, "CT-000483", by=editor, at=AT)
    together = Barrier(2)

    def take(user: User) -> int | None:
        try:
            together.wait(timeout=10)
            found = open_next_call(head, by=user, at=AT)
            return found.line_no if found is not None else None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, [editor, cast.aline]), key=str) == [10_000, 20_000]


@pytest.mark.django_db(transaction=True)
def test_a_text_takes_a_document_while_somebody_changes_that(cast: Cast, editor: User) -> None:
    """Whoever then replaces its file waits for the segment, which must not wait for the document."""
    boss = make.make_user("boss", Role.ADMINISTRATOR)
    letter = docx(paragraph(field("contact.name")))
    longer = docx(paragraph(field("contact.name"), field("contact.city")))
    word = create_document_template("MOT", letter, "Mot.docx", language="fr-CH", by=boss, at=AT)
    head = create_segment(SegmentValues(description="Letters"), by=editor, at=AT)

    def write() -> None:
        try:
            write_language(head.no, "fr-CH", LanguageValues(document_template=word.pk), by=editor, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        changed = change_document_template(word, name="Other", by=boss, at=AT)
        pool.submit(write).result(timeout=60)
        replace_document_file(changed, longer, "New.docx", by=boss, at=AT)

    said = SegmentLanguage.objects.get(segment=head).document_template
    assert said is not None
    assert (said.name, said.file_name) == ("Other", "New.docx")
