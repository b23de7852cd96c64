"""A second person looks before many are written to; and who is held back is written to for a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.errors import Refused, refuse, too_long
from liaison.kit.versions import changed_meanwhile
from liaison.segments import rules
from liaison.segments.actions._history import note_change
from liaison.segments.models import ChangeKind, Segment
from liaison.segments.queries.readiness import BY_KEY
from liaison.segments.queries.segments import segment_to_change


@transaction.atomic
def ask_for_approval(no: str, *, by: User, at: datetime) -> Segment:
    """Ask a second person to approve segment `no` as it stands now (B-18); asking twice is asking once."""
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    if head.approval_asked_at is None:
        head.approval_asked_at, head.approval_asked_by = at, by
        head.save(update_fields=["approval_asked_at", "approval_asked_by"])
        note_change(head, ChangeKind.ASKED, by=by, at=at)
    return head


@transaction.atomic
def approve_segment(no: str, *, asked_at: datetime | None = None, by: User, at: datetime) -> Segment:
    """Approve what somebody else asked for (B-18); it holds until the segment changes.

    `asked_at` is the asking that the reader looked at; raises `Conflict` when it was taken back by a change
    and asked anew since, so that nobody approves what he has not seen.
    """
    require(by, Right.MANAGE_SEGMENTS)
    head = segment_to_change(no)
    if head.approval_asked_at is None or head.approved_at is not None:
        raise Refused(rules.not_asked())
    if head.approval_asked_by_id == by.pk:
        raise Refused(rules.own_approval())
    if asked_at is not None and head.approval_asked_at != asked_at:
        raise changed_meanwhile()
    head.approved_at, head.approved_by = at, by
    head.save(update_fields=["approved_at", "approved_by"])
    note_change(head, ChangeKind.APPROVED, by=by, at=at)
    return head


@transaction.atomic
def waive_problem(no: str, problem: str, reason: str, *, by: User, at: datetime) -> Segment:
    """Write to those whom a soft problem holds back, because of `reason`, which is kept (B-5).

    Raises `Refused` without a reason, and for a problem that nobody can waive.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    known = BY_KEY.get(problem)
    if known is None or not known.soft:
        raise Refused(rules.unknown(problem, "problem"))
    words = reason.strip()
    if not words:
        raise Refused(rules.reason_missing())
    refuse([too_long("reason", rules.MAX_TEXT)] if len(words) > rules.MAX_TEXT else [])
    head.waived = {**head.waived, problem: words}
    head.save(update_fields=["waived"])
    note_change(head, ChangeKind.WAIVED, what=problem, reason=words, by=by, at=at)
    return head


@transaction.atomic
def hold_back_again(no: str, problem: str, *, by: User, at: datetime) -> Segment:
    """Take back what `waive_problem` allowed."""
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    if problem in head.waived:
        old = head.waived[problem]
        head.waived = {key: words for key, words in head.waived.items() if key != problem}
        head.save(update_fields=["waived"])
        note_change(head, ChangeKind.WAIVED, what=problem, old={"reason": old}, by=by, at=at)
    return head
