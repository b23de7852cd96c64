"""Where the words that were looked for stand in a text, and the passage around them.

The database could mark its hits (`ts_headline`), but reads each text anew for that, at several times
the price of finding it. So it says which stems it looked for, and the words of the text are brought to
their stems here, by the same algorithms and without accents, as its dictionaries do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock

from Stemmer import Stemmer

MARK_START, MARK_END = "\x02", "\x03"
FRAGMENTS = 2
WORDS_BEFORE, WORDS_AFTER = 9, 19
REMEMBERED = 50_000  # words of a language

WORD = re.compile(r"[^\W_]+")
LEXEME = re.compile(r"(!?)'((?:[^']|'')+)'")
ALGORITHMS = {"fr": "french", "de": "german", "it": "italian", "en": "english"}
# What takes no accent off but becomes other letters, as in the database's rules for accents.
LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'"})

_one_at_a_time = Lock()  # a stemmer keeps what it works on


def plain(word: str) -> str:
    """`word` in small letters without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.lower().translate(LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


class _Stems(dict[str, str]):
    """The stems of one language by word, found out when a word is first asked for."""

    def __init__(self, language: str) -> None:
        self._stemmer = Stemmer(ALGORITHMS[language], 0)

    def __missing__(self, word: str) -> str:
        with _one_at_a_time:
            found = str(self._stemmer.stemWord(plain(word)))
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = found
        return found


@cache
def stems(language: str) -> Mapping[str, str]:
    """What a word comes down to in `language`, a key of `ALGORITHMS`."""
    return _Stems(language)


def lexemes(query: str) -> frozenset[str]:
    """The stems that a query of the database wants, in its own writing (`'offr' & !'vent'`)."""
    return frozenset(text.replace("''", "'") for no, text in LEXEME.findall(query) if not no)


@dataclass(slots=True)
class _Fragment:
    """A run of words, by their numbers, with the places of its hits."""

    first: int
    last: int
    hits: list[tuple[int, int]]


def passage(text: str, wanted: frozenset[str], language: str) -> str:
    """What stands around the first hits, each hit between the two marks; empty without a hit.

    A text in a language that is not known is tried in all that are, as it was when it was indexed.
    """
    known = [stems(one) for one in ((language,) if language in ALGORITHMS else ALGORITHMS)]
    words = WORD.findall(text)
    hits = sorted({number for one in known for number, word in enumerate(words) if one[word] in wanted})
    if not hits:
        return ""
    spans = [word.span() for word in WORD.finditer(text)]
    fragments: list[_Fragment] = []
    for number in hits:
        if fragments and number <= fragments[-1].last:
            fragments[-1].hits.append(spans[number])
        elif len(fragments) < FRAGMENTS:
            begin = fragments[-1].last + 1 if fragments else 0
            fragments.append(
                _Fragment(max(begin, number - WORDS_BEFORE), number + WORDS_AFTER, [spans[number]])
            )
    return " … ".join(_written(text, spans, fragment) for fragment in fragments)


def _written(text: str, spans: list[tuple[int, int]], fragment: _Fragment) -> str:
    """The fragment as it stands in the text, with its hits marked."""
    place = spans[fragment.first][0] if fragment.first else 0
    end = spans[fragment.last][1] if fragment.last < len(spans) else len(text)
    parts = []
    for start, stop in fragment.hits:
        parts += [text[place:start], MARK_START, text[start:stop], MARK_END]
        place = stop
    return "".join([*parts, text[place:end]])
