"""One look at all lines of a segment, whatever their number: what is wrong how often, what would go out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liaison.kit.sql import Question, rows
from liaison.segments.models import Policy, Segment
from liaison.segments.queries.readiness.problems import BY_KEY, Problem, stopping
from liaison.segments.queries.readiness.settled import OF_CONTACT, settled_lines

SAMPLES = 10
SENDABLE = "way = 'email' AND mailable"


@dataclass(frozen=True, slots=True)
class LineSample:
    """A line with a problem."""

    line_no: int
    contact_no: str
    contact_name: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What all lines come to: how many would go which way, and what a logging needs to know besides.

    `texts` are the languages of the segment that lines use (0: none), `own_texts` how many lines have a
    text of their own, `campaigns` each campaign with date and salesperson of its first line (R-CMP-11).
    `to_approve` are messages of a template that needs a second person, `to_mend` the lines with at least
    one problem that stops the logging. `found` has each problem that
    some lines have, with their number and the first ten.
    """

    lines: int
    emails: int
    letters: int
    to_approve: int
    to_mend: int
    own_texts: int
    texts: tuple[int, ...]
    campaigns: tuple[tuple[int, str, int | None], ...]
    found: tuple[tuple[Problem, int, tuple[LineSample, ...]], ...]


_USED = """count(*) FILTER (WHERE own_text),
    (SELECT coalesce(jsonb_agg(t.text_id), '[]') FROM (
        SELECT DISTINCT coalesce(text_id, 0) AS text_id FROM f WHERE NOT own_text) t),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(u.campaign_id, u.first_day, (
        SELECT o.salesperson_id FROM f o WHERE o.campaign_id = u.campaign_id
        ORDER BY o.occurred_on, o.line_no LIMIT 1)) ORDER BY u.campaign_id), '[]')
     FROM (SELECT campaign_id, min(occurred_on) AS first_day FROM f
           WHERE campaign_id IS NOT NULL GROUP BY campaign_id) u)"""


_KEPT = ", e.text_id, e.own_text, e.campaign_id, e.salesperson_id, e.occurred_on"


def tally(head: Segment, policy: Policy, asked: Sequence[Problem], *, logging: bool) -> Tally:
    """Look at every line once, for the problems in `asked`; one statement.

    Each line is settled once, and kept as narrow as it goes: a bit for each of its problems. Texts and
    campaigns are looked at for a `logging` only.
    """
    alone = [one for one in asked if not one.shared]
    shared = [one for one in asked if one.shared]
    bits = (
        " + ".join(f"coalesce({one.sql}, FALSE)::int * {1 << place}" for place, one in enumerate(alone))
        or "0"
    )
    held = stopping(head)
    stops = sum(1 << place for place, one in enumerate(alone) if one in held)
    keys = "".join(_shared_value(one) for one in shared)
    told = [
        *(f"(SELECT count(*) FROM hit WHERE bits & {1 << place} <> 0)" for place in range(len(alone))),
        *(_sampled(f"SELECT line_no, contact_id FROM hit WHERE bits & {1 << place} <> 0")
          for place in range(len(alone))),
        *(f"(SELECT coalesce(sum(n - 1), 0)::bigint FROM twice_{one.key})" for one in shared),
        *(_sampled(_later(one)) for one in shared),
    ]  # fmt: skip
    sql = f"""
        WITH f AS MATERIALIZED (
            SELECT e.line_no, e.contact_id, e.type AS way, e.email <> '' AS mailable, e.needs_approval,
                   {bits} AS bits {keys} {_KEPT if logging else ""}
            FROM ({settled_lines(policy)} OFFSET 0) e
        ), hit AS MATERIALIZED (SELECT line_no, contact_id, bits FROM f WHERE bits <> 0)
        {"".join(_twice(one) for one in shared)}
        SELECT count(*), count(*) FILTER (WHERE {SENDABLE}), count(*) FILTER (WHERE way = 'hard_copy'),
               count(*) FILTER (WHERE needs_approval AND ({SENDABLE} OR way = 'hard_copy')),
               count(*) FILTER (WHERE bits & {stops} <> 0),
               {_USED if logging else "0, '[]', '[]'"}{"".join(f", {one}" for one in told)} FROM f"""
    ((lines, emails, letters, to_approve, to_mend, own_texts, texts, campaigns, *found),) = rows(
        sql, {"segment": head.pk}
    )
    return Tally(
        lines=lines,
        emails=emails,
        letters=letters,
        to_approve=to_approve,
        to_mend=to_mend,
        own_texts=own_texts,
        texts=tuple(json.loads(texts)),
        campaigns=tuple((one[0], one[1], one[2]) for one in json.loads(campaigns)),
        found=tuple(_told(asked, alone, shared, found)),
    )


