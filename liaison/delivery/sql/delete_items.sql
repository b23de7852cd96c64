-- Delete the items of these entries; those that waited are no longer among those of their runs.
WITH gone AS (
    DELETE FROM delivery_item
    WHERE entry_id = ANY(%(entries)s) AND contact_id = ANY(%(contacts)s)
    RETURNING run_id, state
), missing AS (
    SELECT run_id, count(*) AS items FROM gone
    WHERE run_id IS NOT NULL AND state IN ('queued', 'sending') GROUP BY run_id
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
    FROM missing m WHERE r.id = m.run_id
)
SELECT count(*) FROM gone
