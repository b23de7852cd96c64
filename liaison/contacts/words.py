"""The words that people type to find a contact, as the database keeps them.

The database folds what it keeps with `liaison_fold` (without accents, small letters). What is typed is
folded here in the same way, cut into words, and becomes a question to the full text index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from liaison.contacts.numbers import digits, e164, looks_like_number
from liaison.kit.folding import fold

MOST_WORDS = 8
LONGEST = 100
DIGITS = 5
"""From so many digits on they may begin a telephone number."""
SIMILAR = 4
"""From so many letters on a word may contain a typing error."""
SHORT = 2
"""Beginnings up to this length fit too many words to be looked up in the index."""
BEGUN = 4
"""Nor do those shorter than this where a whole word has narrowed the search already."""
_NUMBER = re.compile(r"[A-Za-z]{1,6}-?[0-9]{1,12}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words_of(text: str) -> list[str]:
    """The folded words of `text`, at most eight, without what cannot be stored."""
    plain = fold(text[:LONGEST].replace("\x00", " ").encode("utf-8", "ignore").decode())
    return re.findall(r"[^\W_]+", plain)[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, understood."""

    text: str
    words: tuple[str, ...]
    number: str
    """The beginning of a contact number such as CT-00048, else empty."""
    email: str
    """The text in small letters when it may be the beginning of an address, else empty."""
    digits: tuple[str, ...]
    """The beginnings of a telephone number, national and international."""

    @property
    def letters(self) -> int:
        """How many letters and digits were typed."""
        return sum(len(word) for word in self.words)

    @property
    def beginning(self) -> str:
        """The folded text, as a name would begin with it."""
        return " ".join(fold(self.text).split())

    @property
    def may_be_misspelt(self) -> bool:
        """Whether a search for similar words makes sense."""
        exact = self.email or self.digits or self.number
        return not exact and any(len(word) >= SIMILAR for word in self.words)


def understand(text: str) -> Asked:
    """What `text` may mean: words, a number, an address, a telephone number."""
    text = text[:LONGEST].replace("\x00", " ").encode("utf-8", "ignore").decode().strip()
    starts: list[str] = []
    typed = digits(text)
    if looks_like_number(text) and len(typed) >= DIGITS:
        starts = [typed, e164(text).removeprefix("+")]
    return Asked(
        text=text,
        words=tuple(dict.fromkeys(words_of(text))),
        number=text.upper() if _NUMBER.fullmatch(text) else "",
        email=text.lower() if "@" in text and not re.search(r"\s", text) else "",
        digits=tuple(dict.fromkeys(start for start in starts if start)),
    )


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Two texts of a `tsquery`: what the index is asked, and what is compared with the rows it gives."""

    index: str = ""
    rest: str = ""


Similar = Mapping[str, Sequence[str]]


def _word(word: str, others: Sequence[str], *, begun: bool) -> str:
    # A short figure is looked up whole: as a beginning it would fit every telephone number.
    start = begun and not (word.isdigit() and len(word) < DIGITS)
    pieces = [f"'{word}'" + (":*" if start else ""), *(f"'{other}'" for other in others)]
    return pieces[0] if len(pieces) == 1 else f"({' | '.join(pieces)})"


def whole_words(asked: Asked, similar: Similar | None = None) -> WordQuery:
    """Every word as a whole one; of a telephone number, a domain and a single word the beginning.

    Empty for an address, which is looked up elsewhere. What looks like the number of a contact may be a name
    as well: Canal9.
    """
    if asked.digits:
        return WordQuery(" | ".join(f"'{start}':*" for start in asked.digits))
    if asked.email and not asked.email.startswith("@"):
        return WordQuery()
    others = similar or {}
    begun = not others and (len(asked.words) == 1 or bool(asked.email))
    return WordQuery(" & ".join(_word(word, others.get(word, ()), begun=begun) for word in asked.words))


def last_begun(asked: Asked) -> WordQuery:
    """Every word but the last, which is still being typed, as a whole one; for several words."""
    *earlier, last = asked.words
    if not earlier or asked.digits or asked.number or asked.email:
        return WordQuery()
    whole = " & ".join(_word(word, (), begun=False) for word in earlier)
    begun = _word(last, (), begun=True)
    return WordQuery(whole, begun) if len(last) < BEGUN else WordQuery(f"{whole} & {begun}")


def begun_words(asked: Asked, similar: Similar | None = None) -> WordQuery:
    """Every word as the beginning of one; for several words, or with `similar` ones.

    Very short beginnings are compared with the rows; the index cannot be asked for them alone.
    """
    others = similar or {}
    if (len(asked.words) == 1 and not others) or asked.digits or asked.number or asked.email:
        return WordQuery()
    index: list[str] = []
    rest: list[str] = []
    for word in asked.words:
        through_index = len(word) > SHORT or others.get(word)
        (index if through_index else rest).append(_word(word, others.get(word, ()), begun=True))
    return WordQuery(" & ".join(index), " & ".join(rest)) if index else WordQuery()


def one_error_away(word: str) -> list[str]:
    """`word` with one letter missing, doubled, changed, too many, or two exchanged."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    found |= {head + sign + tail[1:] for head, tail in cuts if tail for sign in _LETTERS}
    found |= {head + sign + tail for head, tail in cuts for sign in _LETTERS}
    return sorted(found - {word})


def likeness(asked: Iterable[str], found: Iterable[str], weights: Mapping[tuple[str, str], float]) -> float:
    """How well the words of a contact fit the words asked, 0 to the number of words asked.

    `weights` says how alike a word asked and a word found are, where they are not the same.
    """
    have = set(found)
    total = 0.0
    for word in asked:
        begins = 0.9 if any(other.startswith(word) for other in have) else 0.0
        alike = max((weight for (mine, other), weight in weights.items() if mine == word and other in have),
                    default=0.0)  # fmt: skip
        total += 1.0 if word in have else max(begins, alike)
    return total
