"""Selecting contacts: add, reduce, refine, go back, replay, use a logged segment again.

Each action locks the segment, so that two at once come one after the other, and is one step and one
statement on the lines, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.models import LoggedSegment
from liaison.kit.errors import Refused, refuse
from liaison.kit.sql import Question
from liaison.kit.versions import changed_meanwhile
from liaison.segments import rules
from liaison.segments.actions._by_hand import make_room
from liaison.segments.actions._history import note_change
from liaison.segments.bulk import (
    apply_add,
    apply_chosen,
    apply_reuse,
    apply_taking_out,
    record_step,
    undo_add,
    undo_taking_out,
)
from liaison.segments.models import (
    Action,
    ChangeKind,
    SavedCriteria,
    SavedCriteriaStep,
    Segment,
    SegmentLanguage,
    SegmentLine,
    SegmentStep,
    StepKind,
)
from liaison.segments.queries.plans import OPTIONS, StepDraft, checked_filters, plan_of, reusing
from liaison.segments.queries.segments import last_step, segment_to_change
from liaison.segments.rules import Outcome, Selection
from liaison.segments.stored import write_parts


@transaction.atomic
def select_contacts(
    no: str, selection: Selection, *, reset_when_empty: bool = False, by: User, at: datetime
) -> Outcome:
    """Add, reduce or refine the contacts of segment `no`; one step (R-SEG-57 to 76).

    `reset_when_empty` forgets all steps when no line is left (R-SEG-51, 74). Raises `Refused` when the
    filters cannot be read.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    done = run_step(head, selection, kind=StepKind.CRITERIA, by=by, at=at)
    if reset_when_empty and done.after == 0 and done.position > 1:
        _forget_steps(head, by=by, at=at)
    return done


def run_step(
    head: Segment,
    given: Selection | SavedCriteriaStep,
    *,
    kind: StepKind,
    lines: Question | None = None,
    more: bool = False,
    by: User,
    at: datetime,
) -> Outcome:
    """Record one step of a locked segment and do what it says; three statements, one more for codes.

    In a segment with many steps, those by hand before it are put together, see `make_room`; with `more` to
    come, whoever calls does that after the last one.
    `lines` are those a person chose to take out, whoever else the filters match.
    """
    parts = checked_filters(given.filters)
    options: dict[str, Any] = {name: bool(getattr(given, name)) for name in _options(given.action)}
    draft = StepDraft(action=given.action, kind=kind, filters=write_parts(parts), **options)
    plan = plan_of(draft, viewer=by, at=at)
    step, position = record_step(head.pk, draft, by=by.pk, at=at)
    if position > rules.MAX_STEPS and not more:
        position = make_room(head, step)[step].position
    if kind == StepKind.REUSE:
        counted = apply_reuse(head.pk, step, plan)
    elif lines is not None:
        counted = apply_chosen(head.pk, step, lines)
    elif given.action == Action.ADD:
        counted = apply_add(head.pk, step, plan)
    else:
        counted = apply_taking_out(head.pk, step, plan)
    new = {"action": str(given.action), "lines": counted.changed}
    note_change(head, ChangeKind.SELECTED, new=new, count=counted.changed, by=by, at=at)
    before = head.line_count
    head.line_count += counted.changed if given.action == Action.ADD else -counted.changed
    return Outcome(position, counted.matched, counted.changed, before, head.line_count, step)


def _options(action: str) -> Iterable[str]:
    return OPTIONS[:4] if action == Action.ADD else OPTIONS[4:]


@transaction.atomic
def go_back(no: str, *, step: int | None = None, by: User, at: datetime) -> Outcome:
    """Undo the last step and forget it (R-SEG-78 to 82): its lines go, or come back at the end.

    `step` is the one the reader means; raises `Conflict` when another is the last one now, so that nobody
    undoes what somebody else has just done.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    last = last_step(head, step)
    if last is None:
        raise Refused(rules.nothing_to_go_back())
    undo, sign = (undo_add, -1) if last.action == Action.ADD else (undo_taking_out, 1)
    changed = undo(head.pk, last.pk)
    note_change(head, ChangeKind.SELECTED, new={"action": "back"}, count=changed, by=by, at=at)
    after = head.line_count + sign * changed
    return Outcome(last.position, changed, changed, head.line_count, after)


@transaction.atomic
def reset_criteria(no: str, *, by: User, at: datetime) -> None:
    """Forget all steps of an empty segment, without remainder (R-SEG-51).

    Raises `Conflict` when it has lines.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    if head.line_count:
        raise changed_meanwhile()
    _forget_steps(head, by=by, at=at)


def _forget_steps(head: Segment, *, by: User, at: datetime) -> None:
    SegmentLine.objects.filter(segment=head).delete()
    SegmentLanguage.objects.filter(segment=head, line__isnull=False).delete()
    SegmentStep.objects.filter(segment=head).delete()
    note_change(head, ChangeKind.SELECTED, new={"action": "reset"}, by=by, at=at)


@transaction.atomic
def apply_criteria(no: str, code: str, *, by: User, at: datetime) -> list[Outcome]:
    """Replay saved criteria on segment `no`, each step as if done by hand (R-SEG-85 to 88).

    Where steps are put together then, the outcomes name the step that each is part of.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    saved = SavedCriteria.objects.filter(code=code.strip().upper()).first()
    if saved is None:
        raise Refused(rules.unknown(code, "criteria"))
    done = [
        run_step(head, step, kind=StepKind(step.kind), more=True, by=by, at=at)
        for step in saved.steps.order_by("position")
    ]
    if not done or done[-1].position <= rules.MAX_STEPS:
        return done
    became = make_room(head, done[-1].step)
    return [replace(one, position=became[one.step].position, step=became[one.step].pk) for one in done]


@transaction.atomic
def reuse_logged_segment(no: str, entry_no: int, *, by: User, at: datetime) -> Outcome:
    """Append one line for each interaction of logged segment `entry_no` (R-SEG-90 to 92).

    Cancelled interactions and blocked contacts are left out; the exclusion mark is not asked.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    if not LoggedSegment.objects.filter(entry_no=entry_no).exists():
        refuse(rules.unknown(str(entry_no), "logged_segment"))
    return run_step(head, reusing(entry_no), kind=StepKind.REUSE, by=by, at=at)
