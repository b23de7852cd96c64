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
from liaison.interactions.draft import Values
from liaison.kit.clock import local_date
from liaison.kit.errors import refuse
from liaison.kit.sql import Question
from liaison.segments import rules
from liaison.segments.bulk.lines import write_values
from liaison.segments.models import SegmentLine
from liaison.segments.queries.calls import line_to_call
from liaison.segments.queries.segments import segment_to_change

TYPED = (
    "occurred_at", "description", "salesperson", "initiated_by", "attempt_failed", "evaluation", "cost",
    "duration_min", "contact_via", "comments",
)  # fmt: skip
"""What a call brings itself; everything else is the line's."""


@transaction.atomic
def log_call(no: str, line_no: int, given: Values, *, form: UUID, by: User, at: datetime) -> int:
    """Record the call made from a line of segment `no`; returns the entry's number (R-SEG-105).

    The entry names the segment, the line keeps the number called. The form sent twice, it is recorded
    once. Raises `NoSuchSegment` when the segment was logged or the line taken out meanwhile.
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
    number = log_form(values, form=form, by=by, at=at)
    lines = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None)
    write_values(Question.of(lines), {"contact_via": values.contact_via}, ())
    return number
