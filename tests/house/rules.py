"""Which test holds which rule: `python -m tests.house.rules` writes docs/develop/rules.md.

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
FAMILIES: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {
    "INT": ("the log", ((1, 202),)),
    "SEG": ("segments", ((1, 127), (130, 144))),
    "CMP": ("campaigns", ((1, 26), (30, 36), (40, 44), (46, 55))),
}
"""The rules of each specification: what it is about, and which numbers it gives."""
Rule = tuple[str, int]
JOINT = r"(,|and|to|…|\.\.)"
CITED = re.compile(rf"R-(INT|SEG|CMP)-(\d+)((?:\s*{JOINT}\s*(?:R-\1-)?\d+)*)")


def every_rule() -> list[Rule]:
    """All rules in their order."""
    return [
        (family, number)
        for family, (_about, ranges) in FAMILIES.items()
        for first, last in ranges
        for number in range(first, last + 1)
    ]


def rules_in(text: str) -> set[Rule]:
    """The rules named in a text: `R-INT-3`, `R-INT-5, 7`, `R-SEG-27 to 30`, `R-SEG-84 to R-SEG-89`."""
    found: set[Rule] = set()
    for match in CITED.finditer(text):
        family, last = match[1], int(match[2])
        found.add((family, last))
        for joint, digits in re.findall(rf"{JOINT}\s*(?:R-{family}-)?(\d+)", match[3]):
            number = int(digits)
            numbers = range(last, number + 1) if joint in {"to", "…", ".."} else (number,)
            found.update((family, one) for one in numbers)
            last = number
    return found


def citations() -> dict[Rule, list[str]]:
    """Rule → tests that cite it, as `file::test`."""
    held: dict[Rule, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        if "house" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = file.relative_to(ROOT / "tests").as_posix()
        _walk(tree, rules_in(ast.get_docstring(tree) or ""), name, held)
    return held


def _walk(
    node: ast.Module | ast.ClassDef, inherited: set[Rule], name: str, held: dict[Rule, list[str]]
) -> None:
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            _walk(child, inherited | rules_in(ast.get_docstring(child) or ""), name, held)
        elif isinstance(child, ast.FunctionDef) and child.name.startswith("test"):
            for rule in inherited | rules_in(ast.get_docstring(child) or ""):
                held[rule].append(f"{name}::{child.name}")


def waiting() -> dict[Rule, str]:
    """Rule → what it waits for, or why it does not hold here."""
    reasons: dict[Rule, str] = {}
    for entry in tomllib.loads(WAITING.read_text(encoding="utf-8"))["waits"]:
        for number in entry["rules"]:
            reasons[entry.get("family", "INT"), number] = f"{entry.get('word', 'waits for')} {entry['for']}"
    return reasons


def page() -> str:
    """The page as it should stand."""
    held, waits = citations(), waiting()
    lines = [
        "# Rules and the tests that hold them",
        "",
        "Made by `python -m tests.house.rules`; do not edit. A rule without test and without reason is a hole.",
    ]
    before = ""
    for rule in every_rule():
        family, number = rule
        if family != before:
            title = FAMILIES[family][0]
            lines += ["", f"## Rules of {title}", "", "| rule | held by |", "|---|---|"]
            before = family
        tests = held.get(rule, [])
        more = f" and {len(tests) - 3} more" if len(tests) > 3 else ""
        cells = [f"`{test}`" for test in tests[:3]]
        if rule in waits:
            cells.append(waits[rule])
        lines.append(f"| R-{family}-{number} | {', '.join(cells) or '**nothing**'}{more} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")
