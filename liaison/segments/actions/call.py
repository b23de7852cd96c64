"""Calling from a line: the interaction is recorded at once, the line stays (R-SEG-104, 105)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.actions import log_form
from liaison.interactions.actions.headings import name_campaign_entry
from liaison.interactions.draft import Values
from liaison.kit.clock import local_date
from liaison.kit.errors import refuse
from liaison.kit.locks import CALLING
from liaison.kit.sql import Question, rows
from liaison.segments import rules
from liaison.segments.bulk.lines import write_values
from liaison.segments.models import OpenCall, Segment, SegmentLine
from liaison.segments.queries.calls import NextCall, line_to_call, next_to_call
from liaison.segments.queries.segments import segment_to_change


def open_call(head: Segment, line_no: int, *, by: User, at: datetime) -> None:
    """Note that `by` has the call page of a line open, so that others are offered it last; one statement."""
    require(by, Right.RECORD)
    OpenCall.objects.bulk_create(
        [OpenCall(segment=head, user=by, line_no=line_no, opened_at=at)],
        update_conflicts=True,
        unique_fields=["segment", "user"],
        update_fields=["line_no", "opened_at"],
    )


@transaction.atomic
def open_next_call(head: Segment, *, after: int = 0, by: User, at: datetime) -> NextCall | None:
    """Take the next line to call, see `next_to_call`; two who take one at once get two."""
    require(by, Right.RECORD)
    rows("SELECT pg_advisory_xact_lock(%s, %s)", (CALLING, head.pk % 2**31))
    following = next_to_call(by, head, after=after, at=at)
    if following is not None:
        open_call(head, following.line_no, by=by, at=at)
    return following


TYPED = (
    "occurred_at", "description", "salesperson", "initiated_by", "attempt_failed", "evaluation", "cost",
    "duration_min", "contact_via", "comments",
)  # fmt: skip
"""What a call brings itself; everything else is the line's."""


@transaction.atomic
def log_call(
    no: str, line_no: int, given: Values, *, form: UUID, sent: str = "", by: User, at: datetime
) -> int:
    """Record the call made from a line of segment `no`; returns the entry's number (R-SEG-105).

    The entry names the segment, also in its campaign (R-CMP-12); the line keeps the number called. The form
    sent twice, it is recorded once; `AlreadyRecorded` is raised where it says something else by now (`sent`
    is a digest of it). Raises `NoSuchSegment` when the segment was logged or the line taken out meanwhile.
    """
    require(by, Right.RECORD)
    refuse(
        rules.may_log_call(
            number=given.contact_via,
            occurred_at=given.occurred_at,
            description=given.description,
            salesperson=given.salesperson,
        )
    )
    head = segment_to_change(no)
    call = line_to_call(by, head, line_no, local_date(at))
    values = replace(call.values, **{name: getattr(given, name) for name in TYPED})
    values = replace(values, contact_via=(given.contact_via or "").strip())
    number = log_form(values, form=form, sent=sent, call=True, by=by, at=at)
    if values.campaign and head.description:
        name_campaign_entry(values.campaign, segment_no=head.no, description=head.description)
    lines = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None)
    write_values(Question.of(lines), {"contact_via": values.contact_via}, ())
    return number
