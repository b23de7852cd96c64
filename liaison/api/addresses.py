"""Alternative addresses of a contact, with the periods in which they hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.contacts import ContactNo
from liaison.api.entries import DayOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version, written_at_once
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.shapes import Code, Country, Day, Given, Line, Out, Shape, Text
from liaison.campaigns.actions import revive_address
from liaison.campaigns.queries import dead_addresses, is_dead
from liaison.contacts.actions import delete_address, save_address
from liaison.contacts.fields import AddressFields, RangeFields
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.contacts.queries import addresses_of
from liaison.contacts.queries import contact as contact_of

router = Router(tags=["Contacts"])

AddressCode = Annotated[Code, Path(description="Code of the address.")]


class RangeIn(Shape):
    """From when to when an address holds; open without ending date."""

    starting_date: Day
    ending_date: Day | None = None


class AddressPatch(Shape):
    """What to write on an alternative address; null clears a field."""

    company_name: Line | None = None
    address: Line | None = None
    address_2: Line | None = None
    post_code: Code | None = None
    city: Line | None = None
    region: Line | None = None
    country: Country | None = None
    phone: Annotated[Text | None, Field(max_length=60)] = None
    mobile_phone: Annotated[Text | None, Field(max_length=60)] = None
    email: Line | None = None
    ranges: Annotated[list[RangeIn] | None, Field(max_length=100, description="All periods.")] = None


class AddressIn(AddressPatch):
    """An alternative address to add."""

    code: Code


class AddressChange(AddressPatch):
    """What to write on an alternative address, and whether its e-mail works after all."""

    email_works: Annotated[
        Literal[True] | None, Field(description="Takes back that a message to its e-mail came back.")
    ] = None


class RangeOut(Out):
    """From when to when an address holds."""

    starting_date: DayOut
    ending_date: DayOut | None


class AddressOut(Out):
    """An alternative address with its periods."""

    code: str
    company_name: str
    address: str
    address_2: str
    post_code: str
    city: str
    region: str
    country: str
    phone: str
    mobile_phone: str
    email: str
    email_works: Annotated[
        bool, Field(description="False: a message to its e-mail came back, and no mailing writes there.")
    ]
    ranges: list[RangeOut]


TEXTS = [name for name in AddressOut.model_fields if name not in {"email_works", "ranges"}]


def show_address(row: AlternativeAddress, dead: Collection[tuple[int, str]]) -> dict[str, Any]:
    """An address as JSON; its periods are loaded. `dead` has contact and e-mail of those that came back."""
    return {
        **{name: getattr(row, name) for name in TEXTS},
        "email_works": not is_dead(dead, row.contact_id, row.email),
        "ranges": [
            {"starting_date": found.starting_date, "ending_date": found.ending_date}
            for found in sorted(row.ranges.all(), key=lambda found: found.starting_date)
        ],
    }


@router.get(
    "/contacts/{no}/alternative-addresses", response=list_of(AddressOut), summary="The alternative addresses"
)
def list_addresses(request: ApiRequest, no: ContactNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists the alternative addresses of a contact by code."""
    contact = contact_of(request.user, no)
    rows = addresses_of(contact)
    dead = dead_addresses([contact.pk]) if rows else ()
    return answer(of_record(rows, query, lambda row: show_address(row, dead), key=lambda row: row.code))


@router.post(
    "/contacts/{no}/alternative-addresses",
    response={201: AddressOut},
    summary="Add an alternative address",
    openapi_extra={"x-etag": True},
)
def create_address(request: ApiRequest, no: ContactNo, body: Annotated[AddressIn, Given()]) -> HttpResponse:
    """Adds an address with all of its periods."""
    contact = contact_of(request.user, no)
    made = save_address(
        contact, _written_over(AddressFields(code=body.code), body), by=request.user, at=request.at
    )
    location = f"/api/v1/contacts/{contact.no}/alternative-addresses/{made.code}"
    return _shown(contact, made.code, status=201, location=location)


@router.get(
    "/contacts/{no}/alternative-addresses/{code}",
    response=AddressOut,
    summary="One alternative address",
    openapi_extra={"x-etag": True},
)
def read_address(request: ApiRequest, no: ContactNo, code: AddressCode) -> HttpResponse:
    """Shows an address with its periods."""
    return _shown(contact_of(request.user, no), code)


@router.patch(
    "/contacts/{no}/alternative-addresses/{code}",
    response=AddressOut,
    summary="Change an address",
    openapi_extra={"x-etag": True},
)
def edit_address(
    request: ApiRequest, no: ContactNo, code: AddressCode, body: Annotated[AddressChange, Given()]
) -> HttpResponse:
    """Changes what is given; the periods are written whole."""
    contact = contact_of(request.user, no)

    def write(wanted: int | None) -> AlternativeAddress:
        held = _address(contact, code)
        version = held.version if wanted is None else wanted
        given = _written_over(_fields(held), body)
        with transaction.atomic():  # both or neither
            changed = save_address(
                contact, given, address=held, version=version, by=request.user, at=request.at
            )
            if body.email_works:
                revive_address(contact.pk, changed.email, by=request.user, at=request.at)
        return changed

    changed = written_at_once(request, write)
    return _shown(contact, changed.code)


@router.delete(
    "/contacts/{no}/alternative-addresses/{code}",
    response={204: None},
    summary="Delete an alternative address",
    openapi_extra={"x-etag": True},
)
def remove_address(request: ApiRequest, no: ContactNo, code: AddressCode) -> HttpResponse:
    """Takes an address away with its periods."""
    held = _address(contact_of(request.user, no), code)
    delete_address(held, version=expected_version(request), by=request.user, at=request.at)
    return empty()


def _shown(contact: Contact, code: str, *, status: int = 200, location: str | None = None) -> HttpResponse:
    row = _address(contact, code)
    shown = show_address(row, dead_addresses([contact.pk]))
    return answer(shown, status=status, version=row.version, location=location)


def _address(contact: Contact, code: str) -> AlternativeAddress:
    for row in addresses_of(contact):
        if row.code == code.upper():
            return row
    raise Problem(404, NOT_FOUND)


def _fields(row: AlternativeAddress) -> AddressFields:
    ranges = tuple(RangeFields(found.starting_date, found.ending_date) for found in row.ranges.all())
    return AddressFields(**{name: getattr(row, name) for name in TEXTS}, ranges=ranges)


def _written_over(held: AddressFields, body: AddressPatch) -> AddressFields:
    sent = body.given()
    changes: dict[str, Any] = {name: value or "" for name, value in sent.items() if name in TEXTS}
    if "ranges" in sent:
        changes["ranges"] = tuple(
            RangeFields(given.starting_date, given.ending_date) for given in sent["ranges"] or ()
        )
    return replace(held, **changes)
