"""Interaction groups: the headings under which templates and entries are totalled."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, by_code, list_of
from liaison.api.shapes import Code, Flag, Given, Line, Out, QueryFlag, Shape
from liaison.api.statistics import FiguresOut, PeriodQuery, show_figures
from liaison.api.templates import Words
from liaison.interactions import figures
from liaison.interactions.actions.groups import change_group, create_group, delete_group
from liaison.interactions.models import InteractionGroup
from liaison.interactions.queries import set_up

router = Router(tags=["Templates"])

GroupCode = Annotated[Code, Path(description="Code of the group.")]


class GroupFields(Shape):
    """What may be written on a group; null leaves it as it is."""

    description: Line | None = None
    descriptions: Words | None = None
    active: Flag | None = None


class GroupIn(GroupFields):
    """A group to create."""

    code: Code


class GroupOut(Out):
    """A heading for templates and entries."""

    code: str
    description: str
    descriptions: dict[str, str]
    active: bool


class GroupsQuery(Paged):
    """Filters of the groups."""

    active: QueryFlag | None = None


def show_group(group: InteractionGroup) -> dict[str, Any]:
    """A group as JSON."""
    return {
        "code": group.code,
        "description": group.description,
        "descriptions": group.descriptions,
        "active": group.active,
    }


@router.get("/interaction-groups", response=list_of(GroupOut), summary="List groups")
def list_groups(request: ApiRequest, query: Annotated[GroupsQuery, Query()]) -> HttpResponse:
    """Lists the groups by code."""
    found = set_up.interaction_groups(request.user, active=query.active)
    return answer(by_code(found, query, show_group))


@router.post(
    "/interaction-groups", response={201: GroupOut}, summary="Create a group", openapi_extra={"x-etag": True}
)
def create_interaction_group(request: ApiRequest, body: Annotated[GroupIn, Given()]) -> HttpResponse:
    """Creates a heading for templates."""
    fields = _given(body)
    group = create_group(fields.pop("code"), by=request.user, at=request.at, **fields)
    location = f"/api/v1/interaction-groups/{group.code}"
    return answer(show_group(group), status=201, version=group.version, location=location)


@router.get(
    "/interaction-groups/{code}", response=GroupOut, summary="One group", openapi_extra={"x-etag": True}
)
def read_group(request: ApiRequest, code: GroupCode) -> HttpResponse:
    """Shows a group, active or not."""
    group = _group(request, code)
    return answer(show_group(group), version=group.version)


@router.patch(
    "/interaction-groups/{code}",
    response=GroupOut,
    summary="Change a group",
    openapi_extra={"x-etag": True},
)
def edit_group(request: ApiRequest, code: GroupCode, body: Annotated[GroupFields, Given()]) -> HttpResponse:
    """Changes what is given; templates and entries keep an inactive group."""
    group = change_group(
        _group(request, code),
        version=expected_version(request),
        by=request.user,
        at=request.at,
        **_given(body),
    )
    return answer(show_group(group), version=group.version)


@router.delete(
    "/interaction-groups/{code}",
    response={204: None},
    summary="Delete a group",
    openapi_extra={"x-etag": True},
)
def remove_group(request: ApiRequest, code: GroupCode) -> HttpResponse:
    """Deletes a group that neither a template nor an entry names; one in use can be made inactive."""
    version = expected_version(request)
    delete_group(_group(request, code), version=version, by=request.user, at=request.at)
    return empty()


@router.get("/interaction-groups/{code}/statistics", response=FiguresOut, summary="Figures of a group")
def read_group_statistics(
    request: ApiRequest, code: GroupCode, query: Annotated[PeriodQuery, Query()]
) -> HttpResponse:
    """Counts the group's interactions with their cost and minutes; cancelled ones do not count."""
    group = _group(request, code)
    found = figures.group_figures(request.user, [group.pk], query.period)
    return answer(show_figures(found.get(group.pk, figures.NOTHING), query))


def _group(request: ApiRequest, code: str) -> InteractionGroup:
    group = set_up.interaction_group(request.user, code)
    if group is None:
        raise Problem(404, NOT_FOUND)
    return group


def _given(body: Shape) -> dict[str, Any]:
    return {name: value for name, value in body.given().items() if value is not None}
