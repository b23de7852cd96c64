"""Writes on the lines of a segment: each a single statement, however many lines there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from liaison.kit.sql import Question, execute, rows, rows_often
from liaison.segments.queries.plans import OPTIONS, StepDraft
from liaison.segments.rules import GAP
from liaison.segments.selection import LIVE, ORDER, Chain, Plan, goes, write_add, write_matching


@dataclass(frozen=True, slots=True)
class Counted:
    """How many contacts a statement matched, and how many lines came or went."""

    matched: int
    changed: int


TOP = (
    "coalesce((SELECT max(line_no) FROM segment_line"
    " WHERE segment_id = %(segment)s AND removed_by_id IS NULL), 0)"
)
OWN_CAMPAIGN = "CASE WHEN {0}.campaign_id <> coalesce(s.campaign_id, 0) THEN {0}.campaign_id END"
"""The campaign of an interaction that is used again, where it is not that of the segment (R-SEG-90)."""
COUNTED = """
step AS (
    UPDATE segment_step p SET matched_count = n.matched, changed_count = n.changed
    FROM n WHERE p.id = %(step)s
), head AS (
    UPDATE segment s SET line_count = s.line_count {sign} n.changed FROM n WHERE s.id = %(segment)s
)
SELECT matched, changed{also} FROM n"""


CONTACTS_KNOWN = "set_config('liaison.contacts_known', 'yes', TRUE)"
CONTACTS_UNKNOWN = "set_config('liaison.contacts_known', '', TRUE)"
"""What takes its lines from the contacts need not look again whether they exist (decision 0012).

`kit.sql.known` within the statement: the check is asked for at the end of the insertion, the end of the
statement comes later.
"""


REMEMBER_TAKEN_OUT = """
taken_out AS (
    INSERT INTO segment_step_taken_out (step_id, contact_id, lines)
    SELECT %(step)s, contact_id, count(*) FROM gone GROUP BY contact_id
)"""
"""A step by hand remembers whom it took out."""


_RECORD = f"""
INSERT INTO segment_step
    (segment_id, position, action, kind, filters, {", ".join(OPTIONS)}, active, user_id, created_at,
     matched_count, changed_count)
SELECT %(segment)s, coalesce(max(position), 0) + 1, %(action)s, %(kind)s, %(filters)s,
       {", ".join(f"%({name})s" for name in OPTIONS)}, TRUE, %(by)s, %(at)s, 0, 0
