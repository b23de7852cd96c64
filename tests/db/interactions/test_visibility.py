"""What a reader may not see is absent everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.accounts.models import Reach, User
from liaison.interactions.actions.correct import evaluate
from liaison.interactions.bulk import delete_entries
from liaison.interactions.figures import contact_figures, template_figures
from liaison.interactions.models import Entry, Evaluation
from liaison.interactions.queries.entry import NoSuchEntry, entry_detail, entry_to_change
from liaison.interactions.queries.log_list import (
    LogFilter,
    count_entries,
    log_entry,
    log_list,
    matching_entries,
)
from liaison.interactions.queries.timeline import timeline
from liaison.interactions.visibility import seen_by
from liaison.kit.errors import Refused
from liaison.kit.sql import Question, rows
from tests.cast import Cast
from tests.db.interactions.conftest import Log

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(log: Log) -> dict[str, int]:
    return {
        kind: log(visibility=kind, description="Secret de famille")
        for kind in ("everyone", "team", "private")
    }


def who(cast: Cast, name: str, reach: str) -> User:
    user: User = getattr(cast, name)
    user.reach = Reach(reach)
    return user


SEEN = [
    ("aline", "all", ["everyone", "team", "private"]),
    ("marc", "all", ["everyone", "team"]),
    ("marc", "team", ["everyone", "team"]),
    ("marc", "own", []),
    ("aline", "own", ["everyone", "team", "private"]),
    ("stranger", "all", ["everyone"]),
    ("stranger", "team", []),
    ("stranger", "own", []),
    ("viewer", "all", ["everyone"]),
    ("administrator", "all", ["everyone", "team", "private"]),
]


@pytest.mark.parametrize(("name", "reach", "kinds"), SEEN)
def test_absent_everywhere(
    cast: Cast, entries: dict[str, int], name: str, reach: str, kinds: list[str]
) -> None:
    """R-INT-198: list, search, timeline, counts, figures, selection, both forms of the condition."""
    viewer = who(cast, name, reach)
    expected = {entries[kind] for kind in kinds}

    def listed(narrowed: LogFilter) -> set[int]:
        return {row.entry_no for row in log_list(viewer, narrowed).items}

    assert listed(LogFilter()) == expected
    assert listed(LogFilter(q="secret")) == expected
    assert listed(LogFilter(q="secret", contact="CT-000482")) == expected
    assert {row.entry_no for row in timeline(viewer, cast.nora).items} == expected
    assert {row.entry_no for row in timeline(viewer, cast.company).items} == expected
    assert count_entries(viewer, LogFilter()) == len(expected)
    assert count_entries(viewer, LogFilter(q="famille")) == len(expected)
    assert contact_figures(viewer, cast.nora).figures.interactions == len(expected)
    assert sum(f.interactions for f in template_figures(viewer).values()) == len(expected)
    assert set(Entry.objects.filter(seen_by(viewer).q).values_list("pk", flat=True)) == expected
    question = matching_entries(viewer, LogFilter())
    assert {row[0] for row in rows(question.sql, question.params)} == expected


def test_a_stranger_gets_nothing_by_the_number(cast: Cast, entries: dict[str, int]) -> None:
    for read in (entry_detail, entry_to_change):
        with pytest.raises(NoSuchEntry):
            read(cast.stranger, entries["private"])
    with pytest.raises(NoSuchEntry):
        entry_detail(cast.stranger, 2**70)


@pytest.mark.parametrize(("name", "sees"), [("aline", True), ("stranger", False), ("administrator", True)])
def test_what_follows_a_hidden_entry_does_not_name_it(cast: Cast, log: Log, name: str, sees: bool) -> None:
    """R-INT-198: nor one that is deleted; others are named"""
    hidden, open_one, gone = log(visibility="private"), log(), log()
    after = {log(follow_up_of=number): number for number in (hidden, open_one, gone)}
    Entry.objects.filter(pk=gone).update(canceled=True)
    delete_entries(Question.of(Entry.objects.filter(pk=gone)))
    told = {number: {hidden: sees, gone: False}.get(other, True) for number, other in after.items()}
    viewer = getattr(cast, name)
    pages = (log_list(viewer, LogFilter()), timeline(viewer, cast.nora), timeline(viewer, cast.company))
    for page in pages:
        named = {row.entry_no: row.follow_up_of for row in page.items if row.entry_no in after}
        assert named == {number: other if told[number] else None for number, other in after.items()}
    for number, other in after.items():
        one = log_entry(viewer, number)
        assert one is not None
        assert one.follow_up_of == (other if told[number] else None)
        assert entry_detail(viewer, number).follow_up_of == (other if told[number] else None)


def test_the_numbers_are_told_apart_by_no_further_statement(
    cast: Cast, log: Log, django_assert_num_queries: Any
) -> None:
    first = log()
    with django_assert_num_queries(2):
        log_list(cast.stranger, LogFilter())
    log(follow_up_of=first)
    with django_assert_num_queries(2):
        log_list(cast.stranger, LogFilter())


def test_a_selection_with_a_hidden_entry_changes_nothing(
    cast: Cast, entries: dict[str, int], at: Any
) -> None:
    with pytest.raises(Refused):
        evaluate([entries["everyone"], entries["private"]], Evaluation.POSITIVE, by=cast.stranger, at=at)

    assert set(Entry.objects.values_list("evaluation", flat=True)) == {"none"}
