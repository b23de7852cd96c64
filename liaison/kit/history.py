"""What triggers keep, so that statements on sets are seen too: each version of a row, who, why and when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


def tracked(*exclude: str) -> Any:
    """Keep every version of a row; a change of an excluded column alone makes none."""
    return _track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=exclude)


def tracked_rows(*exclude: str) -> Any:
    """The same for rows that may also be taken away."""
    return _track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)


def _track(*trackers: Any, exclude: tuple[str, ...]) -> Any:
    return pghistory.track(
        *trackers, exclude=list(exclude), attrs={"pgh_id": models.BigAutoField(primary_key=True)}
    )


@contextmanager
def written_by(user: AbstractBaseUser | None, why: str, at: datetime) -> Iterator[None]:
    """Put who, why and when on every version that the triggers keep meanwhile; no user is the system."""
    with pghistory.context(user=None if user is None else user.pk, reason=why, at=at):
        yield
