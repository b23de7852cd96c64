"""Companies and people for programs, with their timeline and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.contact_fields import (
    ContactDetailOut,
    ContactIn,
    ContactOut,
    ContactPatch,
    ContactsQuery,
    sent_names,
    show_contact,
    show_contact_detail,
    written_over,
)
from liaison.api.entries import DayOut, EntryOut, show_row
from liaison.api.entry_fields import TimelineQuery, filter_from
from liaison.api.errors import fields_as_sent
from liaison.api.etags import expected_version, written_at_once
from liaison.api.paging import list_of, page
from liaison.api.shapes import Code, Given, QueryFlag
from liaison.api.statistics import FiguresOut, PeriodQuery, show_figures
from liaison.contacts.actions import archive_contact, change_contact, create_contact, unarchive_contact
from liaison.contacts.fields import ContactFields
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import Contact
from liaison.contacts.queries import (
    ContactFilters,
    contact_in_brief,
    contacts_matching,
    fields_of,
    list_contacts,
)
from liaison.contacts.queries import contact as contact_of
from liaison.interactions.figures import contact_figures
from liaison.interactions.queries.log_list import count_entries
from liaison.interactions.queries.rows import EntryRow, add_contacts
from liaison.interactions.queries.timeline import timeline

router = Router(tags=["Contacts"])

ContactNo = Annotated[Code, Path(description="Number of the contact.")]
ORDER_KEYS = {"created_at": "created", "changed_at": "changed", "name": "name", "no": "no"}


class ContactTimelineQuery(TimelineQuery):
    """Filters of a contact's timeline."""

    people: Annotated[QueryFlag, Field(description="False leaves a company's people out.")] = True


class ContactFiguresOut(FiguresOut):
    """The figures of a contact; a company counts its people's interactions too."""

    last_interaction: DayOut | None
    last_attempted: DayOut | None


@router.get("/contacts", response=list_of(ContactOut), summary="List contacts")
def list_all_contacts(request: ApiRequest, query: Annotated[ContactsQuery, Query()]) -> HttpResponse:
    """Lists companies and people, newest first."""
    filters = ContactFilters(
        text=query.q,
        type=query.type or "",
        city=query.city,
        country=query.country,
        language=query.language,
        salespeople=tuple(query.salesperson),
        company=query.company,
        email=query.email,
        external_id=query.external_id,
        correspondence_type=query.correspondence_type or "",
        salutation=query.salutation,
        codes={key: code for key in KINDS if (code := getattr(query, key))},
        privacy_blocked=query.privacy_blocked,
        archived=query.archived,
        changed_since=query.changed_since,
    )
    order = (ORDER_KEYS[query.order.removeprefix("-")], query.order.startswith("-"))
    found = list_contacts(request.user, filters, order=order, cursor=query.cursor, limit=query.limit)
    count = contacts_matching(request.user, filters).count if query.count else None
    return answer(page(found.items, show_contact, cursor=found.next, count=count))


@router.post(
    "/contacts",
    response={201: ContactDetailOut},
    summary="Create a contact",
    openapi_extra={"x-etag": True},
)
def create_new_contact(request: ApiRequest, body: Annotated[ContactIn, Given()]) -> HttpResponse:
    """Creates a company or a person."""
    given = written_over(ContactFields(), body, viewer=request.user)
    with fields_as_sent(sent_names(body, given)):
        made = create_contact(given, no=body.no, by=request.user, at=request.at)
    shown = contact_of(request.user, made.no)
    return answer(
        show_contact_detail(shown),
        status=201,
        version=shown.version,
        location=f"/api/v1/contacts/{shown.no}",
    )


@router.get(
    "/contacts/{no}", response=ContactDetailOut, summary="One contact", openapi_extra={"x-etag": True}
)
def read_contact(request: ApiRequest, no: ContactNo) -> HttpResponse:
    """Shows a contact with all of its numbers and addresses."""
    found = contact_of(request.user, no)
    return answer(show_contact_detail(found), version=found.version)


@router.patch(
    "/contacts/{no}",
    response=ContactDetailOut,
    summary="Change a contact",
    openapi_extra={"x-etag": True},
)
def edit_contact(request: ApiRequest, no: ContactNo, body: Annotated[ContactPatch, Given()]) -> HttpResponse:
    """Changes what is given; the rest stays, also what somebody else changes at the same moment."""

    def write(wanted: int | None) -> None:
        found = contact_of(request.user, no)
        given = written_over(fields_of(found), body, viewer=request.user)
        version = found.version if wanted is None else wanted
        with fields_as_sent(sent_names(body, given)):
            change_contact(found, given, version=version, by=request.user, at=request.at)

    written_at_once(request, write)
    return read_contact(request, no)


@router.delete(
    "/contacts/{no}",
    response={204: None},
    summary="Put a contact away",
    openapi_extra={"x-etag": True},
)
def remove_contact(request: ApiRequest, no: ContactNo) -> HttpResponse:
    """Archives a contact, a company with its people: they are offered no more, their history stays."""
    found = contact_of(request.user, no)
    archive_contact(found, version=expected_version(request), by=request.user, at=request.at)
    return empty()


@router.delete(
    "/contacts/{no}/archiving",
    response=ContactDetailOut,
    summary="Fetch a contact back",
    openapi_extra={"x-etag": True},
)
def restore_contact(request: ApiRequest, no: ContactNo) -> HttpResponse:
    """Fetches an archived contact back, a company with the people that were put away together with it."""
    found = contact_of(request.user, no)
    unarchive_contact(found, version=expected_version(request), by=request.user, at=request.at)
    return read_contact(request, no)


@router.get("/contacts/{no}/timeline", response=list_of(EntryOut), summary="The timeline of a contact")
def read_timeline(
    request: ApiRequest, no: ContactNo, query: Annotated[ContactTimelineQuery, Query()]
) -> HttpResponse:
    """Lists everything that happened with a contact, newest first; with a company its people's too."""
    found = contact_in_brief(request.user, no)
    narrowed = filter_from(query, people=query.people)
    entries = timeline(request.user, found, narrowed, limit=query.limit, cursor=query.cursor, own_files=True)
    count = None
    if query.count:
        counted = filter_from(query, contact=found.no, people=query.people)
        count = lambda: count_entries(request.user, counted)  # noqa: E731 - asked only when wanted
    return answer(page(_named(found, entries.items), show_row, cursor=entries.next, count=count))


@router.get("/contacts/{no}/statistics", response=ContactFiguresOut, summary="The figures of a contact")
def read_contact_statistics(
    request: ApiRequest, no: ContactNo, query: Annotated[PeriodQuery, Query()]
) -> HttpResponse:
    """Counts a contact's interactions with their cost and minutes; the dates leave the period aside."""
    found = contact_figures(request.user, contact_in_brief(request.user, no), query.period)
    return answer(
        {
            **show_figures(found.figures, query),
            "last_interaction": found.last_interaction,
            "last_attempted": found.last_attempted,
        }
    )


def _named(contact: Contact, found: Sequence[EntryRow]) -> Sequence[EntryRow]:
    """The rows with the names of contact and company; looked up only when others than these occur."""
    company = contact.company
    known = {None, contact.pk, company.pk if company is not None else None}
    if any(row.company_id not in known for row in found):
        return add_contacts(list(found))
    for row in found:
        if not row.contact_no:
            row.contact_no, row.contact_name = contact.no, contact.name
            if company is not None and row.company_id == company.pk:
                row.company_no, row.company_name = company.no, company.name
    return found
