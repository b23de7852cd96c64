"""Languages by their names, as the set-up shows them."""

from __future__ import annotations

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


def in_address(code: str) -> str:
    """The language as a step of an address."""
    return code or NONE


def from_address(step: str) -> str:
    """The language behind a step of an address."""
    return "" if step == NONE else step
