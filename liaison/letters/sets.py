"""Many written letters at once, each its own PDF in the end.

A set is made in one piece, which costs a tenth of what single letters cost, and taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from liaison.letters.binding import beginnings, pages_of, split
from liaison.letters.rendering import MOST_LETTERS, Letter, Letterhead, NotRendered, letter_data, typeset

FEW = 8
"""So few letters are set here; for more a process of its own pays."""


def render_each(letters: Sequence[Letter], head: Letterhead, *, at: datetime) -> Iterator[bytes]:
    """The PDF of each letter, in order; 500 are set together. Raises `NotRendered`."""
    for first in range(0, len(letters), MOST_LETTERS):
        yield from _rendered(letters[first : first + MOST_LETTERS], head, at)


def _rendered(letters: Sequence[Letter], head: Letterhead, at: datetime) -> list[bytes]:
    made = _parts(letters, head, at, numbered=False)
    # Only letters of several pages have numbers on them: these are set once more.
    long = [number for number, (_content, pages) in enumerate(made) if pages > 1]
    if long:
        again = _parts([letters[number] for number in long], head, at, numbered=True)
        for number, part in zip(long, again, strict=True):
            made[number] = part
    return [content for content, _pages in made]


def _parts(
    letters: Sequence[Letter], head: Letterhead, at: datetime, *, numbered: bool
) -> list[tuple[bytes, int]]:
    """Each letter and how many pages it has."""
    given = letter_data(letters, head, numbered=numbered, marked=True)
    pages = pages_of(typeset("letter", given, at=at, apart=len(letters) > FEW))
    starts = beginnings(pages)
    if len(starts) != len(letters):  # pragma: no cover - the source marks each letter
        raise NotRendered("letters were lost")
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(pages)], strict=True)]
    return list(zip(split(pages, starts), lengths, strict=True))
