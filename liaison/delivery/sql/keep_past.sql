-- A run and the items of every logged segment that has none and whose messages went out elsewhere, from
-- what stands on its entries. Numbers follow those of the logged segments and the entries.
WITH told AS MATERIALIZED (
    SELECT
        e.id, e.contact_id, e.logged_segment_id, e.correspondence_type AS channel, e.delivery_status AS state,
        coalesce(e.delivery_at, e.recorded_at) AS ended_at, e.delivery_note AS words, e.recorded_at,
        e.recorded_by_id, coalesce(nullif(a.email, ''), c.email) AS email
    FROM interaction_logged_segment s
    JOIN interaction_entry e ON e.logged_segment_id = s.id
    JOIN contact c ON c.id = e.contact_id
    LEFT JOIN contact_alternative_address a ON a.id = e.alternative_address_id
    WHERE e.correspondence_type <> 'none' AND e.delivery_status IN ('sent', 'failed', 'bounced', 'stopped')
      AND NOT EXISTS (SELECT 1 FROM delivery_run r WHERE r.logged_segment_id = s.id)
), runs AS (
    INSERT INTO delivery_run (
        logged_segment_id, state, starts_at, total, sent, failed, stopped, mark_settled, rate, created_at,
        created_by_id, changed_at, changed_by_id, finished_at,
        control_addresses
    )
    SELECT
        logged_segment_id, 'finished', min(recorded_at), count(*),
        count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state IN ('failed', 'bounced')),
        count(*) FILTER (WHERE state = 'stopped'), 0, 0, min(recorded_at), min(recorded_by_id),
        %(at)s, %(by)s, max(ended_at), '[]'::jsonb
    FROM told GROUP BY logged_segment_id ORDER BY logged_segment_id
    RETURNING id, logged_segment_id
)
INSERT INTO delivery_item (
    entry_id, contact_id, channel, state, recipient, message_id, "references", written, attempts, due_at,
    claimed_at, handed_over_at, finished_at, reply, copy_name, queued_at, queued_by_id, run_id
)
SELECT
    t.id, t.contact_id, t.channel, t.state,
    CASE WHEN t.channel = 'email' AND t.state <> 'stopped' THEN t.email ELSE '' END, '', '', '{}'::jsonb,
    CASE WHEN t.state = 'stopped' THEN 0 ELSE 1 END, t.recorded_at,
    CASE WHEN t.state <> 'stopped' THEN t.ended_at END,
    CASE WHEN t.channel = 'email' AND t.state <> 'stopped' THEN t.ended_at END,
    t.ended_at, t.words, '', t.recorded_at, t.recorded_by_id, r.id
FROM told t JOIN runs r ON r.logged_segment_id = t.logged_segment_id
ORDER BY t.id
