from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import DOMAINS, modules, modules_of

TRANSLATORS = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
}


def _inside_fstrings(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                if isinstance(part, ast.Call) and getattr(part.func, "id", "") in TRANSLATORS:
                    yield part


def test_no_word_hides_inside_a_formatted_string() -> None:
    """The tool that gathers the words does not look there, so such a word would stay English."""
    found = [
        f"{module.path.name}:{call.lineno}" for module in modules() for call in _inside_fstrings(module.tree)
    ]

    assert found == []


def test_domains_take_lazy_words_from_one_place() -> None:
    lazy = {f"django.utils.translation.{name}" for name in TRANSLATORS if name.endswith("_lazy")}

    assert [module.name for module in modules_of(*DOMAINS) if module.imports() & lazy] == []
