"""Small tools that write HTML for the components: safe by escaping, quick by being plain Python."""

from __future__ import annotations

import secrets
from itertools import count

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

EMPTY = mark_safe("")
_ids = count(1)
_process = secrets.token_hex(2)


def _escape(value: object) -> str:
    """The text of `value`, escaped unless it is safe HTML."""
    return conditional_escape(value)  # type: ignore[arg-type]  # it takes anything and calls str()


def attributes(**given: object) -> SafeString:
    """The attributes of a tag, each with a leading space.

    ``None``, ``False`` and ``""`` leave an attribute out, ``True`` writes its bare name; a trailing
    underscore is dropped and the others become hyphens (``class_``, ``aria_label``).
    """
    written = []
    for name, value in given.items():
        if value is None or value is False or value == "":
            continue
        spelled = name.rstrip("_").replace("_", "-")
        written.append(f" {spelled}" if value is True else f' {spelled}="{_escape(value)}"')
    return mark_safe("".join(written))  # noqa: S308 - every value is escaped above


def classes(*names: str) -> str:
    """The names that are not empty, separated by spaces."""
    return " ".join(name for name in names if name)


VOID = frozenset({"input", "br", "hr", "img", "meta", "link"})


def element(tag: str, content: object = EMPTY, /, **given: object) -> SafeString:
    """``<tag attributes>content</tag>``; `content` is escaped unless it is safe already."""
    if tag in VOID:
        return mark_safe(f"<{tag}{attributes(**given)}>")  # noqa: S308 - attributes are escaped
    return mark_safe(f"<{tag}{attributes(**given)}>{_escape(content)}</{tag}>")  # noqa: S308


def join(*pieces: object) -> SafeString:
    """The pieces one after the other, each escaped unless safe."""
    return mark_safe("".join(_escape(piece) for piece in pieces))  # noqa: S308 - escaped


def fresh_id(stem: str) -> str:
    """An id that no other part of a page has, also when pieces of it come from several processes."""
    return f"{stem}-{_process}{next(_ids)}"
