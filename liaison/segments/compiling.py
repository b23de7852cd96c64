"""Criteria as one SQL condition on a contact `c`; every value is a parameter, never text.

A filter becomes `EXISTS (rows of its source that belong to c and pass)`, which PostgreSQL turns into
semi-joins; `NOT EXISTS` for a negated one, a count for "at least n". A source that stands inside
another is written inside the EXISTS of that one, so that both are judged on the same row (R-SEG-60).
One that has rows in a second place too, see `Source.also`, is asked in both where it names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from liaison.interactions.visibility import Seen
from liaison.segments.criteria import (
    CODE,
    FLAG,
    NUMBER,
    TEXT,
    Choice,
    Condition,
    Filter,
    Part,
    Relative,
    Term,
    Value,
    flat,
    leaves,
    plain_value,
)
from liaison.segments.sources import Field, Source, sources

NOTHING = " AND FALSE"
COMPARISONS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
CASTS = {FLAG: "boolean", NUMBER: "numeric", "date": "date"}


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on the contact alias, and its parameters."""

    sql: str
    params: Mapping[str, Any]


Codes: TypeAlias = "dict[tuple[str, str], dict[str, int]]"
"""The ids of codes, by table and column, then by the code as text."""


def named_codes(parts: Iterable[Part]) -> dict[tuple[str, str], set[str]]:
    """The codes that the filters name exactly, by table and column: whoever compiles looks them up."""
    known = sources()
    found: dict[tuple[str, str], set[str]] = {}
    for part in leaves(parts):
        for condition in part.all:
            named = set(filter(None, map(_exactly, flat(condition.any))))
            for asked in known[part.source].places_of(condition.field):
                if asked.place is not None and named:
                    found.setdefault(asked.place, set()).update(named)
    return found


def unknown_codes(parts: Iterable[Part], codes: Codes) -> list[tuple[str, str]]:
    """What the filters ask for by name in strict fields and what is in no place where it could be.

    The key of the field and the code. What was there once is gone then: "not in it" would mean everybody.
    """
    known = sources()
    return [
        (condition.field, code)
        for part in leaves(parts)
        for condition in part.all
        if known[part.source].fields[condition.field].strict and not condition.negated
        for term in flat(condition.any)
        if term.op != "ne"
        and (code := _exactly(term))
        and not any(
            code in codes.get(asked.place, {})
            for asked in known[part.source].places_of(condition.field)
            if asked.place is not None
        )
    ]


def _exactly(term: Term) -> str:
    """The one code that a term names, in capitals where it does not mind them; empty where it names none."""
    if term.op == "ieq":
        return plain_value(term.value).upper()
    return plain_value(term.value) if term.op in {"eq", "ne"} else ""


@dataclass(slots=True)
class _Writer:
    """Numbers parameters and aliases while the condition is written."""

    today: date
    seen: Seen | None
    prefix: str
    codes: Codes
    sources: Mapping[str, Source] = field(default_factory=sources)
    params: dict[str, Any] = field(default_factory=dict)
    aliases: int = 0

    def value(self, value: object, cast: str) -> str:
        if isinstance(value, Relative):
            value = value.on(self.today)
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return f"%({name})s::{cast}"

    def alias(self) -> str:
        self.aliases += 1
        return f"r{self.aliases}"


def where(
    parts: Sequence[Part],
    *,
    today: date,
    seen: Seen | None,
    prefix: str = "f",
    codes: Codes | None = None,
) -> Where:
    """The condition that contact `c` matches; entries of the log count as far as they are `seen`.

    `codes` are the ids of the codes that the filters name, see `named_codes`: known ids let the planner
    count. `today` is the day relative dates are counted from, `prefix` keeps the parameters of several
    conditions in one statement apart.
    """
    writer = _Writer(today, seen, prefix, codes if codes is not None else {})
    sql = _parts(parts, "c", writer) or "TRUE"
    return Where(sql, writer.params)


