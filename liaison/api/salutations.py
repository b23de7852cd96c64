"""Salutation codes: how letters to a contact open."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version, written_at_once
from liaison.api.paging import Paged, by_code, list_of
from liaison.api.shapes import Code, Flag, Given, Line, Out, QueryFlag, Shape
from liaison.api.templates import Words
from liaison.contacts.actions import delete_salutation, save_salutation
from liaison.contacts.models import Salutation
from liaison.contacts.queries import salutations
from liaison.kit.codes import words_along
from liaison.kit.versions import version_of

router = Router(tags=["Contacts"])

SalutationCode = Annotated[Code, Path(description="Code of the salutation.")]


class SalutationFields(Shape):
    """What may be written on a salutation; null leaves it as it is."""

    description: Line | None = None
    descriptions: Words | None = None
    active: Flag | None = None


class SalutationIn(SalutationFields):
    """A salutation to add."""

    code: Code


class SalutationOut(Out):
    """The code that chooses a contact's salutation."""

    code: str
    description: str
    descriptions: dict[str, str]
    active: bool


class SalutationsQuery(Paged):
    """Filters of the salutations."""

    active: QueryFlag | None = None


def show_salutation(salutation: Salutation) -> dict[str, Any]:
    """A salutation as JSON."""
    return {
        "code": salutation.code,
        "description": salutation.description,
        "descriptions": salutation.descriptions,
        "active": salutation.active,
    }


@router.get("/salutations", response=list_of(SalutationOut), summary="List salutations")
def list_salutations(request: ApiRequest, query: Annotated[SalutationsQuery, Query()]) -> HttpResponse:
    """Lists the salutation codes."""
    return answer(by_code(salutations(request.user, active=query.active), query, show_salutation))


@router.post(
    "/salutations",
    response={201: SalutationOut},
    summary="Add a salutation",
    openapi_extra={"x-etag": True},
)
def create_salutation(request: ApiRequest, body: Annotated[SalutationIn, Given()]) -> HttpResponse:
    """Adds a salutation code."""
    made = save_salutation(
        body.code,
        description=body.description or "",
        descriptions=body.descriptions,
        active=body.active is not False,
        by=request.user,
        at=request.at,
    )
    location = f"/api/v1/salutations/{made.code}"
    return answer(show_salutation(made), status=201, version=version_of(made), location=location)


@router.get(
    "/salutations/{code}",
    response=SalutationOut,
    summary="One salutation",
    openapi_extra={"x-etag": True},
)
def read_salutation(request: ApiRequest, code: SalutationCode) -> HttpResponse:
    """Shows a salutation, active or not."""
    found = salutation_of(request, code)
    return answer(show_salutation(found), version=version_of(found))


@router.patch(
    "/salutations/{code}",
    response=SalutationOut,
    summary="Change a salutation",
    openapi_extra={"x-etag": True},
)
def edit_salutation(
    request: ApiRequest, code: SalutationCode, body: Annotated[SalutationFields, Given()]
) -> HttpResponse:
    """Changes what is given; contacts keep an inactive one, nobody is offered it."""

    def write(wanted: int | None) -> Salutation:
        held = salutation_of(request, code)
        description = held.description if body.description is None else body.description
        words = words_along(held.description, description, held.descriptions)
        return save_salutation(
            held.code,
            description=description,
            descriptions=words if body.descriptions is None else body.descriptions,
            active=held.active if body.active is None else body.active,
            salutation=held,
            version=version_of(held) if wanted is None else wanted,
            by=request.user,
            at=request.at,
        )

    changed = written_at_once(request, write)
    return answer(show_salutation(changed), version=version_of(changed))


@router.delete(
    "/salutations/{code}",
    response={204: None},
    summary="Delete a salutation",
    openapi_extra={"x-etag": True},
)
def remove_salutation(request: ApiRequest, code: SalutationCode) -> HttpResponse:
    """Deletes a salutation that no contact has, with its formulas; one in use can be made inactive."""
    version = expected_version(request)
    delete_salutation(salutation_of(request, code), version=version, by=request.user, at=request.at)
    return empty()


def salutation_of(request: ApiRequest, code: str) -> Salutation:
    """The salutation of that code, active or not; 404 without one."""
    found = salutations(request.user, active=None).filter(code=code.upper()).first()
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found
