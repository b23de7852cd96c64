from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from liaison.accounts.models import Reach, Role, User
from liaison.delivery.actions import complete_and_send
from liaison.files.models import StoredFile
from liaison.interactions.actions.drafts import complete, discard, postpone, save_draft
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.models import (
    Draft,
    Entry,
    EntryComment,
    InteractionTemplate,
    InteractionTemplateLanguage,
)
from liaison.interactions.queries.drafts import (
    NoSuchDraft,
    Waiting,
    file_of_draft,
    postponed,
    unfinished,
    values_of,
    waiting_for,
)
from liaison.interactions.queries.drafts import draft as draft_of
from liaison.interactions.queries.guide import as_proposed, propose
from liaison.kit.errors import Conflict, Refused
from liaison.letters.models import DocumentTemplate
from tests import make
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
def manager(cast: Cast) -> User:
    """Who may manage drafts, on Aline's team."""
    return make.make_user("chef", Role.MANAGER, salesperson=cast.dubuis)


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


def _postponed_by_aline(cast: Cast, at: datetime, **given: Any) -> Draft:
    return postpone(replace(FULL, follow_up_of=None, **given), by=cast.aline, at=at)


@pytest.mark.parametrize(
    ("given", "of_template", "role", "seen"),
    [
        ({"visibility": "everyone"}, "private", Role.MANAGER, True),
        ({"visibility": "team"}, "everyone", Role.MANAGER, True),
        ({"visibility": "private"}, "everyone", Role.MANAGER, False),
        ({"visibility": "private"}, "everyone", Role.ADMINISTRATOR, True),
        ({}, "everyone", Role.MANAGER, True),
        ({}, "private", Role.MANAGER, False),
        ({"visibility": ""}, "private", Role.MANAGER, False),
        ({"template": None}, "private", Role.MANAGER, True),
        ({"salesperson": "UB", "visibility": "team"}, "everyone", Role.MANAGER, False),
        ({"salesperson": None, "visibility": "team"}, "everyone", Role.MANAGER, True),
    ],
)
def test_what_others_postponed_is_seen_as_its_entry_would_be(
    cast: Cast,
    manager: User,
    at: datetime,
    given: dict[str, Any],
    of_template: str,
    role: Role,
    seen: bool,
) -> None:
    """R-INT-198"""
    manager.role = role
    InteractionTemplate.objects.filter(code="APPEL").update(visibility=of_template)
    draft = _postponed_by_aline(cast, at, **given)

    assert draft in postponed(cast.aline)
    assert (draft in postponed(manager)) is seen
    assert waiting_for(manager, cast.nora) == Waiting(None, int(seen))
    if seen:
        assert draft_of(manager, draft.entry_no) == draft
        assert discard([draft.entry_no], by=manager, at=at) == 1
        return
    for door in (
        lambda: draft_of(manager, draft.entry_no),
        lambda: file_of_draft(manager, draft.entry_no),
        lambda: save_draft(FULL, number=draft.entry_no, by=manager, at=at),
        lambda: complete(draft.entry_no, by=manager, at=at),
        lambda: discard([draft.entry_no], by=manager, at=at),
    ):
        with pytest.raises(NoSuchDraft):
            door()


@pytest.mark.parametrize(
    ("reach", "team", "own", "seen"),
    [
        (Reach.ALL, False, False, True),
        (Reach.TEAM, True, False, True),
        (Reach.TEAM, False, False, False),
        (Reach.OWN, True, False, False),
        (Reach.OWN, True, True, True),
    ],
)
def test_what_others_postponed_is_within_ones_reach(
    cast: Cast, manager: User, at: datetime, reach: Reach, team: bool, own: bool, seen: bool
) -> None:
    """R-INT-198"""
    manager.reach = reach
    manager.salesperson = cast.rochat if own else cast.dubuis if team else None
    for salesperson in ("AR", None):  # without one it is of its author's
        draft = _postponed_by_aline(cast, at, salesperson=salesperson)
        assert (draft in postponed(manager)) is seen


