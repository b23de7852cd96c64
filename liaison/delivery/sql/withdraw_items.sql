/* whichever contacts: a logging holds them all */
-- What waits, or was stopped, was not sent, however often it was tried: a hand-over that failed is unmarked.
-- The runs of the logging go afterwards; those of lists that are sent again as a whole wait for it no longer.
WITH items AS MATERIALIZED (
    SELECT i.id, i.run_id, i.state, i.untouched FROM interaction_entry e
    CROSS JOIN LATERAL (
        SELECT id, run_id, state, state IN ('queued', 'stopped') AND handed_over_at IS NULL AS untouched
        FROM delivery_item
        WHERE entry_id = e.id AND contact_id = e.contact_id
        OFFSET 0 FOR UPDATE
    ) i
    WHERE e.logged_segment_id = %(logged_segment)s
), gone AS (
    DELETE FROM delivery_item WHERE id = ANY(ARRAY(SELECT id FROM items WHERE untouched))
), missing AS (
    SELECT run_id, count(*) AS items FROM items WHERE state = 'queued' AND run_id IS NOT NULL GROUP BY run_id
), counted AS (
    UPDATE delivery_run r
    SET total = r.total - m.items,
        state = CASE
            WHEN r.state <> 'stopped' AND r.sent + r.failed + r.stopped >= r.total - m.items
            THEN 'finished' ELSE r.state
        END,
        finished_at = CASE
            WHEN r.sent + r.failed + r.stopped >= r.total - m.items
            THEN coalesce(r.finished_at, now()) ELSE r.finished_at
        END
    FROM missing m WHERE r.id = m.run_id AND r.logged_segment_id IS NULL
)
SELECT EXISTS (SELECT 1 FROM items WHERE NOT untouched)
