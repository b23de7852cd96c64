"""Merge fields in written text: `{{ contact.name }}` becomes the value, nothing else is understood.

This is a substitution, no template language: there is nothing in it that a writer could make run. A
name that is no field is refused, a field without value leaves nothing (R-INT-137).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain, zip_longest

from liaison.kit.errors import Refusal, Refused
from liaison.letters import rules
from liaison.letters.cleaning import clean_for_display
from liaison.letters.sources import MergeField, find_field
from liaison.letters.values import MergeValues

_PLACEHOLDER = re.compile(r"\{\{((?:[^{}<>]|<[^<>]*>){0,300}?)\}\}")
_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x1f]")  # such as set off the hits of a search


def merge_html(body: str, values: MergeValues) -> str:
    """The written `body` with its fields filled, cleaned for sending.

    Values are text, never markup; their line breaks are kept. Raises `Refused` naming a field that
    does not exist.
    """

    def written(field: MergeField) -> str:
        return html.escape(_value(values, field)).replace("\n", "<br>")

    return clean_for_display(_fill(body, written, "body", in_html=True))


def merge_line(text: str, values: MergeValues, *, field: str = "subject") -> str:
    """A subject or description with its fields filled; always one line."""

    def written(found: MergeField) -> str:
        return _value(values, found)

    return " ".join(_fill(text, written, field, in_html=False).split())


def objections(text: str, *, field: str = "body", in_html: bool = True) -> list[Refusal]:
    """Everything that stands in the way of merging `text` later: unknown and unclosed fields."""
    found: list[Refusal] = []
    for match in _PLACEHOLDER.finditer(text):
        name = _name(match[1], in_html=in_html)
        if find_field(name) is None:
            found.append(rules.unknown_merge_field(name, field))
    rest = _PLACEHOLDER.sub("", text)
    # Cleaning takes tags away that keep two braces apart, and writes entities as signs.
    if "{{" in rest or (in_html and ("{" in rest or "&" in rest) and "{{" in clean_for_display(rest)):
        found.append(rules.open_merge_field(field))
    return found


def fields_in(text: str, *, in_html: bool = True) -> tuple[str, ...]:
    """The stable names of the fields that `text` names, each once, in order."""
    names = (_name(match[1], in_html=in_html) for match in _PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(field.name for name in names if (field := find_field(name))))


def captioned(
    text: str, language: str, *, ours: Callable[[], MergeValues] | None = None, in_html: bool = False
) -> str:
    """`text` as people read it, with each field by its name: `«Contact: Salutation formelle»`.

    For what is kept once for many contacts. What is no field stays as it is written. Fields of our own
    company say the same to everybody: they are filled with what `ours` answers, which is asked only then.
    """

    def named(match: re.Match[str]) -> str:
        field = find_field(_CONTROL.sub("", _name(match[1], in_html=in_html)))
        if field is None:
            return match[0]
        if ours is not None and field.source == "organization":
            told = " ".join(_value(ours(), field).split())
            return html.escape(told) if in_html else told
        return f"«{field.caption(language)}»"

    return _PLACEHOLDER.sub(named, text) if "{{" in text else text


def _fill(text: str, written: Callable[[MergeField], str], field: str, *, in_html: bool) -> str:
    pieces = _pieces(text, in_html=in_html)
    if pieces is None:
        raise Refused(*objections(text, field=field, in_html=in_html))
    return "".join(piece if isinstance(piece, str) else written(piece) for piece in pieces)


@lru_cache(64)
def _pieces(text: str, *, in_html: bool) -> tuple[str | MergeField, ...] | None:
    """The words of `text` and its fields, in turn; None when something stands in the way of merging it.

    The last ones are remembered, for a mailing merges the same text for each of its contacts.
    """
    if objections(text, in_html=in_html):
        return None
    words, fields = _PLACEHOLDER.split(text)[::2], _PLACEHOLDER.findall(text)
    found = [find_field(_name(inside, in_html=in_html)) for inside in fields]
    return tuple(piece for piece in chain(*zip_longest(words, found)) if piece)


def _name(inside: str, *, in_html: bool) -> str:
    """The name between the braces; an editor may have put marks and entities into it."""
    plain = html.unescape(_TAG.sub("", inside)) if in_html else inside
    return " ".join(plain.split())


def _value(values: MergeValues, field: MergeField) -> str:
    """The value as text; braces in it are set apart, so that merging again finds no field there."""
    text = str(values.get(field.name, ""))
    return text.replace("\r", "").replace("{{", "{ {")
