"""What a code is called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import get_language


class Described(Protocol):
    """What has a code and descriptions by language."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def description(self) -> str:
        """The description where there is none in the reader's language."""

    @property
    def descriptions(self) -> Mapping[str, str]:
        """The descriptions by language."""


def described(row: Described) -> str:
    """What a code is called in the reader's language; the code itself when nobody described it."""
    language = (get_language() or "").partition("-")[0]
    return row.descriptions.get(language) or row.description or row.code
