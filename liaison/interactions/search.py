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

from liaison.interactions.marking import MARK_END, MARK_START, lexemes, passages
from liaison.interactions.queries.rows import (
    EXCERPT,
    NEWEST,
    EntryRow,
    entries_sql,
    select_entries,
)
from liaison.kit.sql import rows, rows_often

MORE_TEXTS = 8  # one for so many entries is asked for in addition; a filter or visibility may leave some out
MAX_COMMENT_HITS = 5000  # comments that are looked up by their places; with more each entry's are looked at
PROBED, COMMON = 100, 2  # of so many newest texts so many hold what is common
LONGEST_WINDOW = 20_000  # texts that are gone through from the newest on
MOST_PLACES = 3_000  # texts that are fetched by their places; more are not rare, whatever the newest say

LISTED = "array_agg(id ORDER BY occurred_at DESC, id DESC), min(occurred_at)"

Place = tuple[Any, int] | None
"""Moment and id of the text after which to go on; None is the beginning."""

BY_COMMENT = """e.has_comments AND EXISTS (SELECT 1 FROM interaction_comment m
        WHERE m.entry_id = e.id AND m.contact_id = e.contact_id AND m.search @@ %(stems)s::tsquery)"""
"""Entries found by a comment."""

MATCHES = f"""(/* on one machine: the entries of a contact are few, and all are counted one by one anyhow */
    EXISTS (SELECT 1 FROM interaction_content c
        WHERE c.id = e.content_id AND c.search @@ %(stems)s::tsquery)
    OR ({BY_COMMENT}) OR e.id = %(entry_no)s)"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: the words as typed, and their stems in the writing of the database."""

    words: str
    stems: str

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of `MATCHES`: the stems, and the entry number if the words are one."""
        return {"stems": self.stems, "entry_no": _entry_no(self.words)}


def _entry_no(words: str) -> int:
    """The number of an entry that the words may be; 0 for others."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0


def look_for(q: str) -> Sought | None:
    """What `q` looks for, None for nothing; one statement, so that the others need not work it out anew."""
    words = q.strip()
    return _sought(words) if words else None


def _sought(words: str) -> Sought:
    return Sought(words, rows_often("SELECT liaison_query(%(words)s)::text", {"words": words})[0][0])


