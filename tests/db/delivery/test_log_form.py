"""One form, one entry: what a form on a screen sends twice is recorded once, as it was told."""

from __future__ import annotations

import threading
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection

from liaison.delivery.actions import log_form
from liaison.interactions.actions.drafts import save_draft
from liaison.interactions.draft import Values
from liaison.interactions.models import Content, Draft, Entry, FormNumber, InteractionTemplate
from liaison.interactions.queries.drafts import NoSuchDraft
from liaison.kit.errors import NotAllowed, Refused
from tests.cast import Cast, make_cast

FORM = UUID("6d1f3a52-53f0-4a5c-9c53-2f1a3e6f8f10")
CALL = Values(contact="CT-000482", template="APPEL", description="Relance")


def test_a_form_sent_twice_is_one_entry(cast: Cast, at: datetime) -> None:
    first = log_form(CALL, form=FORM, by=cast.aline, at=at)
    second = log_form(CALL, form=FORM, by=cast.aline, at=at)

    assert (first, list(Entry.objects.values_list("pk", flat=True))) == (second, [first])


def test_another_form_and_another_user_are_other_entries(cast: Cast, at: datetime) -> None:
    numbers = {
        log_form(CALL, form=FORM, by=cast.aline, at=at),
        log_form(CALL, form=FORM, by=cast.marc, at=at),
        log_form(CALL, form=uuid4(), by=cast.aline, at=at),
    }
    assert set(Entry.objects.values_list("pk", flat=True)) == numbers
    assert len(numbers) == 3


def test_a_form_saves_itself_into_one_draft_and_then_becomes_the_entry(cast: Cast, at: datetime) -> None:
    """R-INT-83, R-INT-84"""
    first = save_draft(Values(description="Rel"), form=FORM, by=cast.aline, at=at)
    second = save_draft(CALL, form=FORM, by=cast.aline, at=at)
    assert (Draft.objects.count(), second.entry_no, second.version) == (1, first.entry_no, 2)

    number = log_form(CALL, form=FORM, by=cast.aline, at=at)

    assert (number, Draft.objects.count()) == (first.entry_no, 0)


def test_a_late_save_does_not_bring_a_logged_draft_back(cast: Cast, at: datetime) -> None:
    log_form(CALL, form=FORM, by=cast.aline, at=at)
    with pytest.raises(NoSuchDraft):
        save_draft(CALL, form=FORM, by=cast.aline, at=at)
    assert Draft.objects.count() == 0


def test_refused_keeps_the_draft(cast: Cast, at: datetime) -> None:
    draft = save_draft(CALL, form=FORM, by=cast.aline, at=at)
    with pytest.raises(Refused):
        log_form(Values(contact="CT-000482"), form=FORM, by=cast.aline, at=at)
    assert (list(Draft.objects.all()), Entry.objects.count()) == ([draft], 0)


def test_who_may_not_record_takes_no_number(cast: Cast, at: datetime) -> None:
    """R-INT-195"""
    with pytest.raises(NotAllowed):
        log_form(CALL, form=FORM, by=cast.viewer, at=at)
    assert FormNumber.objects.count() == 0


def test_its_text_says_what_the_contact_was_told(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    """R-INT-84"""
    number = log_form(
        Values(contact="CT-000482", template="COURRIEL", body="<p>{{ contact.name }} {{ Entry_No }}</p>"),
        form=FORM,
        by=cast.aline,
        at=at,
    )
    content = Content.objects.get(pk=Entry.objects.get(pk=number).content_id)
    assert (content.subject, content.body_text) == ("Offre pour Nora Béguelin", f"Nora Béguelin {number}")


@pytest.mark.django_db(transaction=True)
def test_two_equal_requests_at_once_are_one_entry(at: datetime) -> None:
    cast = make_cast()
    numbers: list[int] = []
    together = threading.Barrier(2, timeout=30)

    def send() -> None:
        together.wait()
        numbers.append(log_form(CALL, form=FORM, by=cast.aline, at=at))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(numbers) == 2
    assert (numbers[0], Entry.objects.count()) == (numbers[1], 1)
