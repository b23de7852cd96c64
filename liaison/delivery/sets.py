"""Writes on the items of many entries at once: queue them, take them off the list, start and delete them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from liaison.delivery.queries.runs import SENT_SINCE
from liaison.kit.sql import Question, execute, known, rows, statement


def insert_logged_items(logged_segment: int, *, run: int | None = None, by: int | None, at: datetime) -> int:
    """One item for each entry of a logged segment that says it is queued; returns how many.

    They belong to `run`, if there is one. Call it in the transaction that wrote the entries: nobody else
    can touch them, and each item is made of its entry, so the database need not look for it once more.
    """
    sql = """
        INSERT INTO delivery_item (
            entry_id, contact_id, channel, state, recipient, message_id, "references", written, attempts,
            due_at, reply, copy_name, queued_at, queued_by_id, run_id
        )
        SELECT e.id, e.contact_id, e.correspondence_type, 'queued', '', '', '', '{}'::jsonb, 0,
               %(at)s, '', '', %(at)s, %(by)s, %(run)s
        FROM interaction_entry e
        WHERE e.logged_segment_id = %(logged_segment)s AND e.delivery_status = 'queued' AND NOT e.canceled"""
    with known("entries_known"):
        return execute(sql, {"logged_segment": logged_segment, "run": run, "by": by, "at": at})


def insert_again(
    entries: Question,
    contents: Sequence[int],
    *,
    channel: str | None = None,
    run: int,
    by: int | None,
    at: datetime,
) -> list[tuple[int, int, str, int]]:
    """One item more for each entry of the question that has something to send again, in one statement.

    `contents` are those with a text or files; the items belong to `run` and go by `channel`, else as before.
    Returns number, contact, channel and item of each entry.
    """
    sql = statement("liaison.delivery", "insert_again").replace("/* question */", entries.sql)
    given = {"contents": list(contents), "channel": channel, "run": run, "by": by, "at": at}
    return rows(sql, {**entries.params, **given})


def stop_items(run: int, words: str, *, at: datetime) -> int:
    """Take what waits in a run off the list, in one statement; returns how many."""
    return execute(
        """
        /* whichever contacts: a run holds them all */
        UPDATE delivery_item SET state = 'stopped', reply = %(words)s, finished_at = %(at)s
        WHERE run_id = %(run)s AND state = 'queued'""",
        {"run": run, "words": words, "at": at},
    )


def stop_items_below(campaign_entry: int, words: str, *, at: datetime) -> dict[int | None, int]:
    """Take what waits of the cancelled entries of a campaign entry off the list, in one statement.

    Each is looked up by its entry, as in `withdraw_items`.

    Returns how many in each run, those without a run under None; runs in order.
    """
    found = rows(
        statement("liaison.delivery", "stop_items_below"),
        {"heading": campaign_entry, "words": words, "at": at},
    )
    return {run: int(count) for run, count in found}


def items_below(campaign_entry: int, stopped_at: datetime) -> Question:
    """The entries and contacts of the items that cancelling a campaign entry took off the list.

    Each is looked up by its entry, as in `stop_items_below`.
    """
    return Question(
        """
        SELECT i.entry_id, i.contact_id FROM interaction_entry h
        CROSS JOIN LATERAL (
            SELECT entry_id, contact_id FROM delivery_item
            WHERE entry_id = h.id AND contact_id = h.contact_id
              AND state = 'stopped' AND finished_at = %(stopped_at)s
            OFFSET 0
        ) i
        WHERE h.campaign_entry_id = %(heading)s AND h.canceled""",
        {"heading": campaign_entry, "stopped_at": stopped_at},
    )


_TAKEN_OFF = f"""
    i.run_id = %(run)s AND i.state = 'stopped' AND i.finished_at = %(stopped_at)s AND NOT {SENT_SINCE}"""
"""What the stopping of a run took off the list and nobody put on it again in another way since."""


def requeue_items(run: int, stopped_at: datetime, *, at: datetime) -> int:
    """Put what the stopping of a run took off the list back on it, in one statement; returns how many.

    What was put on the list again meanwhile in another way stays as it is.
    """
    return execute(
        f"""
        /* whichever contacts: a run holds them all */
        UPDATE delivery_item i
        SET state = 'queued', reply = '', finished_at = NULL, due_at = %(at)s, slot_at = NULL
        WHERE {_TAKEN_OFF}""",
        {"run": run, "stopped_at": stopped_at, "at": at},
    )


def items_stopped(run: int, stopped_at: datetime) -> Question:
    """The entries and contacts of the items that the stopping of a run took off the list.

    Without those that were put on the list again in another way: their entries tell of that one.
    """
    return Question(
        f"SELECT i.entry_id, i.contact_id FROM delivery_item i WHERE {_TAKEN_OFF}",
        {"run": run, "stopped_at": stopped_at},
    )


def delete_items(entries: Collection[int], contacts: Collection[int]) -> int:
    """Delete the items of these entries, also from their runs; one statement, returns how many."""
    ((count,),) = rows(
        _leaving_runs("delete_items"),
        {"entries": list(entries), "contacts": list(contacts)},
    )
    return int(count)


def drop_copies(entries: Collection[int], contacts: Collection[int]) -> int:
    """Take the messages off the items of these entries, those to send again too; one statement, how many.

    Items are locked behind their entries, which whoever calls it holds.
    """
    return execute(
        """
        UPDATE delivery_item SET copy_id = NULL, copy_name = '', original_id = NULL
        WHERE entry_id = ANY(%(entries)s) AND contact_id = ANY(%(contacts)s)
          AND (copy_id IS NOT NULL OR original_id IS NOT NULL)""",
        {"entries": list(entries), "contacts": list(contacts)},
    )


def withdraw_items(logged_segment: int) -> bool:
    """Delete the items of a logging of which nothing was sent; whether none is left. One statement.

    Each is looked up by its entry, and deleted by its number: right after a logging the server knows
    nothing of how many there are, and joining the two it may go through all of one for each of the other.
    """
    ((left,),) = rows(_leaving_runs("withdraw_items"), {"logged_segment": logged_segment})
    return not left


@cache
def _leaving_runs(name: str) -> str:
    left = statement("liaison.delivery", "leave_run")
    return statement("liaison.delivery", name).replace("/* left */", left)
