"""The product's modules and templates, as the house's own tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "liaison"
DOORS = ("web", "api", "ops")
LADDER = (
    "kit",
    "jobs",
    "files",
    "accounts",
    "contacts",
    "campaigns",
    "letters",
    "interactions",
    "mail",
    "delivery",
    "segments",
    "reports",
    "api",
    "web",
    "ops",
)
"""From the ground up; neighbours on one step stand beside each other."""
DOMAINS = tuple(step for step in LADDER if step not in {"kit", *DOORS})


@dataclass(frozen=True)
class Module:
    """One module, read and not run."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    @property
    def domain(self) -> str:
        """The domain or door it belongs to; empty for what stands beside them."""
        parts = self.path.relative_to(PRODUCT).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def room(self) -> str:
        """The room of its domain: the module's name, or its folder's."""
        return self.path.relative_to(PRODUCT).with_suffix("").parts[1]

    def imports(self) -> set[str]:
        """Everything imported, as dotted names, including names taken from a module."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found

    def attributes(self) -> set[str]:
        """Every name that is asked of an object."""
        return {node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}

    def calls(self) -> set[str]:
        """The names of the methods that are called."""
        return {
            node.func.attr
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """The functions at the top of the module."""
        return (node for node in self.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the product but migrations, and what gathering words leaves for a moment."""
    return tuple(
        Module(path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PRODUCT.rglob("*.py"))
        if "migrations" not in path.parts and not path.name.endswith(".html.py")
    )


def modules_of(*steps: str) -> list[Module]:
    return [module for module in modules() if module.domain in steps]


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(PRODUCT.rglob("templates/**/*.html")))