def _parts(parts: Iterable[Part], contact: str, writer: _Writer) -> str:
    """All of them, joined by AND; a source inside another is written with that one."""
    parts = list(parts)
    filters = [part for part in parts if isinstance(part, Filter)]
    inner = {
        outer: [one for one in filters if _inside(one, writer) == outer and not one.negated]
        for outer in {_inside(one, writer) for one in filters} - {""}
    }
    written: list[str] = []
    for part in parts:
        if isinstance(part, Choice):
            alternatives = (_parts(one, contact, writer) or "TRUE" for one in part.any_of)
            written.append("(" + " OR ".join(f"({one})" for one in alternatives) + ")")
        elif _inside(part, writer):
            outer = _inside(part, writer)
            if part.negated or not _host(filters, outer):
                written.append(_exists(Filter(outer, negated=part.negated), contact, writer, [part]))
        else:
            host = part is _host(filters, part.source)
            written.append(_exists(part, contact, writer, inner.get(part.source, []) if host else []))
    return " AND ".join(written)


def _inside(part: Filter, writer: _Writer) -> str:
    return writer.sources[part.source].inside


def _host(filters: Iterable[Filter], source: str) -> Filter | None:
    """The filter whose row the sources inside it are judged on: the first positive one."""
    return next((one for one in filters if one.source == source and not one.negated), None)


def _exists(part: Filter, contact: str, writer: _Writer, inner: Sequence[Filter] = ()) -> str:
    source = writer.sources[part.source]
    if not source.table:
        own = _conditions(part, source, contact, contact, writer)
        sql = " AND ".join(own) or "TRUE"
        return f"NOT coalesce(({sql}), FALSE)" if part.negated else f"({sql})"
    bodies = [_body(part, source, contact, writer, inner)]
    if source.also is not None and (named := _naming(part)) is not None:
        bodies.append(_body(named, source.also, contact, writer))
        # Of the segments that it names none is here: nothing to look for, and the planner need not think so.
        bodies = [one for one in bodies if not one.endswith(NOTHING)] or bodies[:1]
    if part.at_least > 1:
        return " + ".join(f"(SELECT count(*) {one})" for one in bodies) + f" >= {int(part.at_least)}"
    if part.negated:
        return " AND ".join(f"NOT EXISTS (SELECT 1 {one})" for one in bodies)
    written = " OR ".join(f"EXISTS (SELECT 1 {one})" for one in bodies)
    return written if len(bodies) == 1 else f"({written})"


def _body(part: Filter, source: Source, contact: str, writer: _Writer, inner: Sequence[Filter] = ()) -> str:
    """The rows of `source` that belong to the contact and pass."""
    row = writer.alias()
    tests = _row_tests(part, source, row, contact, writer)
    for one in inner:
        nested = writer.sources[one.source]
        inside = writer.alias()
        rows = _row_tests(one, nested, inside, contact, writer, outer=row)
        tests.append(f"EXISTS (SELECT 1 FROM {nested.table} {inside} WHERE {' AND '.join(rows)})")
    return f"FROM {source.table} {row} WHERE {' AND '.join(tests)}"


def _naming(part: Filter) -> Filter | None:
    """The filter as far as it says which rows it means; None where it says at most which it does not mean."""

    def named(condition: Condition) -> tuple[Term, ...]:
        return () if condition.negated else tuple(filter(_names, condition.any))

    if not any(map(named, part.all)):
        return None
    return replace(part, all=tuple(replace(one, any=named(one) or one.any) for one in part.all))


def _names(term: Term) -> bool:
    if term.op == "all":
        return any(map(_names, term.terms))
    return term.op not in {"ne", "blank"} and str(term.value).strip("*") != ""


def _row_tests(
    part: Filter, source: Source, row: str, contact: str, writer: _Writer, *, outer: str = ""
) -> list[str]:
    tests = [source.owner.format(r=row, c=contact, o=outer)]
    if source.always and source.unless_named not in {one.field for one in part.all}:
        tests.append(source.always.format(r=row, c=contact, o=outer))
    if source.guarded and writer.seen is not None and writer.seen.sql != "TRUE":
        tests.append("(" + writer.seen.sql.replace("e.", f"{row}.") + ")")
        writer.params.update(writer.seen.params)
    return tests + _conditions(part, source, row, contact, writer)


