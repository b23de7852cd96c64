"""The sources that criteria may ask; one module for each kind, and room for those of later domains.

A domain above registers its own from its `apps.py`:

    register(Source(key="trade", words=_("Trade entry"), table="trade_entry", owner="…", fields=…))
"""

from __future__ import annotations

from collections.abc import Mapping

from liaison.segments.criteria import SourceShape
from liaison.segments.sources import codes, contact, log, segment
from liaison.segments.sources.shape import Field, Source, field, fields

__all__ = ["Field", "Source", "field", "fields", "register", "shapes", "sources", "unregister"]

_registered: dict[str, Source] = {
    source.key: source for source in (*contact.SOURCES, *codes.SOURCES, *log.SOURCES, *segment.SOURCES)
}


def register(source: Source) -> None:
    """Let criteria ask one more source; the same key again takes its place."""
    _registered[source.key] = source


def unregister(key: str) -> None:
    """Forget a source; stored criteria that name it cannot run any more."""
    _registered.pop(key, None)


def sources() -> Mapping[str, Source]:
    """All sources by key, in the order in which they are offered."""
    return dict(_registered)


def shapes() -> Mapping[str, SourceShape]:
    """What people may ask of each source: keys, words, fields with their types and choices."""
    return {key: source.shape for key, source in _registered.items()}
