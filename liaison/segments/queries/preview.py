"""What an action would do, before it does it: before and after, and ten samples (B-1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.models import LoggedSegment
from liaison.kit.errors import Refused, refuse
from liaison.kit.sql import rows
from liaison.segments import rules
from liaison.segments.models import Action, SavedCriteria, SavedCriteriaStep, Segment, SegmentStep, StepKind
from liaison.segments.queries.plans import StepDraft, authored, plan_of, plans_of, reusing
from liaison.segments.queries.segments import last_step
from liaison.segments.rules import Selection
from liaison.segments.selection import (
    FROM_LIVE_LINES,
    FROM_NOTHING,
    LIVE,
    Chain,
    Plan,
    goes,
    reached,
    write_add,
    write_matching,
    write_pipeline,
)

SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """A contact that would come or go."""

    no: str
    name: str
    type: str
    company: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Lines before and after, how many contacts match, and who would come or go.

    `existing`, `excluded` and `blocked` are those an add leaves out: they are in already, are excluded
    from segments, or blocked for privacy reasons. `comes` and `goes` count lines.
    """

    before: int
    after: int
    matched: int
    comes: int = 0
    goes: int = 0
    existing: int = 0
    excluded: int = 0
    blocked: int = 0
    samples: tuple[Sample, ...] = ()


ALONE = "alone AS (SELECT set_config('max_parallel_workers_per_gather', '0', TRUE))"
"""Beside this nothing runs in parallel: a preview gets the plan that the step itself will have, and takes
no more than one core from the others. (Asked in parallel, the planner would rather look at every entry of
each contact than at the few entries that are meant.)
"""
SAMPLED = """
    coalesce((SELECT jsonb_agg(jsonb_build_array(c.no, c.name, c.type, coalesce(k.name, '')) ORDER BY p.n)
     FROM (SELECT contact_id, row_number() OVER () AS n FROM ({chosen}) q) p
     JOIN contact c ON c.id = p.contact_id
     LEFT JOIN contact k ON k.id = c.company_id AND k.id <> c.id), '[]'::jsonb)"""


def preview_selection(viewer: User, head: Segment, selection: Selection, *, at: datetime) -> Preview:
    """What `selection` would do now; one statement, nothing is written or locked."""
    require(viewer, Right.READ_SEGMENTS)
    plan = plan_of(StepDraft(**asdict(selection)), viewer=viewer, at=at)
    return _add(head, plan) if plan.action == Action.ADD else _taking_out(head, plan)


def _add(head: Segment, plan: Plan) -> Preview:
    chain = Chain()
    new = write_add(chain, plan, LIVE)
    excluded = "FALSE" if plan.ignore_exclusion else "exclude_from_segment"
    sql = f"""
        WITH {ALONE}, {chain.sql}, reached AS (
            SELECT count(*) AS total,
                   count(*) FILTER (WHERE privacy_blocked) AS blocked,
                   count(*) FILTER (WHERE NOT privacy_blocked AND {excluded}) AS excluded
            FROM {reached(plan)}
        )
        SELECT (SELECT count(*) FROM x1), (SELECT count(*) FROM {new}), total, blocked, excluded,
               {SAMPLED.format(chosen=f"SELECT id AS contact_id FROM {new} ORDER BY id LIMIT {SAMPLES}")}
        FROM reached"""
    ((matched, comes, total, blocked, excluded, samples),) = rows(sql, {"segment": head.pk, **chain.params})
    return Preview(
        before=head.line_count,
        after=head.line_count + comes,
        matched=matched,
        comes=comes,
        existing=total - blocked - excluded - comes,
        excluded=excluded,
        blocked=blocked,
        samples=_samples(samples),
    )


def _taking_out(head: Segment, plan: Plan) -> Preview:
    chain = Chain()
    matching = write_matching(chain, plan, LIVE)
    sql = f"""
        WITH {ALONE}, {chain.sql}, gone AS MATERIALIZED (
            SELECT l.contact_id, l.line_no FROM segment_line l
            WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL
              AND {goes(plan, matching, "l.contact_id")}
        )
        SELECT (SELECT count(*) FROM {matching}), (SELECT count(*) FROM gone),
               {SAMPLED.format(chosen=f"SELECT contact_id FROM gone ORDER BY line_no LIMIT {SAMPLES}")}"""
    ((matched, gone, samples),) = rows(sql, {"segment": head.pk, **chain.params})
    return Preview(
        before=head.line_count,
        after=head.line_count - gone,
        matched=matched,
        goes=gone,
        samples=_samples(samples),
    )