FROM segment_step WHERE segment_id = %(segment)s
RETURNING id, position"""


def record_step(segment: int, draft: StepDraft, *, by: int, at: datetime) -> tuple[int, int]:
    """Put a step behind the last one of a locked segment; returns its id and its place."""
    values = {name: getattr(draft, name) for name in OPTIONS}
    values |= {"action": str(draft.action), "kind": str(draft.kind), "filters": Jsonb(draft.filters)}
    values |= {"segment": segment, "by": by, "at": at}
    ((step, position),) = rows_often(_RECORD, values)
    return int(step), int(position)


def fold_steps(segment: int, folds: Mapping[int, int]) -> None:
    """Let what some steps did, by their ids, be what others did; one statement, the steps stay."""
    sql = """
        WITH fold AS MATERIALIZED (
            SELECT * FROM unnest(%(gone)s::bigint[], %(stays)s::bigint[]) f (gone, stays)
        ), lines AS (
            UPDATE segment_line l
            SET step_id = coalesce(k.brought, l.step_id), removed_by_id = coalesce(k.taken, l.removed_by_id)
            FROM (SELECT o.id, o.contact_id, a.stays AS brought, b.stays AS taken
                  FROM segment_line o
                  LEFT JOIN fold a ON a.gone = o.step_id LEFT JOIN fold b ON b.gone = o.removed_by_id
                  WHERE o.segment_id = %(segment)s AND num_nonnulls(a.gone, b.gone) > 0) k
            WHERE l.id = k.id AND l.contact_id = k.contact_id
        ), forgotten AS (
            DELETE FROM segment_step_taken_out o USING fold WHERE o.step_id = fold.gone
            RETURNING fold.stays, o.contact_id, o.lines
        )
        INSERT INTO segment_step_taken_out (step_id, contact_id, lines)
        SELECT stays, contact_id, sum(lines) FROM forgotten GROUP BY stays, contact_id
        ON CONFLICT (step_id, contact_id)
            DO UPDATE SET lines = segment_step_taken_out.lines + excluded.lines"""
    execute(sql, {"segment": segment, "gone": list(folds), "stays": list(folds.values())})


def apply_add(segment: int, step: int, plan: Plan) -> Counted:
    """Append a line for each contact that an add lets in, in the order of R-SEG-68."""
    chain = Chain()
    new = write_add(chain, plan, LIVE)
    return _run(_insert(chain, new, "x1"), segment, step, chain.params)


def apply_reuse(segment: int, step: int, plan: Plan) -> Counted:
    """Append a line for each interaction of a logged segment, with its campaign (R-SEG-90)."""
    chain = Chain()
    chain.take(plan.where.params)
    chain.put("x4", plan.where.sql, kept=True)
    sql = f"""
        WITH {chain.sql}, known AS MATERIALIZED (SELECT {CONTACTS_KNOWN}), ins AS (
            INSERT INTO segment_line
                (segment_id, line_no, contact_id, step_id, campaign_id, personalized)
            SELECT s.id, {TOP} + {GAP} * row_number() OVER (ORDER BY x.entry),
                   x.id, %(step)s, {OWN_CAMPAIGN.format("x")}, {OWN_CAMPAIGN.format("x")} IS NOT NULL
            FROM known, x4 x, segment s WHERE s.id = %(segment)s
            RETURNING 1
        ), n AS (SELECT (SELECT count(*) FROM x4) AS matched, (SELECT count(*) FROM ins) AS changed),
        {COUNTED.format(sign="+", also=f", {CONTACTS_UNKNOWN}")}"""
    return _run(sql, segment, step, chain.params)


def _insert(chain: Chain, new: str, matched: str) -> str:
    return f"""
        WITH {chain.sql}, known AS MATERIALIZED (SELECT {CONTACTS_KNOWN}), ins AS (
            INSERT INTO segment_line (segment_id, line_no, contact_id, step_id, personalized)
            SELECT %(segment)s, {TOP} + {GAP} * row_number() OVER (ORDER BY {ORDER}),
                   c.id, %(step)s, FALSE
            FROM known, {new} x JOIN contact c ON c.id = x.id LEFT JOIN contact k ON k.id = c.company_id
            RETURNING 1
        ), n AS (
            SELECT (SELECT count(*) FROM {matched}) AS matched, (SELECT count(*) FROM ins) AS changed
        ), {COUNTED.format(sign="+", also=f", {CONTACTS_UNKNOWN}")}"""


def apply_taking_out(segment: int, step: int, plan: Plan) -> Counted:
    """Take out the lines that a reduce matches, or a refine does not; they stay for going back."""
    chain = Chain()
    matching = write_matching(chain, plan, LIVE)
    sql = f"""
        WITH {chain.sql}, gone AS (
            UPDATE segment_line l SET removed_by_id = %(step)s
            WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL
              AND {goes(plan, matching, "l.contact_id")}
            RETURNING l.contact_id
        ), {f"{REMEMBER_TAKEN_OUT}," if plan.kind == "hand" else ""} n AS (
            SELECT (SELECT count(*) FROM {matching}) AS matched, (SELECT count(*) FROM gone) AS changed
        ), {COUNTED.format(sign="-", also="")}"""
    return _run(sql, segment, step, chain.params)


def apply_chosen(segment: int, step: int, lines: Question) -> Counted:
    """Take out exactly these lines; they stay for going back (R-SEG-49)."""
    sql = f"""
        WITH gone AS (
            UPDATE segment_line l SET removed_by_id = %(step)s
            WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL AND l.id IN ({lines.sql})
            RETURNING l.contact_id
        ), {REMEMBER_TAKEN_OUT},
        n AS (SELECT count(*) AS matched, count(*) AS changed FROM gone),
        {COUNTED.format(sign="-", also="")}"""
    return _run(sql, segment, step, lines.params)


def _run(sql: str, segment: int, step: int, params: Mapping[str, Any]) -> Counted:
    ((matched, changed, *_also),) = rows(sql, {"segment": segment, "step": step, **params})
    tell_planner(changed)
    return Counted(int(matched), int(changed))


MANY = 1000
"""From so many changed lines on the planner is told at once, and not when the server gets round to it."""


def tell_planner(changed: int) -> None:
    """After a large change, count the lines anew once it is committed.

    Without that, the planner believes the segment to be almost empty, and compares each line with each
    contact.
    """
    if changed >= MANY:
        transaction.on_commit(lambda: execute("ANALYZE segment_line (segment_id, contact_id, removed_by_id)"))


def undo_add(segment: int, step: int) -> int:
    """Delete exactly the lines that the step brought, and the step; returns how many (R-SEG-80)."""
    sql = """
        WITH gone AS (
            DELETE FROM segment_line l
            WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL AND l.step_id = %(step)s
            RETURNING l.id
        ), texts AS (
            DELETE FROM segment_language t
            WHERE t.segment_id = %(segment)s AND t.line IN (SELECT id FROM gone)
        ), n AS (SELECT count(*) AS changed FROM gone),
        head AS (UPDATE segment s SET line_count = s.line_count - n.changed FROM n WHERE s.id = %(segment)s),
        forgotten AS (DELETE FROM segment_step_taken_out WHERE step_id = %(step)s),
        done AS (DELETE FROM segment_step WHERE id = %(step)s)
        SELECT changed FROM n"""
    return int(rows(sql, {"segment": segment, "step": step})[0][0])


def undo_taking_out(segment: int, step: int) -> int:
    """Bring back the lines that the step took out, at the end and with their values (R-SEG-81)."""
    sql = f"""
        WITH old AS MATERIALIZED (
            SELECT id, contact_id, row_number() OVER (ORDER BY line_no, id) AS place
            FROM segment_line WHERE segment_id = %(segment)s AND removed_by_id = %(step)s
        ), top AS MATERIALIZED (SELECT {TOP} AS line_no),
        back AS (
            UPDATE segment_line l SET removed_by_id = NULL, line_no = top.line_no + {GAP} * old.place
            FROM old, top WHERE l.id = old.id AND l.contact_id = old.contact_id
            RETURNING 1
        ), n AS (SELECT count(*) AS changed FROM back),
        head AS (UPDATE segment s SET line_count = s.line_count + n.changed FROM n WHERE s.id = %(segment)s),
        forgotten AS (DELETE FROM segment_step_taken_out WHERE step_id = %(step)s),
        done AS (DELETE FROM segment_step WHERE id = %(step)s)
        SELECT changed FROM n"""
    return int(rows(sql, {"segment": segment, "step": step})[0][0])
