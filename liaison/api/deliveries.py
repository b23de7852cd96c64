"""What was sent of an entry: every delivery with its true state; sending again, and stopping."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.interactions import EntryNo, row_of
from liaison.api.paging import Paged, by_number, list_of
from liaison.api.shapes import Flag, Given, Out, Shape
from liaison.contacts.models import CorrespondenceType
from liaison.delivery.actions import AS_BEFORE, resend_entries, stop_delivery
from liaison.delivery.models import Item
from liaison.delivery.queries.items import items_of
from liaison.interactions.models import DeliveryStatus

router = Router(tags=["Deliveries"])


class ResendIn(Shape):
    """How an entry is sent again."""

    correspondence_type: Annotated[
        Literal["same", "hard_copy", "email"], Field(description="`same` keeps the entry's.")
    ] = "same"
    update_merge_fields: Annotated[
        Flag, Field(description="Logs it anew, with the values of today; the original stays.")
    ] = False


class ResendOut(Out):
    """The entries whose delivery waits now: the old one, or the one logged anew."""

    entries: list[int]


class DeliveryOut(Out):
    """One delivery of an entry."""

    channel: CorrespondenceType
    state: DeliveryStatus
    recipient: str
    message_id: str
    attempts: int
    reply: Annotated[str, Field(description="The words of the server.")]
    queued_at: InstantOut
    due_at: InstantOut
    finished_at: InstantOut | None


class StoppedOut(Out):
    """How many deliveries were stopped."""

    stopped: int


def show_delivery(item: Item) -> dict[str, Any]:
    """A delivery as JSON."""
    return {name: getattr(item, name) for name in DeliveryOut.model_fields}


@router.get(
    "/interactions/{entry_no}/deliveries",
    response=list_of(DeliveryOut),
    summary="The deliveries of an interaction",
)
def list_deliveries(request: ApiRequest, entry_no: EntryNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists what was, is or will be sent of an entry, newest first."""
    return answer(by_number(items_of(request.user, entry_no), query, show_delivery))


@router.delete(
    "/interactions/{entry_no}/deliveries", response=StoppedOut, summary="Stop the deliveries that wait"
)
def stop_deliveries(request: ApiRequest, entry_no: EntryNo) -> HttpResponse:
    """Takes what still waits off the list; what is being sent cannot be called back."""
    return answer({"stopped": stop_delivery(entry_no, by=request.user, at=request.at)})


@router.post("/interactions/{entry_no}/resend", response=ResendOut, summary="Send an interaction again")
def resend_interaction(
    request: ApiRequest, entry_no: EntryNo, body: Annotated[ResendIn | None, Given(None)]
) -> HttpResponse:
    """Sends an entry again as it was, or logs it anew with the values of today and sends that."""
    row_of(request, entry_no)
    wanted = body or ResendIn()
    resent = resend_entries(
        [entry_no],
        channel=AS_BEFORE if wanted.correspondence_type == "same" else wanted.correspondence_type,
        update_merge_fields=wanted.update_merge_fields,
        by=request.user,
        at=request.at,
    )
    return answer({"entries": list(resent.entries)})
