"""Criteria under a name, taken from one segment and used in others."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.paging import Paged, by_code, list_of
from liaison.api.segments import segment_of
from liaison.api.shapes import Code, Given, Line, Out, Shape
from liaison.api.step_fields import Action
from liaison.segments.actions import change_saved_criteria, delete_saved_criteria, save_criteria
from liaison.segments.models import SavedCriteria
from liaison.segments.queries.segments import saved_criteria, saved_criteria_by_code
from liaison.segments.queries.worded import steps_in_words

router = Router(tags=["Segments"])

CriteriaCode = Annotated[Code, Path(description="Code of the saved criteria.")]


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


def show_criteria(saved: SavedCriteria) -> dict[str, Any]:
    """Saved criteria as JSON."""
    return {"code": saved.code, "description": saved.description, "created_at": saved.created_at}


@router.get("/saved-criteria", response=list_of(CriteriaOut), summary="List saved criteria")
def list_saved_criteria(request: ApiRequest, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists saved criteria by code."""
    return answer(by_code(saved_criteria(request.user), query, show_criteria))


@router.post("/saved-criteria", response={201: CriteriaOut}, summary="Save the criteria of a segment")
def create_saved_criteria(request: ApiRequest, body: Annotated[CriteriaIn, Given()]) -> HttpResponse:
    """Keeps the steps of a segment under a name, without its lines.

    Left out are steps that are switched off, and those that took out lines somebody chose.
    """
    head = segment_of(request, body.segment)
    made = save_criteria(head.no, body.code, body.description, by=request.user, at=request.at)
    return answer(show_criteria(made), status=201, location=f"/api/v1/saved-criteria/{made.code}")


@router.get("/saved-criteria/{code}", response=CriteriaDetailOut, summary="Saved criteria")
def read_saved_criteria(request: ApiRequest, code: CriteriaCode) -> HttpResponse:
    """Shows saved criteria with their steps, each also in words."""
    found = _criteria(request, code)
    ordered = sorted(found.steps.all(), key=lambda step: step.position)
    steps = [
        {
            **{name: getattr(step, name) for name in CriteriaStepOut.model_fields if name != "words"},
            "words": list(words),
        }
        for step, words in zip(ordered, steps_in_words(ordered), strict=True)
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
