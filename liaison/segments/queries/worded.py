"""Criteria in the reader's language, each code by the name it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import get_language, ngettext

from liaison.kit.sql import rows
from liaison.kit.text import grouped
from liaison.segments.criteria import Choice, Filter, Part, Shapes, SourceShape, flat
from liaison.segments.models import SavedCriteriaStep, SegmentStep, StepKind
from liaison.segments.sources import Field, Source, shapes, sources
from liaison.segments.stored import read_parts
from liaison.segments.wording import part_in_words

Names = Mapping[tuple[str, str], str]
"""What codes are called, by the table they stand in and the code."""


FEW = 10
"""So many contacts of a step by hand are named, more are counted."""


def in_words(filters: object) -> tuple[str, ...]:
    """Stored or sent filters in the reader's language, one sentence each; raises `Refused`."""
    return all_in_words([filters])[0]


def all_in_words(many: Sequence[object]) -> list[tuple[str, ...]]:
    """`in_words` for several criteria, by one statement if they name any code."""
    known = shapes()
    read = [read_parts(filters, known) for filters in many]
    named = _named_shapes(part for parts in read for part in parts)
    return [tuple(part_in_words(part, named) for part in parts) for parts in read]


def steps_in_words(steps: Iterable[SegmentStep | SavedCriteriaStep]) -> list[tuple[str, ...]]:
    """`all_in_words` of the steps; whom one by hand names is only counted where they are many."""
    steps = list(steps)
    told = all_in_words([step.filters for step in steps])
    chosen = [_chosen(step) for step in steps]
    return [_counted(count) if count > FEW else words for words, count in zip(told, chosen, strict=True)]


def _chosen(step: SegmentStep | SavedCriteriaStep) -> int:
    """How many contacts a step by hand names; none where a program gave it other filters than that."""
    if step.kind != StepKind.HAND or len(step.filters) != 1:
        return 0
    (part,) = step.filters
    asked = part.get("all", ())
    if part.get("source") != "contact" or part.get("not") or len(asked) != 1:
        return 0
    (condition,) = asked
    named = condition["field"] == "no" and not condition.get("not")
    return len(condition.get("any", ())) if named else 0


def _counted(count: int) -> tuple[str, ...]:
    return (ngettext("%(n)s chosen contact", "%(n)s chosen contacts", count) % {"n": grouped(count)},)


def _named_shapes(parts: Iterable[Part]) -> Shapes:
    """The shapes of all sources; fields that hold codes know the names of those that the parts ask for."""
    known = sources()
    asked: dict[tuple[str, str, str], set[str]] = {}
    for source, field, value in _codes(parts, known):
        for place in known[source].places_of(field):
            asked.setdefault((place.table, place.column, place.name), set()).add(value)
    names = _names(asked) if asked else {}
    return {key: _with_names(source, names) for key, source in known.items()}


def _codes(parts: Iterable[Part], known: Mapping[str, Source]) -> Iterator[tuple[str, str, str]]:
    """Source, field and value of every code that the parts ask for by itself."""
    for part in parts:
        if isinstance(part, Choice):
            for alternative in part.any_of:
                yield from _codes(alternative, known)
            continue
        for field, value in _values(part):
            place = known[part.source].fields.get(field) if part.source in known else None
            if place is not None and place.table:
                yield part.source, field, value


def _values(part: Filter) -> Iterator[tuple[str, str]]:
    for condition in part.all:
        for term in flat(condition.any):
            for value in (term.value, term.upper):
                if isinstance(value, str) and value:
                    yield condition.field, value


def _names(asked: Mapping[tuple[str, str, str], set[str]]) -> Names:
    """The names of codes, table by table in one statement; codes are also found when typed small."""
    parts, params = [], {"language": (get_language() or "").partition("-")[0]}
    for number, ((table, column, name), values) in enumerate(asked.items()):
        parts.append(
            f"SELECT '{table}', {column}, {name} FROM {table} WHERE {column} = ANY(%(values{number})s)"
        )
        params[f"values{number}"] = sorted(values | {value.upper() for value in values})  # type: ignore[assignment]
    return {(table, code): name for table, code, name in rows(" UNION ALL ".join(parts), params) if name}


def _with_names(source: Source, names: Names) -> SourceShape:
    shape = source.shape
    fields = dict(shape.fields)
    for key, field in source.fields.items():
        if field.table:
            fields[key] = replace(fields[key], choices=_choices(source.places_of(key), names))
    return replace(shape, fields=fields)


def _choices(places: Iterable[Field], names: Names) -> tuple[tuple[str, str], ...]:
    tables = {place.table for place in places}
    return tuple((code, name) for (table, code), name in names.items() if table in tables)
