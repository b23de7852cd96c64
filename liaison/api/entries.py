"""How an entry of the log looks to programs: shapes, and the dictionaries that fill them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from liaison.api.shapes import Instant, MoneyOut, Out
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import (
    Channel,
    DeliveryStatus,
    Draft,
    EntryChange,
    EntryComment,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    ParticipantRole,
    Visibility,
)
from liaison.interactions.queries.entry import EntryDetail, entry_title
from liaison.interactions.queries.rows import EntryRow

InstantOut = Annotated[datetime, WithJsonSchema({"type": "string", "format": "date-time"})]
DayOut = Annotated[date, WithJsonSchema({"type": "string", "format": "date"})]


class FileOut(Out):
    """A file of an entry; fetch it with `/interactions/{entry_no}/attachment?file={id}`."""

    id: int
    name: str
    sent_copy: Annotated[bool, Field(description="The exact copy of what was sent.")]


class EntryOut(Out):
    """One entry of the log."""

    entry_no: int
    contact: Annotated[str, Field(description="Number of the contact.")]
    contact_name: str
    company: Annotated[str | None, Field(description="Number of the contact's company.")]
    company_name: str
    template: str
    template_description: str
    group: str
    channel: Channel
    occurred_at: InstantOut
    description: str
    subject: str
    excerpt: Annotated[str, Field(description="The beginning of the text.")]
    language: str
    information_flow: InformationFlow
    initiated_by: InitiatedBy
    cost: MoneyOut
    duration_min: MoneyOut
    salesperson: str | None
    salesperson_name: str
    campaign: Annotated[str | None, Field(description="Number of the campaign.")]
    segment_no: Annotated[
        str, Field(description="Logged with that segment, or called from it; empty without one.")
    ]
    correspondence_type: CorrespondenceType
    evaluation: Evaluation
    attempt_failed: bool
    canceled: bool
    postponed: bool
    visibility: Visibility
    delivery_status: DeliveryStatus
    delivery_at: InstantOut | None
    delivery_note: str
    contact_via: str
    follow_up_of: Annotated[
        int | None, Field(description="Null too where it is deleted or not for the caller to see.")
    ]
    has_comments: bool
    has_participants: bool
    files: list[FileOut]
    recorded_at: InstantOut


class CommentOut(Out):
    """A note on an entry."""

    id: int
    date: DayOut | None
    code: str
    comment: str
    author: str | None
    created_at: InstantOut
    changed_at: InstantOut


class ParticipantOut(Out):
    """A further contact or colleague."""

    contact: str | None
    salesperson: str | None
    name: str
    role: ParticipantRole


class DraftParticipantOut(Out):
    """Somebody who will be a participant."""

    contact: str | None
    salesperson: str | None
    role: str


class ChangeOut(Out):
    """What changed after logging: who, when, why, from what to what."""

    kind: str
    old: dict[str, Any]
    new: dict[str, Any]
    reason: str
    changed_by: str | None
    changed_at: InstantOut


class EntryDetailOut(EntryOut):
    """One entry with everything that hangs on it."""

    title: str
    body: Annotated[str, Field(description="Cleaned HTML.")]
    recorded_by: str | None
    campaign_target: bool
    campaign_response: bool
    alternative_address: Annotated[str | None, Field(description="Code of the address it went to.")]
    document_template: Annotated[str | None, Field(description="Code of the document template.")]
    document_as_attachment: bool
    comments: list[CommentOut]
    participants: list[ParticipantOut]
    changes: list[ChangeOut]
    follow_ups: list[int]


class DraftOut(Out):
    """An interaction that is not logged yet; what is null will be proposed when it is completed."""

    entry_no: int
    postponed: Annotated[bool, Field(description="In the list of postponed interactions.")]
    name: Annotated[str, Field(description="What the draft is called in the list.")]
    recorded_by: str
    saved_at: InstantOut
    contact: str | None
    template: str | None
    salesperson: str | None
    occurred_at: str | None
    description: str | None
    subject: str | None
    body: str | None
    language: str | None
    information_flow: str | None
    initiated_by: str | None
    cost: str | None
    duration_min: str | None
    correspondence_type: str | None
    evaluation: str | None
    attempt_failed: bool | None
    visibility: str | None
    campaign: str | None
    campaign_target: bool | None
    campaign_response: bool | None
    alternative_address: str | None
    contact_via: str | None
    document_template: str | None
    document_as_attachment: bool | None
    follow_up_of: int | None
    participants: list[DraftParticipantOut]
    comments: list[str]
    files: list[FileOut]


def show_file(file: int, name: str, *, sent_copy: bool = False) -> dict[str, Any]:
    """A file of an entry or draft."""
    return {"id": file, "name": name, "sent_copy": sent_copy}


def show_row(row: EntryRow) -> dict[str, Any]:
    """An entry of a list."""
    return {
        "entry_no": row.entry_no,
        "contact": row.contact_no,
        "contact_name": row.contact_name,
        "company": row.company_no or None,
        "company_name": row.company_name,
        "template": row.template_code,
        "template_description": row.template_description,
        "group": row.group_code,
        "channel": row.channel,
        "occurred_at": row.occurred_at.isoformat(),
        "description": row.description,
        "subject": row.subject,
        "excerpt": row.excerpt,
        "language": row.language,
        "information_flow": row.information_flow,
        "initiated_by": row.initiated_by,
        "cost": str(row.cost),
        "duration_min": str(row.duration_min),
        "salesperson": row.salesperson_code or None,
        "salesperson_name": row.salesperson_name,
        "campaign": row.campaign_no or None,
        "segment_no": row.segment_no,
        "correspondence_type": row.correspondence_type,
        "evaluation": row.evaluation,
        "attempt_failed": row.attempt_failed,
        "canceled": row.canceled,
        "postponed": False,
        "visibility": row.visibility,
        "delivery_status": row.delivery_status,
        "delivery_at": row.delivery_at.isoformat() if row.delivery_at else None,
        "delivery_note": row.delivery_note,
        "contact_via": row.contact_via,
        "follow_up_of": row.follow_up_of,
        "has_comments": row.has_comments,
        "has_participants": row.has_participants,
        "files": [
            *(show_file(file, name) for file, name in row.files),
            *(show_file(file, name, sent_copy=copy) for file, name, copy in row.own_files),
        ],
        "recorded_at": row.recorded_at.isoformat(),
    }


def show_detail(found: EntryDetail) -> dict[str, Any]:
    """One entry with everything that hangs on it."""
    entry, content = found.entry, found.entry.content
    company = entry.company if entry.company_id else None
    return {
        "entry_no": entry.pk,
        "title": entry_title(entry),
        "contact": entry.contact.no,
        "contact_name": entry.contact.name,
        "company": company.no if company else None,
        "company_name": company.name if company else "",
        "template": entry.template.code,
        "template_description": entry.template.description,
        "group": entry.group.code,
        "channel": entry.channel,
        "occurred_at": entry.occurred_at,
        "description": content.description,
        "subject": content.subject,
        "excerpt": content.body_text[:320],
        "body": content.body,
        "language": entry.language,
        "information_flow": entry.information_flow,
        "initiated_by": entry.initiated_by,
        "cost": entry.cost,
        "duration_min": entry.duration_min,
        "salesperson": entry.salesperson.code if entry.salesperson else None,
        "salesperson_name": entry.salesperson.name if entry.salesperson else "",
        "correspondence_type": entry.correspondence_type,
        "evaluation": entry.evaluation,
        "attempt_failed": entry.attempt_failed,
        "canceled": entry.canceled,
        "postponed": False,
        "visibility": entry.visibility,
        "campaign": entry.campaign.no if entry.campaign else None,
        "segment_no": entry.segment_no,
        "campaign_target": entry.campaign_target,
        "campaign_response": entry.campaign_response,
        "alternative_address": entry.alternative_address.code if entry.alternative_address else None,
        "document_template": entry.document_template.code if entry.document_template else None,
        "document_as_attachment": entry.document_as_attachment,
        "delivery_status": entry.delivery_status,
        "delivery_at": entry.delivery_at,
        "delivery_note": entry.delivery_note,
        "contact_via": entry.contact_via,
        "follow_up_of": found.follow_up_of,
        "has_comments": entry.has_comments,
        "has_participants": entry.has_participants,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by.username if entry.recorded_by else None,
        "files": _files(found),
        "comments": [show_comment(comment) for comment in found.comments],
        "participants": _participants(found),
        "changes": [_change(change) for change in found.changes],
        "follow_ups": [follow_up.pk for follow_up in found.follow_ups],
    }


def _files(found: EntryDetail) -> list[dict[str, Any]]:
    return [
        *(show_file(file.file_id, file.name) for file in found.files),
        *(show_file(file.file_id, file.name, sent_copy=file.sent_copy) for file in found.own_files),
    ]


def _change(change: EntryChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "old": change.old,
        "new": change.new,
        "reason": change.reason,
        "changed_by": change.changed_by.username if change.changed_by else None,
        "changed_at": change.changed_at,
    }


def show_comment(comment: EntryComment) -> dict[str, Any]:
    """A note on an entry."""
    return {
        "id": comment.pk,
        "date": comment.date,
        "code": comment.code,
        "comment": comment.comment,
        "author": comment.author.username if comment.author else None,
        "created_at": comment.created_at,
        "changed_at": comment.changed_at,
    }


def _participants(found: EntryDetail) -> list[dict[str, Any]]:
    return [
        {"contact": person.contact.no, "salesperson": None, "name": person.contact.name, "role": person.role}
        for person in found.participants
    ] + [
        {
            "contact": None,
            "salesperson": colleague.salesperson.code,
            "name": colleague.salesperson.name,
            "role": colleague.role,
        }
        for colleague in found.colleagues
    ]


def show_draft(draft: Draft) -> dict[str, Any]:
    """A draft as it is kept, every field named; a statement for its files unless they are there."""
    return {
        "entry_no": draft.entry_no,
        "postponed": draft.postponed,
        "name": draft.name,
        "recorded_by": draft.user.username,
        "saved_at": draft.saved_at,
        **{name: draft.values.get(name) for name in DRAFT_FIELDS},
        "participants": [
            {"contact": contact or None, "salesperson": salesperson or None, "role": role}
            for contact, salesperson, role in draft.values.get("participants", [])
        ],
        "comments": draft.comments,
        "files": [show_file(file.file_id, file.name) for file in draft.files.all()],
    }


DRAFT_FIELDS = [
    name
    for name in DraftOut.model_fields
    if name
    not in {"entry_no", "postponed", "name", "recorded_by", "saved_at", "participants", "comments", "files"}
]


__all__ = [
    "CommentOut",
    "DayOut",
    "DraftOut",
    "EntryDetailOut",
    "EntryOut",
    "Instant",
    "InstantOut",
    "show_comment",
    "show_detail",
    "show_draft",
    "show_row",
]
