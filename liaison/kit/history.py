"""Who wrote a row, why and when: what the triggers keep beside each version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser


@contextmanager
def written_by(user: AbstractBaseUser | None, why: str, at: datetime) -> Iterator[None]:
    """Put who, why and when on every version that the triggers keep meanwhile; no user is the system."""
    with pghistory.context(user=None if user is None else user.pk, reason=why, at=at):
        yield
