"""What contacts agreed to receive or refused, by channel and topic, and its history (B-6)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.contacts import ContactNo
from liaison.api.paging import Paged, by_number, list_of, of_record
from liaison.api.shapes import Code, Given, Line, Out, Shape
from liaison.campaigns.actions import note_consent
from liaison.campaigns.models import Consent, ConsentNote
from liaison.campaigns.queries import consent_history, consents_of
from liaison.campaigns.rules import unknown
from liaison.contacts.queries import contact_in_brief
from liaison.interactions.queries.entry import numbers_seen
from liaison.interactions.queries.set_up import interaction_group
from liaison.kit.errors import Refused

router = Router(tags=["Contacts"])

Topic = Annotated[Code, Field(description="Code of an interaction group; empty for everything.")]


class ConsentIn(Shape):
    """What a contact said."""

    channel: Literal["email", "hard_copy"]
    topic: Topic = ""
    agreement: Annotated[
        Literal["given", "withdrawn"], Field(description="Whether it agrees or takes its word back.")
    ]
    source: Annotated[Line, Field(max_length=255, description="Where it said so, in words.")] = ""


class ConsentOut(Out):
    """The present word of a contact on a channel and topic; all but `given` hold back mailings."""

    channel: str
    topic: Topic
    agreement: Annotated[str, Field(description="`given`, `withdrawn`, `bounced` or `complained`.")]
    source: str
    address: Annotated[str, Field(description="The address that does not work, if that is the word.")]
    noted_at: datetime
    noted_by: Annotated[str | None, Field(description="Null for the contact itself and the mail system.")]


class ConsentNoteOut(Out):
    """One word of a contact as it was said; `unsaid` ended one without another in its place."""

    channel: str
    topic: Topic
    agreement: str
    source: str
    entry: Annotated[
        int | None, Field(description="Number of the interaction that led to it, if the caller may see it.")
    ]
    noted_at: datetime
    noted_by: str | None


def _show(one: Consent | ConsentNote) -> dict[str, Any]:
    more = {"address": one.address} if isinstance(one, Consent) else {"entry": one.entry_no}
    return {
        "channel": one.channel,
        "topic": one.topic,
        "agreement": one.agreement,
        "source": one.source,
        "noted_at": one.noted_at,
        "noted_by": one.noted_by.username if one.noted_by is not None else None,
        **more,
    }


@router.get("/contacts/{no}/consents", response=list_of(ConsentOut), summary="The consents of a contact")
def list_consents(request: ApiRequest, no: ContactNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists the present word of a contact on each channel and topic on which it said something."""
    found = consents_of(request.user, contact_in_brief(request.user, no).pk)
    return answer(of_record(found, query, _show, key=lambda one: f"{one.channel} {one.topic}"))


@router.post("/contacts/{no}/consents", response=ConsentOut, summary="Note what a contact said")
def add_consent(request: ApiRequest, no: ContactNo, body: Annotated[ConsentIn, Given()]) -> HttpResponse:
    """Notes that a contact agrees or refuses; the same again changes nothing, and the history keeps all."""
    contact = contact_in_brief(request.user, no)
    topic = body.topic.strip()
    if topic and interaction_group(request.user, topic.upper()) is None:
        raise Refused(unknown(topic, "topic"))
    noted = note_consent(
        contact.pk,
        body.channel,
        body.agreement,
        topic=topic,
        source=body.source,
        by=request.user,
        at=request.at,
    )
    return answer(_show(noted))


@router.get(
    "/contacts/{no}/consents/history", response=list_of(ConsentNoteOut), summary="The history of consents"
)
def list_consent_history(
    request: ApiRequest, no: ContactNo, query: Annotated[Paged, Query()]
) -> HttpResponse:
    """Lists every word of a contact as it was said, the newest first."""
    told = by_number(consent_history(request.user, contact_in_brief(request.user, no).pk), query, _show)
    named = {one["entry"] for one in told["items"]} - {None}
    seen = numbers_seen(request.user, named)
    for one in told["items"]:
        one["entry"] = one["entry"] if one["entry"] in seen else None
    return answer(told)
