"""What programs send about an interaction: fields to record, corrections, filters."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from liaison.api.paging import Paged
from liaison.api.shapes import (
    Day,
    DocumentCode,
    Flag,
    Instant,
    Key,
    Language,
    Line,
    Money,
    NamedKey,
    Number,
    QueryFlag,
    Shape,
    Text,
    UploadedAttachment,
)
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.models import (
    Channel,
    DeliveryStatus,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    ParticipantRole,
    Visibility,
)
from liaison.interactions.queries.log_list import LogFilter


class ParticipantIn(Shape):
    """A further contact (by number) or a colleague (by code)."""

    contact: Key | None = None
    salesperson: Key | None = None
    role: ParticipantRole = ParticipantRole.ATTENDEE


class EntryFields(Shape):
    """What overrides the template; what is left out or null is proposed (R-INT-46 to 52)."""

    salesperson: Key | None = None
    occurred_at: Instant | None = None
    description: Line | None = None
    subject: Line | None = None
    body: Annotated[Text | None, Field(description="HTML; it is cleaned.")] = None
    language: Language | None = None
    information_flow: InformationFlow | None = None
    initiated_by: InitiatedBy | None = None
    cost: Money | None = None
    duration_min: Money | None = None
    correspondence_type: CorrespondenceType | None = None
    evaluation: Evaluation | None = None
    attempt_failed: Flag | None = None
    visibility: Visibility | None = None
    campaign: Annotated[Key | None, Field(description="Number of the campaign it is for.")] = None
    campaign_target: Flag | None = None
    campaign_response: Flag | None = None
    alternative_address: Key | None = None
    contact_via: Line | None = None
    document_template: DocumentCode | None = None
    document_as_attachment: Flag | None = None
    follow_up_of: Number | None = None
    participants: Annotated[list[ParticipantIn], Field(max_length=200)] = []
    comments: Annotated[list[Text], Field(max_length=200)] = []
    postponed: Annotated[Flag, Field(description="Keep it in the list of postponed interactions.")] = False


class EntryIn(EntryFields):
    """An interaction to record; with `postponed` even contact and template may be missing."""

    contact: Annotated[Key | None, Field(description="Number of the contact.")] = None
    template: Annotated[Key | None, Field(description="Code of the interaction template.")] = None
    attachment: UploadedAttachment | None = None
    send: Annotated[Flag, Field(description="Deliver it: as e-mail, or as a letter to print.")] = False


class CompletionIn(Shape):
    """How a draft is finished."""

    send: Annotated[Flag, Field(description="Deliver it: as e-mail, or as a letter to print.")] = False


class EntryPatch(EntryFields):
    """What to change. A logged entry takes only what may be corrected (R-INT-87); a draft everything."""

    contact: Key | None = None
    template: Key | None = None
    attachment: Annotated[
        UploadedAttachment | None,
        Field(description="The file of a draft, in place of those on it; null: none."),
    ] = None
    reason: Annotated[Text, Field(description="Why; kept in the entry's history.")] = ""


CORRECTABLE = {
    "description",
    "subject",
    "cost",
    "duration_min",
    "evaluation",
    "attempt_failed",
    "visibility",
}
ORDERS = Literal[
    "-occurred_at",
    "occurred_at",
    "-entry_no",
    "entry_no",
    "-recorded_at",
    "recorded_at",
    "-cost",
    "cost",
    "-duration_min",
    "duration_min",
]


class TimelineQuery(Paged):
    """Filters of a timeline."""

    channel: list[Channel] = []
    group: NamedKey | None = None
    template: NamedKey | None = None
    salesperson: NamedKey | None = None
    since: Annotated[Day | None, Field(description="First day, in the company's time zone.")] = None
    until: Annotated[Day | None, Field(description="Last day, inclusive.")] = None
    q: Annotated[Text, Field(max_length=500, description="Words in subject, text and comments.")] = ""
    evaluation: Evaluation | None = None
    canceled: QueryFlag | None = None
    attempt_failed: QueryFlag | None = None
    information_flow: InformationFlow | None = None
    correspondence_type: CorrespondenceType | None = None
    delivery_status: list[DeliveryStatus] = []


class EntriesQuery(TimelineQuery):
    """Filters of the log."""

    contact: Annotated[NamedKey | None, Field(description="A company's people count as its own.")] = None
    people: Annotated[QueryFlag, Field(description="False leaves a company's people out.")] = True
    campaign: Annotated[NamedKey | None, Field(description="Number of a campaign.")] = None
    segment_no: Annotated[
        NamedKey | None,
        Field(description="Number of a segment: logged with it, or called from a line of it."),
    ] = None
    segment: Annotated[NamedKey | None, Field(description="The same as `segment_no`, an older name.")] = None
    postponed: Annotated[
        QueryFlag | None, Field(description="True lists postponed interactions; only `contact` narrows.")
    ] = None
    order: Annotated[ORDERS, Field(description="Ignored with `q`.")] = "-occurred_at"


def filter_from(
    query: TimelineQuery,
    *,
    contact: str | None = None,
    people: bool = True,
    campaign: str | None = None,
    segment: str | None = None,
) -> LogFilter:
    """The filter of the log that the parameters ask for."""
    return LogFilter(
        contact=contact,
        people=people,
        campaign=campaign,
        segment=segment,
        channels=tuple(query.channel),
        group=query.group,
        template=query.template,
        salesperson=query.salesperson,
        since=query.since,
        until=query.until,
        evaluation=query.evaluation,
        canceled=query.canceled,
        attempt_failed=query.attempt_failed,
        information_flow=query.information_flow,
        correspondence_type=query.correspondence_type,
        delivery_status=tuple(query.delivery_status),
        q=query.q,
    )


def values_from(given: dict[str, Any], *, files: tuple[NamedFile, ...] = ()) -> Values:
    """The values of the log's verbs behind what was sent; fields that are no values are left out."""
    values = {name: value for name, value in given.items() if name in VALUES}
    values["participants"] = tuple(
        ParticipantValue(person.contact or "", person.salesperson or "", str(person.role))
        for person in given.get("participants", ())
    )
    values["comments"] = tuple(given.get("comments", ()))
    return Values(**values, files=files)


VALUES = (set(EntryFields.model_fields) | {"contact", "template"}) - {"postponed"}
