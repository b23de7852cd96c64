"""Numbers from a series."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress

from django.db import DatabaseError

from liaison.contacts.bulk import give_back_untaken, give_numbers_back, take_numbers
from liaison.contacts.models import Contact

CONTACTS = "contacts"
PREFIX, DIGITS = "CT-", 6
MOST = 10_000
"""So many numbers are looked at in one go."""


def next_number(code: str, *, prefix: str, digits: int = DIGITS) -> str:
    """The next number of the series `code`; two that ask at once never get the same."""
    return take_numbers(code, 1, prefix=prefix, digits=digits)[0]


def free_number(code: str, *, prefix: str, digits: int, is_taken: Callable[[str], bool]) -> str:
    """The next number of the series that nobody typed by hand before."""
    while is_taken(number := next_number(code, prefix=prefix, digits=digits)):
        pass
    return number


@contextmanager
def numbers_ahead(count: int) -> Iterator[deque[str]]:
    """`count` numbers for a long transaction, taken before it begins: else all others wait for its end.

    Those that it left go back into the series, unless somebody took a number meanwhile: then they are
    left out for good.
    """
    block = take_numbers(CONTACTS, count, prefix=PREFIX, digits=DIGITS) if count else []
    ahead = deque(block)
    try:
        yield ahead
    except BaseException:
        _leave(len(block), block)
        raise
    _leave(len(ahead), block)


def _leave(count: int, block: list[str]) -> None:
    if count:
        with suppress(DatabaseError):  # a gap harms nobody: what was done, or why it was not, is to be told
            give_back_untaken(CONTACTS, count, end=block[-1])


def free_of(ahead: deque[str], count: int, *, taken: AbstractSet[str]) -> list[str]:
    """`count` contact numbers that no contact has, as far as those `ahead` go; the rest from the series."""
    free: list[str] = []
    while ahead and len(free) < count:
        block = [ahead.popleft() for _each in range(min(count - len(free), len(ahead)))]
        free += _unused(block, taken)
    return free + free_contact_numbers(count - len(free), taken=taken)


def _unused(block: list[str], taken: AbstractSet[str]) -> list[str]:
    used = taken | set(Contact.objects.filter(no__in=block).values_list("no", flat=True))
    return [no for no in block if no not in used]


def free_contact_numbers(count: int, *, taken: AbstractSet[str] = frozenset()) -> list[str]:
    """`count` contact numbers that no contact has; those taken by hand are passed over (R-CON-1).

    `taken` are further numbers that are about to be used. Thousands of numbers may follow that an import
    brought along: each time twice as many are looked at, and those not needed go back into the series.
    """
    free: list[str] = []
    size = count
    while len(free) < count:
        block = take_numbers(CONTACTS, size, prefix=PREFIX, digits=DIGITS)
        free += _unused(block, taken)
        size = max(count, min(2 * size, MOST))
    if surplus := block[block.index(free[count - 1]) + 1 :] if count else []:
        give_numbers_back(CONTACTS, len(surplus))
    return free[:count]