def _conditions(part: Filter, source: Source, row: str, contact: str, writer: _Writer) -> list[str]:
    return [_condition(one, source.fields[one.field], row, contact, writer) for one in part.all]


def _condition(condition: Condition, asked: Field, row: str, contact: str, writer: _Writer) -> str:
    expression = asked.sql.format(r=row, c=contact)
    equal = [term.value for term in condition.any if term.op == "eq" and term.value != ""]
    tests = [
        _term(term, asked, expression, writer)
        for term in condition.any
        if not (term.op == "eq" and term.value != "")
    ]
    if equal:
        tests.insert(0, _is_one_of(equal, asked, expression, writer))
    sql = tests[0] if len(tests) == 1 else "(" + " OR ".join(tests) + ")"
    return f"NOT coalesce({sql}, FALSE)" if condition.negated else sql


def _is_one_of(values: Sequence[Value], asked: Field, expression: str, writer: _Writer) -> str:
    known = writer.codes.get((asked.table, asked.column)) if asked.table else None
    if known is not None:
        ids = [known[text] for text in map(plain_value, values) if text in known]
        if len(ids) == 1:  # lets the planner see where a key makes the row the only one
            return f"{expression} = {writer.value(ids[0], 'bigint')}"
        return f"{expression} = ANY({writer.value(ids, 'bigint[]')})" if ids else "FALSE"
    cast = CASTS.get(asked.shape.type, "text")
    if len(values) == 1:
        test = f"= {writer.value(values[0], cast)}"
    else:
        settled = [one.on(writer.today) if isinstance(one, Relative) else one for one in values]
        test = f"= ANY({writer.value(settled, f'{cast}[]')})"
    return (
        _looked_up(asked, expression, f"k.{asked.column} {test}") if asked.table else f"{expression} {test}"
    )


def _looked_up(asked: Field, expression: str, test: str) -> str:
    """The ids of the codes first, so that the index on the id is used."""
    return f"{expression} = ANY(ARRAY(SELECT k.id FROM {asked.table} k WHERE {test}))"


def _term(term: Term, asked: Field, expression: str, writer: _Writer) -> str:
    if term.op == "all":
        return "(" + " AND ".join(_term(one, asked, expression, writer) for one in term.terms) + ")"
    is_text = asked.shape.type not in CASTS
    if term.op == "blank" or term.value == "":
        blank = f"{expression} IS NULL" if asked.table or not is_text else f"coalesce({expression}, '') = ''"
        return f"NOT ({blank})" if term.op == "ne" else f"({blank})"
    if term.op == "ne":
        same = _is_one_of([term.value], asked, expression, writer)
        return f"NOT coalesce({same}, FALSE)"
    column = f"k.{asked.column}" if asked.table else expression
    test = _compared(term, asked, column, writer)
    return _looked_up(asked, expression, test) if asked.table else test


def _compared(term: Term, asked: Field, column: str, writer: _Writer) -> str:
    cast = CASTS.get(asked.shape.type, "text")
    if asked.shape.type in {TEXT, CODE}:
        if term.op in {"like", "ilike"}:
            pattern = writer.value(_pattern(str(term.value)), cast)
            return f"{column} {'ILIKE' if term.op == 'ilike' else 'LIKE'} {pattern}"
        if term.op == "ieq":
            return f"lower({column}) = lower({writer.value(term.value, cast)})"
    collated = f'{column} COLLATE "C"' if cast == "text" else column
    if term.op == "eq":
        return f"{column} = {writer.value(term.value, cast)}"
    if term.op == "between":
        low, high = writer.value(term.value, cast), writer.value(term.upper, cast)
        return f"{collated} BETWEEN {low} AND {high}"
    return f"{collated} {COMPARISONS[term.op]} {writer.value(term.value, cast)}"


def _pattern(text: str) -> str:
    """`*` is any text, `?` one character; everything else means itself."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%").replace("?", "_")
