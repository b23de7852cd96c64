"""Calling through the lines of a segment: what a line gives a call, who was called, who is next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.contacts.queries import active_address_of
from liaison.interactions.draft import Values
from liaison.interactions.queries.calls import CallProposal, numbers_of, template_of_calls
from liaison.interactions.visibility import seen_by
from liaison.kit.paging import Page
from liaison.kit.sql import rows
from liaison.segments.effective import CAMPAIGN, JOINED, LIVE_LINES, SALESPERSON
from liaison.segments.models import OpenCall, Segment
from liaison.segments.queries.lines import Called, LineView
from liaison.segments.queries.segments import NoSuchSegment


@dataclass(frozen=True, slots=True)
class LineCall:
    """A call to make from a line: whom, with what, and the `values` that the line gives (R-SEG-104)."""

    line_no: int
    contact: Contact
    call: CallProposal
    values: Values


LINE = f"""
    SELECT l.contact_id, l.alternative_address_id, coalesce(l.contact_via, ''), p.code,
           CASE WHEN coalesce(l.campaign_id, s.campaign_id) IS NOT NULL THEN coalesce(g.no, '') END,
           coalesce(l.campaign_target, s.campaign_target), coalesce(l.campaign_response, s.campaign_response)
    {JOINED.replace("{lines}", LIVE_LINES + " AND line_no = %(line_no)s")}
    LEFT JOIN salesperson p ON p.id = {SALESPERSON}
    LEFT JOIN campaign g ON g.id = {CAMPAIGN} AND g.archived_at IS NULL"""
"""The campaign is blank where it was archived or taken away from the line: no other takes its place. Where
neither line nor segment has any, it is nothing, and the template's counts (R-INT-50)."""


def line_to_call(
    viewer: User, head: Segment, line_no: int, on: date, *, mobile_first: bool = False
) -> LineCall:
    """What the call page is filled with from a line (R-SEG-104); raises `NoSuchSegment` without the line.

    Refuses a privacy-blocked contact (E-INT-10) and a missing template (E-SEG-13). A contact without
    number is called all the same: the number is typed.
    """
    require(viewer, Right.READ_SEGMENTS)
    found = rows(LINE, {"segment": head.pk, "line_no": line_no})
    if not found:
        raise NoSuchSegment
    contact_id, address_id, last, salesperson, campaign, target, response = found[0]
    contact = Contact.objects.select_related("company").get(pk=contact_id)
    own = AlternativeAddress.objects.filter(pk=address_id).first() if address_id is not None else None
    template, its_type = template_of_calls(viewer, contact, on, code="E-SEG-13")
    # A line may go without the address of the day, like one that has one of its own (R-SEG-43).
    address = own if address_id is not None else active_address_of(contact, on)
    return LineCall(
        line_no,
        contact,
        CallProposal(template, its_type, numbers_of(contact, address, mobile_first=mobile_first, last=last)),
        Values(
            contact=contact.no,
            template=template,
            correspondence_type=its_type,
            salesperson=salesperson,
            campaign=campaign,
            campaign_target=target,
            campaign_response=response,
            alternative_address=own.code if own is not None else None if address_id is None else "",
            segment_no=head.no,
        ),
    )


@dataclass(frozen=True, slots=True)
class NextCall:
    """The line to call next."""

    line_no: int
    name: str


_MADE = """l.contact_via IS NOT NULL AND EXISTS (
        SELECT 1 FROM interaction_entry e
        WHERE e.contact_id = l.contact_id AND e.segment_no = %(no)s AND NOT e.canceled AND ({seen}))"""
"""Whether the line was called: it has the number, and a call that is `seen` was not taken back."""
NEXT = f"""
    SELECT l.line_no, c.name FROM segment_line l JOIN contact c ON c.id = l.contact_id
    WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL AND NOT c.privacy_blocked
      AND l.line_no > %(after)s AND l.line_no <> %(but)s
      AND NOT l.line_no = ANY(%(others)s) AND NOT ({_MADE.replace("{seen}", "TRUE")})
    ORDER BY l.line_no LIMIT 1"""
"""Whoever was called is not called again, also where the viewer may not see the call."""
STAYS_OPEN = timedelta(minutes=10)
"""For so long a call page that was opened counts as open; nobody tells when it is closed."""


def next_to_call(viewer: User, head: Segment, *, after: int = 0, at: datetime) -> NextCall | None:
    """The next line that was not called yet, after line `after` and then from the start.

    What others have open comes last: they are talking to that contact. Two statements, four at most.
    """
    require(viewer, Right.READ_SEGMENTS)
    opened = OpenCall.objects.filter(segment=head, opened_at__gt=at - STAYS_OPEN).exclude(user=viewer)
    others = list(opened.values_list("line_no", flat=True))
    params = {"segment": head.pk, "no": head.no, "but": after}
    for left_out in [others, []] if others else [others]:
        for start in [after, 0] if after else [0]:
            if found := rows(NEXT, {**params, "after": start, "others": left_out}):
                return NextCall(*found[0])
    return None


CALLED = f"""
    SELECT count(*) FROM segment_line l
    WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL AND l.personalized AND {_MADE}"""


def called_count(viewer: User, head: Segment) -> int:
    """How many lines were called, as far as the viewer may see the calls (R-INT-198).

    One statement that looks only at them.
    """
    require(viewer, Right.READ_SEGMENTS)
    seen = seen_by(viewer)
    params = {**seen.params, "segment": head.pk, "no": head.no}
    return int(rows(CALLED.replace("{seen}", seen.sql), params)[0][0])


LAST = """
    SELECT DISTINCT ON (c.no) c.no, CASE WHEN {seen} THEN e.attempt_failed END
    FROM contact c JOIN interaction_entry e ON e.contact_id = c.id
    WHERE c.no = ANY(%(contacts)s) AND e.segment_no = %(segment_no)s AND NOT e.canceled
    ORDER BY c.no, e.occurred_at DESC, e.id DESC"""


def with_calls(viewer: User, head: Segment, page: Page[LineView]) -> Page[LineView]:
    """The same lines, each with how its last call went; one statement if there was any (R-SEG-105).

    Of a call that the viewer may not see nothing is told (R-INT-198).
    """
    called = [one.contact_no for one in page.items if one.contact_via]
    if not called:
        return page
    seen = seen_by(viewer)
    params = {**seen.params, "contacts": called, "segment_no": head.no}
    last = dict(rows(LAST.replace("{seen}", f"({seen.sql})"), params))
    return replace(
        page,
        items=[
            replace(one, called=Called.FAILED if failed else Called.REACHED)
            if one.contact_via and (failed := last.get(one.contact_no)) is not None
            else one
            for one in page.items
        ],
    )
