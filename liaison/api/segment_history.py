"""What became of a segment: who changed what, who joined and who left."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.entries import InstantOut
from liaison.api.paging import Paged, by_number, list_of
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Out
from liaison.interactions.queries.headings import logged_segments
from liaison.segments.models import SegmentChange, SegmentMove
from liaison.segments.queries.worksheet import changes_of, moves_of

router = Router(tags=["Segments"])


class ChangeOut(Out):
    """What somebody did with a segment."""

    kind: str
    what: str
    old: dict[str, Any]
    new: dict[str, Any]
    count: Annotated[int | None, Field(description="Lines it was about.")]
    reason: str
    changed_at: InstantOut
    changed_by: str | None


class MoveOut(Out):
    """A contact that joined or left a segment that follows its criteria."""

    contact: Annotated[str, Field(description="Number of the contact.")]
    contact_name: str
    lines: Annotated[int, Field(description="Positive: so many lines came; negative: they went.")]
    moved_at: InstantOut
    changed_by: str | None


def show_change(change: SegmentChange) -> dict[str, Any]:
    """One line of the history as JSON."""
    names = [name for name in ChangeOut.model_fields if name != "changed_by"]
    by = change.changed_by.username if change.changed_by is not None else None
    return {**{name: getattr(change, name) for name in names}, "changed_by": by}


def show_move(move: SegmentMove) -> dict[str, Any]:
    """Who joined or left as JSON."""
    by = move.change.changed_by
    return {
        "contact": move.contact.no,
        "contact_name": move.contact.name,
        "lines": move.lines,
        "moved_at": move.change.changed_at,
        "changed_by": by.username if by is not None else None,
    }


@router.get("/segments/{no}/changes", response=list_of(ChangeOut), summary="History of a segment")
def list_changes(request: ApiRequest, no: SegmentNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists who changed what, the newest first; also of a segment that is logged by now."""
    return _told(request, no, by_number(changes_of(request.user, no.upper()), query, show_change))


@router.get("/segments/{no}/moves", response=list_of(MoveOut), summary="Who joined and who left")
def list_moves(request: ApiRequest, no: SegmentNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists who joined and who left a segment that follows its criteria, the newest first."""
    return _told(request, no, by_number(moves_of(request.user, no.upper()), query, show_move))


def _told(request: ApiRequest, no: str, shown: dict[str, Any]) -> HttpResponse:
    """What was found; 404 where it is nothing and there never was a segment of that number."""
    if not shown["items"]:
        kept = (changes_of(request.user, no.upper()), logged_segments(request.user, segment_no=no.upper()))
        if not any(rows.exists() for rows in kept):
            segment_of(request, no)
    return answer(shown)
