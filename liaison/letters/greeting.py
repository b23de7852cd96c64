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


def opens_with_greeting(text: str, salutations: Iterable[str] = ()) -> bool:
    """Whether the plain `text` of a body begins with a greeting.

    One of the contact's `salutations`, or a short first line that begins like a greeting.
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "").casefold()
    if any(first.startswith(bare) for each in salutations if (bare := each.strip(" ,!").casefold())):
        return True
    return len(first) <= _LONGEST_GREETING and first.startswith(_OPENINGS)


def signs(text: str, name: str) -> bool:
    """Whether one of the last lines of `text` names the person who signs."""
    last = [line.strip().casefold() for line in text.splitlines() if line.strip()][-4:]
    return bool(name) and any(line.startswith(name.casefold()) for line in last)
