"""Whether a written body greets and signs by itself, so that nothing is said twice."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST_GREETING = 80
_OPENINGS = (
    "bonjour", "bonsoir", "madame", "monsieur", "mesdames", "messieurs", "cher ", "chère", "chers", "salut",
    "sehr geehrte", "guten tag", "guten morgen", "liebe", "hallo", "grüezi", "grüessech",
    "gentil", "egregi", "buongiorno", "buonasera", "cara ", "caro ", "cari ", "ciao", "salve",
    "dear", "hello", "hi ", "good morning", "good afternoon", "to whom",
)  # fmt: skip


_TITLES = ("madame", "monsieur", "mesdames", "messieurs")
"""They greet, and begin sentences about somebody as well."""
_WORDS_OF_A_TITLE = 3


def opens_with_greeting(text: str, salutations: Iterable[str] = ()) -> bool:
    """Whether the plain `text` of a body begins with a greeting.

    One of the contact's `salutations`, or a short first line that begins like a greeting and is no sentence
    about somebody: "Monsieur Favre vous appellera demain."
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "").casefold()
    if any(first.startswith(bare) for each in salutations if (bare := each.strip(" ,!").casefold())):
        return True
    if first.startswith(_TITLES) and first.endswith(".") and len(first.split()) > _WORDS_OF_A_TITLE:
        return False
    return len(first) <= _LONGEST_GREETING and first.startswith(_OPENINGS)


def signs(text: str, name: str) -> bool:
    """Whether one of the last lines of `text` names the person who signs."""
    last = [line.strip().casefold() for line in text.splitlines() if line.strip()][-4:]
    return bool(name) and any(line.startswith(name.casefold()) for line in last)
