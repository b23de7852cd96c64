"""Criteria as a sentence, in the language of whoever reads: the same words for screen and API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from liaison.segments.criteria import (
    Choice,
    Condition,
    FieldShape,
    Filter,
    Part,
    Relative,
    Shapes,
    SourceShape,
    Term,
    Value,
    flat,
    plain_value,
)

MARKS = 2
"""The signs of a pattern that looks for a text anywhere."""


def sentence(parts: Iterable[Part], shapes: Shapes) -> str:
    """All parts in words, e.g. ``Contact: Language is fr-CH; Mailing group: Open day``."""
    between = pgettext("between two criteria", "; ")
    return between.join(part_in_words(part, shapes) for part in parts) or _("All contacts")


def part_in_words(part: Part, shapes: Shapes) -> str:
    """One filter, or the alternatives of a choice, in words."""
    if isinstance(part, Choice):
        return _("either %(alternatives)s") % {
            "alternatives": _any_of(f"({sentence(one, shapes)})" for one in part.any_of)
        }
    shape = shapes.get(part.source) or SourceShape(part.source, part.source)
    head = _head(part, shape)
    conditions = ", ".join(_condition(one, shape) for one in part.all)
    # The sign before and after which a language puts its spaces: French has one before it.
    named = _("%(words)s:") % {"words": head}
    return f"{named} {conditions}" if conditions else head


def _head(part: Filter, shape: SourceShape) -> str:
    if part.negated:
        return _("No %(source)s") % {"source": shape.words}
    if part.at_least > 1:
        return _("At least %(number)s %(source)s") % {"number": part.at_least, "source": shape.plural}
    return str(shape.words)


def _condition(condition: Condition, source: SourceShape) -> str:
    shape = source.fields.get(condition.field) or FieldShape(condition.field, condition.field)
    if source.key == "segment" and (others := _others(condition)):
        # Not to be taken for "in none of them".
        named = _any_of(_value(one, shape) for one in others)
        return _("another one than %(values)s") % {"values": named}
    if all(map(_is_value, condition.any)):
        values = _any_of(_value(term.value, shape) for term in condition.any)
        if shape.key == "code" and not condition.negated:
            return values  # "Mailing group: Open day" says it all
        words = _("is %(value)s") % {"value": values}
    else:
        words = _any_of(_term(term, shape) for term in condition.any)
    if condition.negated:
        words = _("not (%(condition)s)") % {"condition": words}
    return f"{shape.words} {words}"


def _others(condition: Condition) -> list[Value]:
    """The values of a condition that says no more than which value it is not."""
    terms = condition.any
    if condition.negated:
        return [term.value for term in terms] if all(map(_is_value, terms)) else []
    single = list(flat(terms)) if len(terms) == 1 else []
    return [term.value for term in single] if all(one.op == "ne" and one.value for one in single) else []


def _term(term: Term, shape: FieldShape) -> str:
    if term.op == "all":
        both = _("and")
        return f" {both} ".join(_term(one, shape) for one in term.terms)
    if term.op == "blank" or (term.op == "eq" and term.value == ""):
        return _("is empty")
    if term.op == "ne" and term.value == "":
        return _("is not empty")
    if isinstance(term.value, Relative) and term.value.amount < 0 and term.op in {"ge", "le", "lt"}:
        return _lately(term.value, within=term.op == "ge")
    if term.op == "ilike" and (words := _lookup(str(term.value))) is not None:
        return words
    phrases = {
        "eq": _("is %(value)s"),
        "ieq": _("is %(value)s"),
        "ne": _("is not %(value)s"),
        "ge": _("from %(value)s") if shape.type == "date" else _("at least %(value)s"),
        "gt": _("after %(value)s") if shape.type == "date" else _("above %(value)s"),
        "le": _("until %(value)s") if shape.type == "date" else _("at most %(value)s"),
        "lt": _("before %(value)s") if shape.type == "date" else _("below %(value)s"),
        "between": pgettext("days", "from %(value)s to %(upper)s")
        if shape.type == "date"
        else _("from %(value)s to %(upper)s"),
        "like": _("is like %(value)s"),
        "ilike": _("is like %(value)s"),
    }
    return phrases[term.op] % {"value": _value(term.value, shape), "upper": _value(term.upper, shape)}


def _lookup(pattern: str) -> str | None:
    """What a pattern looks for, in the words by which the form asks for it; None for any other pattern."""
    if pattern.startswith("*") and pattern.endswith("*") and len(pattern) > MARKS:
        verb, meant = _("contains"), pattern[1:-1]
    elif pattern.endswith("*"):
        verb, meant = _("begins with"), pattern[:-1]
    else:
        return None
    return None if not meant or re.search(r"[*?]", meant) else f"{verb} {meant}"


def _is_value(term: Term) -> bool:
    """Whether the term names one value that is there."""
    return term.op in {"eq", "ieq"} and term.value != ""


def _value(value: Value, shape: FieldShape) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Relative):
        return _relative(value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return plain_value(value)
    return str(dict(shape.choices).get(value, value))


def _relative(value: Relative) -> str:
    if not value.amount:
        return _("today")
    number, ago = abs(value.amount), value.amount < 0
    phrases = {
        ("D", True): ngettext("%(number)s day ago", "%(number)s days ago", number),
        ("W", True): ngettext("%(number)s week ago", "%(number)s weeks ago", number),
        ("M", True): ngettext("%(number)s month ago", "%(number)s months ago", number),
        ("Y", True): ngettext("%(number)s year ago", "%(number)s years ago", number),
        ("D", False): ngettext("in %(number)s day", "in %(number)s days", number),
        ("W", False): ngettext("in %(number)s week", "in %(number)s weeks", number),
        ("M", False): ngettext("in %(number)s month", "in %(number)s months", number),
        ("Y", False): ngettext("in %(number)s year", "in %(number)s years", number),
    }
    return phrases[value.unit, ago] % {"number": number}


def _lately(value: Relative, *, within: bool) -> str:
    """A day counted from today as people say it: in the last 60 days, more than 6 months ago."""
    number = abs(value.amount)
    phrases = {
        ("D", True): ngettext("in the last day", "in the last %(number)s days", number),
        ("W", True): ngettext("in the last week", "in the last %(number)s weeks", number),
        ("M", True): ngettext("in the last month", "in the last %(number)s months", number),
        ("Y", True): ngettext("in the last year", "in the last %(number)s years", number),
        ("D", False): ngettext("more than a day ago", "more than %(number)s days ago", number),
        ("W", False): ngettext("more than a week ago", "more than %(number)s weeks ago", number),
        ("M", False): ngettext("more than a month ago", "more than %(number)s months ago", number),
        ("Y", False): ngettext("more than a year ago", "more than %(number)s years ago", number),
    }
    return phrases[value.unit, within] % {"number": number}


def _any_of(words: Iterable[str]) -> str:
    """As people list what they would take: A, B or C."""
    *others, last = words
    either = _("or")
    return f"{', '.join(others)} {either} {last}" if others else last
