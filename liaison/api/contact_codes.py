"""The codes of a contact: mailing groups, industry groups and the others."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.codes import table_path
from liaison.api.contacts import ContactNo
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.shapes import Code, Given, Line, Out, Shape
from liaison.contacts.actions import assign_code, unassign_code
from liaison.contacts.kinds import ASSIGNED, WEB_SOURCE, Kind
from liaison.contacts.queries import CodeOf, codes_of, contact_in_brief

router = Router(tags=["Contacts"])

ContactCode = Annotated[Code, Path(description="The code.")]


class ContactCodeIn(Shape):
    """A code to give to a contact."""

    code: Code


class ContactCodeOut(Out):
    """A code that a contact has."""

    code: str
    description: str
    descriptions: dict[str, str]
    active: bool


class ContactWebSourceIn(ContactCodeIn):
    """A web source on which to look a company up."""

    search_word: Annotated[Line | None, Field(description="The name of the company if left out.")] = None


class ContactWebSourceOut(ContactCodeOut):
    """A web source on which a company is looked up."""

    search_word: str
    url: Annotated[str, Field(description="With `%1` where the search word goes.")]


def _show(kind: Kind, row: CodeOf) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "code": row.code,
        "description": row.description,
        "descriptions": row.descriptions,
        "active": row.active,
    }
    return {**shown, "search_word": row.search_word, "url": row.url} if kind is WEB_SOURCE else shown


def _given(request: ApiRequest, kind: Kind, no: str, body: ContactCodeIn, word: str = "") -> HttpResponse:
    contact = contact_in_brief(request.user, no)
    new = assign_code(contact, kind, body.code, by=request.user, at=request.at, search_word=word)
    code = body.code.strip().upper()
    (shown,) = [one for one in codes_of(request.user, contact)[kind.key] if one.code == code]
    return answer(_show(kind, shown), status=201 if new else 200)


def _publish(kind: Kind) -> None:
    """What can be done with the codes of one kind."""
    one, many = kind.key.replace("_", " "), kind.plural.replace("_", " ")
    path = f"/contacts/{{no}}{table_path(kind)}"
    shape: type[Out] = ContactWebSourceOut if kind is WEB_SOURCE else ContactCodeOut

    def list_codes(request: ApiRequest, no: ContactNo, query: Annotated[Paged, Query()]) -> HttpResponse:
        found = codes_of(request.user, contact_in_brief(request.user, no))[kind.key]
        return answer(of_record(found, query, partial(_show, kind), key=lambda row: row.code))

    def add_code(request: ApiRequest, no: ContactNo, body: Annotated[ContactCodeIn, Given()]) -> HttpResponse:
        return _given(request, kind, no, body)

    def take_code(request: ApiRequest, no: ContactNo, code: ContactCode) -> HttpResponse:
        contact = contact_in_brief(request.user, no)
        if not unassign_code(contact, kind, code, by=request.user, at=request.at):
            raise Problem(404, NOT_FOUND)
        return empty()

    list_codes.__name__ = f"list_{kind.plural}_of_contact"
    add_code.__name__, take_code.__name__ = f"add_{kind.key}_to_contact", f"take_{kind.key}_from_contact"
    whose = "its company's" if kind.of_company else "its own"
    said: dict[str, Any] = {
        "summary": f"The {many} of a contact",
        "description": f"Lists the {many} of a contact; a person shows {whose}.",
    }
    router.get(path, response=list_of(shape), **said)(list_codes)
    said = {
        "summary": f"Take a {one} from a contact",
        "description": f"Takes a {one} from a contact that has it.",
    }
    router.delete(f"{path}/{{code}}", response={204: None}, **said)(take_code)
    if kind is not WEB_SOURCE:
        holders = " or ".join({"company": "a company", "person": "a person"}[one] for one in kind.holders)
        said = {
            "summary": f"Give a {one} to a contact",
            "description": f"Gives a {one} to {holders}; 200 if it was there already.",
        }
        router.post(path, response={200: shape, 201: shape}, **said)(add_code)


for _kind in ASSIGNED.values():
    _publish(_kind)


@router.post(
    "/contacts/{no}/web-sources",
    response={200: ContactWebSourceOut, 201: ContactWebSourceOut},
    summary="Give a web source to a contact",
)
def add_web_source_to_contact(
    request: ApiRequest, no: ContactNo, body: Annotated[ContactWebSourceIn, Given()]
) -> HttpResponse:
    """Gives a web source to a company; 200 if it was there already with the same word."""
    return _given(request, WEB_SOURCE, no, body, body.search_word or "")
