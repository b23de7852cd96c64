"""A criterion about the log finds what its author may see, whoever touches the segment afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from liaison.accounts.models import Reach, Role, User
from liaison.contacts.models import Contact
from liaison.interactions.models import Entry
from liaison.segments.actions import (
    change_segment,
    change_steps,
    create_segment,
    enter_line,
    log_segment,
    refresh_segment,
    remove_lines,
    reuse_logged_segment,
    select_contacts,
)
from liaison.segments.actions.steps import refresh_following
from liaison.segments.models import Segment, SegmentStep
from liaison.segments.queries.explain import explain, held_back
from liaison.segments.queries.plans import StepDraft
from liaison.segments.queries.preview import preview_reuse, preview_steps
from liaison.segments.queries.segments import segment as segment_of
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues
from tests import make
from tests.db.segments.sample import AT, Sample
from tests.db.segments.test_segment import again
from tests.db.segments.test_worked_example import OPENDAY, having

VISITED = having("interaction", template="VISIT")


@pytest.fixture
def everything(sample: Sample) -> User:
    """Who sees what is private to others; the visit to 101 is from now on."""
    Entry.objects.filter(contact=sample.contacts[101]).update(visibility="private", recorded_by=sample.member)
    return make.make_user("anne", Role.ADMINISTRATOR)


@pytest.fixture
def nothing(sample: Sample) -> User:
    """A colleague who sees only what she recorded herself."""
    return make.make_user("odile", Role.MARKETING, reach=Reach.OWN)


def add(head: Segment, asked: dict[str, Any], *, by: User, action: str = "add") -> None:
    select_contacts(head.no, Selection(action=action, filters=[asked]), by=by, at=AT)


def foretold(head: Segment, drafts: list[StepDraft], *, by: User) -> int:
    return preview_steps(by, segment_of(by, head.no), drafts, at=AT).after


def test_who_corrects_the_head_lends_no_sight(sample: Sample, segment: Segment, everything: User) -> None:
    """R-INT-198, B-3: what is private to others leads nobody into a segment of who may not see it"""
    add(segment, VISITED, by=sample.by)
    values = SegmentValues(description="Portes ouvertes", follows_criteria=True)
    change_segment(segment.no, values, by=everything, at=AT)

    refresh_following(at=AT)

    assert sample.lines(segment) == []


def test_who_sees_less_brings_nobody_back(sample: Sample, segment: Segment, nothing: User) -> None:
    """R-INT-198, B-2, B-3: whom a step took out stays out, and is explained so"""
    add(segment, OPENDAY, by=sample.by)
    add(segment, VISITED, by=sample.by, action="reduce")
    rest = [400, 100, 201]
    assert sample.lines(segment) == rest

    assert foretold(segment, again(segment), by=nothing) == 3
    assert refresh_segment(segment.no, by=nothing, at=AT).comes == 0
    change_steps(segment.no, again(segment), by=nothing, at=AT)

    assert sample.lines(segment) == rest
    told = explain(nothing, segment_of(nothing, segment.no), sample.contacts[101], at=AT)
    assert (told.today, [one.passes for one in told.steps[1].verdicts]) == (0, [True])


def test_whoever_changes_what_a_step_asks_is_its_author(
    sample: Sample, segment: Segment, everything: User
) -> None:
    """R-INT-198, B-1, B-2: nobody asks with the sight of somebody else; its own switch asks nothing"""
    add(segment, VISITED, by=everything)
    step = SegmentStep.objects.filter(segment=segment)
    (same,) = again(segment)
    off = replace(same, active=False)
    for drafts, after in (([same], 1), ([off], 0), ([same], 1)):
        assert foretold(segment, drafts, by=sample.by) == after
        assert change_steps(segment.no, drafts, by=sample.by, at=AT).after == after
        assert step.get().user == everything

    other = replace(same, filters=[having("interaction", template="VISIT", salesperson="AR")])
    for changed in (other, replace(same, expand_companies=True)):
        step.update(user=everything, filters=same.filters, expand_companies=False)
        assert foretold(segment, [changed], by=sample.by) == 0
        assert change_steps(segment.no, [changed], by=sample.by, at=AT).after == 0
        assert step.get().user == sample.by


def test_whoever_changes_the_steps_before_is_the_author_of_those_behind(
    sample: Sample, segment: Segment, everything: User
) -> None:
    """R-INT-198, B-1, B-2: nobody has a colleague's step sort out whoever has hidden interactions"""
    off = StepDraft(action="add", filters=[OPENDAY], active=False)
    change_steps(segment.no, [off], by=sample.by, at=AT)
    add(segment, VISITED, by=everything, action="reduce")
    step = SegmentStep.objects.filter(segment=segment, action="reduce")
    first, last = again(segment)
    on = replace(first, active=True)
    new = replace(on, step=0)
    everybody = 4

    for drafts in ([on, last], [first, new, last], [new, last], [on, replace(last, active=False)]):
        assert foretold(segment, drafts, by=sample.by) == everybody
        with transaction.atomic():
            assert change_steps(segment.no, drafts, by=sample.by, at=AT).after == everybody
            assert step.get().user == sample.by
            transaction.set_rollback(True)

    for drafts in ([first, last], [last, new]):
        change_steps(segment.no, drafts, by=sample.by, at=AT)
        assert step.get().user == everything
        first, last = sorted(again(segment), key=lambda one: one.action)


