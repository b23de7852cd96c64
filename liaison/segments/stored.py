"""Criteria as JSON, as they are stored and as the API sends them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _
from liaison.segments.compact import parse_condition
from liaison.segments.criteria import (
    CODE,
    COMPARED,
    DEEPEST,
    LONGEST,
    TEXT,
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
    leaves,
    plain_value,
    unreadable,
    value_of,
)

MOST = 50
"""So many parts of a list, alternatives of a choice and conditions of a filter."""
MOST_FILTERS = 200
"""So many filters in all: one statement asks for each of them."""
MOST_TERMS = 10_000
"""So many values of a field: as many lines may be ticked and taken out by hand at once."""
OF_CHOICE, OF_FILTER = frozenset({"any_of"}), frozenset({"source", "not", "at_least", "all"})
OF_TYPED, OF_LISTED = frozenset({"field", "not", "text"}), frozenset({"field", "not", "any"})
"""What a part and a condition may say: one that is typed has no list of terms beside it."""

_as_json = json.JSONEncoder(ensure_ascii=False, default=float).encode


def read_parts(given: object, shapes: Shapes, *, depth: int = 0) -> tuple[Part, ...]:
    """The parts behind the stored or sent form, checked against the sources there are.

    Raises `Refused` (E-SEG-45) with the field and the position of the first fault.
    """
    if not isinstance(given, Sequence) or isinstance(given, str) or depth > DEEPEST or len(given) > MOST:
        raise unreadable(_("Filters"), _as_json(given), 1)
    parts = tuple(_read_part(one, number, shapes, depth) for number, one in enumerate(given, 1))
    if depth == 0 and sum(1 for _one in leaves(parts)) > MOST_FILTERS:
        raise unreadable(_("Filters"), _as_json(given), 1)
    return parts


def _refuse_unknown(given: Mapping[Any, Any], known: frozenset[str], words: Words, number: int) -> None:
    """Refuse a key that nothing reads, and a `not` that is neither: passed over, they choose others."""
    for key in given:
        if key not in known:
            raise unreadable(words, str(key), number)
    if not isinstance(given.get("not", False), bool):
        raise unreadable(words, _as_json({"not": given["not"]}), number)


def _read_part(given: object, number: int, shapes: Shapes, depth: int) -> Part:
    if not isinstance(given, Mapping):
        raise unreadable(_("Filters"), _as_json(given), number)
    if "any_of" in given:
        _refuse_unknown(given, OF_CHOICE, _("Filters"), number)
        alternatives = given["any_of"]
        if (
            not isinstance(alternatives, Sequence)
            or isinstance(alternatives, str)
            or not 1 <= len(alternatives) <= MOST
        ):
            raise unreadable(_("Filters"), _as_json(given), number)
        return Choice(tuple(read_parts(one, shapes, depth=depth + 1) for one in alternatives))
    shape = shapes.get(str(given.get("source", "")))
    if shape is None:
        raise unreadable(_("Filters"), str(given.get("source", "")), number)
    _refuse_unknown(given, OF_FILTER, shape.words, number)
    at_least = given.get("at_least", 1)
    conditions = given.get("all", ())
    if (
        isinstance(at_least, bool)
        or not isinstance(at_least, int)
        or not 1 <= at_least <= 10_000
        or (at_least > 1 and (not shape.plural or given.get("not")))
        or not isinstance(conditions, Sequence)
        or isinstance(conditions, str)
        or len(conditions) > MOST
    ):
        raise unreadable(shape.words, _as_json(given), number)
    return Filter(
        shape.key,
        tuple(_read_condition(one, place, shape) for place, one in enumerate(conditions, 1)),
        negated=given.get("not", False),
        at_least=at_least,
    )


def _read_condition(given: object, number: int, source: SourceShape) -> Condition:
    if not isinstance(given, Mapping):
        raise unreadable(source.words, _as_json(given), number)
    shape = source.fields.get(str(given.get("field", "")))
    if shape is None:
        raise unreadable(source.words, str(given.get("field", "")), number)
    _refuse_unknown(given, OF_TYPED if "text" in given else OF_LISTED, shape.words, number)
    negated = given.get("not", False)
    if isinstance(text := given.get("text"), str):
        return Condition(shape.key, parse_condition(text, shape).any, negated)
    terms = given.get("any", ())
    if not isinstance(terms, Sequence) or isinstance(terms, str) or not 1 <= len(terms) <= MOST_TERMS:
        raise unreadable(shape.words, _as_json(given), number)
    return Condition(
        shape.key, tuple(_read_term(one, place, shape) for place, one in enumerate(terms, 1)), negated
    )


def _read_term(given: object, number: int, shape: FieldShape) -> Term:
    if not isinstance(given, Mapping) or not given:
        raise unreadable(shape.words, _as_json(given), number)
    keys = set(given)

    if keys == {"all"} and isinstance(given["all"], Sequence) and 1 <= len(given["all"]) <= MOST_TERMS:
        return Term("all", terms=tuple(_read_term(one, number, shape) for one in given["all"]))
    if keys == {"blank"} and given["blank"] is True:
        return Term("blank")
    if keys == {"ge", "le"}:
        return Term(
            "between", _read_value(given, "ge", number, shape), _read_value(given, "le", number, shape)
        )
    if len(keys) == 1:
        op = next(iter(keys))
        if op == "ne" and given[op] == "":
            return Term("ne", "")
        if op in {"eq", "ne", *COMPARED}:
            return Term(op, _read_value(given, op, number, shape))
        if op in {"like", "ilike", "ieq"} and shape.type in {TEXT, CODE} and isinstance(given[op], str):
            text = str(given[op])[:LONGEST].replace("\x00", "")
            return Term(op, text.upper() if op == "like" and shape.type == CODE else text)
    raise unreadable(shape.words, _as_json(given), number)


def _read_value(given: Mapping[str, Any], op: str, number: int, shape: FieldShape) -> Value:
    found = value_of(given[op], shape)
    if found is None:
        raise unreadable(shape.words, _as_json(given), number)
    return found


def write_parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """The parts as JSON, in the form that `read_parts` takes."""
    return [_write_part(part) for part in parts]


def _write_part(part: Part) -> dict[str, Any]:
    if isinstance(part, Choice):
        return {"any_of": [write_parts(one) for one in part.any_of]}
    written: dict[str, Any] = {"source": part.source}
    if part.negated:
        written["not"] = True
    if part.at_least > 1:
        written["at_least"] = part.at_least
    written["all"] = [
        {"field": one.field, "any": [_write_term(term) for term in one.any]}
        | ({"not": True} if one.negated else {})
        for one in part.all
    ]
    return written


def _write_term(term: Term) -> dict[str, Any]:
    if term.op == "all":
        return {"all": [_write_term(one) for one in term.terms]}
    if term.op == "blank":
        return {"blank": True}
    if term.op == "between":
        return {"ge": _json_value(term.value), "le": _json_value(term.upper)}
    return {term.op: _json_value(term.value)}


def _json_value(value: Value) -> object:
    if isinstance(value, Relative):
        return {"relative": str(value)}
    return value if isinstance(value, bool) else plain_value(value)
