"""Words as they are compared and put in order: without accents, in small letters."""

from __future__ import annotations

import unicodedata

from django.db.models import F, Func
from django.db.models.functions import Collate

_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
     "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h", "ı": "i", "ĸ": "q",
     "Ŀ": "l", "ŀ": "l", "ŉ": "'n", "Ŋ": "n", "ŋ": "n", "Ŧ": "t", "ŧ": "t", "’": "'", "ʼ": "'"}
)  # fmt: skip
"""Letters that are no letter with an accent."""


def fold(text: str) -> str:
    """`text` in small letters without accents, as the database's `liaison_fold` writes it."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).lower()


def folded(column: str) -> Collate:
    """What to order rows by, so that Élodie stands before Zoé whatever the database's own order."""
    return Collate(Func(F(column), function="liaison_fold"), "C")
