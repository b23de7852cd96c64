"""The criteria editor as a form: read from what was posted or stored, and written as filters.

Blocks stand below each other; each asks one source and is joined to the one above by "and" or "or".
Rows of a block are conditions on the same row of the source. Names in the form carry the place of the
block and row, ``v0.2`` being the value typed into the third row of the first block and ``t0.2`` what is
ticked there, so that it works without scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liaison.kit.errors import Refusal, Refused
from liaison.segments.compact import print_condition
from liaison.segments.criteria import (
    Choice,
    Condition,
    FieldShape,
    Filter,
    Part,
    Relative,
    SourceShape,
    Term,
    plain_value,
)
from liaison.segments.sources import shapes
from liaison.segments.stored import read_parts
from liaison.web.segments.operators import ALONE, DATES, PLAIN, TEXTS, TWO, operators_of

MOST = 20
"""So many blocks, and rows of one block."""
ANY, NONE, LEAST = "any", "none", "least"
ACT = re.compile(r"(row|or|drop|out)(\d{1,2})(?:\.(\d{1,2}))?")
COUNT = re.compile(r"[1-9]\d{0,3}")
SEVERAL = re.compile(r"\s*[,;|]\s*")
"""Between codes that are typed; one that is ticked may hold a comma."""


@dataclass
class Row:
    """A condition: a field, an operator, what is typed or ticked; `unit` belongs to "in the last"."""

    field: str
    op: str = ""
    values: list[str] = filled(default_factory=list)
    upper: str = ""
    unit: str = "M"

    @property
    def value(self) -> str:
        """The first value, for what is typed."""
        return self.values[0] if self.values else ""


@dataclass
class Block:
    """One source: at least one of its rows, none, or at least so many; joined by and, or."""

    source: str
    mode: str = ANY
    count: str = "2"
    joint: str = "and"
    rows: list[Row] = filled(default_factory=list)

    @property
    def shape(self) -> SourceShape:
        """The fields of the source."""
        return shapes()[self.source]

    @property
    def says_nothing(self) -> bool:
        """Whether every contact fits."""
        return self.source == "contact" and not self.rows and self.mode == ANY


@dataclass
class Criteria:
    """All blocks; `strange` filters are more than the form can show, and can only be replaced."""

    blocks: list[Block] = filled(default_factory=list)
    strange: bool = False

    @classmethod
    def fresh(cls) -> Criteria:
        """What the editor opens with: one row about the contact."""
        return cls([Block("contact", rows=[_first_row(shapes()["contact"])])])

    @classmethod
    def posted(cls, data: QueryDict) -> Criteria:
        """The blocks that a form sent; what names nothing known is left out."""
        known, found = shapes(), []
        for place in range(MOST):
            shape = known.get(data.get(f"s{place}", ""))
            if shape is not None:
                found.append(_posted_block(data, place, shape))
        return cls(found)

    @classmethod
    def stored(cls, filters: object) -> Criteria:
        """The blocks of a step."""
        blocks: list[Block] = []
        for part in read_parts(filters, shapes()):
            alternatives = part.any_of if isinstance(part, Choice) else ((part,),)
            for place, alternative in enumerate(alternatives):
                block = _stored_block(alternative, joint="or" if place else "and")
                if block is None or (len(alternatives) > 1 and block.says_nothing):
                    return cls([], strange=True)
                blocks.append(block)
        if len(blocks) > MOST or any(len(block.rows) > MOST for block in blocks):
            return cls([], strange=True)
        return cls(blocks)

    def change(self, act: str) -> None:
        """Do what a button of the form says: a further block, row or alternative; one less."""
        if act == "and" and len(self.blocks) < MOST:
            shape = shapes()["contact"]
            self.blocks.append(Block("contact", rows=[_first_row(shape)]))
        found = ACT.fullmatch(act)
        if found is None or int(found[2]) >= len(self.blocks):
            return
        place = int(found[2])
        block = self.blocks[place]
        if found[1] == "row" and len(block.rows) < MOST:
            block.rows.append(_first_row(block.shape, [row.field for row in block.rows]))
        elif found[1] == "or" and len(self.blocks) < MOST:
            more = Block(block.source, joint="or", rows=[_first_row(block.shape)])
            self.blocks.insert(place + 1, more)
        elif found[1] == "drop":
            del self.blocks[place]
            if place < len(self.blocks) and block.joint == "and":
                self.blocks[place].joint = "and"
        elif found[1] == "out" and found[3] is not None and int(found[3]) < len(block.rows):
            del block.rows[int(found[3])]

    def filters(self) -> list[dict[str, Any]]:
        """The criteria as they are stored; raises `Refused` where a value is missing."""
        groups: list[list[dict[str, Any]]] = []
        begins = True  # whether the block begins a group, whatever joins it to the one above
        for block in self.blocks:
            begins = begins or block.joint != "or"
            if block.says_nothing:
                continue
            if begins:
                groups.append([])
            groups[-1].append(_written(block))
            begins = False
        return [group[0] if len(group) == 1 else {"any_of": [[one] for one in group]} for group in groups]


def _first_row(shape: SourceShape, taken: Iterable[str] = ()) -> Row:
    used = set(taken)
    key = next((key for key in shape.fields if key not in used), next(iter(shape.fields)))
    return Row(key, operators_of(shape.key, shape.fields[key])[0][0])


def _posted_block(data: QueryDict, place: int, shape: SourceShape) -> Block:
    mode = data.get(f"m{place}", ANY)
    if mode not in {ANY, NONE, LEAST} or (mode == LEAST and not shape.plural):
        mode = ANY
    block = Block(
        shape.key,
        mode,
        data.get(f"n{place}", "2")[:4],
        "or" if data.get(f"j{place}") == "or" else "and",
    )
    for number in range(MOST):
        key = data.get(f"f{place}.{number}")
        if key is None:
            continue
        if key not in shape.fields:  # the source was changed: begin with its first field
            block.rows = [_first_row(shape)]
            break
        block.rows.append(_posted_row(data, f"{place}.{number}", shape, key))
    return block


def _posted_row(data: QueryDict, at: str, shape: SourceShape, key: str) -> Row:
    offered = [op for op, _words in operators_of(shape.key, shape.fields[key])]
    asked = data.get(f"o{at}", "")
    op = asked if asked in offered else offered[0]
    ticked, typed = ([one.replace("\x00", "").strip() for one in data.getlist(name + at)] for name in "tv")
    if op in {"in", "not_in"}:
        typed = [one for value in typed for one in SEVERAL.split(value) if one]
    return Row(
        key,
        op,
        [*ticked, *typed],
        data.get(f"w{at}", "").replace("\x00", "").strip(),
        data.get(f"u{at}", "M") if data.get(f"u{at}", "M") in {"D", "W", "M", "Y"} else "M",
    )


def _written(block: Block) -> dict[str, Any]:
    made: dict[str, Any] = {"source": block.source}
    if block.mode == NONE:
        made["not"] = True
    if block.mode == LEAST:
        if not COUNT.fullmatch(block.count):
            raise _missing(block.shape.words)
        made["at_least"] = int(block.count)
    made["all"] = [_condition(row, block.shape.fields[row.field]) for row in block.rows]
    return made


def _missing(words: object) -> Refused:
    return Refused(Refusal(_("%(field)s: enter a value.") % {"field": words}, "filters", "E-SEG-45"))


def _condition(row: Row, shape: FieldShape) -> dict[str, Any]:
    values = [value for value in row.values if value]
    made: dict[str, Any] = {"field": row.field}
    if row.op in ALONE:
        return made | {"any": [dict(ALONE[row.op])]}
    if not values or (row.op in TWO and not row.upper):
        raise _missing(shape.words)
    if row.op == "typed":
        return made | {"text": values[0]}
    if row.op in {"in", "not_in"}:
        negated = {"not": True} if row.op == "not_in" else {}
        return made | {"any": [{"eq": code} for code in values]} | negated
    if row.op in TWO:
        return made | {"any": [{"ge": values[0], "le": row.upper}]}
    if row.op in DATES:
        if not COUNT.fullmatch(values[0]):
            raise _missing(shape.words)
        return made | {"any": [{DATES[row.op]: {"relative": f"-{values[0]}{row.unit}"}}]}
    if row.op in TEXTS:
        return made | {"any": [{"ilike": TEXTS[row.op].format(values[0])}]}
    return made | {"any": [{PLAIN[row.op]: values[0]}]}


def _stored_block(parts: Sequence[Part], *, joint: str) -> Block | None:
    """How the form shows what stands together; None for more than it can."""
    if len(parts) != 1 or not isinstance(part := parts[0], Filter):
        return None
    shape = shapes()[part.source]
    mode = NONE if part.negated else LEAST if part.at_least > 1 else ANY
    rows = [_stored_row(one, shape) for one in part.all]
    shown = [row for row in rows if row is not None]
    return Block(part.source, mode, str(max(part.at_least, 2)), joint, shown) if shown == rows else None


def _stored_row(condition: Condition, shape: SourceShape) -> Row | None:
    """How the form shows a condition; None where it cannot.

    An expression says "not" of values only, and not every pattern can be typed.
    """
    offered = {op for op, _words in operators_of(shape.key, shape.fields[condition.field])}
    for row in _readings(condition):
        if row.op in offered:
            return row
    if "typed" not in offered:
        return None
    if condition.negated:
        if any(term.op != "eq" or term.value == "" for term in condition.any):
            return None
        others = tuple(Term("ne", term.value) for term in condition.any)
        condition = Condition(condition.field, (Term("all", terms=others) if others[1:] else others[0],))
    text = print_condition(condition, shape.fields[condition.field])
    if text is not None:
        return Row(condition.field, "typed", [text])
    return next((row for row in _wild_readings(condition) if row.op in offered), None)


def _readings(condition: Condition) -> Iterable[Row]:
    """How the form may show a condition, the plainest first."""
    key, terms = condition.field, condition.any
    if all(term.op == "eq" and term.value != "" and not isinstance(term.value, bool) for term in terms):
        values = [plain_value(term.value) for term in terms]
        yield Row(key, "not_in" if condition.negated else "in", values)
        if len(values) == 1 and not condition.negated:
            yield Row(key, "is", values)
    if len(terms) != 1 or condition.negated:
        return
    yield from _readings_of_one(key, terms[0])


def _readings_of_one(key: str, term: Term) -> Iterable[Row]:
    for op, form in ALONE.items():
        if form == _plain_form(term):
            yield Row(key, op)
    if term.op == "between" and not isinstance(term.value, Relative) and not isinstance(term.upper, Relative):
        yield Row(key, "range", [plain_value(term.value)], plain_value(term.upper))
    if isinstance(term.value, Relative):
        for op, form_op in DATES.items():
            if term.op == form_op and term.value.amount < 0:
                yield Row(key, op, [str(-term.value.amount)], unit=term.value.unit)
        return
    if term.op == "ilike":
        yield from _readings_of_text(key, str(term.value))
    for op, form_op in PLAIN.items():
        if term.op == form_op:
            yield Row(key, op, [plain_value(term.value)])


def _wild_readings(condition: Condition) -> Iterable[Row]:
    """How a text with `*` or `?` in it is shown that is no expression: as somebody typed it, with a mark."""
    if len(condition.any) == 1 and condition.any[0].op == "ilike" and not condition.negated:
        yield from _readings_of_text(condition.field, str(condition.any[0].value), wild=True)


def _readings_of_text(key: str, text: str, *, wild: bool = False) -> Iterable[Row]:
    for op, pattern in TEXTS.items():
        before, after = pattern.split("{}")
        inside = text[len(before) : len(text) - len(after)]
        if inside and text == pattern.format(inside) and (wild or not re.search(r"[*?]", inside)):
            yield Row(key, op, [inside])


def _plain_form(term: Term) -> Mapping[str, object]:
    if term.op == "blank" or (term.op == "eq" and term.value == ""):
        return {"blank": True}
    return {term.op: term.value}
