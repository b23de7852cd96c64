from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from liaison.files.models import StoredFile
from liaison.interactions.actions.drafts import complete, discard, postpone, save_draft
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.models import Draft, Entry, EntryComment, InteractionTemplate
from liaison.interactions.queries.drafts import (
    NoSuchDraft,
    Waiting,
    postponed,
    unfinished,
    values_of,
    waiting_for,
)
from liaison.kit.errors import Conflict, Refused
from tests.cast import Cast

FULL = Values(
    contact="CT-000482",
    template="APPEL",
    salesperson="AR",
    description="Relance",
    body="<p>Texte</p>",
    cost=Decimal("3.50"),
    duration_min=Decimal(20),
    attempt_failed=True,
    evaluation="positive",
    follow_up_of=7,
    participants=(ParticipantValue(contact="CT-000483", role="cc"),),
    comments=("Un", "Deux"),
)


@pytest.fixture
def paper(db: None, at: datetime) -> NamedFile:
    stored = StoredFile.objects.create(sha256="0" * 64, size=3, media_type="text/plain", stored_at=at)
    return NamedFile(stored.pk, "Notes.txt")


def test_a_draft_keeps_everything_typed(cast: Cast, at: datetime, paper: NamedFile) -> None:
    """R-INT-74, R-INT-83"""
    given = replace(FULL, occurred_at=at, files=(paper,))

    draft = save_draft(given, by=cast.aline, at=at)

    assert values_of(Draft.objects.get(pk=draft.pk)) == given
    assert (draft.contact_id, draft.company_id, draft.salesperson_id) == (
        cast.nora.pk, cast.company.pk, cast.rochat.pk,
    )  # fmt: skip
    assert draft.name == "Relance"


def test_saving_again_is_the_same_draft(cast: Cast, at: datetime, paper: NamedFile) -> None:
    first = save_draft(replace(FULL, files=(paper,)), by=cast.aline, at=at)
    second = save_draft(
        replace(FULL, description="Autre"), number=first.entry_no, version=1, by=cast.aline, at=at
    )

    assert Draft.objects.count() == 1
    assert (second.entry_no, second.version, values_of(second).description) == (first.entry_no, 2, "Autre")
    assert values_of(second).files == ()


def test_a_draft_saved_elsewhere_is_not_overwritten(cast: Cast, at: datetime) -> None:
    draft = save_draft(FULL, by=cast.aline, at=at)
    save_draft(replace(FULL, description="Ici"), number=draft.entry_no, version=1, by=cast.aline, at=at)
    with pytest.raises(Conflict):
        save_draft(replace(FULL, description="Là"), number=draft.entry_no, version=1, by=cast.aline, at=at)
    assert Draft.objects.get().values["description"] == "Ici"


def test_an_incomplete_draft_can_be_postponed(cast: Cast, at: datetime) -> None:
    """R-INT-73"""
    draft = postpone(Values(description="À compléter"), by=cast.aline, at=at)

    assert list(postponed(cast.aline)) == [draft]
    with pytest.raises(Refused) as refused:
        complete(draft.entry_no, by=cast.aline, at=at)
    assert [r.field for r in refused.value.refusals] == ["contact", "template"]
    assert Draft.objects.count() == 1


def test_a_draft_without_words_is_called_what_its_template_is_in_the_readers_language(
    cast: Cast, at: datetime
) -> None:
    InteractionTemplate.objects.update(descriptions={"en": "Outgoing call"})

    assert postpone(Values(template="APPEL"), by=cast.aline, at=at).name == "Outgoing call"
    assert postpone(Values(template="NIX"), by=cast.aline, at=at).name == ""


def test_finishing_makes_the_entry_of_the_same_number_once(
    cast: Cast, at: datetime, paper: NamedFile
) -> None:
    """R-INT-78, R-INT-86"""
    draft = postpone(replace(FULL, files=(paper,), follow_up_of=None), by=cast.marc, at=at)

    number = complete(draft.entry_no, by=cast.marc, at=at)

    entry = Entry.objects.get()
    assert (number, entry.pk, entry.recorded_by) == (draft.entry_no, draft.entry_no, cast.marc)
    assert [c.comment for c in EntryComment.objects.all()] == ["Un", "Deux"]
    assert [f.name for f in entry.content.files.all()] == ["Notes.txt"]
    assert not Draft.objects.exists()
    with pytest.raises(NoSuchDraft):
        complete(draft.entry_no, by=cast.marc, at=at)


def test_who_resumes_a_postponed_one_is_who_recorded_it(cast: Cast, at: datetime) -> None:
    """R-INT-86"""
    draft = postpone(replace(FULL, follow_up_of=None), by=cast.aline, at=at)

    complete(draft.entry_no, by=cast.administrator, at=at)

    assert Entry.objects.get().recorded_by == cast.administrator


