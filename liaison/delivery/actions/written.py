"""Logging what is not sent: its text says all the same what the contact was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.actions.queue import with_fields
from liaison.delivery.queries.papers import addressee_of, merged_of, writing_of
from liaison.interactions.actions.drafts import complete
from liaison.interactions.actions.log import log_interaction
from liaison.interactions.draft import Filled, Values
from liaison.interactions.queries.drafts import draft_to_change, values_of
from liaison.interactions.queries.proposal import prepare


@transaction.atomic
def log_written(values: Values, *, by: User, at: datetime) -> int:
    """Log without sending, the merge fields of subject and text filled; returns the entry's number.

    Refused, e.g. for a field that does not exist, nothing was logged (R-INT-84).
    """
    require(by, Right.RECORD)
    return log_interaction(_told(prepare(values, by=by, at=at)), by=by, at=at)


@transaction.atomic
def complete_written(
    number: int, values: Values | None = None, *, version: int | None = None, by: User, at: datetime
) -> int:
    """Finish a draft without sending, the merge fields of subject and text filled (R-INT-64, 67, 78).

    Without `values` the stored ones count. Refused, e.g. for a field that does not exist, the draft
    stays as it was.
    """
    require(by, Right.RECORD)
    given = values if values is not None else values_of(draft_to_change(by, number))
    settled = prepare(given, by=by, at=at)
    told = _told(settled, number)
    if told is not settled:
        given = replace(given, subject=told.subject, body=told.body)
    return complete(number, given, version=version, by=by, at=at)


def _told(filled: Filled, number: int | None = None) -> Filled:
    """The interaction as the contact is told it; nothing is read when its text names no field."""
    if "{{" not in filled.subject and "{{" not in filled.body:
        return filled
    writing = writing_of(filled, number)
    return with_fields(filled, merged_of(writing, addressee_of(writing)).values)
