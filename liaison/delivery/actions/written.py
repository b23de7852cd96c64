"""Finishing a draft that is not sent: its text says all the same what the contact was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.queries.papers import addressee_of, merged_of, writing_of
from liaison.interactions.actions.drafts import complete
from liaison.interactions.draft import Values
from liaison.interactions.queries.drafts import draft_to_change
from liaison.interactions.queries.proposal import prepare
from liaison.letters.merging import merge_html, merge_line


@transaction.atomic
def complete_written(number: int, values: Values, *, by: User, at: datetime) -> int:
    """Finish a draft without sending, the merge fields of subject and text filled (R-INT-64, 67).

    Refused, e.g. for a field that does not exist, the draft stays as it was.
    """
    require(by, Right.RECORD)
    draft_to_change(by, number)
    filled = prepare(values, by=by, at=at)
    if "{{" in filled.subject or "{{" in filled.body:
        writing = writing_of(filled, number)
        merge = merged_of(writing, addressee_of(writing)).values
        values = replace(
            values,
            subject=merge_line(filled.subject, merge)[:255],
            body=merge_html(filled.body, merge),
        )
    return complete(number, values, by=by, at=at)
