"""Where the words that were looked for stand in a text, and the passage around them.

The database could mark its hits (`ts_headline`), but reads each text anew for that, at several times
the price of finding it. So it says which stems it looked for, and the words of the text are brought to
their stems here, by the same algorithms and without accents, as its dictionaries do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock

from Stemmer import Stemmer

from liaison.kit.folding import fold

MARK_START, MARK_END = "\x02", "\x03"
FRAGMENTS = 2
BEFORE, AFTER = 60, 140  # characters around the first hit of a fragment
REMEMBERED = 50_000  # words of a language

WORD = re.compile(r"[^\W_]+")
LEXEME = re.compile(r"(!?)'((?:[^']|'')+)'")
ALGORITHMS = {"fr": "french", "de": "german", "it": "italian", "en": "english"}

_one_at_a_time = Lock()  # a stemmer keeps what it works on


class _Stems(dict[str, str]):
    """The stems of one language by word, found out when a word is first asked for."""

    def __init__(self, language: str) -> None:
        self._stemmer = Stemmer(ALGORITHMS[language], 0)

    def __missing__(self, word: str) -> str:
        with _one_at_a_time:
            found = str(self._stemmer.stemWord(fold(word)))
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


def passages(texts: Sequence[tuple[str, str]], wanted: frozenset[str]) -> list[str]:
    """For each text and its language what stands around its first hits, each hit between the two marks.

    Empty for a text without a hit. One in a language that is not known is tried in all that are, as it
    was when it was indexed. The texts of a page have most of their words in common, so the words are
    looked at together, each once.
    """
    spoken: dict[str, list[str]] = {}
    for text, language in texts:
        spoken.setdefault(language, []).append(text)
    hits = {
        language: _form(" ".join(all_of_them), wanted, language) for language, all_of_them in spoken.items()
    }
    return [_passage(text, hits[language]) for text, language in texts]


def _form(text: str, wanted: frozenset[str], language: str) -> re.Pattern[str] | None:
    """What finds those words of the text whose stem is wanted; None when there are none."""
    known = (language,) if language in ALGORITHMS else ALGORITHMS
    each = set(WORD.findall(" ".join(set(text.split()))))  # to part the text at spaces is a third of the work
    forms = {word for one in map(stems, known) for word in each if one[word] in wanted}
    if not forms:
        return None
    return re.compile(rf"(?:{'|'.join(sorted(forms))})(?![^\W_])")


def _passage(text: str, form: re.Pattern[str] | None) -> str:
    if form is None:
        return ""
    fragments: list[list[tuple[int, int]]] = []
    end = 0
    for hit in form.finditer(text):
        start, stop = hit.span()
        if start and text[start - 1].isalnum():
            continue  # the end of a longer word
        if not fragments or start >= end:
            if len(fragments) == FRAGMENTS:
                break
            fragments.append([])
            end = _word_end(text, start + AFTER)
        fragments[-1].append((start, stop))
    parts, place = [], 0
    for hits in fragments:
        begin = max(place, text.rfind(" ", 0, max(0, hits[0][0] - BEFORE)) + 1)
        place = _word_end(text, hits[0][0] + AFTER)
        parts.append(_written(text[:place], begin, hits).strip())
    return " … ".join(parts)


def _word_end(text: str, place: int) -> int:
    """Where the word at `place` ends."""
    found = text.find(" ", place)
    return found if found >= 0 else len(text)


def _written(text: str, begin: int, hits: list[tuple[int, int]]) -> str:
    """The text from `begin` as it stands, with its hits marked."""
    parts = []
    for start, stop in hits:
        parts += [text[begin:start], MARK_START, text[start:stop], MARK_END]
        begin = stop
    return "".join([*parts, text[begin:]])
