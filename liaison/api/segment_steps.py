"""The criteria of a segment: its steps, what a step would do, saved criteria."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import AfterValidator, Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.paging import Paged, by_code, list_of
from liaison.api.segments import OutcomeOut, SegmentNo, segment_of, show_outcome
from liaison.api.shapes import Code, Flag, Given, Line, Number, Out, QueryFlag, Shape, no
from liaison.segments.actions import (
    apply_criteria,
    change_saved_criteria,
    change_steps,
    delete_saved_criteria,
    go_back,
    reuse_logged_segment,
    save_criteria,
    select_contacts,
)
from liaison.segments.models import SavedCriteria
from liaison.segments.queries.plans import StepDraft
from liaison.segments.queries.preview import (
    Preview,
    preview_go_back,
    preview_selection,
    preview_steps,
)
from liaison.segments.queries.segments import (
    StepView,
    in_words,
    saved_criteria,
    saved_criteria_by_code,
)
from liaison.segments.queries.segments import steps as steps_of
from liaison.segments.rules import MAX_STEPS, Selection

router = Router(tags=["Segments"])

CriteriaCode = Annotated[Code, Path(description="Code of the saved criteria.")]
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
    kind: Literal["criteria", "hand", "reuse"] = "criteria"
    active: Flag = True


class StepsIn(Shape):
    """The whole pipeline, in order; steps that are left out are deleted."""

    steps: Annotated[list[StepChange], Field(max_length=MAX_STEPS)]


class PreviewQuery(Shape):
    """Whether only to count."""

    preview: Annotated[QueryFlag, Field(description="Answers counts and samples only.")] = False


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


class StepsOut(Out):
    """The criteria of a segment, in order."""

    items: list[StepOut]
    next: None


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


class CriteriaIn(Shape):
    """Under which name the steps of a segment are saved."""

    segment: Annotated[Code, Field(description="Number of the segment.")]
    code: Code
    description: Line = ""


class CriteriaPatch(Shape):
    """A new name; null leaves it."""

    code: Code | None = None
    description: Line | None = None


class CriteriaOut(Out):
    """Steps under a name."""

    code: str
    description: str
    created_at: InstantOut


class CriteriaStepOut(Out):
    """One step of saved criteria."""

    position: int
    action: Action
    kind: str
    filters: list[dict[str, Any]]
    words: list[str]
    allow_existing: bool
    expand_companies: bool
    allow_related_companies: bool
    ignore_exclusion: bool
    entire_companies: bool


class CriteriaDetailOut(CriteriaOut):
    """Saved criteria with their steps."""

    steps: list[CriteriaStepOut]


class CriteriaUse(Shape):
    """Whose steps are replayed: saved criteria, or the contacts of a logged segment."""

    criteria: Annotated[Code | None, Field(description="Code of saved criteria.")] = None
    logged_segment: Annotated[Number | None, Field(description="Number of a logged segment.")] = None


class OutcomesOut(Out):
    """What each step did."""

    items: list[OutcomeOut]


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


def show_criteria(saved: SavedCriteria) -> dict[str, Any]:
    """Saved criteria as JSON."""
    return {"code": saved.code, "description": saved.description, "created_at": saved.created_at}


@router.get("/segments/{no}/steps", response=StepsOut, summary="Criteria of a segment")
def list_steps(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Lists the selection actions in order, each also in words."""
    found = steps_of(request.user, segment_of(request, no))
    return answer({"items": [show_step(one) for one in found], "next": None})


@router.post(
    "/segments/{no}/steps",
    response={200: PreviewOut, 201: OutcomeOut},
    summary="Add, reduce or refine the contacts",
)
def create_step(
    request: ApiRequest,
    no: SegmentNo,
    query: Annotated[PreviewQuery, Query()],
    body: Annotated[StepIn, Given()],
) -> HttpResponse:
    """Does one selection action; with `preview` it only tells what it would do."""
    head = segment_of(request, no)
    selection = Selection(**body.fields())
    if query.preview:
        return answer(show_preview(preview_selection(request.user, head, selection, at=request.at)))
    done = select_contacts(
        head.no, selection, reset_when_empty=body.reset_when_empty, by=request.user, at=request.at
    )
    return answer(show_outcome(done), status=201)


