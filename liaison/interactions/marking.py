"""Where the words that were looked for stand in a text, and the passage around them.

The database could mark its hits (`ts_headline`), but reads each text anew for that, at several times
the price of finding it. So it says which stems it looked for, and the words of the text are brought to
their stems here, by the same algorithms and without accents, as its dictionaries do.
"""

from __future__ import annotations

import re
from codecs import register_error
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from threading import Lock

from Stemmer import Stemmer

from liaison.kit.folding import fold

MARK_START, MARK_END = "\x02", "\x03"
FRAGMENTS = 2
BEFORE, AFTER = 60, 140  # characters around the first hit of a fragment
REMEMBERED = 50_000  # words of a language

LEXEME = re.compile(r"(!?)'((?:[^']|'')+)'")
ALGORITHMS = {"fr": "french", "de": "german", "it": "italian", "en": "english"}

SIGNS = "cp1252"  # holds what is written here, each sign in one byte, so that places stay what they are
BEYOND = "liaison.first_letter"
OTHER_LETTER = "µ".encode(SIGNS)  # one beyond the alphabet stands for all of them


@lru_cache(10_000)
def _letter(sign: str) -> bytes:
    """The letter, without accent, of a word that begins with `sign`; a space for what is in no word."""
    if not sign.isalnum():
        return b" "
    first = fold(sign)[:1]
    return first.encode() if first.isascii() and first.isalnum() else OTHER_LETTER


def _letters_beyond(error: UnicodeError) -> tuple[bytes, int]:
    """The letters of signs that `SIGNS` does not hold."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return b"".join(map(_letter, error.object[error.start : error.end])), error.end


register_error(BEYOND, _letters_beyond)
LETTERS = b"".join(_letter(bytes([code]).decode(SIGNS, "replace")) for code in range(256))
"""The `_letter` of each sign of `SIGNS`."""

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
    was when it was indexed. The texts of a page are gone through in one go.
    """
    spoken: dict[str, list[int]] = {}
    for number, (_text, language) in enumerate(texts):
        spoken.setdefault(language, []).append(number)
    found = [""] * len(texts)
    for language, numbers in spoken.items():
        hits = deque(_hits(" ".join([texts[number][0] for number in numbers]), wanted, language))
        begin = 0
        for number in numbers:
            text = texts[number][0]
            own = []
            while hits and hits[0][0] < begin + len(text):
                start, stop = hits.popleft()
                own.append((start - begin, stop - begin))
            if own:
                found[number] = _passage(text, own)
            begin += len(text) + 1
    return found


def _hits(text: str, wanted: frozenset[str], language: str) -> list[tuple[int, int]]:
    """Where the words stand whose stem is wanted, in the order of the text.

    No stem begins with another letter than its word, so that few words are looked at.
    """
    letters = b" " + text.encode(SIGNS, BEYOND).translate(LETTERS)
    places = [
        (found.start(), found.end() - 1)
        for initial in {_letter(stem[0]) for stem in wanted if stem[0].isalnum()}
        for found in re.finditer(rb" %b[^ ]*" % re.escape(initial), letters)
    ]
    known = [stems(one) for one in ((language,) if language in ALGORITHMS else ALGORITHMS)]
    words = {text[start:stop] for start, stop in places}
    forms = {word for one in known for word in words if one[word] in wanted}
    return sorted(place for place in places if text[place[0] : place[1]] in forms)


def _passage(text: str, hits: Iterable[tuple[int, int]]) -> str:
    fragments: list[list[tuple[int, int]]] = []
    end = 0
    for hit in hits:
        if not fragments or hit[0] >= end:
            if len(fragments) == FRAGMENTS:
                break
            fragments.append([])
            end = _word_end(text, hit[0] + AFTER)
        fragments[-1].append(hit)
    parts, place = [], 0
    for fragment in fragments:
        start = fragment[0][0]
        begin = max(place, text.rfind(" ", 0, max(0, start - BEFORE)) + 1)
        place = _word_end(text, start + AFTER)
        parts.append(_written(text[:place], begin, fragment).strip())
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
