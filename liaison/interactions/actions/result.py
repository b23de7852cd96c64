"""How it went: the last step of the guide, on the entry that exists by then (R-INT-71, 95)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.interactions.actions.comments import add_comment
from liaison.interactions.actions.correct import Correction, correct


@transaction.atomic
def note_result(
    number: int,
    correction: Correction,
    *,
    comment: str = "",
    version: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Store what the last step says and its comment, or neither; refuses like `correct`.

    `version` is what the reader saw; raises `Conflict` when somebody changed the entry since.
    """
    correct(number, correction, version=version, by=by, at=at)
    if comment.strip():
        add_comment(number, comment, by=by, at=at)
