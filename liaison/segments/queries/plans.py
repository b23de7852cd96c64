"""Steps as the statements need them: filters checked and compiled, on the day of now.

A criterion about the log finds what its author may see, whoever runs, refreshes or explains it: else the
same criteria would choose others, depending on who touched the segment last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.visibility import seen_by
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.sql import rows_often
from liaison.kit.versions import changed_meanwhile, version_for
from liaison.segments import rules
from liaison.segments.compiling import Codes, Where, named_codes, unknown_codes, where
from liaison.segments.criteria import Filter, Part
from liaison.segments.models import Action, SavedCriteriaStep, Segment, SegmentStep, StepKind
from liaison.segments.rules import Selection
from liaison.segments.selection import Plan
from liaison.segments.sources import shapes
from liaison.segments.stored import read_parts, write_parts

REUSED = """
    SELECT c.id, k.id AS campaign_id, e.id AS entry
    FROM interaction_entry e JOIN contact c ON c.id = e.contact_id
    LEFT JOIN campaign k ON k.id = e.campaign_id AND k.archived_at IS NULL
    WHERE e.logged_segment_id = (
              SELECT g.id FROM interaction_logged_segment g WHERE g.entry_no = %({name})s
          )
      AND NOT e.canceled AND NOT c.privacy_blocked AND c.archived_at IS NULL"""

TAKEN_OUT = "c.id IN (SELECT o.contact_id FROM segment_step_taken_out o WHERE o.step_id = {step})"
"""Lines taken out by hand in numbers are known by what the step remembers, not by a list of contacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDraft(Selection):
    """A step that is not stored, or a stored one changed; `step` is its id, 0 for a new one.

    `user` is the author of a stored one that stays theirs, see `authored`; nothing stores it.
    """

    kind: str = "criteria"
    active: bool = True
    step: int = 0
    user: User | None = None


Step: TypeAlias = StepDraft | SegmentStep | SavedCriteriaStep
"""Whatever says what a step does."""


OPTIONS = (
    "allow_existing",
    "expand_companies",
    "allow_related_companies",
    "ignore_exclusion",
    "entire_companies",
)


def checked_filters(filters: object) -> tuple[Part, ...]:
    """The filters of a selection; raises `Refused` with field and position (E-SEG-45)."""
    return read_parts(filters, shapes())


def checked_step(given: Step) -> tuple[Part, ...]:
    """The filters of a step.

    Raises `Refused` for what no step can be, also one that is switched off.
    """
    parts = checked_filters(given.filters)
    reuses = given.kind == "reuse"
    if given.action not in Action.values or (reuses and given.action != Action.ADD):
        raise Refused(rules.unknown(str(given.action), "action"))
    if reuses:
        logged_segment_of(parts)
    return parts


def codes_of(parts: Iterable[Part]) -> Codes:
    """The ids of the codes that the filters name; one statement, none without codes."""
    named = named_codes(parts)
    if not named:
        return {}
    params: dict[str, Any] = {}
    asked = []
    for number, ((table, column), values) in enumerate(named.items()):
        asked.append(
            f"SELECT {number}, k.{column}::text, k.id FROM {table} k"
            f" WHERE k.{column}::text = ANY(%(codes_{number})s)"
        )
        params[f"codes_{number}"] = sorted(values)
    places = list(named)
    found: Codes = {place: {} for place in places}
    for number, code, pk in rows_often(" UNION ALL ".join(asked), params):
        found[places[number]][code] = int(pk)
    return found


def stored_steps(head: Segment) -> QuerySet[SegmentStep]:
    """The steps of a segment in order, each with its author and their team; one statement."""
    return SegmentStep.objects.filter(segment=head).select_related("user__salesperson").order_by("position")


def version_of_steps(steps: Iterable[SegmentStep]) -> int:
    """The version of all steps of a segment, in order: which they are, what each asks and does.

    Whom they find today, and who made them, is no other version.
    """
    return version_for(
        [
            [one.pk, one.kind, one.action, one.active, one.filters, *(getattr(one, name) for name in OPTIONS)]
            for one in steps
        ]
    )


def steps_as_seen(head: Segment, version: int | None) -> list[SegmentStep]:
    """The steps of a segment; raises `Conflict` when they are not of the `version` that the reader saw."""
    found = list(stored_steps(head))
    if version is not None and version != version_of_steps(found):
        raise changed_meanwhile()
    return found


def author_of(given: Step, viewer: User) -> User:
    """Whose sight a step has: its author's; without one who may still select, that of the `viewer`."""
    author: User | None = getattr(given, "user", None)
    return author if author is not None and allowed(author, Right.EDIT_SEGMENTS) else viewer


