"""Numbers from a series."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from liaison.contacts.bulk import take_numbers
from liaison.contacts.models import Contact

CONTACTS = "contacts"
PREFIX, DIGITS = "CT-", 6


def next_number(code: str, *, prefix: str, digits: int = DIGITS) -> str:
    """The next number of the series `code`; two that ask at once never get the same."""
    return take_numbers(code, 1, prefix=prefix, digits=digits)[0]


def free_contact_numbers(count: int, *, taken: AbstractSet[str] = frozenset()) -> list[str]:
    """`count` contact numbers that no contact has; those taken by hand are passed over (R-CON-1).

    `taken` are further numbers that are about to be used.
    """
    free: list[str] = []
    while len(free) < count:
        block = take_numbers(CONTACTS, count - len(free), prefix=PREFIX, digits=DIGITS)
        used = set(Contact.objects.filter(no__in=block).values_list("no", flat=True))
        free += [no for no in block if no not in used and no not in taken]
    return free
