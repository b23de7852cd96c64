-- Delete the items of these entries; those that waited are no longer among those of their runs.
WITH gone AS (
    DELETE FROM delivery_item
    WHERE entry_id = ANY(%(entries)s) AND contact_id = ANY(%(contacts)s)
    RETURNING run_id, state
), missing AS (
    SELECT run_id, count(*) AS items FROM gone
    WHERE run_id IS NOT NULL AND state IN ('queued', 'sending') GROUP BY run_id
), counted AS (
/* left */
)
SELECT count(*) FROM gone
