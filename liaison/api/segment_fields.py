"""What is written of a segment, and how it is shown."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator, Field, WithJsonSchema

from liaison.accounts.models import User
from liaison.api.entries import DayOut, InstantOut
from liaison.api.shapes import Code, Day, DocumentCode, Flag, Language, Line, Money, MoneyOut, Out, Shape, no
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import InformationFlow, InitiatedBy
from liaison.kit.errors import Refused
from liaison.letters.queries import document_template
from liaison.segments.models import Segment
from liaison.segments.rules import unknown
from liaison.segments.values import SegmentValues

CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", re.ASCII)
PATTERN = r"^\d{2}:\d{2}(:\d{2})?$"


def _clock(value: Any) -> time:
    if isinstance(value, str) and CLOCK.match(value):
        return time.fromisoformat(value)
    raise no("time", _("Give a time such as 14:05."))


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["14:05"]}),
]


ClockOut = Annotated[str, WithJsonSchema({"type": "string", "pattern": PATTERN})]


class SharedFields(Shape):
    """What a segment and its lines have in common; null leaves a value as it is, an empty code clears it."""

    description: Line | None = None
    campaign: Annotated[Code | None, Field(description="Number of the campaign.")] = None
    salesperson: Code | None = None
    occurred_on: Day | None = None
    occurred_time: Clock | None = None
    correspondence_type: CorrespondenceType | None = None
    subject: Line | None = None
    cost: Money | None = None
    duration_min: Money | None = None
    information_flow: InformationFlow | None = None
    initiated_by: InitiatedBy | None = None
    campaign_target: Flag | None = None
    campaign_response: Flag | None = None
    document_template: Annotated[
        DocumentCode | None, Field(description="Code of a Word template; an empty one takes it away.")
    ] = None
    document_as_attachment: Flag | None = None


class SegmentFields(SharedFields):
    """What may be written on a segment."""

    template: Annotated[Code | None, Field(description="Its values and documents are taken.")] = None
    ignore_contact_type: Flag | None = None
    follows_criteria: Annotated[
        Flag | None, Field(description="Worked out anew every night and when it is logged.")
    ] = None


class SegmentIn(SegmentFields):
    """A segment to create; without a number it gets the next one."""

    no: Code | None = None


class SegmentPatch(SegmentFields):
    """What to change, and whether the lines that have no value of their own follow."""

    language: Annotated[
        Language | None,
        Field(description="The one used where that of the contact is missing; it gets a text of its own."),
    ] = None
    apply_to_lines: Annotated[Flag, Field(description="False: the lines keep what they have.")] = True
    overwrite_personalized: Annotated[
        Flag, Field(description="Take the lines' own values of what changes away.")
    ] = False
    replace: Annotated[
        Flag, Field(description="Let the document take the place of a file of the default language.")
    ] = False


class SegmentOut(Out):
    """Contacts chosen for one planned interaction."""

    no: str
    description: str
    campaign: str | None
    salesperson: str | None
    template: str | None
    occurred_on: DayOut
    occurred_time: ClockOut | None
    correspondence_type: CorrespondenceType
    ignore_contact_type: bool
    language: str
    subject: str
    cost: Annotated[MoneyOut, Field(description="Of each line without cost of its own.")]
    duration_min: MoneyOut
    information_flow: InformationFlow
    initiated_by: InitiatedBy
    campaign_target: bool
    campaign_response: bool
    document_template: Annotated[str | None, Field(description="Code of its Word template.")]
    document_as_attachment: bool
    follows_criteria: bool
    refreshed_at: Annotated[InstantOut | None, Field(description="When the lines were last worked out anew.")]
    line_count: int
    created_at: InstantOut
    changed_at: InstantOut


class SegmentDetailOut(SegmentOut):
    """A segment with what its lines add up to."""

    total_cost: MoneyOut
    total_duration_min: MoneyOut
    step_count: int


NAMED = {"campaign", "salesperson", "template", "occurred_time", "document_template"}
PLAIN = [name for name in SegmentOut.model_fields if name not in NAMED]


def show_segment(head: Segment) -> dict[str, Any]:
    """A segment as JSON."""
    return {
        **{name: getattr(head, name) for name in PLAIN},
        "campaign": head.campaign.no if head.campaign else None,
        "salesperson": head.salesperson.code if head.salesperson else None,
        "template": head.template.code if head.template else None,
        "occurred_time": head.occurred_time.isoformat("seconds") if head.occurred_time else None,
        "document_template": head.document_template.code if head.document_template else None,
    }


def shared_values(viewer: User, body: SharedFields) -> dict[str, Any]:
    """What was sent, with the Word template as the verbs take it; raises `Refused` where there is none."""
    given = body.given()
    if given.get("document_template"):
        found = document_template(viewer, given["document_template"])
        if found is None:
            raise Refused(unknown(given["document_template"], "document_template"))
        given["document_template"] = found.pk
    elif given.get("document_template") == "":
        given["document_template"] = 0
    return given


def segment_values(viewer: User, body: SegmentFields) -> SegmentValues:
    """What was sent as the verbs take it; the template goes its own way."""
    names = SegmentFields.model_fields.keys() - {"template"}
    given = shared_values(viewer, body)
    return SegmentValues(**{name: value for name, value in given.items() if name in names})
