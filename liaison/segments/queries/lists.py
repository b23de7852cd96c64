"""Lines and contacts of a segment as lists, read some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.figures import entries_of_each
from liaison.interactions.visibility import Seen, seen_by
from liaison.kit.sql import rows
from liaison.segments.effective import (
    CAMPAIGN,
    DATE,
    DOCUMENT,
    EMAIL,
    FILE_NAME,
    JOINED,
    LANGUAGE,
    SALESPERSON,
    SUBJECT,
    TIME,
    TYPE,
)
from liaison.segments.models import Segment

AT_ONCE = 2000
_LIVE = (
    "SELECT * FROM segment_line WHERE segment_id = %(segment)s AND removed_by_id IS NULL"
    " AND line_no > %(after)s ORDER BY line_no LIMIT %(limit)s"
)
_SHOWN = "NOT c.privacy_blocked AND c.archived_at IS NULL"
_LINES = f"""
SELECT l.line_no, {_SHOWN}, c.no, c.name, firm.name, c.phone, c.mobile_phone, {EMAIL},
       t.code, told.code, {DATE},
       {TIME},
       {LANGUAGE}, {TYPE}, coalesce(l.description, s.description), {SUBJECT},
       salesperson.code, campaign.no, coalesce(l.campaign_target, s.campaign_target),
       coalesce(l.campaign_response, s.campaign_response),
       coalesce(l.information_flow, s.information_flow), coalesce(l.initiated_by, s.initiated_by),
       l.evaluation, l.attempt_failed, coalesce(l.cost, s.cost), coalesce(l.duration_min, s.duration_min),
       a.code, l.contact_via, document.code, {FILE_NAME},
       coalesce(l.document_as_attachment, s.document_as_attachment), l.personalized
{JOINED.replace("{lines}", _LIVE)}
LEFT JOIN contact firm ON firm.id = c.company_id
LEFT JOIN salesperson ON salesperson.id = {SALESPERSON}
LEFT JOIN campaign ON campaign.id = {CAMPAIGN}
LEFT JOIN document_template document ON document.id = {DOCUMENT}
LEFT JOIN interaction_group told ON told.id = t.group_id
ORDER BY l.line_no
"""
_CONTACTS = f"""
SELECT c.no, c.name, c.name_2, c.address, c.address_2, c.post_code, c.city, c.country, salesperson.code,
       coalesce(told.count, 0), coalesce(told.cost, 0)
FROM (
    SELECT c.* FROM contact c
    WHERE {_SHOWN} AND c.no > %(after)s AND EXISTS (
        SELECT 1 FROM segment_line l
        WHERE l.segment_id = %(segment)s AND l.contact_id = c.id AND l.removed_by_id IS NULL)
    ORDER BY c.no
    LIMIT %(limit)s
) c
LEFT JOIN salesperson ON salesperson.id = c.salesperson_id
LEFT JOIN LATERAL (
    SELECT count(*) AS count, sum(e.cost) AS cost FROM ({{entries}}) e
) told ON TRUE
ORDER BY c.no
"""


def segment_lines(viewer: User, head: Segment) -> Iterator[tuple[Any, ...]]:
    """The lines in line order with every value settled, `LINE_COLUMNS`; a statement for each 2,000.

    Without privacy-blocked and archived contacts.
    """
    require(viewer, Right.READ_SEGMENTS)
    require(viewer, Right.READ_CONTACTS)
    require(viewer, Right.EXPORT)
    return _segment_lines(head)


def _segment_lines(head: Segment) -> Iterator[tuple[Any, ...]]:
    after = -1
    while found := rows(_LINES, {"segment": head.pk, "after": after, "limit": AT_ONCE}):
        after = found[-1][0]
        yield from ((line[0], *line[2:]) for line in found if line[1])


def segment_contacts(viewer: User, head: Segment) -> Iterator[tuple[Any, ...]]:
    """The contacts of the lines by number, `CONTACT_COLUMNS`; a statement for each 2,000 (R-SEG-101).

    Without privacy-blocked and archived ones. Counted are the interactions that the viewer may see, of a
    company its people's too, as their pages count (R-INT-173).
    """
    require(viewer, Right.READ_SEGMENTS)
    require(viewer, Right.READ_CONTACTS)
    require(viewer, Right.READ_LOG)
    require(viewer, Right.EXPORT)
    return _segment_contacts(head, seen_by(viewer))


def _segment_contacts(head: Segment, seen: Seen) -> Iterator[tuple[Any, ...]]:
    sql, after = _CONTACTS.replace("{entries}", entries_of_each(seen)), ""
    while found := rows(sql, {**seen.params, "segment": head.pk, "after": after, "limit": AT_ONCE}):
        after = found[-1][0]
        yield from found
