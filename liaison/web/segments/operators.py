"""What can be asked of a field, by its type; the words make a sentence with field and value."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from liaison.kit.text import Words
from liaison.segments.criteria import CHOICE, DATE, FLAG, NUMBER, TEXT, FieldShape
from liaison.segments.sources import sources

Pairs = list[tuple[str, Words]]

ALONE: Mapping[str, Mapping[str, object]] = {
    "blank": {"blank": True},
    "given": {"ne": ""},
    "yes": {"eq": True},
    "no": {"eq": False},
}
"""Operators without a value, and the term each stands for."""
TWO = frozenset({"range"})
"""Operators with a value from and a value to."""
DATES: Mapping[str, str] = {"last": "ge", "longer": "lt"}
"""Operators that count back from today."""
TEXTS: Mapping[str, str] = {"contains": "*{}*", "begins": "{}*"}
"""Operators that look into a text, whatever the case."""
PLAIN: Mapping[str, str] = {"is": "eq", "is_not": "ne", "from": "ge", "until": "le"}
"""Operators with one value, and how the criteria call them."""

EXAMPLES: Mapping[str, str] = {
    DATE: "-90D..  ·  1.1.2026..31.3.2026  ·  ''",
    NUMBER: ">=100&<500  ·  5..20",
    TEXT: "fr|fr-CH  ·  1000..1299  ·  <>1400  ·  *SA  ·  ''",
}
"""Expressions as one types them, by the type of the field; a code is typed like a text."""

_TYPED: tuple[str, Words] = ("typed", _("matches the expression"))
_BLANKS: Pairs = [("given", _("is not empty")), ("blank", _("is empty"))]
_BY_TYPE: dict[str, Pairs] = {
    FLAG: [("yes", _("yes")), ("no", _("no"))],
    DATE: [
        ("last", _("in the last")),
        ("longer", _("longer ago than")),
        ("from", _("since")),
        ("until", _("until")),
        ("range", _("between")),
        _TYPED,
    ],
    NUMBER: [
        ("is", _("is")),
        ("from", _("at least")),
        ("until", _("at most")),
        ("range", _("between")),
        _TYPED,
    ],
}
_ONE_OF: Pairs = [("in", _("is one of")), ("not_in", _("is none of"))]
_OF_SEGMENT: Pairs = [_ONE_OF[0], _TYPED]
_TEXT: Pairs = [
    ("begins", _("begins with")),
    ("contains", _("contains")),
    ("is", _("is")),
    ("is_not", _("is not")),
    ("range", _("between")),
    *_BLANKS,
    _TYPED,
]
UNITS: Pairs = [("D", _("days")), ("W", _("weeks")), ("M", _("months")), ("Y", _("years"))]
"""How far back a date lies."""


def operators_of(source: str, shape: FieldShape) -> Pairs:
    """The operators of a field, the most likely first."""
    if source == "segment":  # "none of" would mean in another one, not in none: for that there is "without"
        return _OF_SEGMENT
    if shape.type == CHOICE:
        return _ONE_OF
    if shape.type in _BY_TYPE:
        return _BY_TYPE[shape.type]
    if shape.key == "language":
        return [*_ONE_OF, *_TEXT]
    table = sources()[source].fields[shape.key].table
    return [*_ONE_OF, *_BLANKS, _TYPED] if table and table != "contact" else _TEXT
