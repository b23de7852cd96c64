"""Printing cover sheets, and recording that they were printed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.contacts.models import Contact
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.sql import execute
from liaison.segments.effective import ALL_JOINED, CAMPAIGN
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.queries.printed import CoverWords, covers_of


@transaction.atomic
def print_cover_sheets(
    head: Segment, words: CoverWords, *, record: bool = False, by: User, at: datetime
) -> bytes:
    """The cover sheets as PDF (R-SEG-98); with `record` one interaction for each contact (R-SEG-99)."""
    pdf = covers_of(by, head, words, at=at)
    if record:
        record_cover_sheets(head, by=by, at=at)
    return pdf


@transaction.atomic
def record_cover_sheets(head: Segment, *, by: User, at: datetime) -> int:
    """One interaction for each contact of the segment, with the line's campaign; returns how many (R-SEG-99).

    None while the recording settings name no template for cover sheets. Constant statements.
    """
    template = slot_template(Slot.COVER_SHEETS)
    if template is None:
        return 0
    lines = SegmentLine.objects.filter(segment=head, removed_by=None)
    contacts = Contact.objects.filter(pk__in=lines.values("contact"), archived_at=None)
    made = log_many(contacts, ManyValues(template=template.code, occurred_at=at), by=by, at=at)
    execute(
        f"""
        UPDATE interaction_entry e SET campaign_id = told.campaign_id
        FROM (
            SELECT DISTINCT ON (l.contact_id) l.contact_id, {CAMPAIGN} AS campaign_id
            {ALL_JOINED}
            ORDER BY l.contact_id, l.line_no
        ) told
        WHERE e.content_id = ANY(%(contents)s) AND e.contact_id = told.contact_id
          AND told.campaign_id IS NOT NULL""",
        {"segment": head.pk, "contents": list(made.contents)},
    )
    return made.count
