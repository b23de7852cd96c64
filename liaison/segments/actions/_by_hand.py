"""Steps by hand: what they ask, and what was done one by one put together as one step."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.kit.errors import refuse
from liaison.segments import rules
from liaison.segments.bulk import fold_steps
from liaison.segments.models import Action, Segment, SegmentStep, StepKind, StepTakenOut
from liaison.segments.queries.plans import OPTIONS
from liaison.segments.stored import MOST_TERMS


def by_number(*numbers: str) -> list[dict[str, object]]:
    """The filters of a step on exactly these contacts (R-SEG-49)."""
    terms = [{"eq": number} for number in numbers]
    return [{"source": "contact", "all": [{"field": "no", "any": terms}]}]


def make_room(head: Segment, new: int) -> dict[int, SegmentStep]:
    """Put what one person entered by hand together, and what was taken out; returns what became of each step.

    A step joins an earlier one past those by hand that are about other contacts, so that entering and
    taking out in turn need no more room. The step `new`, the last one, stays by itself, so that going back
    takes back nothing else. Raises `Refused` when the segment has too many steps all the same. The lines
    are those they were, and will be when the steps run again.
    """
    steps = list(SegmentStep.objects.filter(segment=head).order_by("position"))
    about = _contacts(steps)
    runs: list[list[SegmentStep]] = []
    touched: list[set[str] | None] = []  # by each run
    for step in steps:
        place = None if step.pk == new else _place(step, about[step.pk], runs, touched)
        if place is None:
            runs.append([step])
            touched.append(about[step.pk])
        else:
            runs[place].append(step)
            touched[place] = (touched[place] or set()) | (about[step.pk] or set())
    refuse(rules.too_many_steps(run[0].kind for run in runs))
    became = {step.pk: run[0] for run in runs for step in run}
    gone = {pk: stays.pk for pk, stays in became.items() if pk != stays.pk}
    if not gone:
        return became
    fold_steps(head.pk, gone)
    SegmentStep.objects.filter(pk__in=gone).delete()
    for position, run in enumerate(runs, 1):
        _put_together(run).position = position
    SegmentStep.objects.bulk_update(
        [run[0] for run in runs], ["position", "filters", "matched_count", "changed_count"]
    )
    return became


def _contacts(steps: Sequence[SegmentStep]) -> dict[int, set[str] | None]:
    """Which contacts each step by hand is about, of those that some step names; None: it may be any.

    Whom a step without criteria took out is known by what it remembers.
    """
    about: dict[int, set[str] | None] = {}
    remembered: dict[int, set[str]] = {}
    for step in steps:
        about[step.pk] = set(_numbers(step)) or None
        if _takes_out_what_it_remembers(step):
            about[step.pk] = remembered[step.pk] = set()
    if remembered:
        named = set().union(*(numbers for numbers in about.values() if numbers))
        taken = StepTakenOut.objects.filter(step__in=remembered, contact__no__in=named)
        for pk, number in taken.values_list("step", "contact__no"):
            remembered[pk].add(number)
    return about


def _place(
    step: SegmentStep,
    about: set[str] | None,
    runs: Sequence[Sequence[SegmentStep]],
    touched: Sequence[set[str] | None],
) -> int | None:
    """The run that the step can join without passing one that is about the same contacts."""
    if about is None:
        return None
    for place in range(len(runs) - 1, -1, -1):
        first, others = runs[place][0], touched[place]
        if others is None:
            return None
        alike = _alike(first, step)
        if not first.filters and not step.filters:
            return place if alike else None
        apart = others.isdisjoint(about)
        once = apart or step.action == Action.REDUCE  # who was entered twice would come once only
        if alike and once and len(others | about) <= MOST_TERMS:
            return place
        if not apart:
            return None
    return None


def _alike(first: SegmentStep, step: SegmentStep) -> bool:
    """Whether both do the same with the contacts they name, or both with those they remember."""
    return bool(first.filters) == bool(step.filters) and all(
        getattr(step, name) == getattr(first, name) for name in ("action", "user_id", *OPTIONS)
    )


def _takes_out_what_it_remembers(step: SegmentStep) -> bool:
    return _plain(step) and step.action == Action.REDUCE and not step.filters


def _plain(step: SegmentStep) -> bool:
    """Whether the step is by hand, at work, and about nobody but the contacts themselves."""
    widened = step.expand_companies or step.allow_related_companies or step.entire_companies
    return step.kind == StepKind.HAND and step.active and not widened


def _numbers(step: SegmentStep) -> list[str]:
    """The contacts that a step by hand asks for by number; none where it asks for something else."""
    if not _plain(step):
        return []
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
