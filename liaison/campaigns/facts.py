"""What campaigns announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CampaignDeleting:
    """A campaign is about to be deleted; whoever points at it may refuse (R-CMP-55)."""

    campaign: int
    no: str


@dataclass(frozen=True, slots=True)
class CampaignChanged:
    """A campaign was created, changed, archived or fetched back; `kind` says which."""

    campaign: int
    no: str
    kind: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentNoted:
    """A contact agreed or refused to be written to by a channel on a topic."""

    contact: int
    channel: str
    topic: str
    agreement: str
    source: str
    at: datetime
    entry: int | None = None
    """The number of the entry whose message led to it."""
