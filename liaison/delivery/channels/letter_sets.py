"""Many letters at once: those that are made alike are made together, the others each for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain

import structlog

from liaison.delivery import rules
from liaison.delivery.channels import parts
from liaison.delivery.channels.letter import PDF, Printed, letter_of, print_letter
from liaison.delivery.paper import Paper, SentFile
from liaison.kit.errors import Refused
from liaison.letters.many import render_each
from liaison.letters.rendering import Letter, Letterhead
from liaison.letters.word import check_document
from liaison.letters.word_sets import word_each

log = structlog.get_logger(__name__)

Made = tuple[int, Printed | Refused]


@dataclass(slots=True)
class _Piles:
    """The papers by how they are made, each with its place among all."""

    written: list[tuple[int, Letter]] = field(default_factory=list)
    word: dict[bytes, list[int]] = field(default_factory=dict)
    single: list[int] = field(default_factory=list)


def print_letters(papers: Sequence[Paper], *, at: datetime) -> Iterator[Made]:
    """The file to print of each paper, or why there is none, with its place; not in order.

    As `print_letter` makes it (R-SEG-131, 133, 138), but written letters five hundred at a time, and
    Word files that are the same for several contacts merged and converted in one go. The first ones are
    begun at once, before anybody asks for them.
    """
    each = _by_pile(papers, _sort(papers), at)
    first = next(each)
    return chain(first, chain.from_iterable(each))


def _by_pile(papers: Sequence[Paper], piles: _Piles, at: datetime) -> Iterator[Iterator[Made]]:
    """The letters of each pile, which is begun when it is asked for; what is made alone comes last."""
    heads: dict[Letterhead, list[tuple[int, Letter]]] = {}
    for place, letter in piles.written:
        heads.setdefault(papers[place].head, []).append((place, letter))
    for head, pile in heads.items():
        made = _begun(partial(render_each, [letter for _place, letter in pile], head, at=at))
        yield _together(papers, [place for place, _letter in pile], made, at)
    for content, places in piles.word.items():
        made = _begun(partial(word_each, content, [papers[place].merged.values for place in places]))
        yield _together(papers, places, made, at)
    yield ((place, _alone(papers[place], at)) for place in piles.single)


def _sort(papers: Sequence[Paper]) -> _Piles:
    piles = _Piles()
    mergeable: dict[bytes, bool] = {}
    for place, paper in enumerate(papers):
        try:
            _lay(paper, place, piles, mergeable)
        except Exception:  # noqa: BLE001 - made alone, it says why
            piles.single.append(place)
    return piles


def _lay(paper: Paper, place: int, piles: _Piles, mergeable: dict[bytes, bool]) -> None:
    body = parts.merged_body(paper)
    files = [*([paper.word] if paper.word is not None else []), *paper.files]
    if body and not files:
        piles.written.append((place, letter_of(paper, body)))
    elif not body and len(files) == 1 and _is_merged(paper, files[0], mergeable):
        piles.word.setdefault(files[0].content, []).append(place)
    else:
        piles.single.append(place)


def _is_merged(paper: Paper, file: SentFile, known: dict[bytes, bool]) -> bool:
    """Whether the only file is a Word file with merge fields; looked at once for each file."""
    if file is paper.word:
        return True
    if not file.is_word:
        return False
    if file.content not in known:
        try:
            known[file.content] = bool(check_document(file.content, "letter.docx"))
        except Refused:
            known[file.content] = False
    return known[file.content]


def _begun(begin: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """What is begun; what goes wrong with that is raised when the first is asked for."""
    try:
        return begin()
    except Exception as error:  # noqa: BLE001 - raised when its turn comes
        return map(_fail, [error])


def _fail(error: Exception) -> bytes:
    raise error


def _together(
    papers: Sequence[Paper], places: Sequence[int], made: Iterator[bytes], at: datetime
) -> Iterator[Made]:
    """What was made together; where that fails, the rest is made one by one, so that each has its reason."""
    left = list(places)
    while left:
        try:
            content = next(made, None)
        except Refused:
            break
        except Exception:
            # R-INT-129: a bug met by a set stops none of its letters; it is loud in the log.
            log.exception("letters_not_made_together", count=len(left))
            break
        if content is None:
            break
        yield (place := left.pop(0)), _printed(papers[place], content)
    for place in left:
        yield place, _alone(papers[place], at)


def _printed(paper: Paper, content: bytes) -> Printed:
    return Printed(SentFile(f"{parts.title(paper, 'default')}.pdf", content, PDF))


def _alone(paper: Paper, at: datetime) -> Printed | Refused:
    """One letter, or why there is none; what breaks at it breaks no other (R-INT-129)."""
    try:
        return print_letter(paper, at=at)
    except Refused as refused:
        return refused
    except Exception:
        log.exception("letter_not_made")
        return Refused(rules.not_made())
