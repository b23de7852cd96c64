"""Numbers from a series."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from liaison.contacts.bulk import give_numbers_back, take_numbers
from liaison.contacts.models import Contact

CONTACTS = "contacts"
PREFIX, DIGITS = "CT-", 6
MOST = 10_000
"""So many numbers are looked at in one go."""


def next_number(code: str, *, prefix: str, digits: int = DIGITS) -> str:
    """The next number of the series `code`; two that ask at once never get the same."""
    return take_numbers(code, 1, prefix=prefix, digits=digits)[0]


def free_contact_numbers(count: int, *, taken: AbstractSet[str] = frozenset()) -> list[str]:
    """`count` contact numbers that no contact has; those taken by hand are passed over (R-CON-1).

    `taken` are further numbers that are about to be used. Thousands of numbers may follow that an import
    brought along: each time twice as many are looked at, and those not needed go back into the series.
    """
    free: list[str] = []
    size = count
    while len(free) < count:
        block = take_numbers(CONTACTS, size, prefix=PREFIX, digits=DIGITS)
        used = taken | set(Contact.objects.filter(no__in=block).values_list("no", flat=True))
        free += [no for no in block if no not in used]
        size = max(count, min(2 * size, MOST))
    if surplus := block[block.index(free[count - 1]) + 1 :] if count else []:
        give_numbers_back(CONTACTS, len(surplus))
    return free[:count]
