"""Printing cover sheets, and recording that they were printed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact, CorrespondenceType
from liaison.files.actions import store_made
from liaison.interactions.actions.forms import first_use
from liaison.interactions.actions.log_many import log_many, name_campaigns
from liaison.interactions.draft import ManyValues
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_template
from liaison.jobs.actions import queue_job
from liaison.jobs.models import Job
from liaison.kit.errors import Refused
from liaison.kit.sql import Question
from liaison.segments import rules
from liaison.segments.actions._found import brought_campaign
from liaison.segments.effective import ALL_JOINED, NONE
from liaison.segments.models import Segment
from liaison.segments.queries.printed import CoverWords, covered, covers_kind, covers_of
from liaison.segments.queries.segments import NoSuchSegment, segment

CAMPAIGNS = f"""
    SELECT DISTINCT ON (l.contact_id)
           l.contact_id,
           nullif(coalesce(l.campaign_id, s.campaign_id, %(of_template)s::bigint), {NONE}) AS campaign_id
    {ALL_JOINED}
    ORDER BY l.contact_id, l.line_no"""
"""The campaign of each contact's first line, else the template's; none where the line has none on purpose."""


@transaction.atomic
def print_cover_sheets(
    head: Segment,
    words: CoverWords,
    *,
    record: bool = False,
    form: UUID | None = None,
    by: User,
    at: datetime,
) -> bytes:
    """The cover sheets as PDF (R-SEG-98); with `record` one interaction for each contact (R-SEG-99).

    A `form` that is sent again, because nothing seemed to happen, prints again and records nothing more.
    """
    addresses = covered(by, head, words)
    pdf = covers_of(head, addresses.values(), words, at=at)
    if record and (form is None or first_use(form, by=by, at=at)):
        record_cover_sheets(head, addresses, by=by, at=at)
    return pdf


@transaction.atomic
def queue_cover_sheets(
    head: Segment,
    words: CoverWords,
    *,
    record: bool = False,
    form: UUID | None = None,
    by: User,
    at: datetime,
) -> Job:
    """Let a worker make the sheets; the job tells how far it is, then where they are.

    `record` and `form` as in `print_cover_sheets`, and refused as there.
    """
    if record:
        require(by, Right.RECORD)
    job = queue_job(covers_kind(head.no), total=len(covered(by, head, words)), by=by, at=at)
    app.configure_task("segments.cover_sheets").defer(
        job_id=str(job.pk),
        no=head.no,
        words=asdict(words),
        record_as=str(form or job.pk) if record else None,
        user_id=by.pk,
        language=get_language() or "",
    )
    return job


def make_cover_sheets(
    no: str,
    words: CoverWords,
    *,
    record_as: UUID | None,
    by: User,
    at: datetime,
    hear: Callable[[int], object] = lambda _pages: None,
) -> dict[str, Any]:
    """Make the sheets and keep them for a day; returns where (`file`, `name`).

    They are recorded with the file, and once for a key `record_as`, however often a killed job begins again.
    """
    try:
        head = segment(by, no)
    except NoSuchSegment:
        raise Refused(rules.unknown(no, "segment")) from None
    addresses = covered(by, head, words)
    pdf = covers_of(head, addresses.values(), words, at=at, hear=hear)
    with transaction.atomic():
        stored = store_made(BytesIO(pdf), at=at)
        if record_as is not None and first_use(record_as, by=by, at=at):
            record_cover_sheets(head, addresses, by=by, at=at)
    return {"file": stored.pk, "name": f"{no}-cover-sheets.pdf"}


@transaction.atomic
def record_cover_sheets(head: Segment, addressed: Collection[int], *, by: User, at: datetime) -> int:
    """One interaction for each contact a sheet was made for, with the line's campaign; returns how many.

    `addressed` are their ids, whoever is in the segment meanwhile (R-SEG-99). They were printed here, so
    nothing of them is left to send. A line without a campaign has that of the template while it runs
    (R-INT-99), unless it was taken away from the line. Each campaign gets its entry for cover sheets
    (R-CMP-13). None while the recording settings name no template. Constant statements.
    """
    template = slot_template(Slot.COVER_SHEETS)
    if template is None:
        return 0
    contacts = Contact.objects.filter(pk__in=list(addressed))
    values = ManyValues(
        template=template.code,
        occurred_at=at,
        needs_salesperson=False,
        correspondence_type=CorrespondenceType.NONE,
    )
    made = log_many(contacts, values, by=by, at=at)
    name_campaigns(
        made,
        Question(CAMPAIGNS, {"segment": head.pk, "of_template": brought_campaign(template)}),
        document_type="cover_sheet",
        description=template.description,
        salesperson=head.salesperson_id,
        by=by,
        at=at,
    )
    return made.count
