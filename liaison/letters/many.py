"""Many written letters at once, each its own PDF in the end.

A set is made in one piece, which costs a tenth of what single letters cost, and taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from pikepdf import Pdf

from liaison.letters.beside import in_turn
from liaison.letters.binding import read_pdf
from liaison.letters.rendering import MOST_LETTERS, Letter, Letterhead, NotRendered, letter_data, typeset
from liaison.letters.splitting import beginnings, split

FEW = 8
"""So few letters are set here; for more a process of its own pays."""


def render_each(letters: Sequence[Letter], head: Letterhead, *, at: datetime) -> Iterator[bytes]:
    """The PDF of each letter, in order; 500 are set together, and the first begun at once.

    Raises `NotRendered`.
    """

    def set_of(some: Sequence[Letter], *, numbered: bool) -> Pdf:
        given = letter_data(some, head, numbered=numbered, marked=True)
        return read_pdf(typeset("letter", given, at=at, apart=len(some) > FEW))

    def taken_apart(some: Sequence[Letter], pdf: Pdf) -> list[bytes]:
        made = _parts(pdf, len(some))
        # Only letters of several pages have numbers on them: these are set once more.
        long = [place for place, (_content, count) in enumerate(made) if count > 1]
        if long:
            again = _parts(set_of([some[place] for place in long], numbered=True), len(long))
            for place, part in zip(long, again, strict=True):
                made[place] = part
        return [content for content, _count in made]

    sets = (letters[first : first + MOST_LETTERS] for first in range(0, len(letters), MOST_LETTERS))
    return in_turn(sets, partial(set_of, numbered=False), taken_apart, lanes=1)


def _parts(pdf: Pdf, count: int) -> list[tuple[bytes, int]]:
    """Each of `count` letters and how many pages it has."""
    starts = beginnings(pdf)
    if len(starts) != count:  # pragma: no cover - the source marks each letter
        raise NotRendered("letters were lost")
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(pdf.pages)], strict=True)]
    return list(zip(split(pdf, starts), lengths, strict=True))