def preview_go_back(viewer: User, head: Segment, *, step: int | None = None) -> Preview:
    """What going back over the last step would do; raises `Refused` without a step.

    `step` is the one the reader means; raises `Conflict` when another is the last one now.
    """
    require(viewer, Right.READ_SEGMENTS)
    last = last_step(head, step)
    if last is None:
        raise Refused(rules.nothing_to_go_back())
    if last.action == Action.ADD:
        chosen = "l.step_id = %(step)s AND l.removed_by_id IS NULL"
    else:
        chosen = "l.removed_by_id = %(step)s"
    lines = f"SELECT contact_id FROM segment_line l WHERE l.segment_id = %(segment)s AND {chosen}"
    sql = f"""
        SELECT (SELECT count(*) FROM ({lines}) x),
               {SAMPLED.format(chosen=f"{lines} ORDER BY line_no LIMIT {SAMPLES}")}"""
    ((changed, samples),) = rows(sql, {"segment": head.pk, "step": last.pk})
    sign = -1 if last.action == Action.ADD else 1
    return Preview(
        before=head.line_count,
        after=head.line_count + sign * changed,
        matched=changed,
        comes=changed if sign > 0 else 0,
        goes=changed if sign < 0 else 0,
        samples=_samples(samples),
    )


def preview_steps(
    viewer: User, head: Segment, steps: Sequence[StepDraft], *, version: int | None = None, at: datetime
) -> Preview:
    """What the lines would become if `steps` were the steps; for edited, moved, switched steps (B-2).

    The samples are contacts that would come, then those that would go. Two statements, one more for codes:
    steps that are not changed stay those of their authors. `version` is the one of the steps that the reader
    saw; raises `Conflict` when they are others now.
    """
    require(viewer, Right.READ_SEGMENTS)
    drafts = authored(head, steps, version=version)
    refuse(rules.too_many_steps(one.kind for one in drafts))
    return _pipeline(head, plans_of(drafts, viewer=viewer, at=at))


def preview_replay(
    viewer: User, head: Segment, steps: Iterable[SavedCriteriaStep], *, at: datetime
) -> Preview:
    """What replaying saved steps would make of the lines as they stand (R-SEG-86, 88, B-1).

    The steps of the segment itself do not run again, whatever their criteria would say today.
    """
    require(viewer, Right.READ_SEGMENTS)
    # Taken out by hand there, a contact is taken out here with all its lines.
    plans = [
        replace(plan, kind="criteria") if plan.kind == StepKind.HAND else plan
        for plan in plans_of(steps, viewer=viewer, at=at)
    ]
    return _pipeline(head, plans, start=FROM_LIVE_LINES)


def preview_saved(viewer: User, head: Segment, code: str, *, at: datetime) -> Preview:
    """`preview_replay` of saved criteria by their code; raises `Refused` where there are none."""
    saved = SavedCriteria.objects.filter(code=code.strip().upper()).first()
    if saved is None:
        raise Refused(rules.unknown(code, "criteria"))
    return preview_replay(viewer, head, saved.steps.order_by("position"), at=at)


def preview_reuse(viewer: User, head: Segment, entry_no: int, *, at: datetime) -> Preview:
    """What appending the contacts of logged segment `entry_no` would do (R-SEG-90 to 92, B-1)."""
    require(viewer, Right.READ_SEGMENTS)
    if not LoggedSegment.objects.filter(entry_no=entry_no).exists():
        raise Refused(rules.unknown(str(entry_no), "logged_segment"))
    found = _pipeline(head, plans_of([reusing(entry_no)], viewer=viewer, at=at), start=FROM_LIVE_LINES)
    return replace(found, matched=found.comes)


def preview_stored(viewer: User, head: Segment, steps: Sequence[SegmentStep], *, at: datetime) -> Preview:
    """Who would join and who would leave if the segment's own steps ran again today (B-3)."""
    require(viewer, Right.READ_SEGMENTS)
    return _pipeline(head, plans_of(steps, viewer=viewer, at=at))


def _pipeline(head: Segment, plans: Sequence[Plan], *, start: str = FROM_NOTHING) -> Preview:
    chain = Chain()
    state = write_pipeline(chain, plans, start=start)
    samples = SAMPLED.format(chosen=f"SELECT contact_id FROM changed ORDER BY more DESC LIMIT {SAMPLES}")
    sql = f"""
        WITH {ALONE}, {chain.sql},
        target AS MATERIALIZED (
            SELECT contact_id, count(*) AS lines FROM {state} WHERE removed IS NULL GROUP BY contact_id
        ), present AS MATERIALIZED (
            SELECT contact_id, count(*) AS lines FROM ({LIVE}) l GROUP BY contact_id
        ), changed AS MATERIALIZED (
            SELECT contact_id, coalesce(t.lines, 0) - coalesce(p.lines, 0) AS more
            FROM target t FULL JOIN present p USING (contact_id)
            WHERE coalesce(t.lines, 0) <> coalesce(p.lines, 0)
        )
        SELECT coalesce((SELECT sum(lines) FROM target), 0),
               coalesce((SELECT sum(more) FROM changed WHERE more > 0), 0),
               coalesce((SELECT -sum(more) FROM changed WHERE more < 0), 0),
               {samples}"""
    ((after, comes, gone, found),) = rows(sql, {"segment": head.pk, **chain.params})
    return Preview(
        before=head.line_count,
        after=int(after),
        matched=int(after),
        comes=int(comes),
        goes=int(gone),
        samples=_samples(found),
    )


def _samples(found: str) -> tuple[Sample, ...]:
    return tuple(Sample(*one) for one in json.loads(found))
