"""The worksheet: lines page by page, with what differs from the segment marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, decode_cursor, encode_cursor
from liaison.kit.sql import Question, rows
from liaison.segments.effective import (
    CAMPAIGN,
    DATE,
    DOCUMENT,
    EMAIL,
    HAS_CONTENT,
    JOINED,
    LANGUAGE,
    SALESPERSON,
    SUBJECT,
    TYPE,
)
from liaison.segments.models import COLUMNS, Segment, SegmentLine
from liaison.segments.queries.readiness.problems import Problem

_MARKS = ", ".join(f"CASE WHEN l.{column} IS NOT NULL THEN '{name}' END" for name, column in COLUMNS.items())


class Called(Enum):
    """How the last call from a line went (R-SEG-105)."""

    REACHED = "reached"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it would be logged; `own` names the values that differ from the segment (B-19).

    `attachment` is none, inherited or unique (R-SEG-39). Cost is in the company's currency. `problem` is
    what would stop a logging and `called` how the last call from the line went, where it was asked for.
    """

    line_no: int
    contact_no: str
    contact_name: str
    contact_type: str
    company_name: str
    email: str
    phone: str
    template: str
    language: str
    correspondence_type: str
    description: str
    subject: str
    cost: Decimal
    duration_min: Decimal
    occurred_on: date
    salesperson: str
    campaign: str
    campaign_target: bool
    campaign_response: bool
    evaluation: str
    contact_via: str
    attachment: str
    step: int | None
    own: tuple[str, ...]
    problem: Problem | None = None
    called: Called | None = None


PAGE = f"""
    SELECT l.line_no, c.no, c.name, c.type, coalesce(k.name, ''), {EMAIL}, c.phone,
           coalesce(t.code, ''), {LANGUAGE}, {TYPE}, coalesce(l.description, s.description), {SUBJECT},
           coalesce(l.cost, s.cost), coalesce(l.duration_min, s.duration_min), {DATE},
           coalesce(p.code, ''), coalesce(g.no, ''),
           coalesce(l.campaign_target, s.campaign_target), coalesce(l.campaign_response, s.campaign_response),
           coalesce(l.evaluation, 'none'), coalesce(l.contact_via, ''),
           CASE WHEN NOT {HAS_CONTENT} THEN 'none' WHEN own.id IS NOT NULL THEN 'unique' ELSE 'inherited' END,
           step.position, array_remove(ARRAY[{_MARKS}], NULL)
    {JOINED.replace("{lines}", "SELECT * FROM segment_line WHERE {chosen}")}
    LEFT JOIN contact k ON k.id = c.company_id AND k.id <> c.id
    LEFT JOIN salesperson p ON p.id = {SALESPERSON}
    LEFT JOIN campaign g ON g.id = {CAMPAIGN}
    LEFT JOIN segment_step step ON step.id = l.step_id
    ORDER BY l.line_no"""


def lines(
    viewer: User,
    head: Segment,
    *,
    cursor: str = "",
    limit: int = DEFAULT_LIMIT,
    personalized: bool = False,
    among: Question | None = None,
) -> Page[LineView]:
    """A page of the worksheet in line order; the first costs what the last one costs.

    `personalized` shows only lines with values of their own, `among` only those whose ids it answers.
    """
    require(viewer, Right.READ_SEGMENTS)
    after = int(decode_cursor(cursor, int)[0]) if cursor else 0
    limit = max(1, min(limit, MAX_LIMIT))
    chosen = (
        "segment_id = %(segment)s AND removed_by_id IS NULL AND line_no > %(after)s"
        f"{' AND personalized' if personalized else ''}{f' AND id IN ({among.sql})' if among else ''}"
        f" ORDER BY line_no LIMIT {limit + 1}"
    )
    params = {**(among.params if among else {}), "segment": head.pk, "after": after}
    found = rows(PAGE.replace("{chosen}", chosen), params)
    shown = [line_view(row) for row in found[:limit]]
    return Page(shown, encode_cursor(shown[-1].line_no) if len(found) > limit else None)


def line(viewer: User, head: Segment, line_no: int) -> LineView | None:
    """One line of the worksheet."""
    require(viewer, Right.READ_SEGMENTS)
    chosen = "segment_id = %(segment)s AND removed_by_id IS NULL AND line_no = %(line_no)s"
    found = rows(PAGE.format(chosen=chosen), {"segment": head.pk, "line_no": line_no})
    return line_view(found[0]) if found else None


def text_of_line(viewer: User, head: Segment, line_no: int) -> str | None:
    """What a line says as it would be sent; None where a document says it, or there is no such line."""
    require(viewer, Right.READ_SEGMENTS)
    chosen = (
        "SELECT * FROM segment_line"
        " WHERE segment_id = %(segment)s AND removed_by_id IS NULL AND line_no = %(line_no)s"
    )
    sql = f"""
        SELECT coalesce(l.body, x.body, ''), x.file_id IS NOT NULL OR {DOCUMENT} IS NOT NULL
        {JOINED.replace("{lines}", chosen)}"""
    found = rows(sql, {"segment": head.pk, "line_no": line_no})
    return None if not found or found[0][1] else str(found[0][0])


def lines_of_contact(
    viewer: User, head: Segment, contact: int, *, among: Question | None = None
) -> list[LineView]:
    """The lines of one contact, by line number; `among` as in `lines`."""
    require(viewer, Right.READ_SEGMENTS)
    chosen = (
        "segment_id = %(segment)s AND removed_by_id IS NULL AND contact_id = %(contact)s"
        f"{f' AND id IN ({among.sql})' if among else ''}"
    )
    params = {**(among.params if among else {}), "segment": head.pk, "contact": contact}
    return [line_view(row) for row in rows(PAGE.replace("{chosen}", chosen), params)]


def count_lines_among(viewer: User, among: Question) -> int:
    """How many lines a question for their ids answers; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    ((count,),) = rows(f"SELECT count(*) FROM ({among.sql}) found", among.params)
    return int(count)


def line_view(row: tuple[Any, ...]) -> LineView:
    """A row of `PAGE`."""
    return LineView(*(*row[:-1], tuple(row[-1])))


def contact_numbers(viewer: User, head: Segment) -> list[str]:
    """The numbers of the contacts of all lines, in line order; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    live = SegmentLine.objects.filter(segment=head, removed_by=None).order_by("line_no")
    return list(live.values_list("contact__no", flat=True))
