"""What handing a message over means: the envelope, and the four replies there can be.

Between "please take this" and "taken" lies a moment in which nobody can know: the server may have
accepted a message whose reply was lost. So the caller is asked right before that moment begins
(`before_data`), and may note it down; everything before it can be repeated without harm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class Outcome(Enum):
    """What became of a message that was handed over."""

    ACCEPTED = "accepted"
    """The server has it."""
    REFUSED = "refused"
    """The server does not want it, and will not later."""
    LATER = "later"
    """The server does not have it; it may be tried again."""
    UNKNOWN = "unknown"
    """The whole message was sent and the reply was lost: the server may have it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome, in the server's own words; `refused` are further recipients it did not take."""

    outcome: Outcome
    words: str = ""
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message ready to go: the first recipient is the one it is for."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes


class Transport(Protocol):
    """Takes messages, one after the other; close it at the end of the batch."""

    def hand_over(self, envelope: Envelope, before_data: Callable[[], None]) -> Reply:
        """Hand the message over; `before_data` is called once, before the reply can get lost.

        Whatever `before_data` raises ends the attempt: then nothing was handed over.
        """
        ...

    def has(self, message_id: str) -> bool | None:
        """Whether the message of that number was taken; None where nobody can tell."""
        ...

    def close(self) -> None:
        """End the batch."""
        ...