def test_a_draft_saved_elsewhere_is_not_finished(cast: Cast, at: datetime) -> None:
    draft = save_draft(FULL, by=cast.aline, at=at)
    save_draft(replace(FULL, description="Ici"), number=draft.entry_no, version=1, by=cast.aline, at=at)
    with pytest.raises(Conflict):
        complete(draft.entry_no, FULL, version=1, by=cast.aline, at=at)
    assert (Draft.objects.count(), Entry.objects.count()) == (1, 0)


def test_the_next_entry_does_not_take_the_drafts_number(cast: Cast, at: datetime) -> None:
    draft = save_draft(FULL, by=cast.aline, at=at)
    other = log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=at)
    assert other > draft.entry_no
    assert complete(draft.entry_no, by=cast.aline, at=at) == draft.entry_no


def test_discarding_is_for_good_and_for_ones_own(cast: Cast, at: datetime) -> None:
    """R-INT-76"""
    mine, theirs = save_draft(FULL, by=cast.aline, at=at), save_draft(FULL, by=cast.marc, at=at)
    with pytest.raises(NoSuchDraft):
        discard([mine.entry_no, theirs.entry_no], by=cast.aline, at=at)
    assert Draft.objects.count() == 2
    assert discard([mine.entry_no], by=cast.aline, at=at) == 1
    assert list(Draft.objects.all()) == [theirs]


def test_the_list_of_a_company_has_its_peoples(cast: Cast, at: datetime) -> None:
    """R-INT-76"""
    draft = postpone(FULL, by=cast.aline, at=at)
    postpone(Values(contact="CT-000100"), by=cast.aline, at=at)

    assert list(postponed(cast.aline, contact=cast.company)) == [draft]
    assert list(postponed(cast.aline, contact=cast.nora)) == [draft]
    assert list(postponed(cast.aline, contact=cast.yves)) == []
    assert list(postponed(cast.aline, salesperson=cast.rochat)) == [draft]
    assert list(postponed(cast.marc)) == []


def test_what_saved_itself_is_offered_the_next_time(cast: Cast, at: datetime) -> None:
    """R-INT-83"""
    save_draft(FULL, by=cast.aline, at=at - timedelta(days=1))
    draft = save_draft(FULL, by=cast.aline, at=at)
    assert waiting_for(cast.aline, cast.nora) == Waiting(draft, 0)
    assert waiting_for(cast.aline, cast.yves) == Waiting(None, 0)
    assert waiting_for(cast.marc, cast.nora) == Waiting(None, 0)
    assert list(unfinished(cast.aline)) == []


def test_what_was_postponed_for_a_contact_is_counted(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    """R-INT-76: as its list has it, for a company with its people's, beside what was begun"""
    for _each in range(2):
        postpone(FULL, by=cast.aline, at=at)
    postpone(Values(contact="CT-000100"), by=cast.aline, at=at)
    with django_assert_num_queries(1):
        assert waiting_for(cast.aline, cast.nora) == Waiting(None, 2)
    assert waiting_for(cast.aline, cast.company) == Waiting(None, 2)
    assert waiting_for(cast.marc, cast.nora) == Waiting(None, 0)
    assert waiting_for(cast.administrator, cast.nora) == Waiting(None, 2)

    begun = save_draft(FULL, by=cast.aline, at=at - timedelta(days=1))
    with django_assert_num_queries(1):
        assert waiting_for(cast.aline, cast.nora) == Waiting(begun, 2)


def test_what_was_begun_for_nobody_yet_is_offered_too(cast: Cast, at: datetime) -> None:
    """R-INT-83"""
    draft = save_draft(Values(description="Relance"), by=cast.aline, at=at)
    postpone(Values(description="Plus tard"), by=cast.aline, at=at)
    assert list(unfinished(cast.aline)) == [draft]
    assert list(unfinished(cast.marc)) == []


def test_a_draft_is_finished_with_a_template_that_is_in_use_no_more(cast: Cast, at: datetime) -> None:
    """R-INT-18"""
    draft = postpone(FULL, by=cast.aline, at=at)
    InteractionTemplate.objects.filter(code="APPEL").update(active=False)

    postpone(replace(FULL, description="Autre"), number=draft.entry_no, by=cast.aline, at=at)
    complete(draft.entry_no, by=cast.aline, at=at)

    entry = Entry.objects.select_related("template").get()
    assert (entry.pk, entry.template.code) == (draft.entry_no, "APPEL")


def test_a_template_that_is_in_use_no_more_is_chosen_by_no_draft(cast: Cast, at: datetime) -> None:
    """R-INT-18"""
    InteractionTemplate.objects.filter(code="APPEL").update(active=False)
    other = save_draft(replace(FULL, template=None), by=cast.aline, at=at)

    for number in (None, other.entry_no):
        with pytest.raises(Refused) as refused:
            save_draft(FULL, number=number, by=cast.aline, at=at)
        assert [one.field for one in refused.value.refusals] == ["template"]
    assert values_of(Draft.objects.get()).template is None
