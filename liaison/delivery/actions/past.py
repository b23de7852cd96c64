"""Sendings that took place before delivery could know of them: those of the demonstration company."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.sql import execute, statement


@transaction.atomic
def keep_past_sendings(*, by: User, at: datetime) -> int:
    """Give every logged segment that was never sent from here the sending its entries tell of.

    Nothing is sent. Returns how many deliveries were written down; one statement.
    """
    require(by, Right.CHANGE_SETUP)
    return execute(statement("liaison.delivery", "keep_past"), {"by": by.pk, "at": at})
