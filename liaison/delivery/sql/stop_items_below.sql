/* whichever contacts: a heading holds them all */
WITH waiting AS MATERIALIZED (
    SELECT i.id FROM interaction_entry e
    CROSS JOIN LATERAL (
        SELECT id FROM delivery_item
        WHERE entry_id = e.id AND contact_id = e.contact_id AND state = 'queued'
        OFFSET 0 FOR UPDATE
    ) i
    WHERE e.campaign_entry_id = %(heading)s AND e.canceled
), stopped AS (
    UPDATE delivery_item SET state = 'stopped', reply = %(words)s, finished_at = %(at)s
    WHERE id = ANY(ARRAY(SELECT id FROM waiting))
    RETURNING run_id
)
SELECT run_id, count(*) FROM stopped GROUP BY run_id ORDER BY run_id
