"""First answers: what was asked for twice is done once, whichever door it came through.

Key and answer are written in the transaction of the work itself: if the process dies, neither is there
and a repeat does the work; if it has committed, a repeat finds the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from liaison.accounts.models import FirstAnswer, User
from liaison.kit.sql import rows

KEPT_FOR = timedelta(hours=24)
CLAIM = """
INSERT INTO first_answer (user_id, key, request_hash, headers, body, toasts, created_at)
VALUES (%(user)s, %(key)s, %(hash)s, '{}', '', '[]', %(at)s)
ON CONFLICT (user_id, key) DO UPDATE
    SET request_hash = excluded.request_hash, status = NULL, created_at = excluded.created_at
    WHERE first_answer.created_at <= %(old)s
RETURNING id
"""


def claim_key(key: str, request_hash: str, *, by: User, at: datetime) -> int | None:
    """Claim a key inside the caller's transaction; None when an answer is kept already.

    A twin that comes while the first is at work waits here until that one has committed or failed.
    One statement; an answer older than a day gives way.
    """
    claimed = rows(CLAIM, {"user": by.pk, "key": key, "hash": request_hash, "at": at, "old": at - KEPT_FOR})
    return int(claimed[0][0]) if claimed else None


def keep_answer(
    claim: int,
    *,
    status: int,
    headers: dict[str, str],
    body: bytes,
    toasts: Sequence[Sequence[object]] = (),
    by: User,
    at: datetime,
) -> None:
    """Keep the first answer, in the same transaction as the work it tells of."""
    kept = {"status": status, "headers": headers, "body": body, "toasts": list(toasts)}
    FirstAnswer.objects.filter(pk=claim).update(**kept)


def release_key(claim: int, *, by: User, at: datetime) -> None:
    """Give a claimed key back, for an answer that is not kept."""
    FirstAnswer.objects.filter(pk=claim).delete()


def forget_answers(*, by: User | None, at: datetime) -> int:
    """Delete the answers no repeat can ask for any more; returns how many."""
    return FirstAnswer.objects.filter(created_at__lte=at - KEPT_FOR).delete()[0]
