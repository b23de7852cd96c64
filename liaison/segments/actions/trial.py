"""A message of a segment to oneself (B-10)."""

from __future__ import annotations

from datetime import datetime

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.actions.trial import send_trial
from liaison.mail.handing_over import Reply
from liaison.segments.queries.segments import segment
from liaison.segments.queries.trial import writing_of_line


def send_trial_of_segment(no: str, line_no: int = 0, *, by: User, at: datetime) -> Reply:
    """Send what line `line_no` of segment `no` would receive to `by`; without number that of the first.

    Nothing is logged and the segment stays as it is; raises `Refused`, see `send_trial`.
    """
    require(by, Right.CHANGE_SEGMENTS)
    return send_trial(writing_of_line(segment(by, no), line_no), by=by, at=at)
