"""Statements that many machines would refuse are refused here already, on one.

Every test is watched. What belongs to a contact is written and locked by number *and* contact, and entries
are never joined with their contents. Whoever must do otherwise says why in a comment of the statement:
``/* whichever contacts: … */`` for a set across all contacts, which goes to every machine, and
``/* on one machine: … */`` for a join. Before a statement the reason holds for all of it, within a part
for that part. `docs/develop/decisions/0016-keys-by-contact.md` tells why.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
WORKSHEETS = ("segment_line", "segment_move", "segment_step_taken_out")
"""A segment is a set across all contacts by its nature: what names it, or its step, says so."""
TABLES = (
    "delivery_item",
    "interaction_colleague",
    "interaction_comment",
    "interaction_entry",
    "interaction_entry_change",
    "interaction_entry_file",
    "interaction_participant",
    *WORKSHEETS,
)
"""What belongs to a contact and is watched."""
CARD = (
    "contact_address_range",
    "contact_alternative_address",
    "contact_business_relation",
    "contact_consent",
    "contact_consent_note",
    "contact_dead_address",
    "contact_email",
    "contact_industry_group",
    "contact_job_responsibility",
    "contact_mailing_group",
    "contact_phone",
    "contact_web_source",
)
"""What belongs to a contact and is not: a few rows of its card, which Django writes by their numbers."""
CONTENTS = ("interaction_content", "interaction_content_file")
ACROSS, JOINED = "\x01", "\x02"
"""What stands for a reason in a statement that is read."""
REASONS = {"whichever contacts": ACROSS, "on one machine": JOINED}
REASON = re.compile(r"/\* (whichever contacts|on one machine): [a-z][^*]{10,}\*/")
SILENT = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)


def _naming(column: str) -> re.Pattern[str]:
    """A condition on the column."""
    name = rf'(?:"?\w+"?\.)?"?\b{column}\b"?'
    return re.compile(rf"{name}\s*(?:=|IN\b)|=\s*{name}|\([^()]*{name}[^()]*\)\s*(?:=|IN\b)", re.IGNORECASE)


BOUND = _naming("(?:entry_)?contact_id")
"""Where a condition says whose row it is."""
BOUND_OR_SEGMENT = _naming("(?:(?:entry_)?contact_id|segment_id|step_id|segment_no)")
WRITING = re.compile(
    r'\b(?:UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?(\w+)"?(?=\W|$)(.*)', re.IGNORECASE | re.DOTALL
)
LOCKING = re.compile(
    r'\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b(?:\s+OF\s+((?:"?\w+"?(?:\s*,\s*)?)+))?', re.IGNORECASE
)
NAMED = re.compile(r'(?:\b(?:FROM|JOIN)|,)\s+(?:ONLY\s+)?"?(\w+)"?(?:\s+(?:AS\s+)?"?(\w+)"?)?', re.IGNORECASE)


class Ungrowing(AssertionError):
    """The statement could not run on many machines."""


@dataclass(slots=True)
class Part:
    """One SELECT, UPDATE, DELETE or INSERT: its own words, and the sub-selects that stand in it.

    In the words a sub-select is its number between two signs, so that each branch of a union has its own.
    """

    words: str = ""
    below: list[Part] = field(default_factory=list)

    def branches(self) -> Iterator[Part]:
        """What UNION and the like put together, which many machines ask one by one."""
        for words in re.split(r"\b(?:UNION|INTERSECT|EXCEPT)\b", self.words, flags=re.IGNORECASE):
            yield Part(words, [self.below[int(number)] for number in re.findall(r"\x03(\d+)\x03", words)])

    def tables(self) -> set[str]:
        """Every table that is read, here or in a sub-select; one that is only filled is not."""
        return tables_in(self.words).union(*(one.tables() for one in self.below))

    def says(self, reason: str) -> bool:
        """Whether the reason stands here or in a sub-select."""
        return reason in self.words or any(one.says(reason) for one in self.below)


def tables_in(sql: str) -> set[str]:
    """The tables that stand in FROM, JOIN, UPDATE or USING."""
    found = re.findall(r'\b(?:FROM|JOIN|UPDATE|USING|ONLY)\s+"?([a-z_]+)"?', sql, re.IGNORECASE)
    found += re.findall(r',\s*"?([a-z_]+)"?\s+(?:AS\s+)?[a-z]\b', sql)
    return {name.lower() for name in found}


def parts_of(sql: str) -> list[Part]:
    """The parts of a statement that are judged by themselves: the last one, and each WITH before it."""
    found = [Part()]
    open_parts: list[Part | None] = [found[0]]  # None for a parenthesis that holds no sub-select
    for piece in re.split(r"([()])", sql):
        here = next(part for part in reversed(open_parts) if part is not None)
        if piece == ")" and len(open_parts) > 1:
            if open_parts.pop() is None:
                here.words += ")"
        elif piece == "(":
            open_parts.append(None)
            here.words += "("
        elif (
            open_parts[-1] is None
            and re.match(r"[\s\x01\x02]*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b", piece, re.IGNORECASE)
            and here.words.endswith("(")
        ):
            inner = Part(piece)
            here.words = here.words[:-1]
            if re.search(r"\bAS(?:\s+(?:NOT\s+)?MATERIALIZED)?\s*$", here.words, re.IGNORECASE):
                found.append(inner)
                here.words += " "
            else:
                here.words += f" \x03{len(here.below)}\x03 "
                here.below.append(inner)
            open_parts[-1] = inner
        else:
            here.words += piece
    return found


@lru_cache(4096)
def objection(sql: str) -> str | None:
    """Why this statement would not grow; None when it would."""
    if not any(table in sql for table in (*TABLES, *CONTENTS)):
        return None
    plain = SILENT.sub(_said, sql)
    said = set(re.match(r"[\s\x01\x02]*", plain)[0])  # type: ignore[index]
    pending = parts_of(plain)
    for part in pending:
        pending.extend(part.below)
    below = {id(one) for part in pending for one in part.below}
    for part in pending:
        for branch in part.branches():
            reason = _objection(branch, said, joins=id(part) not in below)
            if reason is not None:
                return reason
    return None


def _said(found: re.Match[str]) -> str:
    """What is left of a text or a comment: a sign for a reason."""
    if found[0].startswith("'"):
        return "''"
    reason = REASON.fullmatch(found[0])
    return REASONS[reason[1]] if reason else " "


def _objection(part: Part, said: set[str], *, joins: bool) -> str | None:
    if ACROSS not in said and ACROSS not in part.words:
        written = WRITING.search(part.words)
        table = written[1].lower() if written else ""
        if written and table in TABLES and not _bound(table, _condition(written[2], written[0])):
            return f"{table} is written without contact_id"
        found = re.search(r"\bFROM\b.*", part.words, re.IGNORECASE | re.DOTALL)
        asked = found[0] if found else ""
        for lock in LOCKING.finditer(asked):
            named = {alias or table: table for table, alias in NAMED.findall(asked)}
            of = re.findall(r"\w+", lock[1]) if lock[1] else [*named, *named.values()]
            for table in sorted({named.get(name, name) for name in of} & set(TABLES)):
                if not _bound(table, asked):
                    return f"{table} is locked without contact_id"
    if joins and JOINED not in said and not part.says(JOINED) and _joined(part.tables()):
        return "entries are joined with their contents"
    return None


def _bound(table: str, condition: str) -> bool:
    return bool((BOUND_OR_SEGMENT if table in WORKSHEETS else BOUND).search(condition))


def _joined(tables: set[str]) -> bool:
    return bool(tables & set(CONTENTS)) and any(
        table.startswith("interaction_") or table == "delivery_item" for table in tables & set(TABLES)
    )


def _condition(rest: str, whole: str) -> str:
    """Of an UPDATE or DELETE what says which rows: not what it sets, nor what it answers."""
    rest = re.split(r"\bRETURNING\b", rest, flags=re.IGNORECASE)[0]
    if not whole.upper().startswith("UPDATE"):
        return rest
    return "".join(re.split(r"\b(?:FROM|WHERE)\b", rest, maxsplit=1, flags=re.IGNORECASE)[1:])


def _of_the_product() -> bool:
    """Whether the product asked, and not the test to prepare or to look."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        place = Path(frame.f_code.co_filename)
        if place.is_relative_to(ROOT / "liaison"):
            return True
        if place.is_relative_to(ROOT / "tests") and place.name != "growing.py":
            return False
        frame = frame.f_back
    return False


def _refuse(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    reason = objection(str(sql))
    if reason is not None and _of_the_product():
        raise Ungrowing(f"{reason}: {sql}")
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _growing() -> Iterator[None]:
    """Watch the statements of every test; a statement seen before costs less than a microsecond."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_refuse))
        yield
