"""Statements on items that are in somebody's hand: claim, hand over, end, give back; and the pace of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from liaison.delivery.rules import CONTROLS_LATE
from liaison.kit.locks import CLAIMING
from liaison.kit.sql import Question, execute, rows, rows_often, statement


@dataclass(frozen=True, slots=True)
class Claim:
    """An item somebody works on; `attempt` is what every write of that work is bound to."""

    item: int
    contact: int
    entry: int
    attempt: int
    run: int | None = None
    channel: str = ""


def lock_claiming() -> None:
    """Be the only one who claims until the end of the transaction."""
    rows("SELECT pg_advisory_xact_lock(%s)", (CLAIMING,))


def claim_due(
    limit: int, at: datetime, *, emails: int | None = None, quiet: bool = False, worker: int | None = None
) -> list[Claim]:
    """Take up to `limit` items that are due, in one statement; may be fewer beside another worker.

    At most `emails` of them are messages (None: no matter); when it is `quiet` none of a run. `worker` is
    who takes them, in the numbers of the queue.
    """
    most = limit if emails is None else min(limit, emails)
    params = {
        "limit": limit,
        "emails": most,
        "run_emails": 0 if quiet else most,
        "at": at,
        "controls_late": at - CONTROLS_LATE,
        "worker": worker,
    }
    found = rows(statement("liaison.delivery", "claim_due"), params)
    return sorted((Claim(*row) for row in found), key=lambda claim: claim.item)


def claim_one(item: int, contact: int, at: datetime, *, worker: int | None = None) -> Claim | None:
    """Take this item, in one statement; None when it does not wait or is not due yet."""
    params = {"item": item, "contact": contact, "at": at, "worker": worker}
    found = rows(statement("liaison.delivery", "claim_one"), params)
    return Claim(*found[0]) if found else None


@dataclass(frozen=True, slots=True)
class Before:
    """What an item that waits again was before, and its run."""

    state: str
    run: int | None


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """The exact message of a claimed item, stored as the file `copy`."""

    claim: Claim
    copy: int
    name: str
    message_id: str
    recipient: str


def keep_copies(kept: Sequence[KeptCopy]) -> set[int]:
    """Note the copies on their items, in one statement; returns the items whose claim still stands."""
    params = {
        "items": [one.claim.item for one in kept],
        "contacts": [one.claim.contact for one in kept],
        "attempts": [one.claim.attempt for one in kept],
        "copies": [one.copy for one in kept],
        "names": [one.name for one in kept],
        "messages": [one.message_id for one in kept],
        "recipients": [one.recipient for one in kept],
    }
    return {row[0] for row in rows(statement("liaison.delivery", "keep_copies"), params)}


def mark_item(claim: Claim, *, at: datetime) -> bool:
    """Write down that the text of a message is about to go out; False: the claim no longer stands."""
    params = {"item": claim.item, "contact": claim.contact, "attempt": claim.attempt, "at": at}
    return bool(rows_often(statement("liaison.delivery", "mark_item"), params))


def release_items(claims: Sequence[tuple[Claim, datetime | None]]) -> int:
    """Give claims up that were not tried: on the list again at the given moment, None: as before.

    That does not count as an attempt. One statement, returns how many.
    """
    return execute(
        statement("liaison.delivery", "release_items"),
        {
            "items": [claim.item for claim, _due in claims],
            "contacts": [claim.contact for claim, _due in claims],
            "attempts": [claim.attempt for claim, _due in claims],
            "dues": [due for _claim, due in claims],
        },
    )


def end_item(
    claim: Claim, state: str, words: str, noted: Question, *, at: datetime, swift: bool = False
) -> str | None:
    """Write down the end of a claimed item, on its entry and in its run too, in one statement.

    `noted` are the parts of it that write on the entry. Returns the channel; None when the claim no longer
    stands, and then nothing was written. `swift` lets the transaction end without waiting for the disk.

    An item that was given up as unknown still counts as claimed: who hears the reply knows better.
    """
    found = rows_often(
        _end_item(noted.sql),
        {
            **noted.params,
            "item": claim.item,
            "contact": claim.contact,
            "attempt": claim.attempt,
            "state": state,
            "words": words,
            "at": at,
            "swift": swift,
            **_counts([("sending", state)]),
        },
    )
    return str(found[0][0]) if found else None


_MOVED = """
    SELECT run_id, %(sent)s AS sent, %(failed)s - (was = 'failed')::integer AS failed, %(stopped)s AS stopped
    FROM ended LEFT JOIN noted ON TRUE WHERE run_id IS NOT NULL"""
"""After the entry was written, whose lock is taken before that of the run."""


@cache
def _end_item(noted: str) -> str:
    counted = statement("liaison.delivery", "count_in_run").replace("/* moved */", _MOVED)
    text = statement("liaison.delivery", "end_item")
    return text.replace("/* noted */", noted).replace("/* counted */", counted)


def free_item(claim: Claim, words: str, *, until: datetime) -> Before | None:
    """Put a claimed item back on the list until `until`; None when the claim no longer stands."""
    found = rows_often(
        statement("liaison.delivery", "free_item"),
        {
            "item": claim.item,
            "contact": claim.contact,
            "attempt": claim.attempt,
            "words": words,
            "until": until,
        },
    )
    return Before(*found[0]) if found else None


COUNTED = {"sent": "sent", "failed": "failed", "bounced": "failed", "stopped": "stopped"}
"""In which counter of its run an item stands, by state; those that wait stand in none."""


def count_in_run(run: int, moves: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """Count items of a run that went from one state to another; one statement, in their transaction.

    Do it last in the transaction: whoever settles another item of the run waits for it.
    """
    counts = _counts(moves)
    if any(counts.values()):
        moved = "SELECT %(run)s AS run_id, %(sent)s AS sent, %(failed)s AS failed, %(stopped)s AS stopped"
        sql = statement("liaison.delivery", "count_in_run").replace("/* moved */", moved)
        rows_often(sql, {**counts, "run": run, "at": at})


def _counts(moves: Iterable[tuple[str, str]]) -> dict[str, int]:
    """By how much each counter of a run changes."""
    counts = {"sent": 0, "failed": 0, "stopped": 0}
    for before, after in moves:
        if before in COUNTED:
            counts[COUNTED[before]] -= 1
        if after in COUNTED:
            counts[COUNTED[after]] += 1
    return counts


ACCOUNT = "account"
"""The key of the pace of the one account."""


def next_slot(key: str) -> datetime | None:
    """When the next message may go there; None when none went yet. Call it in the lock of claiming."""
    found = rows("SELECT next_at FROM delivery_pace WHERE key = %(key)s", {"key": key})
    return found[0][0] if found else None


def keep_pace(key: str, next_at: datetime) -> None:
    """The next message may go there at that moment."""
    execute(
        """
        INSERT INTO delivery_pace (key, next_at) VALUES (%(key)s, %(next_at)s)
        ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at""",
        {"key": key, "next_at": next_at},
    )


def return_slots(key: str, span: timedelta) -> None:
    """What was taken there and not used goes to the next."""
    execute(
        "UPDATE delivery_pace SET next_at = next_at - %(span)s::interval WHERE key = %(key)s",
        {"key": key, "span": span},
    )


def take_slots(
    counts: Mapping[str, int], pause: timedelta, *, soon: timedelta, at: datetime
) -> dict[str, datetime]:
    """Keep so many moments for messages to each receiving domain, `pause` apart; the first ones are returned.

    Whoever asks next gets those after them. Once no message waits for such a moment, those that were kept
    and never used (by a sending that was stopped) are free again: `soon` is how much too early a message
    may go, so that no domain has a moment later than a pause after that which was used. One statement.
    Call it in the lock of claiming, and note the moments on the messages before that ends.
    """
    keys = sorted(counts)
    params = {"keys": keys, "counts": [counts[key] for key in keys], "pause": pause, "soon": soon, "at": at}
    found = rows(statement("liaison.delivery", "take_slots"), params)
    return {str(key): next_at - counts[str(key)] * pause for key, next_at in found}


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A claimed letter that was made, stored as the file `copy`, and what the reader should know."""

    claim: Claim
    copy: int
    name: str
    note: str = ""


def end_letters(made: Sequence[MadeLetter], *, at: datetime) -> set[int]:
    """Write the letters down as sent, in one statement; returns the items whose claim still stood."""
    params = {
        "items": [one.claim.item for one in made],
        "contacts": [one.claim.contact for one in made],
        "attempts": [one.claim.attempt for one in made],
        "copies": [one.copy for one in made],
        "names": [one.name for one in made],
        "notes": [str(one.note) for one in made],
        "at": at,
    }
    return {row[0] for row in rows(statement("liaison.delivery", "end_letters"), params)}
