"""What happened to users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UserClosed:
    """Somebody may not sign in any more."""

    user: int
    by: int
    at: datetime
