"""Campaigns: the card, the entries that segments and documents made for it, and its figures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.entries import DayOut, InstantOut
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, by_number, list_of
from liaison.api.shapes import (
    Code,
    Day,
    Given,
    Line,
    MoneyOut,
    Out,
    QueryFlag,
    QueryNumber,
    Shape,
    Text,
)
from liaison.api.statistics import PeriodQuery
from liaison.campaigns.actions import (
    archive_campaign,
    change_campaign,
    create_campaign,
    delete_campaign,
    restore_campaign,
)
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import campaign as campaign_of
from liaison.campaigns.queries import campaigns
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.actions.headings import delete_canceled_campaign_entries, switch_campaign_entries
from liaison.interactions.models import CampaignEntry
from liaison.interactions.queries.headings import campaign_entries, campaign_figures

router = Router(tags=["Campaigns"])

CampaignNo = Annotated[Code, Path(description="Number of the campaign.")]
EntryId = Annotated[QueryNumber, Path(description="Number of the campaign entry.")]


class CampaignFields(Shape):
    """What may be written on a campaign; null leaves a text as it is and clears a date."""

    description: Line | None = None
    starting_date: Day | None = None
    ending_date: Day | None = None
    salesperson: Annotated[Code | None, Field(description="Code; empty: nobody.")] = None
    status: Annotated[Code | None, Field(description="Code of a campaign status; empty: none.")] = None
    dimension_1: Code | None = None
    dimension_2: Code | None = None
    notes: Text | None = None


class CampaignIn(CampaignFields):
    """A campaign to create; without a number it gets the next one."""

    no: Code = ""


class CampaignOut(Out):
    """An umbrella over segments and interactions."""

    no: str
    description: str
    starting_date: DayOut | None
    ending_date: DayOut | None
    salesperson: str | None
    status: str | None
    dimension_1: str
    dimension_2: str
    notes: str
    archived: bool
    last_modified_on: DayOut
    created_at: InstantOut
    changed_at: InstantOut


class CampaignsQuery(Paged):
    """Filters of the campaigns."""

    archived: QueryFlag | None = None
    status: Code = ""
    salesperson: Code = ""
    q: Annotated[Text, Field(max_length=100, description="Words in number or description.")] = ""


class CampaignEntryOut(Out):
    """What one segment, or all interactions without one, did for a campaign."""

    entry_no: int
    description: str
    date: DayOut
    segment_no: Annotated[str, Field(description="Empty when no segment made it.")]
    document_type: str
    logged_segment: Annotated[int | None, Field(description="Number of the logged segment.")]
    user: str | None
    salesperson: str | None
    canceled: bool
    interaction_count: Annotated[int, Field(description="In the same state of cancellation.")]
    cost: MoneyOut
    duration_min: MoneyOut


class CampaignFiguresOut(Out):
    """What the log says of a campaign; cancelled and postponed interactions do not count."""

    since: DayOut | None
    until: DayOut | None
    interactions: int
    target_contacts_contacted: Annotated[int, Field(description="Interactions with targets.")]
    contacts_responded: Annotated[int, Field(description="Interactions that are responses.")]
    distinct_contacts_contacted: Annotated[int, Field(description="Each contact once.")]
    distinct_contacts_responded: Annotated[int, Field(description="Each contact once.")]
    distinct_companies_contacted: Annotated[int, Field(description="Each company once.")]
    response_rate: Annotated[str, Field(description="Per cent, one decimal.")]
    cost: MoneyOut
    duration_min: MoneyOut
    cost_per_response: MoneyOut
    duration_per_response: MoneyOut
    sent: int
    failed: int


class CanceledQuery(PeriodQuery):
    """Which cancelled entries are meant."""

    salesperson: Code = ""


class SwitchedOut(Out):
    """Whether it is cancelled now."""

    canceled: bool


class DeletedOut(Out):
    """How many were deleted."""

    deleted: int


def show_campaign(card: Campaign) -> dict[str, Any]:
    """A campaign as JSON."""
    return {
        "no": card.no,
        "description": card.description,
        "starting_date": card.starting_date,
        "ending_date": card.ending_date,
        "salesperson": card.salesperson.code if card.salesperson else None,
        "status": card.status.code if card.status else None,
        "dimension_1": card.dimension_1,
        "dimension_2": card.dimension_2,
        "notes": card.notes,
        "archived": card.archived_at is not None,
        "last_modified_on": card.last_modified_on,
        "created_at": card.created_at,
        "changed_at": card.changed_at,
    }


def show_entry(entry: Any) -> dict[str, Any]:
    """A campaign entry as JSON, with its figures."""
    return {
        "entry_no": entry.pk,
        "description": entry.description,
        "date": entry.date,
        "segment_no": entry.segment_no,
        "document_type": entry.document_type,
        "logged_segment": entry.logged_segment.entry_no if entry.logged_segment else None,
        "user": entry.user.username if entry.user else None,
        "salesperson": entry.salesperson.code if entry.salesperson else None,
        "canceled": entry.canceled,
        "interaction_count": entry.interaction_count,
        "cost": entry.cost,
        "duration_min": entry.duration,
    }


def _values(body: CampaignFields, card: Campaign | None = None) -> CampaignValues:
    """What was sent as the verb takes it; a date that is null is cleared, the other one stays."""
    given = {name: value for name, value in body.given().items() if name != "no"}
    cleared = card is not None and any(
        name in given and given[name] is None for name in ("starting_date", "ending_date")
    )
    if cleared and card is not None:
        dates: dict[str, date | None] = {
            "starting_date": card.starting_date,
            "ending_date": card.ending_date,
        }
        given = {**dates, **given}
    return CampaignValues(**given, no_dates=cleared)


@router.get("/campaigns", response=list_of(CampaignOut), summary="List campaigns")
def list_campaigns(request: ApiRequest, query: Annotated[CampaignsQuery, Query()]) -> HttpResponse:
    """Lists campaigns, the newest first; archived ones too unless `archived` says otherwise."""
    found = campaigns(
        request.user,
        archived=query.archived,
        status=query.status.upper(),
        salesperson=query.salesperson.upper(),
        text=query.q,
    )
    return answer(by_number(found, query, show_campaign))


@router.post(
    "/campaigns",
    response={201: CampaignOut},
    summary="Create a campaign",
    openapi_extra={"x-etag": True},
)
def create_new_campaign(request: ApiRequest, body: Annotated[CampaignIn, Given()]) -> HttpResponse:
    """Creates a campaign; without salesperson it gets yours."""
    made = create_campaign(_values(body), no=body.no, by=request.user, at=request.at)
    location = f"/api/v1/campaigns/{made.no}"
    return answer(show_campaign(made), status=201, version=made.version, location=location)


@router.get("/campaigns/{no}", response=CampaignOut, summary="One campaign", openapi_extra={"x-etag": True})
def read_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Shows a campaign, archived or not."""
    card = campaign_of(request.user, no)
    return answer(show_campaign(card), version=card.version)


