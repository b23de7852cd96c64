"""Criteria that name other segments, whatever becomes of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liaison.contacts.models import Contact
from liaison.interactions.actions.headings import switch_logged_segments
from liaison.interactions.models import Entry, LoggedSegment
from liaison.kit.errors import Refused
from liaison.segments.actions import (
    apply_criteria,
    change_segment,
    change_steps,
    create_segment,
    delete_segment,
    enter_line,
    log_segment,
    refresh_segment,
    save_criteria,
    select_contacts,
    undo_logging,
)
from liaison.segments.actions.log import forget_worksheets
from liaison.segments.actions.steps import refresh_following
from liaison.segments.models import Segment, SegmentStep
from liaison.segments.queries.explain import explain, held_back
from liaison.segments.queries.plans import StepDraft
from liaison.segments.queries.preview import preview_selection, preview_steps
from liaison.segments.queries.worded import in_words
from liaison.segments.rules import UNDO_PERIOD, Selection
from liaison.segments.values import SegmentValues
from tests.db.segments.sample import AT, Sample
from tests.db.segments.test_worked_example import OPENDAY, having

GIFT = having("mailing_group", code="GIFT")
WAVE = {400, 100, 101, 201}
GIFTED = {301, 501}
LATE = AT + UNDO_PERIOD * 2


@pytest.fixture
def wave(sample: Sample) -> Segment:
    """The first wave, to four contacts, of whom one is in it twice."""
    made = create_segment(
        SegmentValues(description="Wave one"), template="INVIT", no="SM-0034", by=sample.by, at=AT
    )
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    enter_line(made.no, "CT-000101", by=sample.by, at=AT)
    return made


@pytest.fixture
def gift(sample: Sample) -> Segment:
    """An open segment of two others."""
    made = create_segment(no="SM-0035", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[GIFT]), by=sample.by, at=AT)
    return made


def without(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "not": True}


def asks(**term: str) -> dict[str, Any]:
    return {"source": "segment", "all": [{"field": "no", "any": [term]}]}


FORMS: dict[str, tuple[list[dict[str, Any]], set[int]]] = {
    "exactly": ([asks(eq="SM-0034")], WAVE),
    "whatever the case": ([asks(ieq="sm-0034")], WAVE),
    "one of two": ([having("segment", no="SM-0034|SM-0035")], WAVE | GIFTED),
    "a pattern": ([having("segment", no="SM-003?")], WAVE | GIFTED),
    "a range": ([having("segment", no="SM-0030..SM-0034")], WAVE),
    "a pattern but one": ([having("segment", no="SM-003?&<>SM-0035")], WAVE),
    "one or that": ([{"any_of": [[asks(eq="SM-0034")], [GIFT]]}], WAVE | GIFTED),
    "both": ([asks(eq="SM-0034"), having("contact", language="fr-CH")], {400, 100, 101}),
    "at least one line": ([{**asks(eq="SM-0034"), "at_least": 1}], WAVE),
    "at least two lines": ([{**asks(eq="SM-0034"), "at_least": 2}], {101}),
    "at least three lines": ([{**asks(eq="SM-0034"), "at_least": 3}], set()),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_segment_that_is_named_counts_after_it_was_logged(
    sample: Sample, wave: Segment, gift: Segment, form: str
) -> None:
    """B-4: open, logged, without its worksheet, opened again; and turned round"""
    filters, expected = FORMS[form]
    head = create_segment(by=sample.by, at=AT)
    everybody = preview_selection(sample.by, head, Selection(action="add"), at=AT).matched

    def matched(*given: dict[str, Any]) -> int:
        chosen = Selection(action="add", filters=list(given), ignore_exclusion=True)
        return preview_selection(sample.by, head, chosen, at=AT).matched

    def settled() -> None:
        select_contacts(head.no, Selection(action="add", filters=filters), by=sample.by, at=AT)
        assert set(sample.lines(head)) == expected
        SegmentStep.objects.filter(segment=head).delete()
        head.lines.all().delete()
        Segment.objects.filter(pk=head.pk).update(line_count=0)
        if len(filters) == 1 and "any_of" not in filters[0] and "at_least" not in filters[0]:
            assert matched(without(filters[0])) == everybody - len(expected)
            both = {"any_of": [[without(filters[0])], [OPENDAY]]}
            assert matched(both) == everybody - len(expected - WAVE)

    settled()
    entry_no = log_segment(wave.no, send=False, by=sample.by, at=AT).entry_no
    settled()
    undo_logging(entry_no, by=sample.by, at=AT)
    settled()
    log_segment(wave.no, send=False, by=sample.by, at=AT)
    assert forget_worksheets(at=LATE) == 1
    settled()


def test_who_got_the_first_wave_does_not_get_the_second(sample: Sample, wave: Segment) -> None:
    """B-3, B-4: whatever company they work for now; a wave that was cancelled reached nobody"""
    second = create_segment(SegmentValues(follows_criteria=True), template="INVIT", by=sample.by, at=AT)
    rest = Selection(action="add", filters=[without(asks(eq=wave.no)), having("contact", language="fr-CH")])
    select_contacts(second.no, rest, by=sample.by, at=AT)
    before = sample.lines(second)
    assert not WAVE & set(before)
    save_criteria(second.no, "REST", by=sample.manager, at=AT)

    entry_no = log_segment(wave.no, send=False, by=sample.by, at=AT).entry_no
    forget_worksheets(at=LATE)
    Contact.objects.filter(pk=sample.contacts[101].pk).update(company=sample.contacts[300])
    assert refresh_following(at=LATE) == 1
    assert sample.lines(second) == before
    third = create_segment(by=sample.by, at=LATE)
    apply_criteria(third.no, "REST", by=sample.by, at=LATE)
    assert sample.lines(third) == before

    switch_logged_segments([entry_no], by=sample.by, at=LATE)
    found = refresh_segment(second.no, by=sample.by, at=LATE)
    assert (found.comes, found.goes) == (3, 0)


def test_other_segments_without_a_name_are_the_open_ones(
    sample: Sample, wave: Segment, gift: Segment
) -> None:
    """B-4: "in another segment than this", "in any" are asked of what is prepared now"""
    head = create_segment(by=sample.by, at=AT)
    filters = ([{"source": "segment", "all": []}], [having("segment", no="<>SM-0001")], [asks(ilike="*")])
    log_segment(wave.no, send=False, by=sample.by, at=AT)
    for one in filters:
        chosen = Selection(action="add", filters=one)
        assert preview_selection(sample.by, head, chosen, at=AT).matched == len(GIFTED)


def test_what_a_person_may_not_see_of_a_logged_segment_selects_nobody(sample: Sample, wave: Segment) -> None:
    """R-INT-198"""
    log_segment(wave.no, send=False, by=sample.by, at=AT)
    Entry.objects.filter(contact=sample.contacts[101]).update(visibility="private")
    head = create_segment(by=sample.by, at=AT)
    chosen = Selection(action="add", filters=[asks(eq=wave.no)])
    assert preview_selection(sample.by, head, chosen, at=AT).matched == 4
    assert preview_selection(sample.member, head, chosen, at=AT).matched == 3


def test_words_call_a_segment_by_its_description_after_it_was_logged(sample: Sample, wave: Segment) -> None:
    """B-4"""
    said = in_words([asks(eq=wave.no)])
    assert "Wave one" in said[0]
    log_segment(wave.no, send=False, by=sample.by, at=AT)
    forget_worksheets(at=LATE)
    assert in_words([asks(eq=wave.no)]) == said


def refused(verb: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb()
    return [f"{one.field}: {one.message}" for one in caught.value.refusals]


@pytest.mark.parametrize(
    "named",
    [
        without(asks(eq="SM-9999")),
        asks(eq="SM-9999"),
        without(asks(ieq="sm-9999")),
        without(having("segment", no="SM-0035|SM-9999")),
        {"any_of": [[without(having("segment", no="SM-9999&<>SM-0035"))], [OPENDAY]]},
    ],
)
def test_a_segment_that_never_was_is_refused(sample: Sample, gift: Segment, named: dict[str, Any]) -> None:
    """B-4: never everybody without a word"""
    head = create_segment(by=sample.by, at=AT)
    words = ["filters: The criteria name segment SM-9999, which does not exist."]
    chosen = Selection(action="add", filters=[named])
    assert refused(lambda: preview_selection(sample.by, head, chosen, at=AT)) == words
    assert refused(lambda: select_contacts(head.no, chosen, by=sample.by, at=AT)) == words
    draft = StepDraft(action="add", filters=[named])
    assert refused(lambda: preview_steps(sample.by, head, [draft], at=AT)) == words
    assert refused(lambda: change_steps(head.no, [draft], by=sample.by, at=AT)) == words
    assert SegmentStep.objects.filter(segment=head).count() == 0


@pytest.mark.parametrize("without_any", [False, True])
def test_an_interaction_of_a_segment_that_never_was_is_refused(
    sample: Sample, wave: Segment, *, without_any: bool
) -> None:
    """B-4: by the number of the segment as by that of its record; also where the criteria were saved"""
    entry_no = log_segment(wave.no, send=False, by=sample.by, at=AT).entry_no
    head = create_segment(by=sample.by, at=AT)
    for field, known, unknown, told in (
        ("segment", wave.no, "SM-9999", "segment SM-9999"),
        ("logged_segment", str(entry_no), "4711", "logged segment 4711"),
    ):
        words = [f"filters: The criteria name {told}, which does not exist."]
        asked = {**having("interaction", **{field: unknown}), "not": without_any}
        chosen = Selection(action="add", filters=[asked])
        assert refused(lambda chosen=chosen: preview_selection(sample.by, head, chosen, at=AT)) == words  # type: ignore[misc]
        assert refused(lambda chosen=chosen: select_contacts(head.no, chosen, by=sample.by, at=AT)) == words  # type: ignore[misc]
        either = Selection(action="add", filters=[having("interaction", **{field: f"{known}|{unknown}"})])
        assert refused(lambda chosen=either: preview_selection(sample.by, head, chosen, at=AT)) == words  # type: ignore[misc]
        named = Selection(action="add", filters=[having("interaction", **{field: known})])
        assert preview_selection(sample.by, head, named, at=AT).matched == len(WAVE)


def test_interactions_keep_the_number_of_a_segment_whose_record_is_gone(
    sample: Sample, wave: Segment, django_assert_num_queries: Any
) -> None:
    """B-4, R-SEG-123: it was, and so criteria may name it"""
    log_segment(wave.no, send=False, by=sample.by, at=AT)
    forget_worksheets(at=LATE)
    filters = [having("interaction", segment=wave.no), having("mailing_group", code="OPENDAY")]
    head = create_segment(by=sample.by, at=AT)
    chosen = Selection(action="add", filters=filters)
    select_contacts(head.no, chosen, by=sample.by, at=AT)
    save_criteria(head.no, "AGAIN", by=sample.manager, at=AT)
    Entry.objects.update(logged_segment=None)
    LoggedSegment.objects.all().delete()
    with django_assert_num_queries(2):
        assert preview_selection(sample.by, head, chosen, at=AT).matched == len(WAVE)
    Entry.objects.update(segment_no="")
    words = [f"filters: The criteria name segment {wave.no}, which does not exist."]
    assert refused(lambda: preview_selection(sample.by, head, chosen, at=AT)) == words
    assert refused(lambda: apply_criteria(head.no, "AGAIN", by=sample.by, at=AT)) == words


def test_a_segment_that_was_deleted_is_told(sample: Sample, wave: Segment) -> None:
    """B-3, B-4: nobody comes by that; the step can be switched off, and reading goes on"""
    values = SegmentValues(follows_criteria=True)
    second = create_segment(values, template="INVIT", by=sample.by, at=AT)
    rest = Selection(action="add", filters=[without(asks(eq=wave.no)), GIFT])
    select_contacts(second.no, rest, by=sample.by, at=AT)
    delete_segment(wave.no, by=sample.by, at=AT)

    words = ["filters: The criteria name segment SM-0034, which does not exist."]
    assert refused(lambda: refresh_segment(second.no, by=sample.by, at=AT)) == words
    assert refused(lambda: log_segment(second.no, send=False, by=sample.by, at=LATE)) == words
    assert refresh_following(at=AT) == 0
    assert set(sample.lines(second)) == GIFTED

    assert held_back(sample.by, second, at=AT) == []
    assert explain(sample.by, second, sample.contacts[301], at=AT).lines == 1

    (step,) = SegmentStep.objects.filter(segment=second)
    off = StepDraft(step=step.pk, action="add", filters=step.filters, active=False)
    change_steps(second.no, [off], by=sample.by, at=AT)
    change_segment(second.no, SegmentValues(follows_criteria=False), by=sample.by, at=AT)
    assert sample.lines(second) == []
