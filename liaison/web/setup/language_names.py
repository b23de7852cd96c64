"""Languages by their names, as the set-up shows them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from liaison.web.shell.context import LANGUAGES

NONE = "-"
"""What stands in an address for a blank language."""


def language_name(code: str) -> str:
    """`fr-CH` as "Français (CH)"; blank is no particular language."""
    if not code:
        return gettext("No particular language")
    base, _dash, region = code.partition("-")
    name = LANGUAGES.get(base, base)
    return f"{name} ({region})" if region else name


def in_order(codes: Iterable[str]) -> list[str]:
    """French, German, Italian, English as everywhere, then others, then no particular one."""
    known = list(LANGUAGES)

    def place(code: str) -> tuple[int, str]:
        base = code.partition("-")[0]
        return (known.index(base) if base in known else len(known) + (not code)), code

    return sorted(codes, key=place)


def in_address(code: str) -> str:
    """The language as a step of an address."""
    return code or NONE


def from_address(step: str) -> str:
    """The language behind a step of an address."""
    return "" if step == NONE else step
