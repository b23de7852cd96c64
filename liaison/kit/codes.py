"""Codes and numbers that people choose: they stand in addresses of pages and of the API."""

from __future__ import annotations

from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


def fits_address(code: str) -> bool:
    """Whether an address can name `code` in one step: a slash parts it, and dots alone lead upwards."""
    return "/" not in code and code.isprintable() and bool(code.strip("."))


def not_for_addresses(field: str = "code", rule: str = "shape") -> Refusal:
    """A code that no address can name."""
    return Refusal(_("A code has letters, figures and signs, but no slash."), field=field, code=rule)
