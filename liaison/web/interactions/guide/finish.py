"""How the guide ends: recorded only, or recorded and sent."""

from __future__ import annotations

from datetime import datetime

from liaison.accounts.models import User
from liaison.delivery.actions import complete_and_send, complete_written
from liaison.interactions.draft import Values


def finish(values: Values, number: int, *, send: bool, by: User, at: datetime) -> int:
    """Turn the draft into its entry (R-INT-69, 78); with `send` its content goes out too (R-INT-116)."""
    if send:
        return complete_and_send(number, values, by=by, at=at)
    return complete_written(number, values, by=by, at=at)
