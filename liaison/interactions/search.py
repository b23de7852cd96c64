"""Full text over the log: subject, description, body and comments, with stems and without accents.

Texts stand once, however many entries share them, so the newest texts that match are found first and
their entries afterwards, block by block until a page is full. A text keeps the date of its entries,
which makes both orders the same. Inside one contact it is the other way round: the contact's entries
are few, and each one's text is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liaison.interactions.queries.rows import NEWEST, EntryRow, select_entries
from liaison.kit.sql import rows

FIRST_BLOCK = 200
MAX_COMMENT_HITS = 5000
MARK_START, MARK_END = "\x02", "\x03"

MATCHES = """(EXISTS (SELECT 1 FROM interaction_content c
        WHERE c.id = e.content_id AND c.search @@ liaison_query(%(words)s))
    OR e.has_comments AND EXISTS (SELECT 1 FROM interaction_comment m
        WHERE m.entry_id = e.id AND m.contact_id = e.contact_id AND m.search @@ liaison_query(%(words)s))
    OR e.id = %(entry_no)s)"""


def query_params(q: str) -> dict[str, Any]:
    """The parameters of `MATCHES`: the words, and the entry number if the words are one."""
    words = q.strip()
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0
    return {"words": words, "entry_no": number}


def find_among(
    where: Sequence[str],
    params: Mapping[str, Any],
    q: str,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> list[EntryRow]:
    """Matching entries of a few: each one's text is looked at. Newest first; one statement."""
    wanted, bound = [*where, MATCHES], {**params, **query_params(q)}
    if after is not None:
        sql, more = NEWEST.after(after)
        wanted.append(sql)
        bound |= more
    return select_entries(wanted, bound, limit=limit)


def find_newest(
    where: Sequence[str],
    params: Mapping[str, Any],
    q: str,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> list[EntryRow]:
    """The newest matching entries of the whole log; few statements whatever the log holds."""
    wanted, bound = list(where), {**params, **query_params(q)}
    if after is not None:
        sql, more = NEWEST.after(after)
        wanted.append(sql)
        bound |= more
    found = {row.entry_no: row for row in _by_comment(wanted, bound, limit)}
    place: tuple[Any, int] | None = (after[0], 2**63 - 1) if after is not None else None
    block = max(FIRST_BLOCK, limit)
    while True:
        texts = _newest_texts(bound["words"], place, block)
        if texts:
            condition = "e.content_id = ANY(%(contents)s)"
            contents = {"contents": [text[0] for text in texts]}
            hits = select_entries([*wanted, condition], {**bound, **contents}, limit=limit)
            found |= {row.entry_no: row for row in hits}
        newest = sorted(found.values(), key=lambda row: (row.occurred_at, row.entry_no), reverse=True)
        if len(texts) < block:
            return newest[:limit]
        border = texts[-1][1]
        sure = [row for row in newest if row.occurred_at > border]
        if len(sure) >= limit:
            return sure[:limit]
        place, block = (texts[-1][1], texts[-1][0]), block * 4


def _newest_texts(words: str, place: tuple[Any, int] | None, block: int) -> list[tuple[Any, ...]]:
    """Id and date of the newest matching texts after `place`."""
    sql = "SELECT id, occurred_at FROM interaction_content WHERE search @@ liaison_query(%(words)s)"
    params: dict[str, Any] = {"words": words, "block": block}
    if place is not None:
        sql += " AND (occurred_at, id) < (%(place)s::timestamptz, %(id)s)"
        params |= {"place": place[0], "id": place[1]}
    return rows(f"{sql} ORDER BY occurred_at DESC, id DESC LIMIT %(block)s", params)


def _by_comment(where: Sequence[str], params: Mapping[str, Any], limit: int) -> list[EntryRow]:
    """Entries found by a comment or by their number."""
    hits = rows(
        "SELECT entry_id FROM interaction_comment WHERE search @@ liaison_query(%(words)s)"
        f" ORDER BY id DESC LIMIT {MAX_COMMENT_HITS}",
        {"words": params["words"]},
    )
    numbers = [row[0] for row in hits]
    if params["entry_no"]:
        numbers.append(params["entry_no"])
    if not numbers:
        return []
    return select_entries([*where, "e.id = ANY(%(numbers)s)"], {**params, "numbers": numbers}, limit=limit)


HEADLINE = f"StartSel={MARK_START}, StopSel={MARK_END}, MaxFragments=2, MaxWords=28, MinWords=10"


def mark(entries: Sequence[EntryRow], q: str) -> None:
    """Put the passage that matched into `matched`, with the hits between two control characters."""
    if not entries:
        return
    found = rows(
        """
        SELECT id, ts_headline(('liaison_' || CASE WHEN left(language, 2) IN ('fr', 'de', 'it', 'en')
                   THEN left(language, 2) ELSE 'fr' END)::regconfig,
               concat_ws(' · ', nullif(subject, ''), description, left(body_text, 20000)),
               liaison_query(%(words)s), %(options)s)
        FROM interaction_content WHERE id = ANY(%(ids)s)""",
        {"words": q.strip(), "options": HEADLINE, "ids": [row.content_id for row in entries]},
    )
    passages = dict(found)
    for row in entries:
        passage = passages.get(row.content_id, "")
        row.matched = passage if MARK_START in passage else ""
