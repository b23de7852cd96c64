"""What stands around the lines of a worksheet: its languages, and lines found by words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.kit.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from liaison.kit.sql import Question, rows
from liaison.segments.effective import ALL_JOINED
from liaison.segments.models import Segment, SegmentChange, SegmentLanguage, SegmentMove
from liaison.segments.queries.lines import PAGE, LineView, line_view, lines
from liaison.segments.queries.policy import policy
from liaison.segments.queries.readiness import BY_KEY, lines_with, stopping
from liaison.segments.queries.readiness.counting import problems_of


def languages_of(viewer: User, head: Segment) -> QuerySet[SegmentLanguage]:
    """What the segment itself says, one row for each language."""
    require(viewer, Right.READ_SEGMENTS)
    found = SegmentLanguage.objects.filter(segment=head, line=None)
    return found.select_related("segment", "document_template", "file").order_by("language")


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


def lines_to_mend(
    viewer: User, head: Segment, problem: str = "", *, cursor: str = "", limit: int = DEFAULT_LIMIT
) -> Page[LineView]:
    """The lines that readiness names for `problem`, or for any that stops a logging; in line order (B-8)."""
    return lines(viewer, head, cursor=cursor, limit=limit, among=to_mend(viewer, head, problem))


def to_mend(viewer: User, head: Segment, problem: str = "") -> Question:
    """The question for the ids of those lines."""
    require(viewer, Right.READ_SEGMENTS)
    named = BY_KEY.get(problem)
    return lines_with(head, policy(), [named] if named is not None else stopping(head))


def with_problems(viewer: User, head: Segment, page: Page[LineView]) -> Page[LineView]:
    """The same lines, each with what readiness would name first of it (B-8); two statements."""
    require(viewer, Right.READ_SEGMENTS)
    if not page.items:
        return page
    found = problems_of(head, policy(), [one.line_no for one in page.items])
    told = [replace(one, problem=found[one.line_no]) if one.line_no in found else one for one in page.items]
    return replace(page, items=told)


@dataclass(frozen=True, slots=True)
class LanguageUse:
    """How many contacts of a segment want a language, and in which one they are written to (B-12).

    `used` is empty where there is nothing to send; it differs from `wanted` where the chain fell back.
    """

    wanted: str
    used: str
    count: int


USE = f"""
    SELECT coalesce(l.language, c.language) AS wanted, coalesce(x.language, '') AS used, count(*) AS n
    {ALL_JOINED} GROUP BY 1, 2 ORDER BY n DESC, 1, 2"""


def language_use(viewer: User, head: Segment) -> list[LanguageUse]:
    """The languages of all lines, the most used first; one statement (B-12)."""
    require(viewer, Right.READ_SEGMENTS)
    return [LanguageUse(*row) for row in rows(USE, {"segment": head.pk})]


def moves_of(viewer: User, segment_no: str) -> QuerySet[SegmentMove]:
    """Who joined and who left a segment that follows its criteria, the newest first (B-3).

    Each with its contact and the change that it belongs to; also when the segment is logged by now.
    """
    require(viewer, Right.READ_SEGMENTS)
    require(viewer, Right.READ_CONTACTS)
    found = SegmentMove.objects.filter(segment_no=segment_no).order_by("-id")
    return found.select_related("contact", "change__changed_by")


def changes_of(viewer: User, segment_no: str) -> QuerySet[SegmentChange]:
    """Who changed what on a segment, the newest first; also when it is logged by now (B-18)."""
    require(viewer, Right.READ_SEGMENTS)
    return SegmentChange.objects.filter(segment_no=segment_no).select_related("changed_by").order_by("-id")


def last_change(viewer: User, segment_no: str) -> int:
    """The last change of a segment, for who comes back with what he saw; 0 without any, one statement."""
    return changes_of(viewer, segment_no).values_list("pk", flat=True).first() or 0
