from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from liaison.campaigns.models import Campaign
from liaison.contacts.models import Contact
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.comments import add_comment, change_comment, delete_comment
from liaison.interactions.actions.correct import Correction, cancel, correct
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues, ParticipantValue
from liaison.interactions.models import Content, Entry, EntryChange, EntryComment, Participant
from liaison.interactions.queries.entry import NoSuchEntry
from liaison.kit.errors import Conflict, NotAllowed, Refused
from tests.cast import Cast
from tests.db.interactions.conftest import Log


def test_deletes_cancelled_ones_with_everything_and_nothing_else(cast: Cast, log: Log, at: datetime) -> None:
    """R-INT-153, R-INT-154"""
    kept = log(comments=("Reste",))
    gone = log(comments=("Va",), participants=(ParticipantValue(contact="CT-000483"),))
    correct(gone, Correction(description="Corrigé", cost=Decimal(2)), by=cast.aline, at=at)
    cancel([gone], by=cast.aline, at=at)

    assert clean_up(CleanUp(), dry_run=True, by=cast.administrator, at=at) == 1
    assert Entry.objects.count() == 2
    assert clean_up(CleanUp(), by=cast.administrator, at=at) == 1

    assert [e.pk for e in Entry.objects.all()] == [kept]
    assert [c.comment for c in EntryComment.objects.all()] == ["Reste"]
    assert (Participant.objects.count(), EntryChange.objects.count(), Content.objects.count()) == (0, 0, 1)
    assert clean_up(CleanUp(), by=cast.administrator, at=at) == 0


def test_what_was_not_counted_stays(cast: Cast, log: Log, at: datetime) -> None:
    """R-INT-153"""
    cancel([log(), log()], by=cast.aline, at=at)
    for other in (0, 1, 3):
        with pytest.raises(Conflict):
            clean_up(CleanUp(), counted=other, by=cast.administrator, at=at)
    assert Entry.objects.count() == 2
    assert clean_up(CleanUp(), counted=2, by=cast.administrator, at=at) == 2


def test_a_shared_content_stays_while_somebody_uses_it(cast: Cast, at: datetime) -> None:
    """R-INT-154"""
    Contact.objects.filter(pk=cast.yves.pk).update(salesperson=cast.rochat)
    log_many(
        Contact.objects.filter(pk__in=[cast.nora.pk, cast.yves.pk]),
        ManyValues(template="APPEL", occurred_at=at), by=cast.aline, at=at,
    )  # fmt: skip
    first, second = Entry.objects.order_by("pk")
    cancel([first.pk], by=cast.aline, at=at)
    clean_up(CleanUp(), by=cast.administrator, at=at)
    assert Content.objects.count() == 1
    cancel([second.pk], by=cast.aline, at=at)
    clean_up(CleanUp(), by=cast.administrator, at=at)
    assert Content.objects.count() == 0


@pytest.mark.parametrize(
    ("narrowed", "number"),
    [
        ({}, 2),
        ({"contact": "CT-000482"}, 1),
        ({"since": date(2026, 3, 3)}, 0),
        ({"until": date(2026, 3, 2)}, 2),
        ({"template": "APPEL"}, 2),
        ({"template": "AUTRE"}, 0),
        ({"group": "TEL"}, 2),
        ({"salesperson": "MD"}, 0),
        ({"campaign": "CP-001"}, 1),
        ({"campaign": "CP-002"}, 0),
        ({"campaign": "cp-001", "contact": "ct-000483", "template": "appel"}, 1),
        ({"first_entry": 2**40}, 0),
    ],
)
def test_narrowed_by(cast: Cast, log: Log, at: datetime, narrowed: dict[str, Any], number: int) -> None:
    """R-INT-153"""
    Campaign.objects.create(no="CP-001", last_modified_on=at.date(), created_at=at, changed_at=at)
    cancel([log(), log(contact="CT-000483", campaign="CP-001")], by=cast.aline, at=at)
    log(campaign="CP-001")
    assert clean_up(CleanUp(**narrowed), by=cast.administrator, at=at) == number


def test_only_maintenance_may(cast: Cast, at: datetime) -> None:
    """R-INT-195"""
    with pytest.raises(NotAllowed):
        clean_up(CleanUp(), by=cast.aline, at=at)


def test_few_statements_whatever_the_number(
    cast: Cast, log: Log, at: datetime, django_assert_num_queries: Any
) -> None:
    cancel([log() for _ in range(4)], by=cast.aline, at=at)
    with django_assert_num_queries(8):  # one asks for the headings that are held first
        assert clean_up(CleanUp(), by=cast.administrator, at=at) == 4


class TestComments:
    def test_one_date_for_each_days_block(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-96, R-INT-97"""
        number = log()
        add_comment(number, "  Première ", by=cast.aline, at=at)
        add_comment(number, "Longue " * 500, by=cast.marc, at=at)

        first, second = EntryComment.objects.filter(entry=number)
        assert (first.comment, first.date, first.author) == ("Première", date(2026, 3, 2), cast.aline)
        assert (second.date, second.author, len(second.comment)) == (None, cast.marc, 3499)
        assert Entry.objects.get(pk=number).has_comments

    def test_the_next_day_has_a_date_of_its_own(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-96: one date for each block of lines; a change is dated, too"""
        number, tomorrow = log(comments=("Un", "Deux")), at + timedelta(days=1)
        for text in ("Trois", "Quatre"):
            add_comment(number, text, by=cast.marc, at=tomorrow)
        changed = EntryComment.objects.get(comment="Deux")
        change_comment(changed.pk, "Deux et demi", by=cast.marc, at=tomorrow)

        found = EntryComment.objects.filter(entry=number).values_list("comment", "date", "changed_at")
        assert list(found) == [
            ("Un", date(2026, 3, 2), at),
            ("Deux et demi", None, tomorrow),
            ("Trois", date(2026, 3, 3), tomorrow),
            ("Quatre", None, tomorrow),
        ]

    def test_changed_words_stay_in_the_history(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log(comments=("Ancien",))
        comment = EntryComment.objects.get()
        change_comment(comment.pk, "Nouveau", by=cast.marc, at=at)
        delete_comment(comment.pk, by=cast.marc, at=at)

        changes = list(EntryChange.objects.values_list("kind", "old", "new"))
        assert changes == [
            ("comment_changed", {"comment": "Ancien"}, {"comment": "Nouveau"}),
            ("comment_deleted", {"comment": "Nouveau"}, {}),
        ]
        assert not Entry.objects.get(pk=number).has_comments

    def test_empty_and_foreign_are_refused(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log(visibility="private")
        with pytest.raises(Refused):
            add_comment(number, "  ", by=cast.aline, at=at)
        with pytest.raises(NoSuchEntry):
            add_comment(number, "Je vois tout", by=cast.stranger, at=at)
        assert not EntryComment.objects.exists()
