"""Entering and taking out by hand, more often than a segment has steps."""

from __future__ import annotations

import pytest

from liaison.kit.errors import Refused
from liaison.segments.actions import (
    apply_criteria,
    apply_remedy,
    change_segment,
    change_steps,
    create_segment,
    enter_line,
    go_back,
    personalize_lines,
    refresh_segment,
    remove_lines,
    save_criteria,
    select_contacts,
)
from liaison.segments.actions._by_hand import make_room
from liaison.segments.models import Segment, SegmentLine, SegmentStep
from liaison.segments.queries.lines import lines
from liaison.segments.queries.plans import OPTIONS, StepDraft, stored_steps
from liaison.segments.queries.preview import preview_steps
from liaison.segments.queries.segments import segment, steps
from liaison.segments.rules import MAX_STEPS, MOST_STEPS, Selection
from liaison.segments.values import LineValues, SegmentValues
from tests import make
from tests.db.segments.sample import AT, Sample

GAP = 10_000


@pytest.fixture
def head(sample: Sample) -> Segment:
    """With fifty contacts by hand, a step each."""
    make.make_contacts(*(make.new_person(f"Person {number}", no=f"P-{number:03}") for number in range(60)))
    made = create_segment(template="CALL", by=sample.by, at=AT)
    for number in range(MAX_STEPS):
        enter_line(made.no, f"P-{number:03}", by=sample.by, at=AT)
    return made


def contacts(sample: Sample, head: Segment) -> list[str]:
    found = segment(sample.by, head.no)
    told = [one.contact_no for one in lines(sample.by, found, limit=300).items]
    assert len(told) == found.line_count
    return told


def told(sample: Sample, head: Segment) -> list[tuple[int, str, int, int, int]]:
    """Place, action, contacts named, matched and changed of each step."""
    return [
        (
            one.step.position,
            str(one.step.action),
            len(one.step.filters[0]["all"][0]["any"]) if one.step.filters else 0,
            one.step.matched_count,
            one.step.changed_count,
        )
        for one in steps(sample.by, head)
    ]


def drafts(head: Segment) -> list[StepDraft]:
    return [
        StepDraft(
            action=one.action,
            kind=one.kind,
            filters=one.filters,
            step=one.pk,
            **{name: getattr(one, name) for name in OPTIONS},
        )
        for one in stored_steps(head)
    ]


def test_any_number_of_contacts_is_entered_by_hand(sample: Sample, head: Segment) -> None:
    """R-SEG-49, R-SEG-76: one step each as long as there is room, then together; the last by itself"""
    personalize_lines(head.no, [3 * GAP], LineValues(subject="Mine"), by=sample.by, at=AT)
    for number in range(MAX_STEPS, 53):
        done = enter_line(head.no, f"P-{number:03}", by=sample.by, at=AT)
    every = [f"P-{number:03}" for number in range(53)]
    assert (done.position, done.step) == (4, SegmentStep.objects.latest("position").pk)
    assert contacts(sample, head) == every
    assert told(sample, head) == [(1, "add", 50, 50, 50), *((place, "add", 1, 1, 1) for place in (2, 3, 4))]

    before = list(SegmentLine.objects.order_by("pk").values())
    assert (preview_steps(sample.by, head, drafts(head), at=AT).comes, len(before)) == (0, 53)
    refresh_segment(head.no, by=sample.by, at=AT)
    change_steps(head.no, drafts(head), by=sample.by, at=AT)
    assert list(SegmentLine.objects.order_by("pk").values()) == before
    go_back(head.no, by=sample.by, at=AT)
    assert contacts(sample, head) == every[:-1]
    for _step in range(3):
        go_back(head.no, by=sample.by, at=AT)
    assert (contacts(sample, head), SegmentLine.objects.count()) == ([], 0)


def test_a_contact_that_was_entered_twice_is_in_twice(sample: Sample, head: Segment) -> None:
    """R-SEG-49: steps that would say something else together stay two; so do those of others"""
    SegmentStep.objects.filter(segment=head, position__lte=2).update(user=sample.manager)
    enter_line(head.no, "P-007", by=sample.by, at=AT)
    for _time in range(46):
        enter_line(head.no, "P-007", by=sample.by, at=AT)
    assert [named for _place, _action, named, *_counts in told(sample, head)] == [2, 48, *[1] * 47]
    enter_line(head.no, "P-008", by=sample.by, at=AT)
    refresh_segment(head.no, by=sample.by, at=AT)
    found = contacts(sample, head)
    assert (len(found), found.count("P-007"), found.count("P-008")) == (98, 48, 2)


def test_lines_are_taken_out_whatever_was_entered(sample: Sample, head: Segment) -> None:
    """R-SEG-49, B-8: by hand and by a remedy; how many lines of a contact went is remembered"""
    change_segment(head.no, SegmentValues(salesperson=""), by=sample.by, at=AT)
    for _time in range(3):
        enter_line(head.no, "CT-000101", by=sample.by, at=AT)

    def take_out(*numbers: str) -> None:
        for number in numbers:
            found = [
                one.line_no for one in lines(sample.by, head, limit=100).items if one.contact_no == number
            ]
            remove_lines(head.no, found[-1:], by=sample.by, at=AT)

    take_out("CT-000101", "P-005", "CT-000101", "P-040")
    before = contacts(sample, head)
    assert (len(before), before.count("CT-000101")) == (49, 1)
    assert told(sample, head)[-4:] == [(place, "reduce", 1, 1, 1) for place in range(5, 9)]
    take_out(*(f"P-{number:03}" for number in (*range(9, 40), *range(41, 50), 1, 2, 3)))
    assert told(sample, head) == [
        (1, "add", 51, 51, 51), *((place, "add", 1, 1, 1) for place in (2, 3)),
        (4, "reduce", 45, 46, 46), (5, "reduce", 1, 1, 1),
    ]  # fmt: skip

    refresh_segment(head.no, by=sample.by, at=AT)
    change_steps(head.no, drafts(head), by=sample.by, at=AT)
    left = contacts(sample, head)
    assert left.count("CT-000101") == 1
    for _time in range(3):
        apply_remedy(head.no, "no_salesperson", "take_out", by=sample.by, at=AT)
    assert contacts(sample, head) == ["CT-000101"]
    refresh_segment(head.no, by=sample.by, at=AT)
    for _step in range(3):
        go_back(head.no, by=sample.by, at=AT)
    assert sorted(contacts(sample, head)) == sorted(left)


