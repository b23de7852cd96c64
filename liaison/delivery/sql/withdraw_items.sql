/* whichever contacts: a logging holds them all */
-- What waits, or was stopped, was not sent, however often it was tried: a hand-over that failed is unmarked.
WITH items AS MATERIALIZED (
    SELECT i.id, i.untouched FROM interaction_entry e
    CROSS JOIN LATERAL (
        SELECT id, state IN ('queued', 'stopped') AND handed_over_at IS NULL AS untouched FROM delivery_item
        WHERE entry_id = e.id AND contact_id = e.contact_id
        OFFSET 0 FOR UPDATE
    ) i
    WHERE e.logged_segment_id = %(logged_segment)s
), gone AS (
    DELETE FROM delivery_item WHERE id = ANY(ARRAY(SELECT id FROM items WHERE untouched))
)
SELECT EXISTS (SELECT 1 FROM items WHERE NOT untouched)
