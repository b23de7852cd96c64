"""What a page asks for once, however many of its rows need it; another request asks again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_KEPT: ContextVar[dict[Hashable, Any] | None] = ContextVar("remembered", default=None)


def begin() -> None:
    """A request begins: nothing is known yet."""
    _KEPT.set({})


def end() -> None:
    """It is answered: nobody remembers anything."""
    _KEPT.set(None)


def remembered(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` says, asked once in a request; outside of requests each time."""
    kept = _KEPT.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: T = kept[key]
    return found