def test_a_contact_that_the_segment_never_had_is_explained_as_the_reader_sees_it(
    sample: Sample, segment: Segment, everything: User
) -> None:
    """R-INT-198, B-3: nobody learns from an administrator's step whether there is a hidden interaction"""
    add(segment, VISITED, by=everything, action="reduce")

    def passes(by: User) -> tuple[bool, ...]:
        told = explain(by, segment_of(by, segment.no), sample.contacts[101], at=AT)
        return tuple(one.passes for step in told.steps for one in step.verdicts)

    assert (passes(sample.by), passes(everything)) == ((False,), (True,))
    enter_line(segment.no, sample.contacts[101].no, by=sample.by, at=AT)
    assert passes(sample.by)[0] is False
    remove_lines(segment.no, [10_000], by=sample.by, at=AT)
    assert passes(sample.by)[0] is False


def test_who_is_held_back_is_told_as_the_reader_sees_it(
    sample: Sample, segment: Segment, everything: User
) -> None:
    """R-INT-198, B-5: nobody is named for an interaction that is hidden from the reader"""
    Contact.objects.filter(pk=sample.contacts[101].pk).update(exclude_from_segment=True)
    add(segment, VISITED, by=everything)
    assert sample.lines(segment) == []

    def told(by: User) -> list[str]:
        found = held_back(by, segment_of(by, segment.no), at=AT)
        return [one.contact_no for why in found for one in why.samples]

    assert (told(sample.by), told(everything)) == ([], [sample.contacts[101].no])


def test_who_sees_all_is_told_what_the_author_found(
    sample: Sample, segment: Segment, everything: User
) -> None:
    """R-INT-198, B-5: so that nobody is held back whom no step adds"""
    Contact.objects.filter(pk=sample.contacts[101].pk).update(exclude_from_segment=True)
    add(segment, VISITED, by=sample.by)

    assert held_back(everything, segment_of(everything, segment.no), at=AT) == []


def test_each_step_has_its_own_sight(sample: Sample, segment: Segment, everything: User) -> None:
    """R-INT-198: in one statement"""
    add(segment, VISITED, by=sample.by)
    add(segment, VISITED, by=everything)

    for by in (sample.by, everything):
        change_steps(segment.no, again(segment), by=by, at=AT)
        steps = SegmentStep.objects.filter(segment=segment).order_by("position")
        assert list(steps.values_list("changed_count", flat=True)) == [0, 1]
        told = explain(by, segment_of(by, segment.no), sample.contacts[101], at=AT)
        assert [[one.passes for one in step.verdicts] for step in told.steps] == [[False], [True]]


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.VIEWER}])
def test_who_may_not_select_any_more_lends_no_sight(
    sample: Sample, segment: Segment, everything: User, change: dict[str, object]
) -> None:
    """R-INT-198, B-3: then it is that of who asks"""
    add(segment, VISITED, by=everything)
    assert sample.lines(segment) == [101]
    User.objects.filter(pk=everything.pk).update(**change)

    refresh_segment(segment.no, by=sample.by, at=AT)

    assert sample.lines(segment) == []


def test_a_logged_segment_is_used_again_as_far_as_it_is_seen(
    sample: Sample, segment: Segment, everything: User
) -> None:
    """R-INT-198, R-SEG-90 to 93: the contacts that its page shows, and no others"""
    sent = create_segment(SegmentValues(description="Portes ouvertes"), template="INVIT", by=sample.by, at=AT)
    add(sent, OPENDAY, by=sample.by)
    logged = log_segment(sent.no, send=False, by=sample.by, at=AT).entry_no
    hidden = Entry.objects.filter(contact=sample.contacts[101], logged_segment__entry_no=logged)
    assert hidden.update(visibility="private", recorded_by=sample.member) == 1

    assert preview_reuse(everything, segment, logged, at=AT).comes == 4
    assert preview_reuse(sample.by, segment, logged, at=AT).comes == 3
    assert reuse_logged_segment(segment.no, logged, by=sample.by, at=AT).changed == 3
    change_steps(segment.no, again(segment), by=everything, at=AT)
    assert sorted(sample.lines(segment)) == [100, 201, 400]
