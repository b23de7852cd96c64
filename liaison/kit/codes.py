"""Codes and numbers that people choose, and their words: codes stand in addresses of pages and of the API."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


def fits_address(code: str) -> bool:
    """Whether an address can name `code` in one step: a slash parts it, and dots alone lead upwards."""
    return "/" not in code and code.isprintable() and bool(code.strip("."))


def not_for_addresses(field: str = "code", rule: str = "shape") -> Refusal:
    """A code that no address can name."""
    return Refusal(_("A code has letters, figures and signs, but no slash."), field=field, code=rule)


def words_along(old: str, new: str, words: Mapping[str, str]) -> dict[str, str]:
    """`words` by language once the description is `new` instead of `old`.

    In the installation's own language the translation is what people read. Where it said the same as the
    description it follows, or nobody would see the change.
    """
    if old == new:
        return dict(words)
    own = settings.LANGUAGE_CODE
    along = {
        language: new if language.partition("-")[0] == own and text == old else text
        for language, text in words.items()
    }
    return {language: text for language, text in along.items() if text}