def test_nobody_finishes_what_its_author_would_not_see(cast: Cast, manager: User, at: datetime) -> None:
    """R-INT-86, R-INT-198: who finishes it is who recorded it"""
    draft = _postponed_by_aline(cast, at)
    hidden = replace(FULL, follow_up_of=None, visibility="private")

    with pytest.raises(Refused, match="Aline Rochat, who postponed this interaction, would not see it"):
        complete(draft.entry_no, hidden, by=manager, at=at)
    assert (Entry.objects.count(), Draft.objects.get()) == (0, draft)

    cast.aline.is_active = False
    cast.aline.save()
    assert complete(draft.entry_no, hidden, by=manager, at=at) == draft.entry_no


@pytest.mark.parametrize(
    ("reach", "changed"),
    [
        (Reach.ALL, {"visibility": "private"}),
        (Reach.ALL, {"visibility": "team", "salesperson": "UB"}),
        (Reach.TEAM, {"salesperson": "UB"}),
        (Reach.ALL, {"template": "CONFID"}),
    ],
)
def test_nobody_hides_a_colleagues_draft_from_themselves(
    cast: Cast, manager: User, at: datetime, reach: Reach, changed: dict[str, Any]
) -> None:
    """R-INT-198"""
    make.make_template("CONFID", cast.call.group, visibility="private")
    manager.reach = reach
    draft = _postponed_by_aline(cast, at)
    given = replace(FULL, follow_up_of=None, **changed)

    for verb in (save_draft, postpone):
        with pytest.raises(Refused, match="You would not see this interaction any more yourself"):
            verb(given, number=draft.entry_no, by=manager, at=at)
    assert Draft.objects.get().values == draft.values
    assert save_draft(given, number=draft.entry_no, by=cast.aline, at=at).version == 2


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
    with django_assert_num_queries(2):
        assert waiting_for(cast.aline, cast.nora) == Waiting(None, 2)
    assert waiting_for(cast.aline, cast.company) == Waiting(None, 2)
    assert waiting_for(cast.marc, cast.nora) == Waiting(None, 0)
    assert waiting_for(cast.administrator, cast.nora) == Waiting(None, 2)

    begun = save_draft(FULL, by=cast.aline, at=at - timedelta(days=1))
    with django_assert_num_queries(2):
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


def test_a_language_that_its_template_has_not_is_chosen_by_no_draft(cast: Cast, at: datetime) -> None:
    """R-INT-60, E-INT-8: but one that was there when it was chosen stays (R-INT-19)"""
    template = InteractionTemplate.objects.get(code="APPEL")
    row = InteractionTemplateLanguage.objects.create(template=template, language="it")
    begun = replace(FULL, language="it")
    draft = postpone(begun, by=cast.aline, at=at)
    row.language = "de"
    row.save()

    for given in (begun, replace(begun, template=None)):
        number = None if given is begun else postpone(given, by=cast.aline, at=at).entry_no
        with pytest.raises(Refused) as refused:
            postpone(begun, number=number, by=cast.aline, at=at)
        assert [(one.field, one.code) for one in refused.value.refusals] == [("language", "E-INT-8")]
    postpone(replace(begun, description="Autre"), number=draft.entry_no, by=cast.aline, at=at)
    complete(draft.entry_no, by=cast.aline, at=at)
    assert Entry.objects.get().language == "it"


@pytest.fixture
def letters(db: None, at: datetime) -> InteractionTemplate:
    """A template whose letters are Word templates, with a file beside them, in its language and one more."""
    template = make.make_template("LETTRE", channel="letter", default_language="de-CH")
    for number, language in enumerate(("de-CH", "fr-CH")):
        stored = StoredFile.objects.create(
            sha256=f"{number + 1:064}", size=3, media_type="application/pdf", stored_at=at
        )
        word = DocumentTemplate.objects.create(code=f"W-{language}", language=language, file=stored)
        InteractionTemplateLanguage.objects.create(
            template=template,
            language=language,
            document_template=word,
            file=stored,
            file_name=f"{language}.pdf",
        )
    return template


