"""What stands around the lines of a worksheet: its languages, and lines found by words."""

from __future__ import annotations

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.kit.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from liaison.kit.sql import Question, rows
from liaison.segments.models import Segment, SegmentLanguage
from liaison.segments.queries.lines import PAGE, LineView, line_view


def languages_of(viewer: User, head: Segment) -> QuerySet[SegmentLanguage]:
    """What the segment itself says, one row for each language."""
    require(viewer, Right.READ_SEGMENTS)
    found = SegmentLanguage.objects.filter(segment=head, line=None)
    return found.select_related("document_template").order_by("language")


def find_lines(
    viewer: User, head: Segment, text: str, *, cursor: str = "", limit: int = DEFAULT_LIMIT
) -> Page[LineView]:
    """The lines whose contact the words mean, in line order; searched as in the list of contacts."""
    require(viewer, Right.READ_SEGMENTS)
    after = int(decode_cursor(cursor, int)[0]) if cursor else 0
    meant = Question.of(contacts_matching(viewer, ContactFilters(text=text)))
    chosen = (
        "segment_id = %(segment)s AND removed_by_id IS NULL AND line_no > %(after)s"
        f" AND contact_id IN ({meant.sql}) ORDER BY line_no LIMIT {limit + 1}"
    )
    found = rows(PAGE.format(chosen=chosen), {"segment": head.pk, "after": after, **meant.params})
    shown = [line_view(row) for row in found[:limit]]
    return Page(shown, encode_cursor(shown[-1].line_no) if len(found) > limit else None)
