"""The worked example of the specification (8.3), every row, and previews that told it before."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.segments.actions.select import go_back, select_contacts
from liaison.segments.models import Segment, SegmentLine, SegmentStep
from liaison.segments.queries.preview import preview_go_back, preview_selection
from liaison.segments.rules import Selection
from tests.db.segments.sample import AT, Sample


def having(source: str, **asked: str) -> dict[str, Any]:
    return {"source": source, "all": [{"field": name, "text": text} for name, text in asked.items()]}


OPENDAY = having("mailing_group", code="OPENDAY")
PURCH = having("job_responsibility", code="PURCH")
TECH = having("job_responsibility", code="TECH")
MACH = having("industry_group", code="MACH")
RECENT = having("interaction", date="01.01.2026..")
FRENCH = having("contact", language="fr-CH")

W1: list[tuple[str, list[dict[str, Any]], str]] = [("add", [OPENDAY], "")]
W7: list[tuple[str, list[dict[str, Any]], str]] = [("add", [MACH], "")]
W15 = [*W7, ("reduce", [PURCH], "")]
BACK: tuple[str, list[dict[str, Any]], str] = ("back", [], "")

ROWS: list[tuple[str, list[tuple[str, list[dict[str, Any]], str]], list[int], int]] = [
    ("W1", W1, [400, 100, 101, 201], 1),
    ("W2", [("add", [OPENDAY], "allow_related_companies")], [400, 100, 101, 200, 201], 1),
    ("W3", [("add", [OPENDAY], "expand_companies")], [400, 100, 102, 101, 200, 201], 1),
    ("W4", [("add", [PURCH], "")], [301, 101], 1),
    ("W5", [("add", [PURCH], "ignore_exclusion")], [301, 302, 101], 1),
    ("W6", [("add", [PURCH], "expand_companies")], [300, 301, 100, 102, 101], 1),
    ("W7", W7, [300, 301, 100, 102, 101], 1),
    (
        "W8",
        [("add", [having("business_relation", code="CUST"), having("trade", item="1000")], "")],
        [300, 301, 100, 101],
        1,
    ),
    ("W9", [("add", [having("trade", item="2000")], "")], [500, 501], 1),
    ("W10", [("add", [RECENT], "")], [600, 101], 1),
    ("W11", [("add", [OPENDAY, RECENT], "")], [101], 1),
    ("W12", [("add", [], "")], [600, 400, 300, 301, 100, 102, 101, 200, 201, 500, 501], 1),
    (
        "W13",
        [*W1, ("add", [OPENDAY], "allow_existing")],
        [400, 100, 101, 201, 400, 100, 101, 201],
        2,
    ),
    ("W14", [*W1, ("add", [OPENDAY], "")], [400, 100, 101, 201], 2),
    ("W15", W15, [300, 100, 102], 2),
    ("W16", [*W1, ("reduce", [TECH], "")], [400, 100, 101, 201], 2),
    ("W17", [*W1, ("reduce", [TECH], "entire_companies")], [400, 201], 2),
    ("W18", [*W7, ("refine", [TECH], "")], [102], 2),
    ("W19", [*W7, ("refine", [TECH], "entire_companies")], [100, 102, 101], 2),
    ("W20", [*W1, ("refine", [PURCH], "entire_companies")], [100, 101], 2),
    ("W21", [*W1, ("refine", [FRENCH], "")], [400, 100, 101], 2),
    ("W22", [*W15, BACK], [300, 100, 102, 301, 101], 1),
    ("W23", [*W1, ("refine", [], "")], [400, 100, 101, 201], 2),
    ("W24", [*W1, ("reduce", [], "reset")], [], 0),
    ("profile", [("add", [having("profile", questionnaire="FLEET")], "")], [201], 1),
]


@pytest.mark.parametrize(
    ("actions", "lines", "steps"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_worked_example(
    sample: Sample,
    segment: Segment,
    actions: list[tuple[str, list[dict[str, Any]], str]],
    lines: list[int],
    steps: int,
) -> None:
    """R-SEG-51, R-SEG-57 to 76, R-SEG-78 to 82"""
    for action, filters, option in actions:
        segment.refresh_from_db()
        if action == "back":
            foretold = preview_go_back(sample.by, segment)
            after = go_back("SM-0001", by=sample.by, at=AT).after
        else:
            options = {option: True} if option and option != "reset" else {}
            selection = Selection(action=action, filters=filters, **options)
            foretold = preview_selection(sample.by, segment, selection, at=AT)
            after = select_contacts(
                "SM-0001", selection, reset_when_empty=option == "reset", by=sample.by, at=AT
            ).after
        assert (foretold.before, foretold.after) == (segment.line_count, after)

    segment.refresh_from_db()
    assert sample.lines(segment) == lines
    assert segment.line_count == len(lines)
    assert SegmentStep.objects.filter(segment=segment).count() == steps


def test_lines_are_numbered_by_ten_thousands(sample: Sample, segment: Segment) -> None:
    """R-SEG-68"""
    select_contacts("SM-0001", Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)

    numbers = SegmentLine.objects.order_by("line_no").values_list("line_no", flat=True)
    assert list(numbers) == [10_000, 20_000, 30_000, 40_000]


def test_going_back_leaves_the_others_where_they_were_and_brings_back_at_the_end(
    sample: Sample, segment: Segment
) -> None:
    """R-SEG-80, R-SEG-81"""
    for action, group in (("add", MACH), ("reduce", PURCH)):
        select_contacts("SM-0001", Selection(action=action, filters=[group]), by=sample.by, at=AT)
    before = dict(SegmentLine.objects.filter(removed_by=None).values_list("pk", "line_no"))
    go_back("SM-0001", by=sample.by, at=AT)

    after = dict(SegmentLine.objects.filter(removed_by=None).values_list("pk", "line_no"))
    assert {key: after[key] for key in before} == before
    assert sorted(set(after.values()) - set(before.values())) == [50_000, 60_000]


def test_preview_says_who_is_held_back_and_ten_samples(sample: Sample, segment: Segment) -> None:
    """R-SEG-67, R-CON-73: excluded and blocked contacts, and those already in, are told before"""
    sample.contacts[301].privacy_blocked = True
    sample.contacts[301].save()
    select_contacts("SM-0001", Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    segment.refresh_from_db()

    found = preview_selection(sample.by, segment, Selection(action="add"), at=AT)

    assert (found.matched, found.comes, found.existing, found.excluded, found.blocked) == (12, 6, 4, 1, 1)
    assert (found.before, found.after) == (4, 10)
    assert [one.no for one in found.samples] == [
        "CT-000102", "CT-000200", "CT-000300", "CT-000500", "CT-000501", "CT-000600",
    ]  # fmt: skip
    assert found.samples[0].company == "Béguelin Mécanique SA"
    assert SegmentStep.objects.count() == 1


def test_blocked_contacts_never_come_in(sample: Sample, segment: Segment) -> None:
    """R-SEG-67: whatever the options"""
    sample.contacts[101].privacy_blocked = True
    sample.contacts[101].save()
    chosen = Selection(action="add", filters=[OPENDAY], ignore_exclusion=True, expand_companies=True)
    select_contacts("SM-0001", chosen, by=sample.by, at=AT)

    assert sample.lines(segment) == [400, 100, 102, 200, 201]
