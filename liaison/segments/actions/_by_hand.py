"""Steps by hand: what they ask, and what was done one by one put together as one step."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.kit.errors import refuse
from liaison.segments import rules
from liaison.segments.bulk import fold_steps
from liaison.segments.models import Action, Segment, SegmentStep, StepKind
from liaison.segments.queries.plans import OPTIONS
from liaison.segments.stored import MOST_TERMS


def by_number(*numbers: str) -> list[dict[str, object]]:
    """The filters of a step on exactly these contacts (R-SEG-49)."""
    terms = [{"eq": number} for number in numbers]
    return [{"source": "contact", "all": [{"field": "no", "any": terms}]}]


def make_room(head: Segment, new: int) -> int:
    """Put what was done by hand one after the other together; returns how many steps remain.

    The step `new`, the last one, stays by itself, so that going back takes back nothing else. Raises
    `Refused` when the segment has too many steps all the same. The lines are those they were, and will be
    when the steps run again.
    """
    steps = list(SegmentStep.objects.filter(segment=head).order_by("position"))
    runs: list[list[SegmentStep]] = []
    for step in steps:
        if runs and step.pk != new and _say_the_same_as_one([*runs[-1], step]):
            runs[-1].append(step)
        else:
            runs.append([step])
    refuse(rules.too_many_steps(run[0].kind for run in runs))
    gone = {step.pk: run[0].pk for run in runs for step in run[1:]}
    if not gone:
        return len(runs)
    fold_steps(head.pk, gone)
    SegmentStep.objects.filter(pk__in=gone).delete()
    for position, run in enumerate(runs, 1):
        _put_together(run).position = position
    SegmentStep.objects.bulk_update(
        [run[0] for run in runs], ["position", "filters", "matched_count", "changed_count"]
    )
    return len(runs)


def _say_the_same_as_one(run: Sequence[SegmentStep]) -> bool:
    """Whether the steps are by hand and alike, each on contacts by their numbers or on lines it remembers.

    A contact that was entered twice would come once only.
    """
    first = run[0]
    alike = all(
        step.kind == StepKind.HAND
        and step.active
        and (step.action, step.user_id) == (first.action, first.user_id)
        and [getattr(step, name) for name in OPTIONS] == [getattr(first, name) for name in OPTIONS]
        for step in run
    )
    if not alike or first.expand_companies or first.allow_related_companies or first.entire_companies:
        return False
    asked = [_numbers(step) for step in run]
    if first.action == Action.REDUCE and not any(step.filters for step in run):
        return True
    known = [number for numbers in asked for number in numbers]
    once = first.action == Action.REDUCE or len(set(known)) == len(known)
    return all(asked) and once and len(known) <= MOST_TERMS


def _numbers(step: SegmentStep) -> list[str]:
    """The contacts that a step asks for by number; none where it asks for something else."""
    match step.filters:
        case [{"all": [{"any": [*terms]}]}]:
            numbers = [str(term.get("eq")) for term in terms]
            return numbers if step.filters == by_number(*numbers) else []
    return []


def _put_together(run: Sequence[SegmentStep]) -> SegmentStep:
    first = run[0]
    if len(run) > 1 and first.filters:
        first.filters = by_number(*dict.fromkeys(number for step in run for number in _numbers(step)))
    first.matched_count = sum(step.matched_count for step in run)
    first.changed_count = sum(step.changed_count for step in run)
    return first
