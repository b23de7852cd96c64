"""Why a contact is in a segment or not, and who is held back (B-5)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.logged_segments import LineSampleOut
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Code, Out, Shape
from liaison.contacts.queries import contact as contact_of
from liaison.segments.queries.explain import HeldBack, explain, held_back

router = Router(tags=["Segments"])


class ExplainQuery(Shape):
    """About whom."""

    contact: Annotated[Code, Field(description="Number of the contact.")]


class VerdictOut(Out):
    """One filter of a step."""

    words: str
    passes: Annotated[bool, Field(description="Whether the contact itself passes it today.")]


class StepExplainedOut(Out):
    """What one step does with the contact today."""

    position: int
    action: str
    filters: list[VerdictOut]
    before: Annotated[int, Field(description="Lines of the contact before the step.")]
    after: int
    why: Annotated[
        str,
        Field(
            description="`matched`, `not_matched`, `with_company`, `by_hand`, `not_chosen`, `excluded`,"
            " `blocked`, `archived`, `already_in`, `not_in` or `off`."
        ),
    ]
    words: str


class ExplanationOut(Out):
    """Why a contact is in a segment or not, step by step."""

    lines: Annotated[int, Field(description="Lines of the contact now.")]
    today: Annotated[int, Field(description="Lines that the steps would make today.")]
    steps: list[StepExplainedOut]
    held_back: Annotated[
        list[str], Field(description="What keeps the contact out, or out of what is sent, in words.")
    ]


class HeldBackOut(Out):
    """Contacts that a step adds but that are kept out."""

    why: Annotated[str, Field(description="`blocked` or `excluded`.")]
    words: str
    count: int
    samples: Annotated[list[LineSampleOut], Field(description="The first ten, without a line.")]


def show_held_back(one: HeldBack) -> dict[str, Any]:
    """A reason as JSON."""
    return {
        "why": one.why,
        "words": one.words,
        "count": one.count,
        "samples": [
            {"line_no": two.line_no, "contact": two.contact_no, "contact_name": two.contact_name}
            for two in one.samples
        ],
    }


@router.get(
    "/segments/{no}/explanation", response=ExplanationOut, summary="Why a contact is in a segment or not"
)
def explain_contact(
    request: ApiRequest, no: SegmentNo, query: Annotated[ExplainQuery, Query()]
) -> HttpResponse:
    """Judges each step on the data of today, in words."""
    contact = contact_of(request.user, query.contact.upper())
    found = explain(request.user, segment_of(request, no), contact, at=request.at)
    steps = [
        {
            "position": one.position,
            "action": one.action,
            "filters": [{"words": two.words, "passes": two.passes} for two in one.verdicts],
            "before": one.before,
            "after": one.after,
            "why": one.why,
            "words": one.words,
        }
        for one in found.steps
    ]
    held = list(found.held_back)
    return answer({"lines": found.lines, "today": found.today, "steps": steps, "held_back": held})


@router.get("/segments/{no}/held-back", response=list_of(HeldBackOut), summary="Who is kept out of a segment")
def list_held_back(request: ApiRequest, no: SegmentNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists why contacts that the steps add are kept out, how many they are, and the first of them."""
    found = held_back(request.user, segment_of(request, no), at=request.at)
    return answer(of_record(found, query, show_held_back, key=lambda one: one.why))
