"""What is written of a campaign, and how a campaign, its entries and its figures are shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from liaison.api.entries import DayOut, InstantOut
from liaison.api.shapes import Code, Day, Line, MoneyOut, Out, Shape, Text
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.queries.headings import CampaignFigures


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

    no: Code | None = None


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
    unsubscribed: Annotated[
        int, Field(description="Contacts who wanted no more, or complained, through one of its messages.")
    ]


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


def show_campaign_entry(entry: Any) -> dict[str, Any]:
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


def campaign_values(body: CampaignFields, card: Campaign | None = None) -> CampaignValues:
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


def show_figures(found: CampaignFigures, since: date | None, until: date | None) -> dict[str, Any]:
    """The figures of a campaign in a period as JSON."""
    return {
        "since": since,
        "until": until,
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
        "unsubscribed": found.unsubscribed,
    }