def decided(given: Iterable[Step]) -> dict[int, list[list[Any]]]:
    """What decides whom each step chooses, by its id: what it asks and does, and the active steps before it.

    Whoever changes that is its author. Else, "add everybody" put before what an administrator takes out would
    tell whom the log hides from who put it there.
    """
    found = {}
    before: list[list[Any]] = []
    for one in given:
        number = _number_of(one)
        asked = [number, one.action, one.filters, *(bool(getattr(one, name)) for name in OPTIONS)]
        found[number] = [*before, asked]
        if getattr(one, "active", True):
            before.append(asked)
    return found


def kept(before: dict[int, list[list[Any]]], after: Iterable[Step]) -> set[int]:
    """The ids of the stored steps that keep their author: nothing that decided them is another `after`."""
    now = decided(after)
    return {number for number, asked in before.items() if now.get(number) == asked}


def authored(head: Segment, drafts: Iterable[StepDraft], *, version: int | None = None) -> list[StepDraft]:
    """The drafts, those with their author that change nothing of what decided stored ones; one statement.

    A stored step stays of its kind, whatever the draft says. One that is switched off asks nobody, and need
    not even be readable. `version` as for `steps_as_seen`.
    """
    stored = {step.pk: step for step in steps_as_seen(head, version)}
    drafts = [replace(one, kind=stored[one.step].kind) if one.step in stored else one for one in drafts]
    told = [replace(one, filters=write_parts(checked_step(one))) if one.active else one for one in drafts]
    same = kept(decided(stored.values()), told)
    return [
        replace(draft, user=stored[draft.step].user) if draft.active and draft.step in same else draft
        for draft in told
    ]


def plan_of(
    given: Step,
    *,
    viewer: User,
    at: datetime,
    step: int = 0,
    prefix: str = "f",
    codes: Codes | None = None,
    lenient: bool = False,
) -> Plan:
    """The plan of a step; raises `Refused` when its filters cannot be read.

    Also for those that name a segment there is none of, unless `lenient`: nobody would be in it, and
    everybody not in it.
    """
    parts = checked_step(given)
    codes = codes_of(parts) if codes is None else codes
    if not lenient:
        refuse(rules.no_such_segment(*one) for one in unknown_codes(parts, codes))
    if given.kind == "reuse":
        name = f"{prefix}0"
        seen = seen_by(author_of(given, viewer)).apart(prefix)
        sql = f"{REUSED.format(name=name)} AND ({seen.sql})"
        condition = Where(sql, {name: logged_segment_of(parts), **seen.params})
    elif given.kind == "hand" and given.action == Action.REDUCE and not parts:
        condition = Where(TAKEN_OUT.format(step=int(step)), {})
    else:
        seen = seen_by(author_of(given, viewer)).apart(prefix)
        condition = where(parts, today=local_date(at), seen=seen, prefix=prefix, codes=codes)
    return Plan(
        action=given.action,
        where=condition,
        kind=given.kind,
        step=step,
        **{name: bool(getattr(given, name)) for name in OPTIONS},
    )


def reusing(entry_no: int) -> StepDraft:
    """The step that appends one line for each interaction of a logged segment."""
    asked = {"field": "logged_segment", "any": [{"eq": str(entry_no)}]}
    return StepDraft(
        action=Action.ADD,
        kind=StepKind.REUSE,
        filters=[{"source": "interaction", "all": [asked]}],
        allow_existing=True,
    )


def logged_segment_of(parts: Iterable[Part]) -> int:
    """The number of the logged segment that a step used again; raises `Refused` where it names none."""
    for part in parts:
        if isinstance(part, Filter) and part.source == "interaction":
            for condition in part.all:
                number = condition.any[0].value
                if (
                    condition.field == "logged_segment"
                    and len(condition.any) == 1
                    and condition.any[0].op == "eq"
                    and isinstance(number, Decimal)
                    and number == int(number)
                ):
                    return int(number)
    raise Refused(Refusal(str(rules.unknown("", "logged_segment").message), "filters", "E-SEG-45"))


def plans_of(given: Iterable[Step], *, viewer: User, at: datetime, lenient: bool = False) -> list[Plan]:
    """The plans of the steps that are switched on, in order; each names its step. See `plan_of`."""
    chosen = [one for one in given if getattr(one, "active", True)]
    codes = codes_of([part for one in chosen for part in checked_filters(one.filters)])
    return [
        plan_of(
            one,
            viewer=viewer,
            at=at,
            step=_number_of(one) or -number,
            prefix=f"f{number}_",
            codes=codes,
            lenient=lenient,
        )
        for number, one in enumerate(chosen, 1)
    ]


def _number_of(one: Step) -> int:
    """The id of a step of a segment; 0 where it is none yet."""
    if isinstance(one, SegmentStep):
        return one.pk or 0
    return one.step if isinstance(one, StepDraft) else 0
