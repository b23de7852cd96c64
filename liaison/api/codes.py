"""The code tables that classify contacts: mailing groups, industry groups and the others.

All are alike, so their operations are made for each kind by one function. Web sources have an address
besides, and so shapes of their own.
"""

from __future__ import annotations

from dataclasses import replace
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
from liaison.contacts.actions import delete_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS, WEB_SOURCE, Kind
from liaison.contacts.models import CodeTable, WebSource
from liaison.contacts.queries import code_named, codes
from liaison.kit.codes import words_along
from liaison.kit.versions import version_of

router = Router(tags=["Codes"])

TableCode = Annotated[Code, Path(description="The code.")]


class CodePatch(Shape):
    """What may be written on a code; null leaves it as it is."""

    description: Line | None = None
    descriptions: Words | None = None
    active: Flag | None = None


class CodeIn(CodePatch):
    """A code to add."""

    code: Code


class CodeOut(Out):
    """A code that contacts can have."""

    code: str
    description: str
    descriptions: dict[str, str]
    active: bool


class WebSourcePatch(CodePatch):
    """What may be written on a web source; null leaves it as it is."""

    url: Line | None = None


class WebSourceIn(WebSourcePatch):
    """A web source to add; its address has `%1` where the search word goes."""

    code: Code


class WebSourceOut(CodeOut):
    """A web page where companies are looked up."""

    url: str


class CodesQuery(Paged):
    """Filters of a code table."""

    active: QueryFlag | None = None


def show_code(row: CodeTable) -> dict[str, Any]:
    """A code as JSON; a web source with its address."""
    shown = {
        "code": row.code,
        "description": row.description,
        "descriptions": row.descriptions,
        "active": row.active,
    }
    return {**shown, "url": row.url} if isinstance(row, WebSource) else shown


def table_path(kind: Kind) -> str:
    """The address of a code table: ``/mailing-groups``."""
    return f"/{kind.plural.replace('_', '-')}"


def _row(request: ApiRequest, kind: Kind, code: str) -> CodeTable:
    found = code_named(request.user, kind, code)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found


def _added(request: ApiRequest, kind: Kind, body: CodeIn | WebSourceIn) -> HttpResponse:
    given = {name: value for name, value in body.given().items() if value is not None}
    made = save_code(kind, CodeFields(**given), by=request.user, at=request.at)
    location = f"/api/v1{table_path(kind)}/{made.code}"
    return answer(show_code(made), status=201, version=version_of(made), location=location)


def _changed(request: ApiRequest, kind: Kind, code: str, body: CodePatch) -> HttpResponse:
    given = {name: value for name, value in body.given().items() if value is not None}

    def write(wanted: int | None) -> CodeTable:
        row = _row(request, kind, code)
        held = show_code(row)
        if "description" in given:
            held["descriptions"] = words_along(row.description, given["description"], row.descriptions)
        fields = replace(CodeFields(**held), **given)
        version = version_of(row) if wanted is None else wanted
        return save_code(kind, fields, row=row, version=version, by=request.user, at=request.at)

    changed = written_at_once(request, write)
    return answer(show_code(changed), version=version_of(changed))


def _publish(kind: Kind) -> None:
    """The reading operations of one table, and for all but web sources the writing ones."""
    one = kind.key.replace("_", " ")
    many, path = kind.plural.replace("_", " "), table_path(kind)
    shape: type[Out] = WebSourceOut if kind is WEB_SOURCE else CodeOut

    def list_codes(request: ApiRequest, query: Annotated[CodesQuery, Query()]) -> HttpResponse:
        found = codes(request.user, kind, active=query.active)
        return answer(by_code(found, query, show_code))

    def read_code(request: ApiRequest, code: TableCode) -> HttpResponse:
        row = _row(request, kind, code)
        return answer(show_code(row), version=version_of(row))

    def remove_code(request: ApiRequest, code: TableCode) -> HttpResponse:
        version = expected_version(request)
        delete_code(kind, _row(request, kind, code), version=version, by=request.user, at=request.at)
        return empty()

    def create_code(request: ApiRequest, body: Annotated[CodeIn, Given()]) -> HttpResponse:
        return _added(request, kind, body)

    def edit_code(request: ApiRequest, code: TableCode, body: Annotated[CodePatch, Given()]) -> HttpResponse:
        return _changed(request, kind, code, body)

    list_codes.__name__, read_code.__name__ = f"list_{kind.plural}", f"read_{kind.key}"
    remove_code.__name__, create_code.__name__ = f"remove_{kind.key}", f"create_{kind.key}"
    edit_code.__name__ = f"edit_{kind.key}"
    a = "an" if one[0] in "aeiou" else "a"
    said: dict[str, Any] = {"summary": f"List {many}", "description": f"Lists the {many} by code."}
    router.get(path, response=list_of(shape), **said)(list_codes)
    tagged = {"x-etag": True}
    said = {"summary": f"One {one}", "description": f"Shows {a} {one}, active or not."}
    router.get(f"{path}/{{code}}", response=shape, openapi_extra=dict(tagged), **said)(read_code)
    said = {
        "summary": f"Delete {a} {one}",
        "description": f"Deletes {a} {one} that no contact has; one in use can be made inactive.",
    }
    router.delete(f"{path}/{{code}}", response={204: None}, openapi_extra=dict(tagged), **said)(remove_code)
    if kind is WEB_SOURCE:
        return
    said = {"summary": f"Add {a} {one}", "description": f"Adds {a} {one}."}
    router.post(path, response={201: CodeOut}, openapi_extra=dict(tagged), **said)(create_code)
    said = {
        "summary": f"Change {a} {one}",
        "description": "Changes what is given; contacts keep an inactive code, nobody is offered it.",
    }
    router.patch(f"{path}/{{code}}", response=CodeOut, openapi_extra=dict(tagged), **said)(edit_code)


for _kind in KINDS.values():
    _publish(_kind)


@router.post(
    "/web-sources",
    response={201: WebSourceOut},
    summary="Add a web source",
    openapi_extra={"x-etag": True},
)
def create_web_source(request: ApiRequest, body: Annotated[WebSourceIn, Given()]) -> HttpResponse:
    """Adds a web source."""
    return _added(request, WEB_SOURCE, body)


@router.patch(
    "/web-sources/{code}",
    response=WebSourceOut,
    summary="Change a web source",
    openapi_extra={"x-etag": True},
)
def edit_web_source(
    request: ApiRequest, code: TableCode, body: Annotated[WebSourcePatch, Given()]
) -> HttpResponse:
    """Changes what is given; contacts keep an inactive web source, nobody is offered it."""
    return _changed(request, WEB_SOURCE, code, body)
