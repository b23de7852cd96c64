from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liaison.interactions.actions.correct import Correction, cancel, correct, evaluate, reinstate
from liaison.interactions.facts import InteractionChanged
from liaison.interactions.models import Content, Entry, EntryChange, Evaluation
from liaison.interactions.queries.entry import NoSuchEntry
from liaison.interactions.queries.log_list import LogFilter, matching_entries
from liaison.kit import facts
from liaison.kit.errors import Conflict, NotAllowed, Refused
from tests.cast import Cast
from tests.db.interactions.conftest import Log


def history(number: int) -> list[tuple[str, dict[str, Any], dict[str, Any], str]]:
    return [(c.kind, c.old, c.new, c.reason) for c in EntryChange.objects.filter(entry=number)]


class TestEvaluate:
    def test_a_verdict_for_all_selected_and_only_that(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-144"""
        chosen = [log(), log()]
        left = log()

        assert evaluate(chosen, Evaluation.POSITIVE, by=cast.aline, at=at) == 2

        assert set(Entry.objects.filter(pk__in=chosen).values_list("evaluation", "version")) == {
            ("positive", 2)
        }
        assert Entry.objects.get(pk=left).evaluation == "none"
        assert history(chosen[0]) == [("evaluated", {"evaluation": "none"}, {"evaluation": "positive"}, "")]

    def test_none_takes_it_back(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-145"""
        number = log(evaluation="negative")
        evaluate([number], Evaluation.NONE, by=cast.aline, at=at)
        assert Entry.objects.get(pk=number).evaluation == "none"

    def test_the_same_again_changes_nothing(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log(evaluation="negative")
        assert evaluate([number], Evaluation.NEGATIVE, by=cast.aline, at=at) == 0
        assert history(number) == []

    def test_a_viewer_may_not(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log()
        with pytest.raises(NotAllowed):
            evaluate([number], Evaluation.POSITIVE, by=cast.viewer, at=at)

    def test_all_that_match_by_three_statements(
        self, cast: Cast, log: Log, at: datetime, django_assert_num_queries: Any
    ) -> None:
        for _ in range(5):
            log()
        question = matching_entries(cast.aline, LogFilter(template="APPEL"))
        with django_assert_num_queries(4):  # one statement in its transaction
            assert evaluate(question, Evaluation.NEUTRAL, by=cast.aline, at=at) == 5


class TestCancel:
    def test_cancelled_stays_with_everything_and_says_why(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-146, R-INT-147"""
        number = log(comments=("À garder",))

        assert cancel([number], reason="Doublon", by=cast.aline, at=at) == 1

        entry = Entry.objects.get(pk=number)
        assert (entry.canceled, entry.content.description, entry.comments.count()) == (
            True,
            "Appel sortant",
            1,
        )
        assert history(number) == [("canceled", {"canceled": False}, {"canceled": True}, "Doublon")]

    def test_cancel_and_reinstate_are_two_verbs(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-146: exactly what the button says, whatever the first of the selection is."""
        first, second = log(), log()
        cancel([first], by=cast.aline, at=at)

        assert cancel([first, second], by=cast.aline, at=at) == 1
        assert list(Entry.objects.values_list("canceled", flat=True)) == [True, True]
        assert reinstate([first, second], by=cast.aline, at=at) == 2
        assert list(Entry.objects.values_list("canceled", flat=True)) == [False, False]

    def test_a_cancelled_entry_can_be_evaluated(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-152"""
        number = log()
        cancel([number], by=cast.aline, at=at)
        assert evaluate([number], Evaluation.POSITIVE, by=cast.aline, at=at) == 1

    def test_it_is_announced(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log()
        heard: list[InteractionChanged] = []
        facts.listen(InteractionChanged)(heard.append)
        try:
            cancel([number], by=cast.aline, at=at)
        finally:
            facts._listeners[InteractionChanged].remove(heard.append)
        assert [(fact.entry, fact.kind) for fact in heard] == [(number, "canceled")]


class TestCorrect:
    def test_numbers_and_result(self, cast: Cast, log: Log, at: datetime) -> None:
        """R-INT-71, R-INT-82, R-INT-87"""
        number = log()

        version = correct(
            number,
            Correction(duration_min=Decimal(75), cost=Decimal(2), attempt_failed=True),
            reason="Relu",
            by=cast.aline,
            at=at,
        )

        entry = Entry.objects.get(pk=number)
        assert (entry.duration_min, entry.cost, entry.attempt_failed, entry.version) == (
            Decimal(75),
            Decimal(2),
            True,
            version,
        )
        old = {"duration_min": "12.00", "cost": "1.50", "attempt_failed": False}
        new = {"duration_min": "75", "cost": "2", "attempt_failed": True}
        assert history(number) == [("corrected", old, new, "Relu")]

    @pytest.mark.parametrize(
        ("who", "visibility", "refused"),
        [("aline", "private", False), ("administrator", "private", False), ("administrator", "team", False),
         ("marc", "team", False), ("marc", "private", True), ("stranger", "team", True),
         ("stranger", "private", True)],
    )  # fmt: skip
    def test_nobody_hides_an_entry_from_themselves(
        self, cast: Cast, log: Log, at: datetime, who: str, visibility: str, *, refused: bool
    ) -> None:
        """R-INT-198"""
        number = log()
        correction = Correction(visibility=visibility, cost=Decimal(2))
        if refused:
            with pytest.raises(Refused) as refusal:
                correct(number, correction, by=getattr(cast, who), at=at)
            assert refusal.value.refusals[0].field == "visibility"
        else:
            correct(number, correction, by=getattr(cast, who), at=at)
        expected = ("everyone", 1, 0) if refused else (visibility, 2, 1)
        entry = Entry.objects.get(pk=number)
        assert (entry.visibility, entry.version, len(history(number))) == expected

    def test_a_changed_text_is_a_content_of_its_own(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log(description="Relanse", body="<p>Texte</p>")
        before = Entry.objects.get(pk=number).content

        correct(number, Correction(description="Relance"), by=cast.aline, at=at)

        after = Entry.objects.get(pk=number).content
        assert (after.description, after.body, after.body_text) == ("Relance", "<p>Texte</p>", "Texte")
        assert Content.objects.get(pk=before.pk).description == "Relanse"
        assert history(number)[0][1] == {"description": "Relanse", "content": before.pk}

    def test_nothing_changed_writes_nothing(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log()
        assert correct(number, Correction(cost=Decimal("1.50")), by=cast.aline, at=at) == 1
        assert history(number) == []

    def test_two_people_at_once(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log()
        correct(number, Correction(cost=Decimal(2)), version=1, by=cast.aline, at=at)
        with pytest.raises(Conflict):
            correct(number, Correction(cost=Decimal(3)), version=1, by=cast.marc, at=at)
        assert Entry.objects.get(pk=number).cost == 2

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (Correction(cost=Decimal(-1)), "E-INT-9"),
            (Correction(description=" "), "E-INT-2"),
            (Correction(description="x" * 256), "length"),
        ],
    )
    def test_refused_leaves_everything(
        self, cast: Cast, log: Log, at: datetime, wrong: Correction, code: str
    ) -> None:
        number = log()
        with pytest.raises(Refused) as refused:
            correct(number, wrong, by=cast.aline, at=at)
        assert refused.value.refusals[0].code == code
        assert Entry.objects.get(pk=number).version == 1

    def test_strangers_find_nothing(self, cast: Cast, log: Log, at: datetime) -> None:
        number = log(visibility="private")
        with pytest.raises(NoSuchEntry):
            correct(number, Correction(cost=Decimal(2)), by=cast.stranger, at=at)


def test_a_content_never_changes(cast: Cast, log: Log) -> None:
    """R-INT-34, R-INT-132: the database itself refuses."""
    log()
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Content.objects.update(description="Autre")
