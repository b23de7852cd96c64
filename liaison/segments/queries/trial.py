"""What one line would receive, for a message to oneself."""

from __future__ import annotations

from liaison.delivery.queries.papers import Writing
from liaison.kit.sql import rows
from liaison.segments.effective import (
    CAMPAIGN,
    DATE,
    DOCUMENT,
    FILE,
    JOINED,
    LANGUAGE,
    LAYOUT,
    SALESPERSON,
    SUBJECT,
)
from liaison.segments.models import Segment
from liaison.segments.queries.segments import NoSuchSegment

ONE = f"""
    SELECT l.contact_id, {SALESPERSON}, a.id, coalesce(nullif({LANGUAGE}, ''), c.language), {DATE}, {SUBJECT},
           coalesce(l.description, s.description), coalesce(l.body, x.body, ''),
           {LAYOUT}, {DOCUMENT},
           coalesce(l.document_as_attachment, s.document_as_attachment), {FILE}, x.file_name,
           coalesce(l.cost, s.cost), coalesce(l.duration_min, s.duration_min), {CAMPAIGN}
    {
    JOINED.replace(
        "{lines}",
        "SELECT * FROM segment_line WHERE segment_id = %(segment)s"
        " AND removed_by_id IS NULL AND line_no >= %(line_no)s ORDER BY line_no LIMIT 1",
    )
}"""


def writing_of_line(head: Segment, line_no: int = 0) -> Writing:
    """What line `line_no` of a segment, or the next one behind it, would be sent; one statement.

    Raises `NoSuchSegment` when there is no line.
    """
    found = rows(ONE, {"segment": head.pk, "line_no": line_no})
    if not found:
        raise NoSuchSegment
    (contact, seller, address, language, on, subject, description, body, layout, document, attached, file,
     name, cost, minutes, campaign) = found[0]  # fmt: skip
    return Writing(
        contact_id=contact,
        salesperson_id=seller,
        alternative_address_id=address,
        language=language,
        on=on,
        subject=subject,
        description=description,
        body=body,
        layout=layout,
        document_template_id=document,
        document_as_attachment=attached,
        files=((file, name),) if file is not None else (),
        cost=cost,
        duration_min=minutes,
        campaign_id=campaign,
        segment_no=head.no,
    )
