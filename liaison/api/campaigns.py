"""Campaigns: the card, the entries that segments and documents made for it, and its figures."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.campaign_fields import (
    CampaignEntryOut,
    CampaignFields,
    CampaignFiguresOut,
    CampaignIn,
    CampaignOut,
    campaign_values,
    show_campaign,
    show_campaign_entry,
    show_figures,
)
from liaison.api.deletions import Counted
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version, written_at_once
from liaison.api.paging import Paged, by_number, list_of
from liaison.api.shapes import Code, Given, Named, Out, QueryFlag, QueryNumber, QueryWhole, Text
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
from liaison.interactions.actions.headings import delete_canceled_campaign_entries, switch_campaign_entries
from liaison.interactions.models import CampaignEntry
from liaison.interactions.queries.headings import campaign_entries, campaign_figures

router = Router(tags=["Campaigns"])

CampaignNo = Annotated[Code, Path(description="Number of the campaign.")]
EntryId = Annotated[QueryNumber, Path(description="Number of the campaign entry.")]


class CampaignsQuery(Paged):
    """Filters of the campaigns."""

    archived: QueryFlag | None = None
    status: Named = ""
    salesperson: Named = ""
    q: Annotated[Text, Field(max_length=100, description="Words in number or description.")] = ""


class CanceledQuery(PeriodQuery, Counted):
    """Which cancelled entries are meant, and how many interactions may go with them."""

    entry_no: QueryNumber | None = None
    salesperson: Named | None = None
    expected_interactions: Annotated[
        QueryWhole | None,
        Field(description="How many interactions were counted; if others would go, none does (409)."),
    ] = None


class SwitchedOut(Out):
    """Whether it is cancelled now."""

    canceled: bool


class DeletedOut(Out):
    """How many were deleted, or would be."""

    deleted: int
    dry_run: bool


class DeletedEntriesOut(DeletedOut):
    """How many campaign entries were deleted, or would be, with how many interactions below them."""

    interactions: int


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
    made = create_campaign(campaign_values(body), no=body.no or "", by=request.user, at=request.at)
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
    """Changes what is given; the rest stays, also what somebody else changes at the same moment."""

    def write(wanted: int | None) -> Campaign:
        found = campaign_of(request.user, no)
        version = found.version if wanted is None else wanted
        values = campaign_values(body, found)
        return change_campaign(no, values, version=version, by=request.user, at=request.at)

    card = written_at_once(request, write)
    return answer(show_campaign(card), version=card.version)


@router.delete(
    "/campaigns/{no}", response={204: None}, summary="Delete a campaign", openapi_extra={"x-etag": True}
)
def remove_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Deletes a campaign without segments and interactions; any other can be archived."""
    delete_campaign(no, version=expected_version(request), by=request.user, at=request.at)
    return empty()


@router.post(
    "/campaigns/{no}/archiving",
    response=CampaignOut,
    summary="Archive a campaign",
    openapi_extra={"x-etag": True, "x-if-match": True},
)
def archive_one_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Puts a campaign away; its segments and interactions stay."""
    card = archive_campaign(no, version=expected_version(request), by=request.user, at=request.at)
    return answer(show_campaign(card), version=card.version)


@router.delete(
    "/campaigns/{no}/archiving",
    response=CampaignOut,
    summary="Fetch a campaign back",
    openapi_extra={"x-etag": True},
)
def restore_one_campaign(request: ApiRequest, no: CampaignNo) -> HttpResponse:
    """Fetches an archived campaign back."""
    card = restore_campaign(no, version=expected_version(request), by=request.user, at=request.at)
    return answer(show_campaign(card), version=card.version)


@router.get("/campaigns/{no}/entries", response=list_of(CampaignEntryOut), summary="Entries of a campaign")
def list_campaign_entries(
    request: ApiRequest, no: CampaignNo, query: Annotated[Paged, Query()]
) -> HttpResponse:
    """Lists what segments and interactions did for the campaign, the newest first."""
    found = campaign_entries(request.user, campaign_of(request.user, no))
    return answer(by_number(found, query, show_campaign_entry))


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
    "/campaigns/{no}/entries/canceled",
    response=DeletedEntriesOut,
    summary="Delete cancelled campaign entries",
)
def remove_canceled_campaign_entries(
    request: ApiRequest, no: CampaignNo, query: Annotated[CanceledQuery, Query()]
) -> HttpResponse:
    """Deletes the cancelled entries of a campaign **and the interactions below them**.

    An entry stays that has an interaction which you may not see. `expected` counts the entries, as `deleted`
    does.
    """
    card = campaign_of(request.user, no)
    gone = delete_canceled_campaign_entries(
        entry_no=query.entry_no,
        campaign=card.no,
        salesperson=(query.salesperson or "").upper(),
        since=query.since,
        until=query.until,
        counted=query.expected,
        below=query.expected_interactions,
        dry_run=query.dry_run,
        by=request.user,
        at=request.at,
    )
    return answer({"deleted": gone.entries, "interactions": gone.interactions, "dry_run": query.dry_run})


@router.get("/campaigns/{no}/statistics", response=CampaignFiguresOut, summary="Figures of a campaign")
def read_campaign_statistics(
    request: ApiRequest, no: CampaignNo, query: Annotated[PeriodQuery, Query()]
) -> HttpResponse:
    """Counts a campaign's interactions of a period, with distinct contacts beside them."""
    card = campaign_of(request.user, no)
    (found,) = campaign_figures(request.user, [card.pk], since=query.since, until=query.until).values()
    return answer(show_figures(found, query.since, query.until))


def _switched(request: ApiRequest, no: str, entry_no: int, *, canceled: bool) -> HttpResponse:
    found = campaign_entries(request.user, campaign_of(request.user, no))
    entry: CampaignEntry | None = found.filter(pk=entry_no).first()
    if entry is None:
        raise Problem(404, NOT_FOUND)
    switch_campaign_entries([entry.pk], canceled=canceled, by=request.user, at=request.at)
    return answer({"canceled": canceled})