@router.patch(
    "/campaigns/{no}", response=CampaignOut, summary="Change a campaign", openapi_extra={"x-etag": True}
)
def edit_campaign(
    request: ApiRequest, no: CampaignNo, body: Annotated[CampaignFields, Given()]
) -> HttpResponse:
    """Changes what is given."""
    values = _values(body, campaign_of(request.user, no))
    card = change_campaign(no, values, version=expected_version(request), by=request.user, at=request.at)
    return answer(show_campaign(card), version=card.version)


@router.delete("/campaigns/{no}", response={204: None}, summary="Delete a campaign")
def remove_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Deletes a campaign without segments and interactions; any other can be archived."""
    delete_campaign(no, by=request.user, at=request.at)
    return empty()


@router.post("/campaigns/{no}/archiving", response=CampaignOut, summary="Archive a campaign")
def archive_one_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Puts a campaign away; its segments and interactions stay."""
    return answer(show_campaign(archive_campaign(no, by=request.user, at=request.at)))


@router.delete("/campaigns/{no}/archiving", response=CampaignOut, summary="Fetch a campaign back")
def restore_one_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Fetches an archived campaign back."""
    return answer(show_campaign(restore_campaign(no, by=request.user, at=request.at)))


@router.get("/campaigns/{no}/entries", response=list_of(CampaignEntryOut), summary="Entries of a campaign")
def list_campaign_entries(
    request: ApiRequest, no: CampaignNo, query: Annotated[Paged, Query()]
) -> HttpResponse:
    """Lists what segments and interactions did for the campaign, the newest first."""
    found = campaign_entries(request.user, campaign_of(request.user, no))
    return answer(by_number(found, query, show_entry))


@router.post(
    "/campaigns/{no}/entries/{entry_no}/cancellation",
    response=SwitchedOut,
    summary="Cancel a campaign entry",
)
def cancel_campaign_entry(request: ApiRequest, no: CampaignNo, entry_no: EntryId) -> HttpResponse:
    """Cancels a campaign entry with all its interactions; one that is cancelled stays so."""
    return _switched(request, no, entry_no, canceled=True)


@router.delete(
    "/campaigns/{no}/entries/{entry_no}/cancellation",
    response=SwitchedOut,
    summary="Reinstate a campaign entry",
)
def reinstate_campaign_entry(request: ApiRequest, no: CampaignNo, entry_no: EntryId) -> HttpResponse:
    """Reinstates a campaign entry with what was cancelled with it."""
    return _switched(request, no, entry_no, canceled=False)


@router.delete(
    "/campaigns/{no}/entries/canceled", response=DeletedOut, summary="Delete cancelled campaign entries"
)
def remove_canceled_campaign_entries(
    request: ApiRequest, no: CampaignNo, query: Annotated[CanceledQuery, Query()]
) -> HttpResponse:
    """Deletes the cancelled entries of a campaign **and the interactions below them**."""
    card = campaign_of(request.user, no)
    deleted = delete_canceled_campaign_entries(
        campaign=card.no,
        salesperson=query.salesperson.upper(),
        since=query.since,
        until=query.until,
        by=request.user,
        at=request.at,
    )
    return answer({"deleted": deleted})


@router.get("/campaigns/{no}/statistics", response=CampaignFiguresOut, summary="Figures of a campaign")
def read_campaign_statistics(
    request: ApiRequest, no: CampaignNo, query: Annotated[PeriodQuery, Query()]
) -> HttpResponse:
    """Counts a campaign's interactions of a period, with distinct contacts beside them."""
    card = campaign_of(request.user, no)
    (found,) = campaign_figures(request.user, [card.pk], since=query.since, until=query.until).values()
    return answer(
        {
            "since": query.since,
            "until": query.until,
            "interactions": found.interactions,
            "target_contacts_contacted": found.contacted,
            "contacts_responded": found.responded,
            "distinct_contacts_contacted": found.contacts_contacted,
            "distinct_contacts_responded": found.contacts_responded,
            "distinct_companies_contacted": found.companies_contacted,
            "response_rate": found.response_rate,
            "cost": found.cost,
            "duration_min": found.duration_min,
            "cost_per_response": found.cost_per_response,
            "duration_per_response": found.duration_per_response,
            "sent": found.sent,
            "failed": found.failed,
        }
    )


def _switched(request: ApiRequest, no: str, entry_no: int, *, canceled: bool) -> HttpResponse:
    found = campaign_entries(request.user, campaign_of(request.user, no))
    entry: CampaignEntry | None = found.filter(pk=entry_no).first()
    if entry is None:
        raise Problem(404, NOT_FOUND)
    if entry.canceled != canceled:
        switch_campaign_entries([entry.pk], by=request.user, at=request.at)
    return answer({"canceled": canceled})