def test_lines_taken_out_one_after_the_other_are_known_by_what_was_taken(
    sample: Sample, head: Segment
) -> None:
    """B-8: remedies that stand together take out those that each of them took"""
    change_segment(head.no, SegmentValues(salesperson=""), by=sample.by, at=AT)
    for place in range(60):
        enter_line(head.no, f"P-{place:03}", by=sample.by, at=AT)
        if place >= 55:
            apply_remedy(head.no, "no_salesperson", "take_out", by=sample.by, at=AT)
            enter_line(head.no, "CT-000101", by=sample.by, at=AT)
    refresh_segment(head.no, by=sample.by, at=AT)
    assert contacts(sample, head) == ["CT-000101"] * 5


def test_entering_and_taking_out_in_turn_needs_no_more_room(sample: Sample, head: Segment) -> None:
    """R-SEG-49, R-SEG-76, B-8: also where somebody else enters, and readiness takes out, between"""
    change_segment(head.no, SegmentValues(salesperson="AR"), by=sample.by, at=AT)
    personalize_lines(head.no, [50 * GAP], LineValues(salesperson=""), by=sample.by, at=AT)
    make.make_contacts(*(make.new_person(f"Guest {number}", no=f"Q-{number:03}") for number in range(150)))
    for number in range(150):
        enter_line(head.no, f"Q-{number:03}", by=sample.manager if number % 2 else sample.by, at=AT)
        if number < 49:
            remove_lines(head.no, [(number + 1) * GAP], by=sample.by, at=AT)
        if number == 60:
            apply_remedy(head.no, "no_salesperson", "take_out", by=sample.by, at=AT)
        if number > 140:
            (last,) = [one.line_no for one in lines(sample.by, head, limit=300).items][-1:]
            remove_lines(head.no, [last], by=sample.by, at=AT)
            enter_line(head.no, f"Q-{number:03}", by=sample.by, at=AT)
    every = [f"Q-{number:03}" for number in range(150)]
    before = list(SegmentLine.objects.order_by("pk").values())
    assert sorted(contacts(sample, head)) == every
    assert SegmentStep.objects.filter(segment=head).count() <= MAX_STEPS + 1
    refresh_segment(head.no, by=sample.by, at=AT)
    change_steps(head.no, drafts(head), by=sample.by, at=AT)
    assert list(SegmentLine.objects.order_by("pk").values()) == before


def test_a_step_does_not_pass_one_that_is_about_the_same_contact(sample: Sample, head: Segment) -> None:
    """R-SEG-49: who was entered, taken out and entered again is in"""
    for number in (4, 5):
        remove_lines(head.no, [(number + 1) * GAP], by=sample.by, at=AT)
    enter_line(head.no, "P-005", by=sample.by, at=AT)
    enter_line(head.no, "P-050", by=sample.by, at=AT)
    last = SegmentStep.objects.latest("position").pk
    assert make_room(head, last)[last].position == 4
    assert [(action, named) for _place, action, named, *_counts in told(sample, head)] == [
        ("add", 50), ("reduce", 2), ("add", 1), ("add", 1)
    ]  # fmt: skip
    refresh_segment(head.no, by=sample.by, at=AT)
    found = contacts(sample, head)
    assert ("P-004" in found, found.count("P-005"), found.count("P-050")) == (False, 1, 1)


def test_outcomes_of_a_replay_name_the_steps_that_there_are(sample: Sample, head: Segment) -> None:
    """R-SEG-85, R-SEG-76: also where steps are put together then"""
    save_criteria(head.no, "FIFTY", by=sample.manager, at=AT)
    outcomes = apply_criteria(head.no, "FIFTY", by=sample.manager, at=AT)
    places = {one.step.pk: one.step.position for one in steps(sample.by, head)}
    assert [(one.step, one.position) for one in outcomes] == [
        *[(SegmentStep.objects.get(position=2).pk, 2)] * 49,
        (SegmentStep.objects.latest("position").pk, 3),
    ]
    assert {one.step: one.position for one in outcomes}.items() <= places.items()
    assert len(contacts(sample, head)) == outcomes[-1].after == 100


def test_steps_of_criteria_have_a_limit_and_so_have_all(sample: Sample, head: Segment) -> None:
    """R-SEG-76: those by hand have more room"""
    asked = [StepDraft(action="refine")] * MAX_STEPS
    change_steps(head.no, [*drafts(head), *asked], by=sample.by, at=AT)
    enter_line(head.no, "P-050", by=sample.by, at=AT)
    one = Selection(action="refine")
    with pytest.raises(Refused, match="50") as caught:
        select_contacts(head.no, one, by=sample.by, at=AT)
    assert caught.value.refusals[0].code == "E-SEG-9"
    by_hand = [StepDraft(action="add", kind="hand")] * (MOST_STEPS + 1)
    for verb in (
        lambda: change_steps(head.no, by_hand, by=sample.by, at=AT),
        lambda: preview_steps(sample.by, head, by_hand, at=AT),
    ):
        with pytest.raises(Refused, match=str(MOST_STEPS)):
            verb()