def _sampled(chosen: str) -> str:
    return (
        "(SELECT jsonb_agg(jsonb_build_array(q.line_no, c.no, c.name) ORDER BY q.line_no) FROM"
        f" ({chosen} ORDER BY line_no LIMIT {SAMPLES}) q JOIN contact c ON c.id = q.contact_id)"
    )


def _shared_value(one: Problem) -> str:
    """A column with the value that lines may share, empty where a line is not compared."""
    return f", CASE WHEN {one.sql} THEN {one.shared} END AS {one.key}"


def _twice(one: Problem) -> str:
    """The values that several lines share."""
    return f""", twice_{one.key} AS MATERIALIZED (
            SELECT {one.key} AS value, count(*) AS n FROM f WHERE {one.key} IS NOT NULL
            GROUP BY {one.key} HAVING count(*) > 1)"""


def _later(one: Problem) -> str:
    """The lines behind the first with a shared value."""
    return f"""SELECT * FROM (
        SELECT o.line_no, o.contact_id, row_number() OVER (PARTITION BY o.{one.key} ORDER BY o.line_no) AS nth
        FROM f o WHERE o.{one.key} IN (SELECT value FROM twice_{one.key})) s WHERE nth > 1"""


def _told(
    asked: Iterable[Problem], alone: list[Problem], shared: list[Problem], found: list[object]
) -> Iterable[tuple[Problem, int, tuple[LineSample, ...]]]:
    a, s = len(alone), len(shared)
    counts = [*found[:a], *found[2 * a : 2 * a + s]]
    samples = [*found[a : 2 * a], *found[2 * a + s :]]
    known = {
        one.key: (int(str(count)), str(sample or "[]"))
        for one, count, sample in zip([*alone, *shared], counts, samples, strict=True)
    }
    for one in asked:
        count, sample = known[one.key]
        if count:
            yield one, count, tuple(LineSample(*row) for row in json.loads(sample))


def lines_with(head: Segment, policy: Policy, problems: Iterable[Problem]) -> Question:
    """The question for the ids of the lines that have one of the problems."""
    tests, keys, numbers = [], [], []
    for one in problems:
        if one.shared:
            keys.append(_shared_value(one))
            numbers.append(
                f", row_number() OVER (PARTITION BY e.{one.key} ORDER BY e.line_no) AS nth_{one.key}"
            )
            tests.append(f"(e.{one.key} IS NOT NULL AND e.nth_{one.key} > 1)")
        else:
            tests.append(f"({one.sql})")
    source = f"SELECT e.*{''.join(keys)} FROM ({settled_lines(policy)} OFFSET 0) e"
    if numbers:
        source = f"SELECT e.*{''.join(numbers)} FROM ({source}) e"
    sql = f"SELECT e.id FROM ({source}) e WHERE {' OR '.join(tests) or 'FALSE'}"
    return Question(sql, {"segment": head.pk})


def problems_of(head: Segment, policy: Policy, line_nos: Sequence[int]) -> dict[int, Problem]:
    """The first problem of each of these lines that would stop a logging with sending; one statement.

    Lines without any are not named; what a person waived does not count.
    """
    first = "CASE " + " ".join(f"WHEN {one.sql} THEN '{one.key}'" for one in stopping(head)) + " END"
    chosen = """SELECT * FROM segment_line
        WHERE segment_id = %(segment)s AND removed_by_id IS NULL AND line_no = ANY(%(line_nos)s)"""
    sql = f"""
        SELECT line_no, problem FROM (
            SELECT e.line_no, {first} AS problem FROM ({settled_lines(policy, chosen)} OFFSET 0) e
        ) told WHERE problem IS NOT NULL"""
    found = rows(sql, {"segment": head.pk, "line_nos": list(line_nos)})
    return {line_no: BY_KEY[key] for line_no, key in found}


def softly_held_back(head: Segment, policy: Policy, contact: int) -> list[Problem]:
    """Why the manners of the house hold a line of the contact back, unless waived (B-5).

    One statement, none without such manners. An exclusion stands on the contact itself.
    """
    decided = {"quiet": policy.quiet_group_id is not None, "too_often": policy.capped}
    asked = [BY_KEY[key] for key, holds in decided.items() if holds and key not in head.waived]
    if not asked:
        return []
    told = ", ".join(f"coalesce(bool_or({one.sql}), FALSE)" for one in asked)
    sql = f"SELECT {told} FROM ({settled_lines(policy, OF_CONTACT)} OFFSET 0) e"
    (found,) = rows(sql, {"segment": head.pk, "contact": contact})
    return [one for one, holds in zip(asked, found, strict=True) if holds]
