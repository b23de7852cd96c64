"""What segments announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SegmentLogged:
    """A segment became entries of the log: `count` of them, `sent` put on the list of deliveries."""

    segment_no: str
    entry_no: int
    count: int
    sent: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LoggingUndone:
    """The entries of a logged segment are gone, and the segment is open again."""

    segment_no: str
    entry_no: int
    by: int
    at: datetime
