"""What the log announces.

Every verb does, though nobody listens yet to some of it: those will who tell other programs what happened
(B-21) and who record by themselves. A verb whose one statement is all spares the transaction meanwhile
(`kit.facts.heard`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class InteractionLogged:
    """An entry was written."""

    entry: int
    contact: int
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class InteractionsLogged:
    """Many entries that share their contents were written by one statement."""

    contents: tuple[int, ...]
    count: int
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class InteractionsImported:
    """An old log was taken over: `count` entries, numbered from `first` to `last`."""

    first: int
    last: int
    count: int
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class InteractionChanged:
    """An entry was evaluated, cancelled, reinstated or otherwise changed; `kind` says how."""

    entry: int
    contact: int
    kind: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class EntriesGone:
    """These cancelled entries are being deleted for good; whoever hangs something on them lets go now.

    `contacts` are all of theirs, each once.
    """

    entries: tuple[int, ...]
    contacts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FilesRemoved:
    """The files of these entries were taken away for good; whoever keeps copies of them lets go now.

    `contacts` are all of theirs, each once.
    """

    entries: tuple[int, ...]
    contacts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """An interaction group was created, changed or deleted; `kind` says which."""

    group: int
    code: str
    kind: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class GroupDeleting:
    """A group that no entry and no template names is about to be deleted; a listener may refuse."""

    group: int


@dataclass(frozen=True, slots=True)
class TemplateDeleting:
    """A template that no entry names is about to be deleted; a listener may refuse (R-SEG-143)."""

    template: int
    code: str


@dataclass(frozen=True, slots=True)
class TemplateChanged:
    """A template, one of its languages or its slot was created, changed or deleted; `kind` says which."""

    template: int
    code: str
    kind: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class HeadingSwitched:
    """A logged segment or campaign entry was cancelled or reinstated, with `count` entries below it."""

    what: str
    heading: int
    canceled: bool
    count: int
    by: int
    at: datetime
