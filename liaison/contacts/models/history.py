"""Every change is kept by triggers, so that statements on sets are seen too."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models


def _track(*trackers: Any, exclude: tuple[str, ...]) -> Any:
    return pghistory.track(
        *trackers, exclude=list(exclude), attrs={"pgh_id": models.BigAutoField(primary_key=True)}
    )


def tracked(*exclude: str) -> Any:
    """Keep every version of a row; a change of an excluded column alone makes none."""
    return _track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=exclude)


def tracked_rows(*exclude: str) -> Any:
    """The same for rows that may also be taken away."""
    return _track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)