@pytest.mark.parametrize("files", [True, False])
def test_what_another_language_says_is_not_taken_where_its_own_is_lost(
    cast: Cast,
    at: datetime,
    letters: InteractionTemplate,
    paper: NamedFile,
    *,
    files: bool,
) -> None:
    """R-INT-19, R-INT-60: what was written or added stays in its language, with nothing of another's"""
    written = replace(
        FULL, template="LETTRE", language="fr-CH", correspondence_type="hard_copy", follow_up_of=None
    )
    added = replace(written, body="", files=(paper,)) if files else written
    number = save_draft(added, by=cast.aline, at=at).entry_no
    InteractionTemplateLanguage.objects.filter(template=letters, language="fr-CH").delete()

    complete(number, by=cast.aline, at=at)

    entry = Entry.objects.select_related("content").get()
    assert (entry.language, entry.document_template) == ("fr-CH", None)
    assert [one.name for one in entry.content.files.all()] == (["Notes.txt"] if files else [])


@pytest.mark.parametrize("finish", [complete, complete_and_send])
def test_another_language_is_asked_for_where_nothing_is_left_of_its_own(
    cast: Cast, at: datetime, letters: InteractionTemplate, finish: Callable[..., int]
) -> None:
    """R-INT-60, E-INT-8: postponed with an empty text, for the letter is the Word template"""
    InteractionTemplateLanguage.objects.update(file=None, file_name="")
    begun = replace(FULL, template="LETTRE", language="fr-CH", body=None, correspondence_type="hard_copy")
    letter = as_proposed(begun, propose(begun, by=cast.aline, at=at))
    assert letter.body == ""
    number = postpone(letter, by=cast.aline, at=at).entry_no
    InteractionTemplateLanguage.objects.filter(template=letters, language="fr-CH").delete()

    with pytest.raises(Refused) as refused:
        finish(number, by=cast.aline, at=at)

    assert [(one.field, one.code) for one in refused.value.refusals] == [("language", "E-INT-8")]
    assert not Entry.objects.exists()


def test_what_another_language_says_is_not_proposed_where_its_own_is_lost(
    cast: Cast, at: datetime, letters: InteractionTemplate
) -> None:
    """R-INT-60: nor put down when it is postponed again; the base language's is"""
    begun = replace(FULL, template="LETTRE", language="fr-CH", body=None)
    row = InteractionTemplateLanguage.objects.get(template=letters, language="fr-CH")
    row.delete()
    found = propose(begun, by=cast.aline, at=at)
    assert (found.language, found.body, found.files, found.document_template_id) == ("fr-CH", "", (), None)
    assert as_proposed(begun, found).files == ()

    row.pk, row.language = None, "fr"
    row.save(force_insert=True)
    found = propose(begun, by=cast.aline, at=at)
    assert [one.name for one in found.files] == ["fr-CH.pdf"]
    assert found.document_template_id == row.document_template_id


@pytest.mark.parametrize("body", ["<p>Texte</p>", ""])
def test_the_language_that_its_template_says_is_kept_without_a_text_in_it(
    cast: Cast, at: datetime, body: str
) -> None:
    """R-INT-48, R-INT-74: it is proposed, so it can be put down"""
    template = InteractionTemplate.objects.get(code="APPEL")
    InteractionTemplate.objects.filter(pk=template.pk).update(default_language="fr-CH")
    InteractionTemplateLanguage.objects.create(template=template, language="")
    draft = postpone(replace(FULL, body=body, language="fr-CH"), by=cast.aline, at=at)
    complete(draft.entry_no, by=cast.aline, at=at)
    assert Entry.objects.get().language == "fr-CH"
