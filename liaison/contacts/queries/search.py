"""Finding contacts while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.words import (
    SHORT,
    SIMILAR,
    Asked,
    WordQuery,
    begun_words,
    last_begun,
    likeness,
    one_error_away,
    understand,
    whole_words,
    words_of,
)
from liaison.kit.folding import fold
from liaison.kit.sql import rows, statement

WIDE = 100
"""So many hits of a wide look are weighed against each other."""
ALIKE = 8
"""At most so many words are tried for a mistyped one."""


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact as a search offers it; `company` is the name of a person's company."""

    id: int
    no: str
    type: str
    name: str
    company_id: int | None
    company: str
    city: str
    email: str
    phone: str
    mobile_phone: str
    archived: bool
    privacy_blocked: bool
    rank: int
    """0 the very number, 1 the very name or address, 2 begins so, 3 holds the words, 4 is alike."""

    @property
    def guessed(self) -> bool:
        """Whether it was found only because a typing error was forgiven."""
        return self.rank == 4


def find_contacts(viewer: User, text: str, *, limit: int = 10, kind: str | None = None) -> list[FoundContact]:
    """The contacts that `text` may mean, best first: number, phone, mail, name, company, city or post code.

    Accents do not count, words may be begun only, and when nothing fits typing errors are forgiven.
    `kind` is ``company`` or ``person``. Archived contacts appear by their number only. One statement, three
    when words had to be guessed.
    """
    require(viewer, Right.READ_CONTACTS)
    asked = understand(text)
    if not asked.words:
        return []
    questions = (whole_words(asked), last_begun(asked), begun_words(asked))
    found = _look(asked, questions, limit=limit, most=limit, kind=kind)
    if found or not asked.may_be_misspelt:
        return found
    weights = similar_words(asked.words)
    close, farther = meant_words(weights, ratio=0.9), meant_words(weights, ratio=0.0)
    if not farther:
        return []
    questions = (whole_words(asked, close), WordQuery(), begun_words(asked, farther))
    guessed = _look(asked, questions, limit=limit, most=WIDE, kind=kind)
    return [replace(one, rank=4) for one in _best(asked, guessed, weights)[:limit]]


def meant_words(weights: dict[tuple[str, str], float], *, ratio: float) -> dict[str, list[str]]:
    """For each word those it may have been meant for, best first, down to `ratio` of the best."""
    meant: dict[str, list[str]] = {}
    best: dict[str, float] = {}
    for (mine, other), weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        near = weight >= ratio * best.setdefault(mine, weight)
        if near and mine != other and len(meant.setdefault(mine, [])) < ALIKE:
            meant[mine].append(other)
    return meant


def _like(text: str) -> str:
    """The pattern for what begins with `text`; empty for nothing."""
    return _exactly(text) + "%" if text else ""


def _exactly(text: str) -> str:
    """The pattern for `text` itself."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _look(
    asked: Asked, questions: Sequence[WordQuery], *, limit: int, most: int, kind: str | None
) -> list[FoundContact]:
    whole, last, begun = questions
    if asked.letters <= SHORT and not asked.words[0].isdigit():
        whole = last = begun = WordQuery()
    found = rows(
        statement("liaison.contacts", "find_contacts"),
        {
            "number": asked.text.upper(),
            "number_like": _like(asked.number) or _exactly(asked.text.upper()),
            "figure": asked.text.lstrip("0") if asked.text.isascii() and asked.text.isdigit() else "",
            "email": _like(asked.email),
            "name": asked.beginning,
            "beginning": _like(asked.beginning),
            "whole": whole.index,
            "whole_rest": whole.rest,
            "last": last.index,
            "last_rest": last.rest,
            "begun": begun.index,
            "begun_rest": begun.rest,
            "known": [word for word in asked.words if len(word) >= SIMILAR and not word.isdigit()]
            if most == limit
            else [],
            "kind": kind or "",
            "limit": limit,
            "wide": WIDE,
            "most": most,
        },
    )
    return [FoundContact(*row) for row in found]


def similar_words(words: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """For each long enough word the words of the vocabulary it may have been meant for, with a weight."""
    long = [word for word in dict.fromkeys(words) if len(word) >= SIMILAR and not word.isdigit()]
    pairs = [(word, typed) for word in long for typed in [word, *one_error_away(word)]]
    found = rows(
        statement("liaison.contacts", "similar_words"),
        {
            "words": long,
            "asked": [word for word, _typed in pairs],
            "typed": [typed for _word, typed in pairs],
        },
    )
    return {(asked, word): weight for asked, word, weight in found}


def _best(
    asked: Asked, found: list[FoundContact], weights: dict[tuple[str, str], float]
) -> list[FoundContact]:
    """The guesses, those most alike first."""
    scored = [
        (
            likeness(asked.words, words_of(one.name), weights),
            likeness(asked.words, words_of(f"{one.name} {one.company} {one.city}"), weights),
            one,
        )
        for one in found
    ]
    scored.sort(key=lambda entry: (-entry[1], -entry[0], fold(entry[2].name), entry[2].id))
    return [one for _name, _all, one in scored]
