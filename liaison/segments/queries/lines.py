"""The worksheet: lines page by page, with what differs from the segment marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any
from zlib import crc32

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import AlternativeAddress
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
    OWN_DOCUMENT,
    SALESPERSON,
    SUBJECT,
    TIME,
    TYPE,
)
from liaison.segments.models import COLUMNS, Segment, SegmentLanguage, SegmentLine
from liaison.segments.queries.readiness.problems import Problem

_OWN = ", ".join(f"l.{column}" for column in COLUMNS.values())
_MARKS = ", ".join(f"CASE WHEN l.{column} IS NOT NULL THEN '{name}' END" for name, column in COLUMNS.items())


class Called(Enum):
    """How the last call from a line went (R-SEG-105)."""

    REACHED = "reached"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it would be logged; `own` names the values that differ from the segment (B-19).

    `attachment` is none, inherited or unique (R-SEG-39), `alternative_address` the code of its own or of the
    day, `document_template` that of a Word template. Cost is in the company's currency. `problem` is
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
    occurred_time: time | None
    information_flow: str
    initiated_by: str
    attempt_failed: bool
    alternative_address: str
    document_template: str
    document_as_attachment: bool
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
           {TIME}, coalesce(l.information_flow, s.information_flow),
           coalesce(l.initiated_by, s.initiated_by), coalesce(l.attempt_failed, FALSE), coalesce(a.code, ''),
           coalesce(d.code, ''), coalesce(l.document_as_attachment, s.document_as_attachment),
           CASE WHEN NOT {HAS_CONTENT} THEN 'none' WHEN {OWN_DOCUMENT} THEN 'unique' ELSE 'inherited' END,
           step.position, array_remove(ARRAY[{_MARKS}], NULL)
    {JOINED.replace("{lines}", "SELECT * FROM segment_line WHERE {chosen}")}
    LEFT JOIN contact k ON k.id = c.company_id AND k.id <> c.id
    LEFT JOIN salesperson p ON p.id = {SALESPERSON}
    LEFT JOIN campaign g ON g.id = {CAMPAIGN}
    LEFT JOIN document_template d ON d.id = {DOCUMENT}
    LEFT JOIN segment_step step ON step.id = l.step_id
    ORDER BY l.line_no"""


def lines(
    viewer: User,
    head: Segment,
    *,
    cursor: str = "",
    limit: int = DEFAULT_LIMIT,
    personalized: bool = False,
    contact: int | None = None,
    among: Question | None = None,
) -> Page[LineView]:
    """A page of the worksheet in line order; the first costs what the last one costs.

    `personalized` shows only lines with values of their own, `contact` those of one contact by its id,
    `among` only those whose ids it answers.
    """
    require(viewer, Right.READ_SEGMENTS)
    after = int(decode_cursor(cursor, int)[0]) if cursor else 0
    limit = max(1, min(limit, MAX_LIMIT))
    chosen = (
        f"{_chosen(personalized, contact, among)} AND line_no > %(after)s ORDER BY line_no LIMIT {limit + 1}"
    )
    params = {**(among.params if among else {}), "segment": head.pk, "contact": contact, "after": after}
    found = rows(PAGE.replace("{chosen}", chosen), params)
    shown = [line_view(row) for row in found[:limit]]
    return Page(shown, encode_cursor(shown[-1].line_no) if len(found) > limit else None)


def line(viewer: User, head: Segment, line_no: int) -> LineView | None:
    """One line of the worksheet."""
    require(viewer, Right.READ_SEGMENTS)
    chosen = "segment_id = %(segment)s AND removed_by_id IS NULL AND line_no = %(line_no)s"
    found = rows(PAGE.format(chosen=chosen), {"segment": head.pk, "line_no": line_no})
    return line_view(found[0]) if found else None


@dataclass(frozen=True, slots=True)
class LineState:
    """What a line says as it would be sent, None where a document says it; and which state of it this is.

    `version` is made of what the line has of its own and of its text: it is another one as soon as somebody
    changes either, also for the whole segment. `text_id` is the row of the text that the line uses, its own
    or the segment's (0: none), `language` its language, else the contact's, `document` a document template.
    """

    text: str | None
    version: int
    text_id: int = 0
    language: str = ""
    document: int | None = None


