"""Statements that many machines would refuse are refused here already, on one.

Every test is watched. Entries and what hangs on them are written and locked by number *and* contact,
and never joined with their contents. What is meant for a set across all contacts, and so goes to every
machine, says so with its reason: ``/* whichever contacts: … */``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    "interaction_entry",
    "interaction_entry_file",
    "interaction_comment",
    "interaction_participant",
    "interaction_colleague",
    "interaction_entry_change",
    "delivery_item",
)
CONTENTS = ("interaction_content", "interaction_content_file")
ACROSS = re.compile(r"/\* whichever contacts: [a-z][^*]{10,}\*/")
OWNER = re.compile(r'\b(?:entry_)?contact_id\b|"(?:entry_)?contact_id"')


class Ungrowing(AssertionError):
    """The statement could not run on many machines."""


def tables_in(sql: str) -> set[str]:
    """The tables that stand in FROM, JOIN, UPDATE or USING; one that is only filled is not joined."""
    found = re.findall(r'\b(?:FROM|JOIN|UPDATE|USING|ONLY)\s+"?([a-z_]+)"?', sql, re.IGNORECASE)
    found += re.findall(r',\s*"?([a-z_]+)"?\s+(?:AS\s+)?[a-z]\b', sql)
    return {name.lower() for name in found}


@lru_cache(4096)
def objection(sql: str) -> str | None:
    """Why this statement would not grow; None when it would."""
    if not any(table in sql for table in (*TABLES, *CONTENTS)):
        return None
    across = ACROSS.search(sql) is not None
    plain = re.sub(r"'(?:[^']|'')*'", "''", ACROSS.sub("", sql))
    head = plain.lstrip(" \n(").upper()
    for table in TABLES:
        written = re.search(
            rf'\b(?:UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?{table}"?\b(.*)', plain, re.IGNORECASE | re.DOTALL
        )
        if written and not across and not OWNER.search(written[1].partition("WHERE")[2]):
            return f"{table} is written without contact_id"
    found = tables_in(plain)
    locked = re.search(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", plain, re.IGNORECASE)
    if locked and found & set(TABLES) and not OWNER.search(plain.partition("WHERE")[2]):
        return "an entry is locked without contact_id"
    if head.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
        for part in re.split(r"\bUNION\b|\bSELECT\b", plain, flags=re.IGNORECASE):
            if tables_in(part) & set(TABLES) and tables_in(part) & set(CONTENTS):
                return "entries are joined with their contents"
    return None


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
