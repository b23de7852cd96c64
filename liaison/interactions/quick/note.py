"""What was understood of a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the line that was understood.

    `kind` is one of ``day``, ``time``, ``duration``, ``cost``, ``failed``, ``channel``; `start` and `end`
    count characters of `QuickNote.text`; `cut` tells whether the words left the description.
    """

    kind: str
    start: int
    end: int
    text: str
    cut: bool = True


@dataclass(frozen=True, slots=True)
class QuickNote:
    """One line, understood. Empty values mean that the line does not say."""

    text: str
    """The line as it was read: without NUL and other characters no text can hold."""
    description: str
    """What is left of the line, with tidy spaces and commas around the gaps."""
    occurred_at: datetime | None = None
    """When it happened, in the time zone given; None: the line does not say."""
    timed: bool = False
    """Whether the line named a time of day; otherwise `occurred_at` has the present or a usual one."""
    minutes: Decimal | None = None
    cost: Decimal | None = None
    channel: str = ""
    """Key of the channel hinted at, e.g. ``phone``."""
    direction: str = ""
    """``outbound`` or ``inbound`` where the words tell."""
    failed: bool = False
    spans: tuple[Span, ...] = ()