def find_among(
    where: Sequence[str],
    params: Mapping[str, Any],
    words: str,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> tuple[list[EntryRow], Sought]:
    """Matching entries of a few: each one's text is looked at. Newest first; two statements."""
    sought = _sought(words)
    wanted, bound = [*where, MATCHES], {**params, **sought.params}
    if after is not None:
        sql, more = NEWEST.after(after)
        wanted.append(sql)
        bound |= more
    return select_entries(wanted, bound, limit=limit), sought


def find_newest(
    where: Sequence[str],
    params: Mapping[str, Any],
    words: str,
    *,
    limit: int,
    after: tuple[str, int] | None = None,
) -> tuple[list[EntryRow], Sought]:
    """The newest matching entries of the whole log; few statements whatever the log holds."""
    place: Place = (after[0], 2**63 - 1) if after is not None else None
    block = limit + limit // MORE_TEXTS
    wanted = _Wanted(where, params, limit)
    if after is not None:
        sql, more = NEWEST.after(after)
        wanted = _Wanted([*where, sql], {**params, **more}, limit)
    sought, commented, texts, hits = _first_hits(words, place, block, wanted)
    found = {row.entry_no: row for row in _by_number(wanted, commented, sought)}
    while True:
        if hits is None:
            hits = wanted.having("e.content_id = ANY(%(ids)s)", texts.contents)
        found |= {row.entry_no: row for row in hits}
        newest = sorted(found.values(), key=lambda row: (row.occurred_at, row.entry_no), reverse=True)
        if len(texts.contents) < block:
            return newest[:limit], sought
        sure = [row for row in newest if row.occurred_at > texts.border]
        if len(sure) >= limit:
            return sure[:limit], sought
        place, block = (texts.border, texts.contents[-1]), block * 4
        texts, hits = _newest_texts(sought, place, block, texts.probed), None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which entries are asked for, and the most of them."""

    where: Sequence[str]
    params: Mapping[str, Any]
    limit: int

    def having(self, condition: str, ids: list[int]) -> list[EntryRow]:
        """The newest of them that meet the condition on `ids`, without any of which there are none."""
        if not ids:
            return []
        bound = {**self.params, "ids": ids}
        return select_entries([*self.where, condition], bound, limit=self.limit, steady=True)

    def meeting(self, condition: str, params: Mapping[str, Any]) -> list[EntryRow]:
        """The newest of them that meet the condition, looked at one by one."""
        return select_entries([*self.where, condition], {**self.params, **params}, limit=self.limit)

    def sql(self, condition: str) -> str:
        """The statement of the entries, for another one to hold it."""
        return entries_sql([*self.where, condition], limit=self.limit)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Ids of the newest matching texts, newest first, the date of the last, and how common the words are."""

    contents: list[int]
    border: Any
    probed: int


def _first_hits(
    words: str, place: Place, block: int, wanted: _Wanted
) -> tuple[Sought, list[int], _Hits, list[EntryRow] | None]:
    """The stems of the words, entries with a comment that matches, the newest texts and their entries.

    One statement for words that are rare; the entries of common ones are left to the next. The server can
    only guess how many texts hold a word it does not know as common, so that a look at the newest texts
    decides how to go about it. A word that many older texts hold is common all the same. The stems are
    worked out once and looked up from there, so that the statement has one plan whatever is looked for.
    """
    asked = "(SELECT stems FROM asked)"
    rare, bound = _by_places(asked, place, block, f"(SELECT hits FROM probe) < {COMMON}", MOST_PLACES)
    entries = wanted.sql("e.content_id = ANY((SELECT contents FROM texts)::bigint[])")
    answered = rows_often(
        f"""
        WITH asked AS MATERIALIZED (SELECT liaison_query(%(words)s) AS stems), probe AS (
            SELECT count(*) AS hits FROM (
                SELECT search FROM interaction_content ORDER BY occurred_at DESC, id DESC LIMIT {PROBED}
            ) newest WHERE search @@ {asked}
        ), texts (contents, border, places) AS MATERIALIZED ({rare})
        SELECT told.*, found.* FROM (SELECT asked.stems::text, ARRAY(
            SELECT entry_id FROM interaction_comment WHERE search @@ {asked}
            ORDER BY id DESC LIMIT {MAX_COMMENT_HITS}
        ), probe.hits, texts.* FROM asked, probe, texts) told FULL JOIN ({entries}) found ON FALSE""",
        {**wanted.params, **bound, "words": words},
    )
    stems, commented, probed, contents, border, places = next(
        row[:6] for row in answered if row[0] is not None
    )
    sought = Sought(words, stems)
    if places > MOST_PLACES:
        return sought, commented, _newest_texts(sought, place, block, COMMON, most=10 * MOST_PLACES), None
    if probed >= COMMON:
        return sought, commented, _newest_texts(sought, place, block, probed), None
    hits = [EntryRow(*row[6:]) for row in answered if row[0] is None]
    return sought, commented, _Hits(contents or [], border, probed), hits


def _newest_texts(sought: Sought, place: Place, block: int, probed: int, most: int = MOST_PLACES) -> _Hits:
    """The newest matching texts after `place`; two statements at most, but for odd words.

    Those of common words are soon found among the newest, those of rare ones by their places. Where
    neither comes to an end, for common words that only older texts hold, both go ten times as far: then
    the wrong way costs about as much as the right one.
    """
    window = min(LONGEST_WINDOW, 3 * block * PROBED // probed) if probed >= COMMON else 0
    while True:
        if window:
            # Read from the newest on, until there are enough hits.
            after, params = _after(place)
            ids, border = rows(
                f"""
                SELECT {LISTED} FROM (
                    SELECT id, occurred_at FROM (
                        SELECT id, occurred_at, search FROM interaction_content WHERE {after}
                        ORDER BY occurred_at DESC, id DESC LIMIT {int(window)}
                    ) newest WHERE search @@ %(stems)s::tsquery
                    ORDER BY occurred_at DESC, id DESC LIMIT {int(block)}
                ) hits""",
                {**params, "stems": sought.stems},
            )[0]
            if len(ids or []) == block:
                return _Hits(ids, border, probed)
        sql, params = _by_places("%(stems)s::tsquery", place, block, "TRUE", most)
        ids, border, places = rows(sql, {**params, "stems": sought.stems})[0]
        if places <= most:
            return _Hits(ids or [], border, probed)
        window, most = max(window, LONGEST_WINDOW // 10) * 10, most * 10


def _by_places(query: str, place: Place, block: int, condition: str, most: int) -> tuple[str, dict[str, Any]]:
    """The question for the newest texts that match `query`, by the places that the index has for it.

    No more than `most` places are looked up; how many there were stands last in the answer, and one more
    means that the newest are not known. The limit also keeps the server from going through all texts from
    the newest on for a word it takes to be commoner than it is.
    """
    after, params = _after(place)
    return (
        f"""
        WITH matching AS MATERIALIZED (
            SELECT id, occurred_at FROM interaction_content
            WHERE search @@ {query} AND {after} AND {condition} LIMIT {int(most) + 1}
        )
        SELECT {LISTED}, (SELECT count(*) FROM matching) FROM (
            SELECT id, occurred_at FROM matching ORDER BY occurred_at DESC, id DESC LIMIT {int(block)}
        ) hits""",
        params,
    )


def _after(place: Place) -> tuple[str, dict[str, Any]]:
    """The condition of texts that come after a place."""
    if place is None:
        return "TRUE", {}
    return "(occurred_at, id) < (%(place)s::timestamptz, %(id)s)", {"place": place[0], "id": place[1]}


def _by_number(wanted: _Wanted, numbers: list[int], sought: Sought) -> list[EntryRow]:
    """Entries found by a comment, or by their number if the words are one.

    With as many comments as are looked up at most there may be more: the newest of them need not be those
    of the entries that are wanted, so that these are asked themselves. Two questions: with an OR the server
    could not begin at the comments, and would read the log where few entries are wanted.
    """
    number = sought.params["entry_no"]
    own = [number] if number else []
    if len(numbers) < MAX_COMMENT_HITS:
        return wanted.having("e.id = ANY(%(ids)s)", numbers + own)
    return wanted.having("e.id = ANY(%(ids)s)", own) + wanted.meeting(BY_COMMENT, sought.params)


LONGEST_MARKED = 20_000  # characters of a body in which hits are looked for


def characters(sought: Sought | None) -> int:
    """How much of a body a list needs: an excerpt, or all in which the words are looked for."""
    return EXCERPT if sought is None else LONGEST_MARKED


def mark(entries: Sequence[EntryRow], sought: Sought) -> None:
    """Put the passage that matched into `matched`, with the hits between two control characters.

    The entries hold so much of their bodies as is looked through (`LONGEST_MARKED`), and keep an excerpt.
    """
    texts = [
        (" · ".join(filter(None, (row.subject, row.description, row.excerpt))), row.text_language)
        for row in entries
    ]
    unmarked: dict[int, list[EntryRow]] = {}
    for row, found in zip(entries, passages(texts, lexemes(sought.stems)), strict=True):
        row.excerpt = row.excerpt[:EXCERPT]
        row.matched = found
        if not found:
            unmarked.setdefault(row.content_id, []).append(row)
    if unmarked:
        for content, headline in _headlines([*unmarked], sought).items():
            for row in unmarked[content]:
                row.matched = headline


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
