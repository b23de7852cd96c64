"""Which test holds which rule of the log: `python -m tests.house.rules` writes docs/develop/rules.md.

A test cites a rule by naming it in its docstring, class docstring or module docstring. What waits
for a later domain stands in `waiting.toml`, with what it waits for.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "develop" / "rules.md"
WAITING = Path(__file__).with_name("waiting.toml")
LAST_RULE = 202
CITED = re.compile(r"R-INT-(\d+)((?:\s*(?:,|and|to|…|\.\.)\s*\d+)*)")


def numbers_in(text: str) -> set[int]:
    """The rules named in a text: `R-INT-3`, `R-INT-5, 7`, `R-INT-27 to 30`."""
    found: set[int] = set()
    for match in CITED.finditer(text):
        last = int(match[1])
        found.add(last)
        for joint, digits in re.findall(r"(,|and|to|…|\.\.)\s*(\d+)", match[2]):
            number = int(digits)
            found.update(range(last, number + 1) if joint in {"to", "…", ".."} else {number})
            last = number
    return found


def citations() -> dict[int, list[str]]:
    """Rule → tests that cite it, as `file::test`."""
    held: dict[int, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        if "house" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = file.relative_to(ROOT / "tests").as_posix()
        _walk(tree, numbers_in(ast.get_docstring(tree) or ""), name, held)
    return held


def _walk(
    node: ast.Module | ast.ClassDef, inherited: set[int], name: str, held: dict[int, list[str]]
) -> None:
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            _walk(child, inherited | numbers_in(ast.get_docstring(child) or ""), name, held)
        elif isinstance(child, ast.FunctionDef) and child.name.startswith("test"):
            for number in inherited | numbers_in(ast.get_docstring(child) or ""):
                held[number].append(f"{name}::{child.name}")


def waiting() -> dict[int, str]:
    """Rule → what it waits for."""
    reasons: dict[int, str] = {}
    for entry in tomllib.loads(WAITING.read_text(encoding="utf-8"))["waits"]:
        for number in entry["rules"]:
            reasons[number] = entry["for"]
    return reasons


def page() -> str:
    """The page as it should stand."""
    held, waits = citations(), waiting()
    lines = [
        "# Rules of the log and the tests that hold them",
        "",
        "Made by `python -m tests.house.rules`; do not edit. A rule without test and without reason is a hole.",
        "",
        "| rule | held by |",
        "|---|---|",
    ]
    for number in range(1, LAST_RULE + 1):
        tests = held.get(number, [])
        more = f" and {len(tests) - 3} more" if len(tests) > 3 else ""
        cells = [f"`{test}`" for test in tests[:3]]
        if number in waits:
            cells.append(f"waits for {waits[number]}")
        lines.append(f"| R-INT-{number} | {', '.join(cells) or '**nothing**'}{more} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")
