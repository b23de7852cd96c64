"""Which test holds which rule: `python -m tests.house.rules` writes docs/develop/rules.md.

A test cites a rule by naming it in its docstring, class docstring or module docstring. What waits
for a later domain stands in `waiting.toml`, with what it waits for; what each group of rules is about
stands in `parts.toml`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "develop" / "rules.md"
WAITING = Path(__file__).with_name("waiting.toml")
PARTS = Path(__file__).with_name("parts.toml")
Rule = tuple[str, int]
JOINT = r"(,|and|to|…|\.\.)"
CITED = re.compile(rf"R-(INT|SEG|CMP|CON)-(\d+)((?:\s*{JOINT}\s*(?:R-\1-)?\d+)*)")
BEYOND = re.compile(r"\bB-(\d+)")
"""What goes beyond the rules is cited one by one."""
INTRODUCTION = """\
# Rules and the tests that hold them

Made by `make generated`; do not edit. A rule without test and without reason is a hole.

Liaison is built from a written specification, whose rules are numbered: `R-INT` for the log, `R-SEG` for
segments, `R-CMP` for campaigns, `R-CON` for contacts; `B` is what goes beyond them. Code and tests name these
numbers. The headings say what each group of rules is about; what one rule asks for is best read in its tests.
What *waits* is not built yet; where a rule is *settled otherwise*, the [deviations](deviations.md) say why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rules that belong together: the first and last number, and what they are about."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class Family:
    """The rules of one subject."""

    key: str
    about: str
    parts: tuple[Part, ...]

    @property
    def numbers(self) -> list[int]:
        """Every number that is given."""
        return [number for part in self.parts for number in range(part.first, part.last + 1)]


def families() -> list[Family]:
    """All families in their order."""
    return [
        Family(one["key"], one["about"], tuple(Part(*part) for part in one["parts"]))
        for one in tomllib.loads(PARTS.read_text(encoding="utf-8"))["families"]
    ]


def every_rule() -> list[Rule]:
    """All rules in their order."""
    return [(family.key, number) for family in families() for number in family.numbers]


def name_of(family: str, number: int) -> str:
    """A rule as it is cited."""
    return f"B-{number}" if family == "B" else f"R-{family}-{number}"


def rules_in(text: str) -> set[Rule]:
    """The rules named in a text: `R-INT-3`, `R-INT-5, 7`, `R-SEG-27 to 30`, `R-SEG-84 to R-SEG-89`, `B-4`."""
    found: set[Rule] = {("B", int(digits)) for digits in BEYOND.findall(text)}
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
    """Rule → what it waits for, or why it does not hold here; `[54, 63]` are all rules from 54 to 63."""
    reasons: dict[Rule, str] = {}
    for entry in tomllib.loads(WAITING.read_text(encoding="utf-8"))["waits"]:
        reason = f"{entry.get('word', 'waits for')} {entry['for']}"
        for one in entry["rules"]:
            first, last = (one, one) if isinstance(one, int) else one
            for number in range(first, last + 1):
                rule = (entry.get("family", "INT"), number)
                reasons[rule] = f"{reasons[rule]}; {reason}" if rule in reasons else reason
    return reasons


def page() -> str:
    """The page as it should stand."""
    held, waits = citations(), waiting()
    lines = [INTRODUCTION]
    for family in families():
        lines += ["", f"## {family.about[0].upper()}{family.about[1:]}"]
        alone = all(part.first == part.last for part in family.parts) and len(family.parts) > 1
        if alone:
            lines += ["", "| rule | about | held by |", "|---|---|---|"]
        for part in family.parts:
            if not alone:
                span = f" to {part.last}" if part.last > part.first else ""
                lines += ["", f"### {part.words} ({name_of(family.key, part.first)}{span})"]
                lines += ["", "| rule | held by |", "|---|---|"]
            for number in range(part.first, part.last + 1):
                cells = [name_of(family.key, number), *([part.words] if alone else [])]
                rule = (family.key, number)
                lines.append(f"| {' | '.join([*cells, _held_by(held.get(rule, []), waits.get(rule))])} |")
    return "\n".join(lines) + "\n"


def _held_by(tests: list[str], waits: str | None) -> str:
    more = f" and {len(tests) - 3} more" if len(tests) > 3 else ""
    told = ", ".join(f"`{test}`" for test in tests[:3]) + more
    return "; ".join(filter(None, (told, waits))) or "**nothing**"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")