def state_of_line(viewer: User, head: Segment, line_no: int) -> LineState | None:
    """What a line says and which state of it that is; None without such a line; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    chosen = (
        "SELECT * FROM segment_line"
        " WHERE segment_id = %(segment)s AND removed_by_id IS NULL AND line_no = %(line_no)s"
    )
    sql = f"""
        SELECT coalesce(l.body, x.body, ''), x.file_id IS NOT NULL OR {DOCUMENT} IS NOT NULL,
               ROW({_OWN}, x.id, x.body, x.file_id, x.document_template_id)::text,
               coalesce(x.id, 0), coalesce(nullif({LANGUAGE}, ''), c.language), {DOCUMENT}
        {JOINED.replace("{lines}", chosen)}"""
    found = rows(sql, {"segment": head.pk, "line_no": line_no})
    if not found:
        return None
    ((text, in_document, said, *used),) = found
    return LineState(None if in_document else str(text), crc32(said.encode()) or 1, *used)


def unusable_documents(head: Segment, chosen: Collection[int]) -> set[int]:
    """Those of these lines, by id, whose own Word template they cannot use; one statement.

    As an interaction cannot: because it is out of use, or for another language than what the line says.
    """
    those = "SELECT * FROM segment_line WHERE segment_id = %(segment)s AND id = ANY(%(chosen)s)"
    sql = f"""
        SELECT l.id {JOINED.replace("{lines}", those)}
        JOIN document_template d ON d.id = l.document_template_id
        WHERE NOT d.active OR d.language <> '' AND d.language <> {LANGUAGE} AND {LANGUAGE} <> ''"""
    return {int(pk) for (pk,) in rows(sql, {"segment": head.pk, "chosen": list(chosen)})}


def own_text_of_line(viewer: User, state: LineState) -> SegmentLanguage | None:
    """The text, with its file, that a line of this state has of its own; None where it is the segment's."""
    require(viewer, Right.READ_SEGMENTS)
    own = SegmentLanguage.objects.select_related("file").filter(pk=state.text_id, line__isnull=False)
    return own.first()


def own_languages(viewer: User, head: Segment, line_no: int) -> list[str]:
    """The languages in which a line has a text of its own (R-SEG-46)."""
    require(viewer, Right.READ_SEGMENTS)
    of_line = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None).values("pk")
    own = SegmentLanguage.objects.filter(segment=head, line__in=of_line).order_by("language")
    return list(own.values_list("language", flat=True))


def addresses_of_line(viewer: User, head: Segment, line_no: int) -> list[str]:
    """The codes of the alternative addresses of a line's contact (R-SEG-43)."""
    require(viewer, Right.READ_SEGMENTS)
    of_line = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None).values("contact")
    found = AlternativeAddress.objects.filter(contact__in=of_line).order_by("code")
    return list(found.values_list("code", flat=True))


def count_lines(
    viewer: User,
    head: Segment,
    *,
    personalized: bool = False,
    contact: int | None = None,
    among: Question | None = None,
) -> int:
    """How many lines `lines` goes through; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    sql = f"SELECT count(*) FROM segment_line WHERE {_chosen(personalized, contact, among)}"
    params = {**(among.params if among else {}), "segment": head.pk, "contact": contact}
    return int(rows(sql, params)[0][0])


def _chosen(personalized: bool, contact: int | None, among: Question | None) -> str:  # noqa: FBT001
    """The condition on the live lines of `%(segment)s`."""
    asked = ["segment_id = %(segment)s AND removed_by_id IS NULL"]
    if personalized:
        asked.append("personalized")
    if contact is not None:
        asked.append("contact_id = %(contact)s")
    if among is not None:
        asked.append(f"id IN ({among.sql})")
    return " AND ".join(asked)


def line_view(row: tuple[Any, ...]) -> LineView:
    """A row of `PAGE`."""
    return LineView(*(*row[:-1], tuple(row[-1])))


def contact_numbers(viewer: User, head: Segment) -> list[str]:
    """The numbers of the contacts of all lines, in line order; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    live = SegmentLine.objects.filter(segment=head, removed_by=None).order_by("line_no")
    return list(live.values_list("contact__no", flat=True))
