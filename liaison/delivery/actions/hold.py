"""What waits in a copy that is brought back: it may have gone out since, so that a person decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery import rules
from liaison.interactions.actions.sent import note_set
from liaison.interactions.models import DeliveryStatus
from liaison.kit.sql import Question, rows, statement

WAITING = "SELECT entry_id, contact_id FROM delivery_item WHERE state IN ('queued', 'sending')"


@transaction.atomic
def hold_waiting(*, by: User | None, at: datetime) -> int:
    """Stop everything that waits or was being sent, for nobody knows whether it went out; returns how many.

    Its sendings can be started and its interactions sent again, by whoever knows that they did not. Two
    statements; no worker may be at work. `by` None is the installation itself.
    """
    if by is not None:
        require(by, Right.RESEND)
    words = str(rules.HELD)
    note_set(Question(WAITING, {}), DeliveryStatus.STOPPED, at=at, note=words)
    ((held,),) = rows(statement("liaison.delivery", "hold_waiting"), {"words": words, "at": at})
    return int(held)
