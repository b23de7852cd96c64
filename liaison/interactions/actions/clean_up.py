"""Delete cancelled entries for good: the only way an entry ever disappears (R-INT-153, 154)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.bulk import delete_entries
from liaison.interactions.models import Entry
from liaison.interactions.sets import lock_headings
from liaison.interactions.visibility import seen_by
from liaison.kit.sql import Question
from liaison.kit.versions import changed_meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUp:
    """Which cancelled entries: each given value narrows; dates are inclusive, codes in any case."""

    first_entry: int | None = None
    last_entry: int | None = None
    contact: str | None = None
    since: date | None = None
    until: date | None = None
    campaign: str | None = None
    group: str | None = None
    template: str | None = None
    salesperson: str | None = None


def cancelled_entries(viewer: User, narrowed: CleanUp) -> QuerySet[Entry]:
    """The entries a clean-up would delete; never one that is not cancelled, whatever the filters."""
    conditions = {
        "pk__gte": narrowed.first_entry,
        "pk__lte": narrowed.last_entry,
        "contact__no": _code(narrowed.contact),
        "occurred_on__gte": narrowed.since,
        "occurred_on__lte": narrowed.until,
        "campaign__no": _code(narrowed.campaign),
        "group__code": _code(narrowed.group),
        "template__code": _code(narrowed.template),
        "salesperson__code": _code(narrowed.salesperson),
    }
    given = {name: value for name, value in conditions.items() if value is not None}
    return Entry.objects.filter(seen_by(viewer).q, canceled=True, **given)


def _code(typed: str | None) -> str | None:
    return typed.strip().upper() if typed is not None else None


@transaction.atomic
def clean_up(
    narrowed: CleanUp, *, dry_run: bool = False, counted: int | None = None, by: User, at: datetime
) -> int:
    """Delete the cancelled entries of the selection; returns how many, also when it only counts.

    Comments, own files, participants and history go with them, and a content that no other entry
    uses; the statements are few whatever the number of entries. `counted` is how many somebody
    confirmed: when others would go, raises `Conflict`.
    """
    require(by, Right.CLEAN_UP)
    entries = cancelled_entries(by, narrowed)
    if dry_run:
        return entries.count()
    question = Question.of(entries)
    lock_headings(question)
    gone = delete_entries(question)
    if counted is not None and gone != counted:
        raise changed_meanwhile()
    return gone
