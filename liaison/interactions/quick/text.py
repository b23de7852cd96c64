"""The line as the patterns see it, its clauses, and what is left when the understood words are gone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MASK = "\x01"
_SPACES = dict.fromkeys((0x09, 0x0B, 0x0C, 0xA0, 0x2007, 0x2009, 0x202F), " ")
_QUOTES = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x2032: "'", 0xB4: "'"}
_DASHES = {0x2013: "-", 0x2014: "-", 0x2212: "-"}
_PLAIN = {**_SPACES, **_QUOTES, **_DASHES, ord(MASK): " "}
_BREAK = re.compile(r"[,;!?()\n\r/]|(?<=[a-z]{3})[.:](?=\s|$)| - ")


def readable(text: str) -> str:
    """`text` without what the database or a browser cannot hold: NUL and halves of surrogate pairs."""
    text = text.replace("\x00", "")
    return "".join("\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)


def _plain(char: str) -> str:
    swapped = _PLAIN.get(ord(char))
    if swapped is not None:
        return swapped
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base[0] if base else " "


def fold(text: str) -> str:
    """`text` in lower case without accents, typographic signs made plain; same length as `text`."""
    return text.lower() if text.isascii() and MASK not in text else "".join(map(_plain, text))


def mask(text: str, start: int, end: int) -> str:
    """`text` with a stretch blotted out, so that no pattern finds or crosses it."""
    return text[:start] + MASK * (end - start) + text[end:]


def word_before(text: str, position: int) -> str:
    """The word that ends right before `position`, with its dot, spaces apart; empty where there is none."""
    found = re.search(r"([\w'’-]+\.?)[ ]*$", text[max(0, position - 40) : position])
    return found[1] if found else ""


def clause_start(text: str, position: int) -> int:
    """Where the clause around `position` begins."""
    start = 0
    for found in _BREAK.finditer(text, 0, position):
        start = found.end()
    return start


def clause_end(text: str, position: int) -> int:
    """Where the clause around `position` ends."""
    found = _BREAK.search(text, position)
    return found.start() if found else len(text)


def stands_first(text: str, position: int) -> bool:
    """Whether no clause before the one around `position` has a word that was not understood."""
    return not re.search(r"\w", text[: clause_start(text, position)])


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the clause holds nothing else, or only stretches understood before."""
    before = text[clause_start(text, start) : start]
    after = text[end : clause_end(text, end)]
    return not re.search(r"\w", before + after)


def left_over(text: str, cuts: Iterable[tuple[int, int]]) -> str:
    """`text` without the stretches cut, spaces and commas around the gaps made tidy."""
    result, position, touched = "", 0, False
    for start, end in sorted(cuts):
        piece = text[position:start]
        result = _join(result, piece) if touched else piece
        position, touched = end, True
    rest = text[position:]
    result = _join(result, rest) if touched else rest
    return result.strip()


def _join(left: str, right: str) -> str:
    left, right = left.rstrip(), right.lstrip()
    if left.endswith("(") and right.startswith(")"):
        left, right = left[:-1].rstrip(), right[1:].lstrip()
    if not left or left.endswith("("):
        return left + right.lstrip(" \t,;:.–—-")
    if not right:
        return left.rstrip(" \t,;:–—-(")
    if right[0] in ",;.:!?)":
        return left.rstrip(" \t,;:–—-") + right
    return f"{left} {right}"
