"""Facts: what a domain announces, heard at once inside the caller's transaction.

A listener may refuse, and then everything is undone; slow work is put into a job by the listener.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")
_listeners: dict[type[Any], list[Callable[[Any], None]]] = {}


def listen(fact: type[Fact]) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Register the decorated function for every announced `fact`, once."""

    def register(listener: Callable[[Fact], None]) -> Callable[[Fact], None]:
        heard = _listeners.setdefault(fact, [])
        if listener not in heard:
            heard.append(listener)
        return listener

    return register


def announce(fact: object) -> None:
    """Tell everybody who listens, in the order they registered."""
    for listener in _listeners.get(type(fact), ()):
        listener(fact)


def heard(fact: type[Any]) -> bool:
    """Whether anybody listens to facts of this kind."""
    return bool(_listeners.get(fact))
