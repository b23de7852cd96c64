"""Criteria keep codes as people type them: a code with a new name gets it there too (R-CON-77)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from liaison.segments.criteria import Choice, Part, Term
from liaison.segments.sources import sources


def renamed(parts: Iterable[Part], *, table: str, old: str, new: str) -> tuple[Part, ...]:
    """The parts with code `old` of `table` called `new` wherever a condition names exactly that one.

    Patterns and ranges stay: they mean whatever fits them.
    """
    known = sources()

    def code_of(source: str, field: str) -> bool:
        asked = known[source].fields[field]
        return (asked.table, asked.column) == (table, "code")

    def one(part: Part) -> Part:
        if isinstance(part, Choice):
            return Choice(tuple(tuple(map(one, alternative)) for alternative in part.any_of))
        return replace(
            part,
            all=tuple(
                replace(condition, any=tuple(_term(term, old, new) for term in condition.any))
                if code_of(part.source, condition.field)
                else condition
                for condition in part.all
            ),
        )

    return tuple(map(one, parts))


def _term(term: Term, old: str, new: str) -> Term:
    if term.op == "all":
        return replace(term, terms=tuple(_term(one, old, new) for one in term.terms))
    same = term.value == old or (term.op == "ieq" and str(term.value).upper() == old)
    return replace(term, value=new) if term.op in {"eq", "ne", "ieq"} and same else term
