"""What reading a logged segment costs does not grow with its interactions."""

from __future__ import annotations

import pytest

from liaison.delivery.queries.letters import has_letters
from liaison.interactions.models import Entry, LoggedSegment
from liaison.interactions.queries.headings import entries_of_logged_segment
from liaison.kit.sql import execute
from liaison.segments.actions import log_segment
from tests.db.reading import rows_read
from tests.db.segments.sample import AT, Sample
from tests.db.segments.test_values_of_lines import opened

ENTRIES = "interaction_entry"
MANY = 1_000
PAGE = 51


@pytest.fixture
def logged(sample: Sample) -> LoggedSegment:
    """A logged segment of many interactions that were sent by e-mail, after many others."""
    done = log_segment(opened(sample, 101, 201).no, send=False, by=sample.by, at=AT)
    found = LoggedSegment.objects.get(entry_no=done.entry_no)
    names = ", ".join(
        f'"{one.column}"'
        for one in Entry._meta.local_concrete_fields
        if one.column not in {"id", "logged_segment_id", "correspondence_type", "delivery_status"}
    )
    execute(
        f"""
        INSERT INTO interaction_entry ({names}, logged_segment_id, correspondence_type, delivery_status)
        SELECT {names}, CASE WHEN n > {4 * MANY} THEN logged_segment_id END, 'email', 'sent'
        FROM interaction_entry CROSS JOIN generate_series(1, {5 * MANY}) n
        WHERE logged_segment_id = {found.pk}"""
    )
    execute("ANALYZE interaction_entry")
    return found


def test_the_first_interactions_are_read_in_order(sample: Sample, logged: LoggedSegment) -> None:
    """R-SEG-125: a page of them and no more, with their contacts"""
    found = entries_of_logged_segment(sample.by, logged.pk)
    assert found.count() > MANY
    for page in (found, found.filter(pk__gt=found[MANY // 2].pk)):
        shown = page.prefetch_related("contact")[:PAGE]
        assert rows_read(ENTRIES, lambda shown=shown: list(shown)) <= PAGE  # type: ignore[misc]


def test_letters_are_looked_for_among_letters_only(sample: Sample, logged: LoggedSegment) -> None:
    """R-SEG-133"""
    assert rows_read(ENTRIES, lambda: has_letters(sample.by, logged)) == 0
    assert not has_letters(sample.by, logged)
    last = Entry.objects.filter(logged_segment=logged).order_by("id").last()
    assert last is not None
    Entry.objects.filter(pk=last.pk, contact=last.contact_id).update(correspondence_type="hard_copy")
    assert rows_read(ENTRIES, lambda: has_letters(sample.by, logged)) == 1
    assert has_letters(sample.by, logged)
