"""Whether HTML is nested so deeply that reading it would take very long, counted before it is read.

A reader of HTML looks at the elements that are open for each further one, and opens marks like `<b>` again
in each paragraph: its time and memory grow with the square of what is left open. So this counts, for every
tag, the elements open around it, and never too few: an end that a reader could see otherwise, because it
stands in a comment, in a value or among elements that are closed in another order, ends nothing here.
"""

from __future__ import annotations

import re

MOST = 500_000
"""Elements open around all tags together; a long newsletter has some tens of thousands."""
_SPACE = "[ \t\n\f\r]"
_VALUE = """(?:"[^"<]*+"|'[^'<]*+'|[^ \t\n\f\r"'<>`]++)"""
_GIVEN = f"""(?:{_SPACE}++[^ \t\n\f\r"'<>/=]++(?:{_SPACE}*+={_SPACE}*+{_VALUE})?+)*+{_SPACE}*+/?>"""
_NAME = "[a-zA-Z][a-zA-Z0-9:_.-]*+"
_TAG = re.compile(f"<({_NAME})({_GIVEN})?+|</({_NAME}){_SPACE}*+>|<(!--|[!?/])")
"""A start with its attributes if they are sound, a sound end, or the beginning of anything else."""
_NEVER_OPEN = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_ENDED_BY_THE_NEXT = frozenset("p li tr td th thead tbody tfoot colgroup".split())  # noqa: SIM905
"""Elements that do not stand in themselves: what closes or opens around them says it all."""
_RAW = frozenset("iframe noembed noframes plaintext script style textarea title xmp".split())  # noqa: SIM905


def too_deep(body: str) -> bool:
    """Whether a reader would have to look at more than `MOST` open elements."""
    return body.count("<") ** 2 > 2 * MOST and _weighs_more(body, MOST)


def _weighs_more(body: str, limit: int) -> bool:
    opened: list[str] = []
    weight = 0
    raw = ""
    trusted = 0  # the place from which on an end is one
    for tag in _TAG.finditer(body):
        name, given, ended, other = tag.groups()
        if name is not None:
            weight += len(opened) + 1
            if weight > limit:
                return True
            if given is None:
                trusted = len(body)
            begun = _begin(name.lower(), opened)
            raw = raw or begun
        elif ended is not None:
            if raw:
                raw = "" if ended.lower() == raw else raw
            elif opened and tag.start() >= trusted and ended.lower() == opened[-1]:
                opened.pop()
        elif tag.start() >= trusted and not raw:
            trusted = _end_of(body, tag.end(), other)
    return False


def _begin(name: str, opened: list[str]) -> str:
    """Add the element to those `opened`; its name where all within it is text."""
    if name in _RAW:
        return name
    if name not in _NEVER_OPEN and name not in _ENDED_BY_THE_NEXT:
        opened.append(name)
    return ""


def _end_of(body: str, start: int, begun_by: str) -> int:
    """Where a comment, a declaration or a broken end has surely ended."""
    if body.startswith("[CDATA[", start) or (begun_by == "/" and body[start : start + 1].isalpha()):
        return len(body)
    end = body.find("-->" if begun_by == "!--" else ">", start)
    return end if end >= 0 else len(body)
