"""The criteria of a segment: its steps, what a step would do, and the lines as they say today."""

from __future__ import annotations

from typing import Annotated

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.errors import Problem, fields_as_sent
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Code, Given, Number, Out, QueryFlag, QueryNumber, Shape
from liaison.api.step_fields import (
    OutcomeOut,
    PreviewOut,
    StepIn,
    StepOut,
    StepsIn,
    show_outcome,
    show_preview,
    show_step,
)
from liaison.segments.actions import (
    apply_criteria,
    change_steps,
    go_back,
    refresh_segment,
    reuse_logged_segment,
    select_contacts,
)
from liaison.segments.queries.plans import StepDraft, checked_step, stored_steps, version_of_steps
from liaison.segments.queries.preview import (
    preview_go_back,
    preview_reuse,
    preview_saved,
    preview_selection,
    preview_steps,
)
from liaison.segments.queries.segments import steps as steps_of
from liaison.segments.rules import Selection

router = Router(tags=["Segments"])


class PreviewQuery(Shape):
    """Whether only to count."""

    preview: Annotated[QueryFlag, Field(description="Answers counts and samples only.")] = False


class LastQuery(PreviewQuery):
    """Which step is meant, and whether only to count."""

    step: Annotated[
        QueryNumber | None,
        Field(description="The `id` of the step that is meant; 409 when it is not the last one."),
    ] = None


class CriteriaUse(Shape):
    """Whose steps are replayed: saved criteria, or the contacts of a logged segment."""

    criteria: Annotated[Code | None, Field(description="Code of saved criteria.")] = None
    logged_segment: Annotated[Number | None, Field(description="Number of a logged segment.")] = None


class OutcomesOut(Out):
    """What each step did."""

    items: list[OutcomeOut]


class RefreshedOut(Out):
    """Lines before and after, and how many came and went."""

    before: int
    after: int
    comes: int
    goes: int


@router.get(
    "/segments/{no}/steps",
    response=list_of(StepOut),
    summary="Criteria of a segment",
    openapi_extra={"x-etag": True},
)
def list_steps(request: ApiRequest, no: SegmentNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists the selection actions in order, each also in words; the `ETag` is that of all of them."""
    found = steps_of(request.user, segment_of(request, no))
    shown = of_record(found, query, show_step, key=lambda one: one.step.position)
    return answer(shown, version=version_of_steps(one.step for one in found))


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
    "/segments/{no}/steps",
    response={200: PreviewOut | OutcomeOut},
    summary="Change the whole criteria",
    openapi_extra={"x-etag": True},
)
def write_steps(
    request: ApiRequest,
    no: SegmentNo,
    query: Annotated[PreviewQuery, Query()],
    body: Annotated[StepsIn, Given()],
) -> HttpResponse:
    """Changes, moves, switches and deletes steps; lines that survive keep their own values.

    Without `If-Match` a step that somebody else has made meanwhile is deleted, too.
    """
    head, version = segment_of(request, no), expected_version(request)
    drafts = [
        StepDraft(step=one.id or 0, kind=one.kind, active=one.active, **one.fields()) for one in body.steps
    ]
    for place, draft in enumerate(drafts):
        with fields_as_sent({name: f"steps.{place}.{name}" for name in ("filters", "action")}):
            checked_step(draft)
    if query.preview:
        found = preview_steps(request.user, head, drafts, version=version, at=request.at)
        return answer(show_preview(found))
    with transaction.atomic():  # the version told is that of these steps, not of what comes right after
        done = change_steps(head.no, drafts, version=version, by=request.user, at=request.at)
        made = version_of_steps(stored_steps(head))
    return answer(show_outcome(done), version=made)


@router.delete(
    "/segments/{no}/steps/last", response={200: PreviewOut | OutcomeOut}, summary="Go back one step"
)
def remove_last_step(
    request: ApiRequest, no: SegmentNo, query: Annotated[LastQuery, Query()]
) -> HttpResponse:
    """Undoes the last step and forgets it; lines it took out come back at the end.

    With `step` nothing that somebody else has done since is undone.
    """
    head = segment_of(request, no)
    if query.preview:
        return answer(show_preview(preview_go_back(request.user, head, step=query.step)))
    return answer(show_outcome(go_back(head.no, step=query.step, by=request.user, at=request.at)))


@router.post(
    "/segments/{no}/steps/reuse",
    response={200: PreviewOut, 201: OutcomesOut},
    summary="Use saved criteria or old contacts",
)
def reuse_steps(
    request: ApiRequest,
    no: SegmentNo,
    query: Annotated[PreviewQuery, Query()],
    body: Annotated[CriteriaUse, Given()],
) -> HttpResponse:
    """Replays saved criteria, or appends the contacts of a logged segment; with `preview` it only tells."""
    head = segment_of(request, no)
    if (body.criteria is None) == (body.logged_segment is None):
        raise Problem(422, _("Give either criteria or a logged segment."), field="criteria")
    if query.preview:
        found = (
            preview_reuse(request.user, head, body.logged_segment, at=request.at)
            if body.logged_segment is not None
            else preview_saved(request.user, head, body.criteria or "", at=request.at)
        )
        return answer(show_preview(found))
    if body.logged_segment is not None:
        done = [reuse_logged_segment(head.no, body.logged_segment, by=request.user, at=request.at)]
    else:
        done = apply_criteria(head.no, body.criteria or "", by=request.user, at=request.at)
    return answer({"items": [show_outcome(one) for one in done]}, status=201)


@router.post("/segments/{no}/refresh", response=RefreshedOut, summary="Bring a segment up to date")
def refresh_lines_of(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Works the lines out again as the criteria say today; lines that stay keep their own values."""
    found = refresh_segment(segment_of(request, no).no, by=request.user, at=request.at)
    names = RefreshedOut.model_fields
    return answer({name: getattr(found, name) for name in names})
