"""Writes on many contacts at once."""

from __future__ import annotations

from collections.abc import Iterable

from liaison.kit.sql import Question, execute, rows, statement

NEXT_NUMBER = """
INSERT INTO number_series (code, prefix, digits, last) VALUES (%(code)s, %(prefix)s, %(digits)s, %(count)s)
ON CONFLICT (code) DO UPDATE SET last = number_series.last + %(count)s
RETURNING prefix, digits, last
"""


def take_numbers(code: str, count: int, *, prefix: str, digits: int) -> list[str]:
    """The next `count` numbers of a series, which is made with `prefix` when it does not exist.

    One statement; whoever asks meanwhile waits for the end of the caller's transaction.
    """
    ((prefix, digits, last),) = rows(
        NEXT_NUMBER, {"code": code, "prefix": prefix, "digits": digits, "count": count}
    )
    return [f"{prefix}{number:0{digits}}" for number in range(last - count + 1, last + 1)]


def refresh_search(who: Iterable[int] | Question) -> int:
    """Write anew by what words the contacts of `who` (ids, or a question for them) are found.

    Returns how many changed. One statement; it adds new words to the vocabulary as well.
    """
    if not isinstance(who, Question):
        ids = sorted(set(who))
        if not ids:
            return 0
        who = Question("SELECT unnest(%(ids)s::bigint[])", {"ids": ids})
    text = statement("liaison.contacts", "refresh_search").replace("/* who */", who.sql)
    return execute(text, dict(who.params))
