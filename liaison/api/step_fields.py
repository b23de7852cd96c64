"""What is written of the criteria of a segment, and how steps, previews and outcomes are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field

from liaison.api.entries import InstantOut
from liaison.api.shapes import Flag, Number, Out, Shape, no
from liaison.segments.queries.preview import Preview
from liaison.segments.queries.segments import StepView
from liaison.segments.rules import MOST_STEPS, Outcome

Action = Literal["add", "reduce", "refine"]
DEEP = 20


def _storable(value: Any, depth: int = 0) -> Any:
    """Refuse what no database text can hold, wherever it stands in the filters, and nonsense depths."""
    if depth > DEEP:
        raise no("filters", _("The filters are nested too deeply."))
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise no("characters", _("The text contains characters that are not valid."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _storable(name, depth + 1)
            _storable(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _storable(inner, depth + 1)
    return value


Filters = Annotated[
    list[dict[str, Any]] | dict[str, Any],
    AfterValidator(_storable),
    Field(
        description=(
            'All of them must pass: `[{"source": "contact", "all": [{"field": "language", '
            '"text": "fr-CH|fr"}]}]`; `"not": true` and `"at_least": 2` count rows; '
            '`{"any_of": [[…], […]]}` is one of several lists. One filter may stand alone.'
        )
    ),
]


class StepOptions(Shape):
    """One selection action; all options are off by default."""

    action: Action
    filters: Filters = []
    allow_existing: Annotated[Flag, Field(description="Add: contacts that are in come once more.")] = False
    expand_companies: Annotated[Flag, Field(description="Add: with the people of a company.")] = False
    allow_related_companies: Annotated[Flag, Field(description="Add: with the company.")] = False
    ignore_exclusion: Annotated[Flag, Field(description="Add: excluded contacts too.")] = False
    entire_companies: Annotated[Flag, Field(description="Reduce, refine: whole companies.")] = False

    def fields(self) -> dict[str, Any]:
        """What the verbs take."""
        given = {name: getattr(self, name) for name in StepOptions.model_fields}
        filters = given["filters"]
        return {**given, "filters": [filters] if isinstance(filters, dict) and filters else filters or []}


class StepIn(StepOptions):
    """A step to do."""

    reset_when_empty: Annotated[Flag, Field(description="Forget all steps when no line is left.")] = False


class StepChange(StepOptions):
    """A step as it is to be; with an `id` it is that step, without a new one."""

    id: Annotated[Number | None, Field(description="Of a step the segment has.")] = None
    kind: Annotated[
        Literal["criteria", "hand", "reuse"],
        Field(description="Of a new step; one with an `id` keeps its own."),
    ] = "criteria"
    active: Flag = True


class StepsIn(Shape):
    """The whole pipeline, in order; steps that are left out are deleted."""

    steps: Annotated[list[StepChange], Field(max_length=MOST_STEPS)]


class StepOut(Out):
    """One selection action of a segment."""

    id: int
    position: int
    action: Action
    kind: str
    active: bool
    filters: list[dict[str, Any]]
    words: Annotated[list[str], Field(description="Each filter in the language of `Accept-Language`.")]
    allow_existing: bool
    expand_companies: bool
    allow_related_companies: bool
    ignore_exclusion: bool
    entire_companies: bool
    matched_count: int
    changed_count: int
    user: str | None
    created_at: InstantOut


class SampleOut(Out):
    """A contact that would come or go."""

    contact: str
    name: str
    type: str
    company_name: str


class PreviewOut(Out):
    """Lines before and after, and who would come or go; nothing was done."""

    before: int
    after: int
    matched: int
    comes: int
    goes: int
    existing: Annotated[int, Field(description="Left out: in already.")]
    excluded: Annotated[int, Field(description="Left out: excluded from segments.")]
    blocked: Annotated[int, Field(description="Left out: blocked for privacy.")]
    samples: list[SampleOut]


def show_step(view: StepView) -> dict[str, Any]:
    """A step as JSON."""
    step = view.step
    named = {"id": step.pk, "words": list(view.words), "user": step.user.username if step.user else None}
    return {**{name: getattr(step, name) for name in StepOut.model_fields if name not in named}, **named}


def show_preview(found: Preview) -> dict[str, Any]:
    """A preview as JSON."""
    counts = {name: getattr(found, name) for name in PreviewOut.model_fields if name != "samples"}
    samples = [
        {"contact": one.no, "name": one.name, "type": one.type, "company_name": one.company}
        for one in found.samples
    ]
    return {**counts, "samples": samples}


class OutcomeOut(Out):
    """What a step did: contacts that matched, lines that came or went, lines before and after."""

    position: int
    matched: int
    changed: int
    before: int
    after: int


def show_outcome(done: Outcome) -> dict[str, Any]:
    """What a step did as JSON."""
    return {name: getattr(done, name) for name in OutcomeOut.model_fields}
