"""Work the whole pipeline out again and bring the lines into line with it, in one statement (B-2)."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.kit.sql import rows
from liaison.segments.bulk import OWN_CAMPAIGN, TOP, tell_planner
from liaison.segments.rules import GAP
from liaison.segments.selection import Chain, Plan, write_pipeline

RECOMPUTE = """
WITH {chain},
target AS MATERIALIZED (
    SELECT contact_id, step, removed, position, entry, campaign_id,
           row_number() OVER (PARTITION BY contact_id ORDER BY removed IS NOT NULL, position, entry) AS nth
    FROM {state}
), present AS MATERIALIZED (
    SELECT id, contact_id, line_no, step_id, removed_by_id,
           row_number() OVER (PARTITION BY contact_id ORDER BY removed_by_id IS NOT NULL, line_no, id) AS nth
    FROM segment_line WHERE segment_id = %(segment)s
), gone AS (
    DELETE FROM segment_line l USING present p
    WHERE l.id = p.id AND l.contact_id = p.contact_id
      AND NOT EXISTS (SELECT 1 FROM target t WHERE t.contact_id = p.contact_id AND t.nth = p.nth)
    RETURNING l.id
), texts AS (
    DELETE FROM segment_language x WHERE x.segment_id = %(segment)s AND x.line IN (SELECT id FROM gone)
), top AS MATERIALIZED (SELECT {top} AS line_no),
back AS MATERIALIZED (
    SELECT p.id, row_number() OVER (ORDER BY p.line_no, p.id) AS place
    FROM present p JOIN target t USING (contact_id, nth)
    WHERE p.removed_by_id IS NOT NULL AND t.removed IS NULL
), kept AS (
    UPDATE segment_line l
    SET step_id = t.step, removed_by_id = t.removed,
        line_no = coalesce(top.line_no + {gap} * b.place, l.line_no)
    FROM present p JOIN target t USING (contact_id, nth) LEFT JOIN back b ON b.id = p.id CROSS JOIN top
    WHERE l.id = p.id AND l.contact_id = p.contact_id
      AND (l.step_id, l.removed_by_id) IS DISTINCT FROM (t.step, t.removed)
), fresh AS (
    SELECT t.contact_id, t.step, t.removed, {own_campaign} AS campaign_id,
           row_number() OVER (
               ORDER BY t.position, t.entry, coalesce(k.name_key, ''), coalesce(k.no, ''), c.type,
                        c.name_key, c.no
           ) AS place
    FROM target t JOIN segment s ON s.id = %(segment)s
    JOIN contact c ON c.id = t.contact_id LEFT JOIN contact k ON k.id = c.company_id
    WHERE NOT EXISTS (SELECT 1 FROM present p WHERE p.contact_id = t.contact_id AND p.nth = t.nth)
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
), n AS (SELECT count(*) AS lines FROM target WHERE removed IS NULL),
head AS (UPDATE segment s SET line_count = n.lines FROM n WHERE s.id = %(segment)s)
SELECT lines, (SELECT count(*) FROM gone), (SELECT count(*) FROM ins) FROM n"""


MOVES = """moves AS (
    INSERT INTO segment_move (segment_no, change_id, contact_id, lines)
    SELECT s.no, %(change)s, contact_id, coalesce(t.lines, 0) - coalesce(p.lines, 0)
    FROM (SELECT contact_id, count(*) AS lines FROM target WHERE removed IS NULL GROUP BY contact_id) t
    FULL JOIN (
        SELECT contact_id, count(*) AS lines FROM present WHERE removed_by_id IS NULL GROUP BY contact_id
    ) p USING (contact_id)
    JOIN segment s ON s.id = %(segment)s
    WHERE coalesce(t.lines, 0) <> coalesce(p.lines, 0)
    ORDER BY coalesce(t.lines, 0) - coalesce(p.lines, 0), contact_id
),"""


def recompute(segment: int, plans: Sequence[Plan], *, change: int | None = None) -> int:
    """Make the lines what the steps say; returns how many there are.

    With `change`, a line of the history, who joins and who leaves is kept with it (B-3).

    Lines that survive keep their row, their number and their values; those that come back stand at the
    end, new ones behind them. A new line of a logged segment used again has the campaign of its
    interaction (R-SEG-90).
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
        moves=MOVES if change is not None else "",
        own_campaign=OWN_CAMPAIGN.format("t"),
        counts=counts or "(0::bigint, 0::bigint, 0::bigint)",
    )
    ((lines, gone, new),) = rows(sql, {"segment": segment, "change": change, **chain.params})
    tell_planner(gone + new)
    return int(lines)
