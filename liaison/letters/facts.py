"""What letters announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentLanguageChanging:
    """A document template is about to be for another language; whoever uses it may refuse (R-INT-23)."""

    document: int
    language: str


@dataclass(frozen=True, slots=True)
class DocumentFileReplaced:
    """A document template has another file: what is made of it from now on says something else."""

    document: int
    code: str
    file_name: str
    by: int
    at: datetime
