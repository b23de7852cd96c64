"""The free list of statuses that campaigns may name."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.codes import CodeIn, CodeOut, CodePatch, CodesQuery
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import by_code, list_of
from liaison.api.shapes import Code, Given, Shape
from liaison.campaigns.actions import change_status, create_status, delete_status
from liaison.campaigns.models import CampaignStatus
from liaison.campaigns.queries import campaign_statuses

router = Router(tags=["Campaigns"])

StatusCode = Annotated[Code, Path(description="Code of the status.")]


def show_status(status: CampaignStatus) -> dict[str, Any]:
    """A status as JSON."""
    return {
        "code": status.code,
        "description": status.description,
        "descriptions": status.descriptions,
        "active": status.active,
    }


@router.get("/campaign-statuses", response=list_of(CodeOut), summary="List campaign statuses")
def list_campaign_statuses(request: ApiRequest, query: Annotated[CodesQuery, Query()]) -> HttpResponse:
    """Lists the statuses of campaigns by code."""
    found = campaign_statuses(request.user, active=query.active)
    return answer(by_code(found, query, show_status))


@router.post(
    "/campaign-statuses",
    response={201: CodeOut},
    summary="Add a campaign status",
    openapi_extra={"x-etag": True},
)
def create_campaign_status(request: ApiRequest, body: Annotated[CodeIn, Given()]) -> HttpResponse:
    """Adds a status."""
    given = _given(body)
    made = create_status(given.pop("code"), by=request.user, at=request.at, **given)
    location = f"/api/v1/campaign-statuses/{made.code}"
    return answer(show_status(made), status=201, version=made.version, location=location)


@router.get(
    "/campaign-statuses/{code}",
    response=CodeOut,
    summary="One campaign status",
    openapi_extra={"x-etag": True},
)
def read_campaign_status(request: ApiRequest, code: StatusCode) -> HttpResponse:
    """Shows a status, active or not."""
    found = _status(request, code)
    return answer(show_status(found), version=found.version)


@router.patch(
    "/campaign-statuses/{code}",
    response=CodeOut,
    summary="Change a campaign status",
    openapi_extra={"x-etag": True},
)
def edit_campaign_status(
    request: ApiRequest, code: StatusCode, body: Annotated[CodePatch, Given()]
) -> HttpResponse:
    """Changes what is given; campaigns keep an inactive status."""
    version = expected_version(request)
    changed = change_status(
        _status(request, code).code, version=version, by=request.user, at=request.at, **_given(body)
    )
    return answer(show_status(changed), version=changed.version)


@router.delete(
    "/campaign-statuses/{code}",
    response={204: None},
    summary="Delete a campaign status",
    openapi_extra={"x-etag": True},
)
def remove_campaign_status(request: ApiRequest, code: StatusCode) -> HttpResponse:
    """Deletes a status that no campaign names; one in use can be made inactive."""
    version = expected_version(request)
    delete_status(_status(request, code).code, version=version, by=request.user, at=request.at)
    return empty()


def _status(request: ApiRequest, code: str) -> CampaignStatus:
    found = campaign_statuses(request.user).filter(code=code.upper()).first()
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found


def _given(body: Shape) -> dict[str, Any]:
    return {name: value for name, value in body.given().items() if value is not None}
