"""Deliveries that took place before the log could know of them: those of the demonstration company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.bulk import note_outcomes_of


@transaction.atomic
def note_past_deliveries(outcomes: Sequence[tuple[int, int, str, str]], *, by: User, at: datetime) -> None:
    """What became of messages that were sent elsewhere: number, contact, state and words of each.

    As with an import of old interactions, nothing is sent; one statement.
    """
    require(by, Right.CHANGE_SETUP)
    note_outcomes_of(outcomes, at)
