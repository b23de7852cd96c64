"""Lines as the log takes them: questions, not rows."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from liaison.kit.clock import company_time_zone
from liaison.kit.sql import Question
from liaison.segments.effective import (
    ALL_JOINED,
    CAMPAIGN,
    DATE,
    DOCUMENT,
    EMAIL,
    FILE,
    HAS_OWN_TEXT,
    LANGUAGE,
    LAYOUT,
    SALESPERSON,
    SUBJECT,
    TIME,
    TYPE,
)
from liaison.segments.models import Segment

MOMENT = f"(({DATE}) + coalesce({TIME}, %(clock)s::time)) AT TIME ZONE %(zone)s"
"""A line without a time takes place at the time of day of the logging."""

ENTRIES = f"""
    SELECT l.contact_id, c.company_id, {MOMENT} AS occurred_at, {DATE} AS occurred_on,
           t.id AS template_id, t.group_id, {SALESPERSON} AS salesperson_id, p.team_id, t.channel,
           coalesce(l.information_flow, s.information_flow) AS information_flow,
           coalesce(l.initiated_by, s.initiated_by) AS initiated_by,
           coalesce(l.cost, s.cost) AS cost, coalesce(l.duration_min, s.duration_min) AS duration_min,
           {LANGUAGE} AS language,
           CASE WHEN {TYPE} = 'email' AND {EMAIL} = '' THEN 'none' ELSE {TYPE} END AS correspondence_type,
           coalesce(l.evaluation, 'none') AS evaluation, coalesce(l.attempt_failed, FALSE) AS attempt_failed,
           coalesce(l.campaign_target, s.campaign_target) AS campaign_target,
           coalesce(l.campaign_response, s.campaign_response) AS campaign_response,
           t.visibility, a.id AS alternative_address_id, coalesce(l.contact_via, '') AS contact_via,
           {DOCUMENT} AS document_template_id,
           coalesce(l.document_as_attachment, s.document_as_attachment) AS document_as_attachment,
           {CAMPAIGN} AS campaign_id, coalesce(x.id, 0) AS text,
           CASE WHEN {HAS_OWN_TEXT} THEN l.content_id END AS own_content_id
    {ALL_JOINED}
    LEFT JOIN salesperson p ON p.id = {SALESPERSON}
    ORDER BY l.line_no"""

OWN_CONTENTS = f"""
    SELECT l.content_id AS id, {MOMENT} AS occurred_at,
           coalesce(nullif({LANGUAGE}, ''), c.language) AS language, {SUBJECT} AS subject,
           coalesce(l.description, s.description) AS description, coalesce(l.body, x.body, '') AS body,
           coalesce(CASE WHEN l.body IS NULL THEN x.body_text ELSE l.body_text END, '') AS body_text,
           {LAYOUT} AS email_layout
    {ALL_JOINED} WHERE {HAS_OWN_TEXT}"""

OWN_FILES = f"""
    SELECT l.content_id, kept.file_id, kept.name, kept.from_template
    {ALL_JOINED}
    LEFT JOIN document_template d ON d.id = {DOCUMENT}
    CROSS JOIN LATERAL (VALUES (d.file_id, d.file_name, TRUE), ({FILE}, x.file_name, FALSE))
        kept (file_id, name, from_template)
    WHERE {HAS_OWN_TEXT} AND kept.file_id IS NOT NULL"""


def moment_of(head: Segment, at: datetime) -> datetime:
    """When the interaction of a line without date and time of its own takes place."""
    zone = timezone.get_default_timezone()
    clock = head.occurred_time or timezone.localtime(at, zone).time().replace(microsecond=0)
    return datetime.combine(head.occurred_on, clock, tzinfo=zone)


def _question(sql: str, head: Segment, at: datetime) -> Question:
    local = timezone.localtime(at, timezone.get_default_timezone())
    return Question(
        sql,
        {
            "segment": head.pk,
            "clock": local.time().replace(microsecond=0),
            "zone": company_time_zone(),
        },
    )


def lines_as_entries(head: Segment, *, at: datetime) -> Question:
    """The entries of all lines, in line order (R-SEG-113)."""
    return _question(ENTRIES, head, at)


def own_contents(head: Segment, *, at: datetime) -> Question:
    """The texts of the lines that have taken a number for one."""
    return _question(OWN_CONTENTS, head, at)


def own_files(head: Segment, *, at: datetime) -> Question:
    """The files of those texts."""
    return _question(OWN_FILES, head, at)
