"""What letters announce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentLanguageChanging:
    """A document template is about to be for another language; whoever uses it may refuse (R-INT-23)."""

    document: int
    language: str
