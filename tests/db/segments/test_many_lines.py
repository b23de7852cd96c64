"""A segment that grows at a stroke: the server plans from what it believes of the lines."""

from __future__ import annotations

import pytest

from liaison.accounts.models import Role
from liaison.kit.sql import execute, rows
from liaison.segments.actions import apply_remedy, create_segment, delete_segment, select_contacts
from liaison.segments.bulk import MANY
from liaison.segments.queries.segments import segments_of_contact
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.reading import rows_read


def believed() -> int:
    """How many lines the planner believes there are."""
    return int(rows("SELECT reltuples FROM pg_class WHERE relname = 'segment_line'")[0][0])


@pytest.mark.django_db(transaction=True)
def test_many_lines_at_once_are_known_before_the_next_statement(cast: Cast) -> None:
    """After the last line of all went away, the server would compare each new one with each."""
    editor = make.make_user("mireille", Role.MARKETING)
    make.make_contacts(*(make.new_person(f"Ada Bolomey{number}") for number in range(MANY)))
    everybody = Selection(action="add", filters=[])
    first = create_segment(SegmentValues(description="Gone"), template="APPEL", by=editor, at=AT)
    select_contacts(first.no, everybody, by=editor, at=AT)
    delete_segment(first.no, by=editor, at=AT)
    execute("VACUUM ANALYZE segment_line")
    assert believed() == 0

    made = create_segment(SegmentValues(description="Now"), template="APPEL", by=editor, at=AT)
    brought = select_contacts(made.no, everybody, by=editor, at=AT).changed

    assert believed() == brought > MANY
    remedy = apply_remedy(made.no, "no_salesperson", "set_salesperson", salesperson="AR", by=editor, at=AT)
    assert remedy > MANY


@pytest.mark.django_db(transaction=True)
def test_segments_of_a_contact_are_found_by_its_lines(cast: Cast) -> None:
    """R-SEG-102: the card of a contact takes as long whatever the segments hold"""
    editor = make.make_user("mireille", Role.MARKETING)
    make.make_contacts(*(make.new_person(f"Ada Bolomey{number}") for number in range(MANY)))
    made = create_segment(SegmentValues(description="All"), template="APPEL", by=editor, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[]), by=editor, at=AT)
    execute("VACUUM ANALYZE contact")

    found = segments_of_contact(editor, cast.company.pk)

    assert [one.no for one in found] == [made.no]
    for table in ("segment_line", "contact"):
        assert rows_read(table, lambda: list(found.all())) < MANY // 10
