"""Conditions as people type them: read, and printed again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liaison.kit.errors import Refused
from liaison.segments.criteria import (
    CODE,
    LONGEST,
    TEXT,
    Condition,
    FieldShape,
    Term,
    Value,
    plain_value,
    read_value,
    unreadable,
)

MARKS = {"<>": "ne", ">=": "ge", "<=": "le", ">": "gt", "<": "lt"}


def parse_condition(text: str, shape: FieldShape) -> Condition:
    """The condition that `text` stands for in the compact form; raises `Refused` (E-SEG-45)."""
    if not text.strip() or len(text) > LONGEST or "\x00" in text:
        raise unreadable(shape.words, text, 1)
    terms = []
    for alternative, start in _split(text, "|", 0, shape, text):
        together = [
            _parse_term(part, place, shape, text)
            for part, place in _split(alternative, "&", start, shape, text)
        ]
        terms.append(together[0] if len(together) == 1 else Term("all", terms=tuple(together)))
    return Condition(shape.key, tuple(terms))


def _split(text: str, mark: str, start: int, shape: FieldShape, whole: str) -> Iterator[tuple[str, int]]:
    """The pieces of `text` between marks outside quotes, with where each begins."""
    begin, quoted = 0, False
    for position, letter in enumerate(text):
        if letter == "'":
            quoted = not quoted
        elif letter == mark and not quoted:
            yield text[begin:position], start + begin
            begin = position + 1
    if quoted:
        raise unreadable(shape.words, whole, start + text.rindex("'") + 1)
    yield text[begin:], start + begin


def _parse_term(piece: str, start: int, shape: FieldShape, whole: str) -> Term:
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    if not piece:
        raise unreadable(shape.words, whole, start + 1)

    def value(text: str, offset: int) -> Value:
        return read_value(_unquoted(text.strip()), shape, whole, start + offset + 1)

    if piece == "''":
        return Term("blank")
    mark = next((one for one in MARKS if piece.startswith(one)), "")
    if mark:
        rest = piece[len(mark) :].strip()
        if mark == "<>" and rest == "''":
            return Term("ne", "")
        _refuse_pattern(rest, start + len(piece) - len(rest), shape, whole)
        return Term(MARKS[mark], value(rest, len(mark)))
    dots = _dots(piece)
    if dots is not None:
        low, high = piece[:dots].strip(), piece[dots + 2 :].strip()
        if not low and not high:
            raise unreadable(shape.words, whole, start + 1)
        if not low:
            return Term("le", value(high, dots + 2))
        if not high:
            return Term("ge", value(low, 0))
        return Term("between", value(low, 0), value(high, dots + 2))
    return _text_term(piece, start, shape, whole)


def _refuse_pattern(value: str, start: int, shape: FieldShape, whole: str) -> None:
    """A pattern behind a mark would be taken for a value, and nearly everybody is "not that"."""
    if re.match(r"@|[^']*[*?]", value):
        raise unreadable(shape.words, whole, start + 1)


def _text_term(piece: str, start: int, shape: FieldShape, whole: str) -> Term:
    folded = piece.startswith("@")
    bare = piece[1:] if folded else piece
    is_quoted = bare.startswith("'")
    if (folded or "*" in bare or "?" in bare) and not is_quoted:
        if shape.type not in {TEXT, CODE} or not bare:
            raise unreadable(shape.words, whole, start + 1)
        wild = "*" in bare or "?" in bare
        if wild and not folded and shape.type == CODE:
            return Term("like", bare.upper())
        return Term(("ilike" if folded else "like") if wild else "ieq", bare)
    if folded and shape.type == TEXT:
        return Term("ieq", _unquoted(bare))
    return Term("eq", read_value(_unquoted(bare), shape, whole, start + 1))


def _dots(piece: str) -> int | None:
    """Where the two dots of a range stand outside quotes."""
    quoted = False
    for position, letter in enumerate(piece):
        if letter == "'":
            quoted = not quoted
        elif not quoted and piece.startswith("..", position):
            return position
    return None


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def print_condition(condition: Condition, shape: FieldShape) -> str | None:
    """The condition in the compact form; None where reading that again would not give the same terms.

    A pattern knows no quotes, so that one with a mark in it, such as `R&D*`, cannot be typed.
    """
    text = "|".join(_print_term(term) for term in condition.any)
    try:
        terms = parse_condition(text, shape).any
    except Refused:
        return None
    return text if terms == tuple(_as_read(term) for term in condition.any) else None


def _as_read(term: Term) -> Term:
    """The term as it is read: nothing between quotes is a blank."""
    if term.op == "all":
        return Term("all", terms=tuple(_as_read(one) for one in term.terms))
    return Term("blank") if term.op == "eq" and term.value == "" else term


def _print_term(term: Term) -> str:
    if term.op == "all":
        return "&".join(_print_term(one) for one in term.terms)
    if term.op == "blank":
        return "''"
    if term.op == "between":
        return f"{_print_value(term.value)}..{_print_value(term.upper)}"
    if term.op in {"like", "ilike"}:
        return f"{'@' if term.op == 'ilike' else ''}{term.value}"
    if term.op == "ieq":
        return f"@{_print_value(term.value)}"
    marks = {"ne": "<>", "gt": ">", "lt": "<", "le": "..", "eq": "", "ge": ""}
    return f"{marks[term.op]}{_print_value(term.value)}{'..' if term.op == 'ge' else ''}"


def _print_value(value: Value) -> str:
    text = plain_value(value)
    if isinstance(value, str) and (not text or re.search(r"[|&<>'*?@]|\.\.|^[\s=.]|[\s.]$", text)):
        return "'" + text.replace("'", "''") + "'"
    return text
