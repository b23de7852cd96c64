"""Logging what is not sent: its text says all the same what the contact was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.actions.queue import number_named, with_fields
from liaison.delivery.queries.papers import addressee_of, merged_of, writing_of
from liaison.interactions.actions.drafts import complete
from liaison.interactions.actions.forms import log_once
from liaison.interactions.actions.log import log_interaction
from liaison.interactions.draft import Filled, Values
from liaison.interactions.queries.drafts import draft_to_change, values_of
from liaison.interactions.queries.settling import prepare


def log_written(
    values: Values, *, entry_no: int | None = None, call: bool = False, by: User, at: datetime
) -> int:
    """Log without sending, the merge fields of subject and text filled; returns the entry's number.

    Refused, e.g. for a field that does not exist, nothing was logged (R-INT-84). `entry_no` is a
    number reserved for it; a `call` needs nothing to open (R-INT-110).
    """
    require(by, Right.RECORD)
    filled, entry_no = _told(prepare(values, by=by, at=at), entry_no)
    return log_interaction(filled, by=by, at=at, entry_no=entry_no, call=call)


def log_form(
    values: Values, *, form: UUID, sent: str = "", call: bool = False, by: User, at: datetime
) -> int:
    """`log_written` for a form on a screen, which may be that of a `call`: sent twice, it is logged once.

    Raises `AlreadyRecorded` where the form was recorded with another digest `sent` of what it says.
    """
    require(by, Right.RECORD)

    def log(number: int) -> object:
        return log_written(values, entry_no=number, call=call, by=by, at=at)

    return log_once(form, log, by=by, at=at, sent=sent)


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
    settled = prepare(given, by=by, at=at, chosen_before=True)
    told, _number = _told(settled, number)
    if told is not settled:
        given = replace(given, subject=told.subject, body=told.body)
    return complete(number, given, version=version, by=by, at=at)


def _told(filled: Filled, entry_no: int | None) -> tuple[Filled, int | None]:
    """The interaction as the contact is told it, and its number; nothing is read when no field is named."""
    if "{{" not in filled.subject and "{{" not in filled.body:
        return filled, entry_no
    entry_no = number_named(filled, entry_no)
    writing = writing_of(filled, entry_no)
    return with_fields(filled, merged_of(writing, addressee_of(writing)).values), entry_no
