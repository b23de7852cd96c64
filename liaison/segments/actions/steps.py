"""Changing the pipeline: edit, move, switch off, delete steps; the lines follow (B-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.kit.errors import Refused, refuse
from liaison.segments import rules
from liaison.segments.actions._history import note_change
from liaison.segments.bulk.pipeline import recompute
from liaison.segments.models import ChangeKind, Segment, SegmentStep
from liaison.segments.queries.plans import (
    OPTIONS,
    StepDraft,
    checked_step,
    decided,
    kept,
    plans_of,
    steps_as_seen,
    stored_steps,
)
from liaison.segments.queries.preview import Preview, preview_stored
from liaison.segments.queries.segments import NoSuchSegment, segment_to_change
from liaison.segments.rules import Outcome
from liaison.segments.stored import write_parts

log = structlog.get_logger(__name__)


@transaction.atomic
def change_steps(
    no: str, drafts: Sequence[StepDraft], *, version: int | None = None, by: User, at: datetime
) -> Outcome:
    """Make `drafts` the steps of segment `no`, in this order, and work the lines out again.

    A draft with a `step` is that step, perhaps changed; without it is a new one; steps that are not
    named are deleted. Lines that survive keep their row, number and values (B-2, B-19). Whatever the
    number of lines, they change by one statement. Without any change it brings the lines up to what the
    criteria say today (B-3). `version` is the one of the steps that the reader saw, see `version_of_steps`;
    raises `Conflict` when they are others now, so that nobody deletes or changes back what somebody else has
    just made. Whoever changes what a step
    asks, or the active steps before it, is its author from then on: nobody steers what others see.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    present = {step.pk: step for step in steps_as_seen(head, version)}
    refuse(rules.too_many_steps(getattr(present.get(one.step), "kind", one.kind) for one in drafts))
    before = decided(present.values())
    named = [draft.step for draft in drafts if draft.step]
    strangers = [step for step in named if step not in present]
    if strangers or len(named) != len(set(named)):
        raise Refused(rules.unknown(str(strangers[:1] or named), "steps"))
    SegmentStep.objects.filter(segment=head).exclude(pk__in=named).delete()
    steps = [
        _written(present.get(draft.step) or SegmentStep(segment=head, created_at=at), draft, place)
        for place, draft in enumerate(drafts, 1)
    ]
    same = kept(before, steps)
    for step in steps:
        if step.pk not in same:
            step.user = by
    fresh = [step for step in steps if step.pk is None]
    SegmentStep.objects.bulk_update(
        [step for step in steps if step.pk is not None],
        ["position", "action", "filters", "active", "user", "matched_count", "changed_count", *OPTIONS],
    )
    SegmentStep.objects.bulk_create(fresh)
    lines = recompute(head.pk, plans_of(steps, viewer=by, at=at))
    new = {"action": "steps", "lines": lines}
    note_change(head, ChangeKind.SELECTED, new=new, count=abs(lines - head.line_count), by=by, at=at)
    return Outcome(len(steps), lines, abs(lines - head.line_count), head.line_count, lines)


def _written(step: SegmentStep, draft: StepDraft, place: int) -> SegmentStep:
    step.position, step.action, step.active = place, draft.action, draft.active
    step.matched_count = step.changed_count = 0  # told anew where it is switched on
    if not draft.step:
        step.kind = draft.kind
    step.filters = draft.filters
    step.filters = write_parts(checked_step(step))
    for name in OPTIONS:
        setattr(step, name, bool(getattr(draft, name)))
    return step


@transaction.atomic
def refresh_segment(no: str, *, by: User, at: datetime) -> Preview:
    """Bring the lines up to what the criteria say today (B-3); returns who came and who went.

    Entries of the log count as far as the author of each step may see them; where that one may not select
    any more, `by`. Who came and went is kept with the history; when nothing changed, only that somebody
    looked.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    steps = list(stored_steps(head))
    found = preview_stored(by, head, steps, at=at)
    if found.comes or found.goes:
        new = {"action": "refresh", "lines": found.after}
        count = found.comes + found.goes
        noted = note_change(head, ChangeKind.SELECTED, new=new, count=count, by=by, at=at)
        head.line_count = recompute(head.pk, plans_of(steps, viewer=by, at=at), change=noted)
    head.refreshed_at = at
    head.save(update_fields=["refreshed_at"])
    return found


def _keeper(head: Segment) -> User | None:
    """Who changed it last, or else selected last, or else made it: the first of them who may select."""
    last = SegmentStep.objects.filter(segment=head).order_by("-position").select_related("user").first()
    people = (head.changed_by, last.user if last is not None else None, head.created_by)
    return next((one for one in people if one is not None and allowed(one, Right.EDIT_SEGMENTS)), None)


def refresh_following(*, at: datetime) -> int:
    """Refresh every open segment that follows its criteria, each by its keeper; returns how many.

    One whose criteria cannot run any more, or that nobody keeps who may do this, stays as it is.
    """
    following = Segment.objects.filter(follows_criteria=True, logged_as=None)
    done = 0
    for head in following.select_related("changed_by", "created_by").order_by("id"):
        keeper = _keeper(head)
        if keeper is None:
            continue
        try:
            refresh_segment(head.no, by=keeper, at=at)
        except Refused as refused:
            log.warning("segment_not_refreshed", segment=head.no, reason=refused.refusals[0].code)
        except NoSuchSegment:
            continue  # logged or deleted meanwhile
        else:
            done += 1
    return done
