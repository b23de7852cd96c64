"""Work the whole pipeline out again and bring the lines into line with it, in one statement (B-2)."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.kit.sql import rows
from liaison.segments.bulk import OWN_CAMPAIGN, TOP, tell_planner
from liaison.segments.rules import GAP
from liaison.segments.selection import ORDER, Chain, Plan, write_pipeline

# What is wanted and what is there are put together by sorting and grouping, never by a join: the planner
# cannot tell how many rows either has, and would compare each with each.
RECOMPUTE = """
WITH {chain},
both_sides AS (
    SELECT NULL::bigint AS id, contact_id, step, removed, position, entry, campaign_id,
           NULL::bigint AS line_no, FALSE AS bare
    FROM {state}
    UNION ALL
    SELECT id, contact_id, step_id, removed_by_id, NULL, NULL, NULL, line_no, NOT personalized
    FROM segment_line WHERE segment_id = %(segment)s
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY contact_id, step, removed IS NULL, id IS NULL
                                 ORDER BY bare, position, entry, line_no, id) AS place,
           least(count(id) OVER same, count(*) FILTER (WHERE id IS NULL) OVER same) AS alike,
           count(*) FILTER (WHERE id IS NULL) OVER step BETWEEN 1 AND count(*) OVER step - 1 AS shared
    FROM both_sides
    WINDOW step AS (PARTITION BY contact_id, step),
           same AS (PARTITION BY contact_id, step, removed IS NULL)
), numbered AS (
    SELECT *, row_number() OVER (
               PARTITION BY contact_id, id IS NULL
               ORDER BY place > alike, removed IS NOT NULL, NOT shared, CASE WHEN shared THEN step END, bare,
                        position, entry, line_no, id
           ) AS nth
    FROM placed
), pair AS MATERIALIZED (
    SELECT contact_id, max(id) AS id, max(line_no) AS line_no, bool_or(id IS NULL) AS wanted,
           bool_or(id IS NOT NULL AND removed IS NULL) AS lives,
           bool_or(id IS NULL AND removed IS NULL) AS shall_live,
           max(step) FILTER (WHERE id IS NULL) AS step, max(removed) FILTER (WHERE id IS NULL) AS removed,
           max(position) AS position, max(entry) AS entry, max(campaign_id) AS campaign_id
    FROM numbered GROUP BY contact_id, nth
), gone AS (
    DELETE FROM segment_line l USING pair p
    WHERE l.id = p.id AND l.contact_id = p.contact_id AND NOT p.wanted
    RETURNING l.id
), texts AS (
    DELETE FROM segment_language x WHERE x.segment_id = %(segment)s AND x.line IN (SELECT id FROM gone)
), top AS MATERIALIZED (SELECT {top} AS line_no),
back AS MATERIALIZED (
    SELECT id, contact_id, step, row_number() OVER (ORDER BY line_no, id) AS place
    FROM pair WHERE id IS NOT NULL AND shall_live AND NOT lives
), returned AS (
    UPDATE segment_line l
    SET step_id = b.step, removed_by_id = NULL, line_no = top.line_no + {gap} * b.place
    FROM back b CROSS JOIN top WHERE l.id = b.id AND l.contact_id = b.contact_id
), kept AS (
    UPDATE segment_line l SET step_id = p.step, removed_by_id = p.removed
    FROM pair p
    WHERE l.id = p.id AND l.contact_id = p.contact_id AND p.wanted AND (p.lives OR NOT p.shall_live)
      AND (l.step_id, l.removed_by_id) IS DISTINCT FROM (p.step, p.removed)
), fresh AS (
    SELECT t.contact_id, t.step, t.removed, {own_campaign} AS campaign_id,
           row_number() OVER (ORDER BY t.position, t.entry, {order}) AS place
    FROM pair t JOIN segment s ON s.id = %(segment)s
    JOIN contact c ON c.id = t.contact_id LEFT JOIN contact k ON k.id = c.company_id
    WHERE t.id IS NULL
), ins AS (
    INSERT INTO segment_line
        (segment_id, line_no, contact_id, step_id, removed_by_id, campaign_id, personalized)
    SELECT %(segment)s, top.line_no + {gap} * ((SELECT count(*) FROM back) + f.place), f.contact_id,
           f.step, f.removed, f.campaign_id, f.campaign_id IS NOT NULL
    FROM fresh f, top
    RETURNING 1
), {moves} steps AS (
    UPDATE segment_step p SET matched_count = n.matched, changed_count = n.changed
    FROM (VALUES {counts}) n (step, matched, changed) WHERE p.id = n.step
), n AS (SELECT count(*) AS lines FROM pair WHERE shall_live),
head AS (UPDATE segment s SET line_count = n.lines FROM n WHERE s.id = %(segment)s)
SELECT lines, (SELECT count(*) FROM gone), (SELECT count(*) FROM ins) FROM n"""


MOVES = """moves AS (
    INSERT INTO segment_move (segment_no, change_id, contact_id, lines)
    SELECT s.no, %(change)s, m.contact_id, m.lines
    FROM (SELECT contact_id, sum(shall_live::int - lives::int) AS lines FROM pair GROUP BY contact_id) m
    JOIN segment s ON s.id = %(segment)s
    WHERE m.lines <> 0
    ORDER BY m.lines, m.contact_id
),"""


def recompute(segment: int, plans: Sequence[Plan], *, change: int | None = None) -> int:
    """Make the lines what the steps say; returns how many there are.

    With `change`, a line of the history, who joins and who leaves is kept with it (B-3).

    Lines that survive keep their row, their number and their values; those that come back stand at the
    end, new ones behind them. Of several lines of a contact each stays with its step, in or taken out as
    it is; where steps do not tell, personalised ones are kept before bare ones. A new line of a logged
    segment used again has the campaign of its interaction (R-SEG-90).
    """
    chain = Chain()
    state = write_pipeline(chain, plans)
    counts = ", ".join(
        f"({int(plan.step)}::bigint, (SELECT matched FROM n{number}), (SELECT changed FROM n{number}))"
        for number, plan in enumerate(plans, 1)
    )
    sql = RECOMPUTE.format(
        chain=chain.sql,
        state=state,
        top=TOP,
        gap=GAP,
        order=ORDER,
        moves=MOVES if change is not None else "",
        own_campaign=OWN_CAMPAIGN.format("t"),
        counts=counts or "(0::bigint, 0::bigint, 0::bigint)",
    )
    ((lines, gone, new),) = rows(sql, {"segment": segment, "change": change, **chain.params})
    tell_planner(gone + new)
    return int(lines)
