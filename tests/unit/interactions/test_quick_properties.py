"""What holds for any line whatsoever."""

from __future__ import annotations

import itertools
import re
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.interactions.quick import understand
from liaison.interactions.quick.text import fold, readable

ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 11, 25, 16, 10, 30, tzinfo=ZURICH)
WORDS = re.findall(
    r"\S+",
    "hier 14h 14h20 20 min min. CHF fr. 3.11. 3.11.2026 novembre lundi gestern Uhr um alle at à de ieri pm "
    "pas répondu appelé visite : , ; . ( ) - il y a vor fa ago 1h30 une heure 0 99 ' - / matin le am",
)
any_text = st.text(st.characters(exclude_categories=()), max_size=120)
near_misses = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=14).map(" ".join)


@given(any_text | near_misses)
@settings(max_examples=400)
def test_any_text_is_read(text: str) -> None:
    note = understand(text, now=NOW, zone=ZURICH)

    assert "\x00" not in note.description
    note.description.encode()
    assert all(note.text[span.start : span.end] == span.text for span in note.spans)
    assert all(span.text and span.start < span.end for span in note.spans)
    cuts = [span for span in note.spans if span.cut]
    assert all(one.end <= other.start for one, other in itertools.pairwise(cuts))
    assert len({span.kind for span in note.spans}) == len(note.spans)
    if not cuts:
        assert note.description == readable(text).strip()
    if note.occurred_at is not None:
        assert note.occurred_at.tzinfo is ZURICH
        assert note.occurred_at.astimezone(UTC).date() <= NOW.date()
    assert note.minutes is None or 0 <= note.minutes <= 24 * 60


@given(any_text | near_misses)
@settings(max_examples=200)
def test_every_chip_can_be_undone(text: str) -> None:
    note = understand(text, now=NOW, zone=ZURICH)
    left: set[str] = set()
    for _ in range(20):
        if not note.spans:
            break
        left |= {span.text for span in note.spans}
        note = understand(text, now=NOW, zone=ZURICH, leave=left)

    assert (note.spans, note.description) == ((), readable(text).strip())


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), near_misses)
@settings(max_examples=200)
def test_any_moment_will_do(now: datetime, text: str) -> None:
    note = understand(text, now=now, zone=ZURICH)

    if note.occurred_at is not None:
        assert note.occurred_at.tzinfo is ZURICH
        assert note.occurred_at.date() <= now.astimezone(ZURICH).date()


@pytest.mark.parametrize(
    "text",
    ["1" * 5000, "1 " * 3000, "a, " * 3000, "hier " * 2000, "14h " * 2000, "' " * 3000, "il y a " * 900],
)
def test_long_line_is_read_quickly(text: str) -> None:
    begun = time.process_time()

    understand(text, now=NOW, zone=ZURICH)

    assert time.process_time() - begun < 2
