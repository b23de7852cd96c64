"""Why a contact is in or out, and who is held back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from liaison.campaigns.actions import note_consent
from liaison.contacts.models import Contact
from liaison.segments.actions import (
    apply_remedy,
    change_steps,
    create_segment,
    enter_line,
    log_segment,
    remove_lines,
    reuse_logged_segment,
    select_contacts,
)
from liaison.segments.models import Segment, SegmentStep
from liaison.segments.queries.explain import explain, held_back
from liaison.segments.queries.plans import StepDraft
from liaison.segments.queries.preview import preview_selection
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues
from tests.db.segments.sample import AT, Sample
from tests.db.segments.test_worked_example import MACH, OPENDAY, PURCH, TECH, having


@pytest.fixture
def chosen(sample: Sample, segment: Segment) -> Segment:
    """The machine makers with everyone, but buyers; then only companies with a technician."""
    for selection in (
        Selection(action="add", filters=[MACH]),
        Selection(action="reduce", filters=[PURCH]),
        Selection(action="refine", filters=[TECH], entire_companies=True),
    ):
        select_contacts(segment.no, selection, by=sample.by, at=AT)
    return segment


@pytest.mark.parametrize(
    ("number", "whys", "lines"),
    [
        (102, ["matched", "not_matched", "matched"], 1),
        (100, ["matched", "not_matched", "with_company"], 1),
        (101, ["matched", "matched", "not_in"], 0),
        (300, ["matched", "not_matched", "not_matched"], 0),
        (302, ["excluded", "not_in", "not_in"], 0),
        (200, ["not_matched", "not_in", "not_in"], 0),
    ],
)
def test_each_step_is_explained(
    sample: Sample, chosen: Segment, number: int, whys: list[str], lines: int
) -> None:
    """R-SEG-58, R-SEG-67, R-SEG-72: the words behind 8.3"""
    found = explain(sample.by, chosen, sample.contacts[number], at=AT)

    assert [one.why for one in found.steps] == whys
    assert (found.lines, found.today) == (lines, lines)


def test_filters_are_told_in_words(sample: Sample, chosen: Segment) -> None:
    with translation.override("en"):
        found = explain(sample.by, chosen, sample.contacts[302], at=AT)
        assert [[(one.words, one.passes) for one in step.verdicts] for step in found.steps] == [
            [("Industry group: MACH", True)],
            [("Job responsibility: PURCH", True)],
            [("Job responsibility: TECH", False)],
        ]
        assert [str(one) for one in found.held_back] == ["Excluded from segments"]
        note_consent(sample.contacts[302].pk, "email", "withdrawn", by=None, at=AT)
        found = explain(sample.by, chosen, sample.contacts[302], at=AT)
        assert [str(one) for one in found.held_back] == [
            "Excluded from segments", "Does not want to be written to",
        ]  # fmt: skip


def test_steps_switched_off_say_so(sample: Sample, segment: Segment, django_assert_num_queries: Any) -> None:
    select_contacts(segment.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    step = SegmentStep.objects.get()
    draft = StepDraft(action="add", filters=[OPENDAY], step=step.pk, active=False)
    change_steps(segment.no, [draft], by=sample.by, at=AT)
    with django_assert_num_queries(5):
        found = explain(sample.by, segment, sample.contacts[101], at=AT)

    assert [(one.why, one.before, one.after) for one in found.steps] == [("off", 0, 0)]


def test_who_is_held_back_is_told(sample: Sample, segment: Segment) -> None:
    """R-SEG-67: B-5"""
    sample.contacts[301].privacy_blocked = True
    sample.contacts[301].save()
    assert held_back(sample.by, segment, at=AT) == []
    select_contacts(segment.no, Selection(action="add", filters=[PURCH]), by=sample.by, at=AT)

    found = held_back(sample.by, segment, at=AT)

    assert [(one.why, one.count, one.samples[0].contact_no) for one in found] == [
        ("blocked", 1, "CT-000301"),
        ("excluded", 1, "CT-000302"),
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"expand_companies": True}, [("blocked", ["CT-000300"]), ("excluded", ["CT-000302"])]),
        ({"expand_companies": True, "ignore_exclusion": True}, [("blocked", ["CT-000300"])]),
        ({"allow_related_companies": True}, [("blocked", ["CT-000300"])]),
    ],
)
def test_who_comes_through_colleagues_is_held_back_too(
    sample: Sample, segment: Segment, options: dict[str, bool], expected: list[tuple[str, list[str]]]
) -> None:
    """R-SEG-65, R-SEG-66, R-SEG-67, B-5: as many as the preview counts, and each is told so"""
    sample.contacts[300].privacy_blocked = True
    sample.contacts[300].save()
    selection = Selection(action="add", filters=[having("contact", no="CT-000301")], **options)
    foretold = preview_selection(sample.by, segment, selection, at=AT)
    select_contacts(segment.no, selection, by=sample.by, at=AT)

    found = held_back(sample.by, segment, at=AT)

    assert [(one.why, [two.contact_no for two in one.samples]) for one in found] == expected
    counts = {one.why: one.count for one in found}
    assert counts == {
        why: count for why, count in (("blocked", foretold.blocked), ("excluded", foretold.excluded)) if count
    }
    for why, numbers in expected:
        told = explain(sample.by, segment, sample.contacts[int(numbers[0][-3:])], at=AT)
        assert [one.why for one in told.steps] == [why]


def test_what_was_done_by_hand_says_so(sample: Sample, segment: Segment) -> None:
    """B-8, R-SEG-49: also of those that were left alone, and by readiness as in the lines"""
    select_contacts(segment.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    enter_line(segment.no, "CT-000302", by=sample.by, at=AT)
    remove_lines(segment.no, [20_000], by=sample.by, at=AT)
    Segment.objects.update(template=sample.templates["INVIT"])
    apply_remedy(segment.no, "no_email", "take_out", by=sample.by, at=AT)

    told = {
        number: [(one.why, one.after) for one in found.steps]
        for number in (100, 101, 302, 400)
        if (found := explain(sample.by, segment, sample.contacts[number], at=AT))
    }

    in_by, left = ("matched", 1), ("not_chosen", 1)
    assert told == {
        100: [in_by, left, ("by_hand", 0), ("not_in", 0)],
        101: [in_by, left, left, left],
        302: [("not_matched", 0), ("by_hand", 1), left, left],
        400: [in_by, left, left, ("by_hand", 0)],
    }
    found = explain(sample.by, segment, sample.contacts[400], at=AT)
    assert [one.by_hand for one in found.steps] == [False, True, True, True]


def test_a_step_by_hand_with_filters_of_a_program_is_explained(sample: Sample, segment: Segment) -> None:
    """B-8: each of its filters is told, however many values they name; only chosen contacts are counted"""
    cities = [{"eq": f"City {n}"} for n in range(12)]
    numbers = [{"eq": f"CT-{n:06}"} for n in range(101, 113)]
    program: list[list[dict[str, Any]]] = [
        [
            having("contact", city="Yverdon*"),
            {"source": "contact", "all": [{"field": "city", "any": cities}]},
        ],
        [{"source": "contact", "all": [{"field": "city", "any": cities}]}],
        [{"source": "contact", "not": True, "all": [{"field": "no", "any": numbers}]}],
        [{"any_of": [[{"source": "contact", "all": [{"field": "no", "any": numbers}]}]]}],
        [{"source": "contact", "all": [{"field": "no", "any": numbers}]}],
    ]
    drafts = [StepDraft(action="add", filters=filters, kind="hand") for filters in program]
    change_steps(segment.no, drafts, by=sample.by, at=AT)

    with translation.override("en"):
        found = explain(sample.by, segment, sample.contacts[101], at=AT)

    told = [[one.words for one in step.verdicts] for step in found.steps]
    assert [len(one) for one in told] == [2, 1, 1, 1, 1]
    assert [one for one in told if "chosen" in str(one)] == [["12 chosen contacts"]] == told[4:]


def test_a_logged_segment_used_again_matches_whom_it_had(sample: Sample, segment: Segment) -> None:
    """B-8, R-SEG-90"""
    other = create_segment(SegmentValues(description="Before"), template="INVIT", by=sample.by, at=AT)
    enter_line(other.no, "CT-000101", by=sample.by, at=AT)
    done = log_segment(other.no, send=False, by=sample.by, at=AT)
    reuse_logged_segment(segment.no, done.entry_no, by=sample.by, at=AT)
    nora = sample.contacts[101]  # changed the company since: her interaction is one of the old one
    Contact.objects.filter(pk=nora.pk).update(company=sample.contacts[300])
    whys = [explain(sample.by, segment, sample.contacts[number], at=AT).steps[0].why for number in (101, 302)]
    assert whys == ["matched", "not_matched"]


@pytest.mark.parametrize(("held", "why"), [("archived_at", "archived"), ("privacy_blocked", "blocked")])
def test_who_may_not_be_written_to_is_told_why(sample: Sample, chosen: Segment, held: str, why: str) -> None:
    """R-SEG-67: before what the contact is otherwise"""
    contact = sample.contacts[302]
    setattr(contact, held, AT if held == "archived_at" else True)
    contact.save()

    found = explain(sample.by, chosen, contact, at=AT)

    assert [one.why for one in found.steps] == [why, "not_in", "not_in"]


def test_who_is_in_already_does_not_come_again(sample: Sample, segment: Segment) -> None:
    """R-SEG-67"""
    for _time in range(2):
        select_contacts(segment.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)

    found = explain(sample.by, segment, sample.contacts[101], at=AT)

    assert [(one.why, one.before, one.after) for one in found.steps] == [
        ("matched", 0, 1),
        ("already_in", 1, 1),
    ]
