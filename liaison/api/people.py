"""Who is who: the caller, and the salespeople."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.accounts import queries
from liaison.accounts.models import Reach, Role, Salesperson
from liaison.accounts.rules import MATRIX, Right
from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.paging import Paged, by_code, list_of
from liaison.api.shapes import Code, Out, QueryFlag
from liaison.api.statistics import FiguresOut, PeriodQuery, show_figures
from liaison.interactions.figures import NOTHING, salesperson_figures

router = Router(tags=["People"])

SalespersonCode = Annotated[Code, Path(description="Code of the salesperson.")]


class SalespersonOut(Out):
    """An employee responsible for interactions."""

    code: str
    name: str
    job_title: str
    email: str
    phone: str
    team: str | None
    active: bool


class UserOut(Out):
    """The user whose token this is, with what the role permits."""

    username: str
    name: str
    email: str
    role: Role
    reach: Reach
    salesperson: str | None
    language: str
    rights: list[Right]


class SalespeopleQuery(Paged):
    """Filters of the salespeople."""

    active: Annotated[QueryFlag | None, Field(description="Only the active or the inactive ones.")] = None


def show(person: Salesperson) -> dict[str, object]:
    """A salesperson as JSON."""
    return {
        "code": person.code,
        "name": person.name,
        "job_title": person.job_title,
        "email": person.email,
        "phone": person.phone,
        "team": person.team.code if person.team else None,
        "active": person.active,
    }


@router.get("/users/me", response=UserOut, summary="The user of this token")
def me(request: ApiRequest) -> HttpResponse:
    """Tells whose token this is and what it permits."""
    user = request.user
    return answer(
        {
            "username": user.username,
            "name": user.name,
            "email": user.email,
            "role": user.role,
            "reach": user.reach,
            "salesperson": user.salesperson.code if user.salesperson else None,
            "language": user.language,
            "rights": sorted(right.value for right in MATRIX[user.role]),
        }
    )


@router.get("/salespeople", response=list_of(SalespersonOut), summary="The salespeople")
def salespeople(request: ApiRequest, query: Annotated[SalespeopleQuery, Query()]) -> HttpResponse:
    """Lists the employees responsible for interactions, by code."""
    return answer(by_code(queries.salespeople(request.user, active=query.active), query, show))


@router.get("/salespeople/{code}", response=SalespersonOut, summary="One salesperson")
def salesperson(request: ApiRequest, code: SalespersonCode) -> HttpResponse:
    """Finds a salesperson by code, active or not."""
    found = queries.salesperson_by_code(request.user, code)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return answer(show(found))


@router.get("/salespeople/{code}/statistics", response=FiguresOut, summary="Figures of a salesperson")
def salesperson_statistics(
    request: ApiRequest, code: SalespersonCode, query: Annotated[PeriodQuery, Query()]
) -> HttpResponse:
    """Counts the salesperson's interactions with their cost and minutes; cancelled ones do not count."""
    found = queries.salesperson_by_code(request.user, code)
    if found is None:
        raise Problem(404, NOT_FOUND)
    figures = salesperson_figures(request.user, [found.pk], query.period)
    return answer(show_figures(figures.get(found.pk, NOTHING), query))
