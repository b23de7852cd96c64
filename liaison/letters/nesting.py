"""Whether HTML is nested so deeply that reading it would take very long, counted before it is read.

A reader of HTML looks at the elements that are open for each further one, and opens marks like `<b>` again
in each paragraph: its time and memory grow with the square of what is left open. So this counts, for every
tag, the elements open around it, and never too few: it finds the tags where a reader finds them, and an end
of elements that are closed in another order ends nothing here. Where readers could differ, as in drawings,
and where something never ends, each start counts from there on and no end.
"""

from __future__ import annotations

import re

MOST = 500_000
"""Elements open around all tags together; a long newsletter has some tens of thousands."""
_SPACE = "[ \t\n\f\r]"
_NAME = "[a-zA-Z][^ \t\n\f\r/>]*+"
_VALUE = """(?:"[^"]*+"|'[^']*+'|(?=>)|[^ \t\n\f\r"'>][^ \t\n\f\r>]*+)"""
_IS = f"{_SPACE}*+="
_WORD = "[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
_GIVEN = f"(?:[ \t\n\f\r/]++|{_WORD}(?:{_IS}{_SPACE}*+{_VALUE}|(?!{_IS})))*+>"
"""Attributes to the end of a tag, as sloppy as readers take them: no space between, `<` and quotes within."""
COMMENT = r"<!--(?:-?>|(?s:.*?)--!?>)"
_TAG = re.compile(f"<(/?)({_NAME})({_GIVEN})?+|({COMMENT})|<(?:!(?!--|\\[CDATA\\[)|\\?|/)([^>]*+>)|<[!?/]")
"""A start or an end, and what is given if it closes; a comment; a declaration; what never ends."""
_START = re.compile(f"<({_NAME})")
_NEVER_OPEN = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_ENDED_BY_THE_NEXT = frozenset("p li tr td th thead tbody tfoot colgroup".split())  # noqa: SIM905
"""Elements that do not stand in themselves: what closes or opens around them says it all."""
_RAW = {
    name: re.compile(f"(?ai)</{name}(?={_SPACE}|[/>])({_GIVEN})?+")
    for name in "iframe noembed noframes noscript script style textarea title xmp".split()  # noqa: SIM905
}
"""Elements in which all is text, and what ends each."""
_READ_OTHERWISE = frozenset("math plaintext select svg".split())  # noqa: SIM905
"""Elements in which those are none, or that never end."""


def too_deep(body: str) -> bool:
    """Whether a reader would have to look at more than `MOST` open elements."""
    return body.count("<") ** 2 > 2 * MOST and _weighs_more(body, MOST)


def _weighs_more(body: str, limit: int) -> bool:
    opened: list[str] = []
    weight = place = 0
    otherwise = False
    while tag := _TAG.search(body, place):
        end, name, given, comment, other = tag.groups()
        place = tag.end()
        if comment or other:
            continue
        if given is None:
            return weight + _weight_without_ends(body, tag.start(), len(opened), limit - weight) > limit
        name = name.lower() if name.isascii() else name
        if end:
            if opened and name == opened[-1]:
                opened.pop()
            continue
        weight += len(opened) + 1
        if weight > limit:
            return True
        otherwise = otherwise or name in _READ_OTHERWISE
        if name in _RAW:
            ended = None if otherwise else _end_of_text(body, place, name)
            if ended is None:
                return weight + _weight_without_ends(body, place, len(opened), limit - weight) > limit
            place = ended
        elif _stays_open(name):
            opened.append(name)
    return False


def _weight_without_ends(body: str, place: int, opened: int, limit: int) -> int:
    """What is added from `place` on where every start counts and no end; no further than over `limit`."""
    weight = 0
    for start in _START.finditer(body, place):
        weight += opened + 1
        if weight > limit:
            break
        opened += _stays_open(start[1].lower())
    return weight


def _stays_open(name: str) -> bool:
    return name not in _NEVER_OPEN and name not in _ENDED_BY_THE_NEXT and name not in _RAW


def _end_of_text(body: str, place: int, name: str) -> int | None:
    """Where the element in which all is text surely ends."""
    end = _RAW[name].search(body, place)
    if end is None or end[1] is None or (name == "script" and "<!--" in body[place : end.start()]):
        return None  # a script in a comment in a script ends otherwise
    return end.end()
