"""What a delivery announces, for who will tell other programs (B-21); nobody listens yet.

So many settle at once that a transaction is spared meanwhile (`kit.facts.heard`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeliverySettled:
    """A delivery came to its end; `state` is sent, failed or stopped, `reply` the words that go with it."""

    item: int
    entry: int
    contact: int
    channel: str
    state: str
    reply: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RunChanged:
    """Somebody paused, resumed, stopped or started the sending of a segment; `state` is the new one."""

    run: int
    state: str
    by: int
    at: datetime
