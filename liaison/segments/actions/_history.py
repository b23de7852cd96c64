"""Writing down who changed what on a segment; an approval holds no longer than the next change (B-18)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Max, Model, QuerySet
from psycopg.types.json import Jsonb

from liaison.accounts.models import User
from liaison.kit.sql import rows_often
from liaison.segments.models import ChangeKind, Segment, SegmentChange

_NOTED = ("segment_no", "kind", "what", "old", "new", "count", "reason", "changed_at", "changed_by_id")
_NOTE = (
    f"INSERT INTO segment_change ({', '.join(_NOTED)}) VALUES"
    f" ({', '.join(f'%({name})s' for name in _NOTED)}) RETURNING id"
)
"""By hand, for every step of a segment notes itself: a thirtieth of choosing a thousand contacts."""
KEEPS_APPROVAL = {ChangeKind.ASKED, ChangeKind.APPROVED}


def note_change(  # noqa: PLR0913 - one line of the history
    head: Segment,
    kind: ChangeKind,
    *,
    what: str = "",
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    count: int | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> int:
    """One line of the history, whose id is returned; one statement, one more when it ends an approval."""
    values = {
        "segment_no": head.no,
        "kind": str(kind),
        "what": what[:255],
        "old": Jsonb(_plain(old)),
        "new": Jsonb(_plain(new)),
        "count": count,
        "reason": reason[:255],
        "changed_at": at,
        "changed_by_id": by.pk,
    }
    ((noted,),) = rows_often(_NOTE, values)
    if kind not in KEEPS_APPROVAL and (head.approved_at or head.approval_asked_at):
        head.approval_asked_at = head.approval_asked_by = head.approved_at = head.approved_by = None
        fields = ["approval_asked_at", "approval_asked_by", "approved_at", "approved_by"]
        head.save(update_fields=fields)
    return int(noted)


def noted_since(head: Segment, seen: int) -> QuerySet[SegmentChange]:
    """What was noted after the change `seen`, the last one that a reader knew; 0 where he knew none."""
    return SegmentChange.objects.filter(segment_no=head.no, pk__gt=seen)


def next_version(head: Segment) -> int:
    """A number that no text of the segment had before, for one that is new; one statement.

    Each change of a text counts its number up by one and is noted, so that none ever passes the last note:
    who has a text open that was taken away and written anew since is not taken for up to date.
    """
    noted = SegmentChange.objects.filter(segment_no=head.no).aggregate(last=Max("pk"))
    return int(noted["last"] or 0) + 1


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values as JSON can hold them and people read them."""
    return {name.removesuffix("_id"): _one(value) for name, value in (values or {}).items()}


def _one(value: Any) -> Any:
    if isinstance(value, date | time | Decimal | Model):
        return str(value)
    return value
