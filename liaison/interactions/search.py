"""Full text over the log: subject, description, body and comments, with stems and without accents.

Texts stand once, however many entries share them, so the newest texts that match are found first and
their entries afterwards, block by block until a page is full. A text keeps the date of its entries,
which makes both orders the same. Inside one contact it is the other way round: the contact's entries
are few, and each one's text is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.interactions.marking import MARK_END, MARK_START, lexemes, passage
from liaison.interactions.queries.rows import EXCERPT, NEWEST, EntryRow, select_entries
from liaison.kit.sql import rows, rows_often

TEXTS_PER_ENTRY = 2  # asked for at first; a filter or visibility may leave some out
MAX_COMMENT_HITS = 5000

MATCHES = """(EXISTS (SELECT 1 FROM interaction_content c
        WHERE c.id = e.content_id AND c.search @@ %(stems)s::tsquery)
    OR e.has_comments AND EXISTS (SELECT 1 FROM interaction_comment m
        WHERE m.entry_id = e.id AND m.contact_id = e.contact_id AND m.search @@ %(stems)s::tsquery)
    OR e.id = %(entry_no)s)"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: the words as typed, and their stems in the writing of the database."""

    words: str
    stems: str

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of `MATCHES`: the stems, and the entry number if the words are one."""
        words = self.words
        number = int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0
        return {"stems": self.stems, "entry_no": number}


def look_for(q: str) -> Sought | None:
    """What `q` looks for, None for nothing; one statement, so that the others need not work it out anew."""
    words = q.strip()
    if not words:
        return None
    return Sought(words, rows_often("SELECT liaison_query(%(words)s)::text", {"words": words})[0][0])


def find_among(
    where: Sequence[str],
    params: Mapping[str, Any],
    sought: Sought,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> list[EntryRow]:
    """Matching entries of a few: each one's text is looked at. Newest first; one statement."""
    wanted, bound = [*where, MATCHES], {**params, **sought.params}
    if after is not None:
        sql, more = NEWEST.after(after)
        wanted.append(sql)
        bound |= more
    return select_entries(wanted, bound, limit=limit)


def find_newest(
    where: Sequence[str],
    params: Mapping[str, Any],
    sought: Sought,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> list[EntryRow]:
    """The newest matching entries of the whole log; few statements whatever the log holds."""
    wanted, bound = list(where), {**params, **sought.params}
    if after is not None:
        sql, more = NEWEST.after(after)
        wanted.append(sql)
        bound |= more
    found = {row.entry_no: row for row in _by_comment(wanted, bound, limit)}
    place: tuple[Any, int] | None = (after[0], 2**63 - 1) if after is not None else None
    block = TEXTS_PER_ENTRY * limit
    while True:
        contents, border = _newest_texts(sought, place, block)
        if contents:
            condition = "e.content_id = ANY(%(contents)s)"
            hits = select_entries(
                [*wanted, condition], {**bound, "contents": contents}, limit=limit, named=True
            )
            found |= {row.entry_no: row for row in hits}
        newest = sorted(found.values(), key=lambda row: (row.occurred_at, row.entry_no), reverse=True)
        if len(contents) < block:
            return newest[:limit]
        sure = [row for row in newest if row.occurred_at > border]
        if len(sure) >= limit:
            return sure[:limit]
        place, block = (border, contents[-1]), block * 4


def _newest_texts(sought: Sought, place: tuple[Any, int] | None, block: int) -> tuple[list[int], Any]:
    """Ids of the newest matching texts after `place`, newest first, and the date of the last."""
    sql = "SELECT id, occurred_at FROM interaction_content WHERE search @@ %(stems)s::tsquery"
    params: dict[str, Any] = {"stems": sought.stems, "block": block}
    if place is not None:
        sql += " AND (occurred_at, id) < (%(place)s::timestamptz, %(id)s)"
        params |= {"place": place[0], "id": place[1]}
    ids, border = rows(
        f"""
        SELECT array_agg(id ORDER BY occurred_at DESC, id DESC), min(occurred_at)
        FROM ({sql} ORDER BY occurred_at DESC, id DESC LIMIT %(block)s) newest""",
        params,
    )[0]
    return ids or [], border


def _by_comment(where: Sequence[str], params: Mapping[str, Any], limit: int) -> list[EntryRow]:
    """Entries found by a comment or by their number."""
    hits = rows(
        "SELECT entry_id FROM interaction_comment WHERE search @@ %(stems)s::tsquery"
        f" ORDER BY id DESC LIMIT {MAX_COMMENT_HITS}",
        {"stems": params["stems"]},
    )
    numbers = [row[0] for row in hits]
    if params["entry_no"]:
        numbers.append(params["entry_no"])
    if not numbers:
        return []
    return select_entries(
        [*where, "e.id = ANY(%(numbers)s)"], {**params, "numbers": numbers}, limit=limit, named=True
    )


LONGEST_MARKED = 20_000  # characters of a body in which hits are looked for


def characters(sought: Sought | None) -> int:
    """How much of a body a list needs: an excerpt, or all in which the words are looked for."""
    return EXCERPT if sought is None else LONGEST_MARKED


def mark(entries: Sequence[EntryRow], sought: Sought) -> None:
    """Put the passage that matched into `matched`, with the hits between two control characters.

    The entries hold so much of their bodies as is looked through (`LONGEST_MARKED`), and keep an excerpt.
    """
    wanted = lexemes(sought.stems)
    unmarked: dict[int, list[EntryRow]] = {}
    for row in entries:
        text = " · ".join(filter(None, (row.subject, row.description, row.excerpt)))
        row.excerpt = row.excerpt[:EXCERPT]
        row.matched = passage(text, wanted, row.text_language)
        if not row.matched:
            unmarked.setdefault(row.content_id, []).append(row)
    if unmarked:
        for content, found in _headlines([*unmarked], sought).items():
            for row in unmarked[content]:
                row.matched = found


def _headlines(ids: list[int], sought: Sought) -> dict[int, str]:
    """The passages as the database marks them, for what is no plain word: addresses, hosts, paths."""
    found = rows(
        f"""
        SELECT id, ts_headline(('liaison_' || CASE WHEN left(language, 2) IN ('fr', 'de', 'it', 'en')
                   THEN left(language, 2) ELSE 'fr' END)::regconfig,
               concat_ws(' · ', nullif(subject, ''), nullif(description, ''),
                         left(body_text, {LONGEST_MARKED})), %(stems)s::tsquery,
               'StartSel={MARK_START}, StopSel={MARK_END}, MaxFragments=2, MaxWords=28, MinWords=10')
        FROM interaction_content WHERE id = ANY(%(ids)s)""",
        {"stems": sought.stems, "ids": ids},
    )
    return {pk: text for pk, text in found if MARK_START in text}
