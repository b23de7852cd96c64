"""The filter language of segments: what is typed, what is stored, what is said in words.

Criteria are a list of parts, and a contact must pass all of them:

* a `Filter` asks one source: at least one row that belongs to the contact passes all of its conditions
  (the same row). `negated` asks that there is none, `at_least` that there are so many.
* a `Choice` passes when at least one of its alternatives does; each alternative is a list of parts.

A condition is about one field and passes when at least one of its terms does. People type the compact
form, `a..b`, `..b`, `a..`, `<>a`, `a|b`, `a&b`, `>5`, `*text*`, `@Text`, `''`, with quotes round what
means itself, and relative dates such as `-90D..`. Stored is JSON:

    {"source": "interaction", "not": false, "at_least": 1, "all": [
        {"field": "template", "any": [{"eq": "VISIT"}, {"eq": "CALL"}]},
        {"field": "date", "any": [{"ge": {"relative": "-24M"}}]}]}
    {"any_of": [[filter, …], [filter, …]]}

Nothing here knows the database: `compact` reads and prints what is typed, `stored` the JSON, `sources`
says which fields there are, `compiling` writes the SQL, `wording` says it in words.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _

TEXT, CODE, CHOICE, DATE, NUMBER, FLAG = "text", "code", "choice", "date", "number", "flag"
LONGEST = 500
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Relative:
    """A day counted from the day on which the criteria run; `unit` is D, W, M or Y."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:+d}{self.unit}" if self.amount else "today"

    def on(self, today: date) -> date:
        """The day it stands for; a month or year keeps the day where it exists."""
        if self.unit in "DW":
            return today + timedelta(days=self.amount * (7 if self.unit == "W" else 1))
        months = today.year * 12 + today.month - 1 + self.amount * (12 if self.unit == "Y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


Value: TypeAlias = str | date | Decimal | bool | Relative
RELATIVE = re.compile(r"([+-](?:\d{1,4}(?=[DWM])|\d{1,3}(?=Y)))([DWMY])", re.IGNORECASE)
"""So far only that each of them is a day of the calendar: the years of a date have four digits."""
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
COMPARED = ("ge", "gt", "le", "lt")


@dataclass(frozen=True, slots=True)
class Term:
    """One test of a value.

    `op` is eq, ne, ge, gt, le, lt, between (from `value` to `upper`, both included), like, ilike (with
    `*` and `?`), ieq, blank, or all (every one of `terms`).
    """

    op: str
    value: Value = ""
    upper: Value = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A field of a source passes when one of the terms does; `negated` turns that round."""

    field: str
    any: tuple[Term, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows of one source that belong to the contact: at least so many pass all conditions, or none."""

    source: str
    all: tuple[Condition, ...] = ()
    negated: bool = False
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several lists of parts."""

    any_of: tuple[tuple[Part, ...], ...]


Part: TypeAlias = "Filter | Choice"


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field that may be asked about: its key, its words, its type and, for a choice, the keys."""

    key: str
    words: Words
    type: str = TEXT
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceShape:
    """A source that may be asked: its key, its words for one row, and its fields by key.

    `plural` are the words for at least two rows; a source that is the contact itself has none, and
    cannot be counted.
    """

    key: str
    words: Words
    fields: Mapping[str, FieldShape] = field(default_factory=dict)
    plural: Words = ""


Shapes: TypeAlias = Mapping[str, SourceShape]


def unreadable(field_name: Words, text: str, position: int) -> Refused:
    """A filter that cannot be read: the field, the text and where (E-SEG-45)."""
    return Refused(
        Refusal(
            _("%(field)s: cannot read “%(text)s” at position %(position)s.")
            % {"field": field_name, "text": text[:LONGEST], "position": position},
            field="filters",
            code="E-SEG-45",
        )
    )


def read_value(raw: object, shape: FieldShape, whole: str, position: int) -> Value:
    """`raw` as a value of the field's type; raises `Refused` (E-SEG-45)."""
    found = value_of(raw, shape)
    if found is None:
        raise unreadable(shape.words, whole, position)
    return found


def value_of(raw: object, shape: FieldShape) -> Value | None:
    """`raw` as a value of the field's type; None if it cannot be read."""
    if isinstance(raw, Mapping):
        day = raw.get("relative") if len(raw) == 1 else None
        return _day(day) if shape.type == DATE and isinstance(day, str) else None
    if isinstance(raw, bool):
        return raw if shape.type == FLAG else None
    if isinstance(raw, int | float | Decimal):
        raw = str(raw)
    if not isinstance(raw, str) or "\x00" in raw or len(raw) > LONGEST:
        return None
    return _typed(raw, shape)


def _typed(raw: str, shape: FieldShape) -> Value | None:
    if shape.type == FLAG:
        return True if raw.lower() in YES else False if raw.lower() in NO else None
    if shape.type == DATE:
        return _day(raw)
    if shape.type == NUMBER:
        return _number(raw)
    if shape.type == CHOICE:
        return raw if raw in dict(shape.choices) else None
    return raw.upper() if shape.type == CODE else raw


def _day(text: str) -> date | Relative | None:
    if text.lower() == "today":
        return Relative(0, "D")
    relative = RELATIVE.fullmatch(text)
    if relative:
        return Relative(int(relative[1]), relative[2].upper())
    found = DAY.fullmatch(text)
    if not found:
        return None
    parts = found.groups()
    numbers = [int(part) for part in (parts[:3] if parts[0] else (parts[5], parts[4], parts[3]))]
    try:
        return date(*numbers)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace("'", "").replace("’", ""))
    except InvalidOperation:
        return None
    if (
        not number.is_finite()
        or abs(number) >= Decimal(10) ** 15
        or abs(int(number.as_tuple().exponent)) > LONGEST
    ):
        return None
    return number


def plain_value(value: Value) -> str:
    """The value as the compact form and JSON write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def leaves(parts: Iterable[Part]) -> Iterator[Filter]:
    """Every filter of the parts, those of alternatives too."""
    for part in parts:
        if isinstance(part, Choice):
            for alternative in part.any_of:
                yield from leaves(alternative)
        else:
            yield part


def flat(terms: Iterable[Term]) -> Iterator[Term]:
    """The terms, and in the place of each "all" those that it joins."""
    for term in terms:
        if term.op == "all":
            yield from flat(term.terms)
        else:
            yield term
