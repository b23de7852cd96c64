/* whichever contacts: a logging holds them all */
-- What waits, was stopped, or failed before its hand-over was not sent, however often it was tried: a hand-over
-- that is tried again is unmarked.
-- The runs of the logging go afterwards; those of lists that are sent again as a whole wait for it no longer.
WITH items AS MATERIALIZED (
    SELECT i.id, i.run_id, i.state, i.untouched FROM interaction_entry e
    CROSS JOIN LATERAL (
        SELECT id, run_id, state, state IN ('queued', 'stopped', 'failed') AND handed_over_at IS NULL AS untouched
        FROM delivery_item
        WHERE entry_id = e.id AND contact_id = e.contact_id
        OFFSET 0 FOR UPDATE
    ) i
    WHERE e.logged_segment_id = %(logged_segment)s
), gone AS (
    DELETE FROM delivery_item WHERE id = ANY(ARRAY(SELECT id FROM items WHERE untouched))
), missing AS (
    SELECT i.run_id, count(*) AS items FROM items i JOIN delivery_run r ON r.id = i.run_id
    WHERE i.state = 'queued' AND r.logged_segment_id IS NULL GROUP BY i.run_id
), counted AS (
/* left */
)
SELECT EXISTS (SELECT 1 FROM items WHERE NOT untouched)