@router.put(
    "/segments/{no}/steps", response={200: PreviewOut | OutcomeOut}, summary="Change the whole criteria"
)
def write_steps(
    request: ApiRequest,
    no: SegmentNo,
    query: Annotated[PreviewQuery, Query()],
    body: Annotated[StepsIn, Given()],
) -> HttpResponse:
    """Changes, moves, switches and deletes steps; lines that survive keep their own values."""
    head = segment_of(request, no)
    drafts = [
        StepDraft(step=one.id or 0, kind=one.kind, active=one.active, **one.fields()) for one in body.steps
    ]
    if query.preview:
        return answer(show_preview(preview_steps(request.user, head, drafts, at=request.at)))
    return answer(show_outcome(change_steps(head.no, drafts, by=request.user, at=request.at)))


@router.delete(
    "/segments/{no}/steps/last", response={200: PreviewOut | OutcomeOut}, summary="Go back one step"
)
def remove_last_step(
    request: ApiRequest, no: SegmentNo, query: Annotated[PreviewQuery, Query()]
) -> HttpResponse:
    """Undoes the last step and forgets it; lines it took out come back at the end."""
    head = segment_of(request, no)
    if query.preview:
        return answer(show_preview(preview_go_back(request.user, head)))
    return answer(show_outcome(go_back(head.no, by=request.user, at=request.at)))


@router.post(
    "/segments/{no}/steps/reuse", response={201: OutcomesOut}, summary="Use saved criteria or old contacts"
)
def reuse_steps(request: ApiRequest, no: SegmentNo, body: Annotated[CriteriaUse, Given()]) -> HttpResponse:
    """Replays saved criteria, or appends the contacts of a logged segment."""
    head = segment_of(request, no)
    if (body.criteria is None) == (body.logged_segment is None):
        raise Problem(422, _("Give either criteria or a logged segment."), field="criteria")
    if body.logged_segment is not None:
        done = [reuse_logged_segment(head.no, body.logged_segment, by=request.user, at=request.at)]
    else:
        done = apply_criteria(head.no, body.criteria or "", by=request.user, at=request.at)
    return answer({"items": [show_outcome(one) for one in done]}, status=201)


@router.get("/saved-criteria", response=list_of(CriteriaOut), summary="List saved criteria")
def list_saved_criteria(request: ApiRequest, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists saved criteria by code."""
    return answer(by_code(saved_criteria(request.user), query, show_criteria))


@router.post("/saved-criteria", response={201: CriteriaOut}, summary="Save the criteria of a segment")
def create_saved_criteria(request: ApiRequest, body: Annotated[CriteriaIn, Given()]) -> HttpResponse:
    """Keeps the steps of a segment under a name, without its lines."""
    head = segment_of(request, body.segment)
    made = save_criteria(head.no, body.code, body.description, by=request.user, at=request.at)
    return answer(show_criteria(made), status=201, location=f"/api/v1/saved-criteria/{made.code}")


@router.get("/saved-criteria/{code}", response=CriteriaDetailOut, summary="Saved criteria")
def read_saved_criteria(request: ApiRequest, code: CriteriaCode) -> HttpResponse:
    """Shows saved criteria with their steps, each also in words."""
    found = _criteria(request, code)
    steps = [
        {
            **{name: getattr(step, name) for name in CriteriaStepOut.model_fields if name != "words"},
            "words": list(in_words(step.filters)),
        }
        for step in sorted(found.steps.all(), key=lambda step: step.position)
    ]
    return answer({**show_criteria(found), "steps": steps})


@router.patch("/saved-criteria/{code}", response=CriteriaOut, summary="Rename saved criteria")
def edit_saved_criteria(
    request: ApiRequest, code: CriteriaCode, body: Annotated[CriteriaPatch, Given()]
) -> HttpResponse:
    """Changes code and description."""
    changed = change_saved_criteria(
        _criteria(request, code).code,
        new_code=body.code,
        description=body.description,
        by=request.user,
        at=request.at,
    )
    return answer(show_criteria(changed))


@router.delete("/saved-criteria/{code}", response={204: None}, summary="Delete saved criteria")
def remove_saved_criteria(request: ApiRequest, code: CriteriaCode) -> HttpResponse:
    """Deletes saved criteria; segments that used them stay as they are."""
    delete_saved_criteria(_criteria(request, code).code, by=request.user, at=request.at)
    return empty()


def _criteria(request: ApiRequest, code: str) -> SavedCriteria:
    found = saved_criteria_by_code(request.user, code)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found
