/* whichever contacts: the list of what is due holds them all */
-- Take the next items that are due, in turn: first what one person sends to one contact, then one from
-- each run that is running. Runs are few, and each is asked for its own next items only, so that what a
-- paused run holds back costs nothing. The messages of one whose control addresses are to read first wait
-- until `send_controls` is through with them, or too late with it. The caller holds the lock of those who
-- claim; whoever changes an item in another way is seen by the last condition.
UPDATE delivery_item
SET state = 'sending', claimed_at = %(at)s, worker = %(worker)s, handed_over_at = NULL,
    attempts = attempts + 1
WHERE id IN (
    SELECT id FROM (
        (
            SELECT id, turn FROM (
                (
                    SELECT id, 0 AS turn FROM delivery_item
                    WHERE state = 'queued' AND run_id IS NULL AND channel = 'email' AND due_at <= %(at)s
                    ORDER BY due_at, id LIMIT %(emails)s
                )
                UNION ALL
                (
                    SELECT next.id, next.turn FROM delivery_run r
                    CROSS JOIN LATERAL (
                        SELECT id, row_number() OVER (ORDER BY due_at, id) AS turn FROM delivery_item
                        WHERE run_id = r.id AND state = 'queued' AND channel = 'email' AND due_at <= %(at)s
                        ORDER BY due_at, id LIMIT %(run_emails)s
                    ) next
                    WHERE r.state = 'running' AND (
                        r.control_addresses = '[]' OR r.controls_done_at IS NOT NULL
                        OR r.controls_at <= %(controls_late)s
                    )
                )
            ) emails ORDER BY turn, id LIMIT %(emails)s
        )
        UNION ALL
        (
            SELECT id, 0 AS turn FROM delivery_item
            WHERE state = 'queued' AND run_id IS NULL AND channel = 'hard_copy' AND due_at <= %(at)s
            ORDER BY due_at, id LIMIT %(limit)s
        )
        UNION ALL
        (
            SELECT next.id, next.turn FROM delivery_run r
            CROSS JOIN LATERAL (
                SELECT id, row_number() OVER (ORDER BY due_at, id) AS turn FROM delivery_item
                WHERE run_id = r.id AND state = 'queued' AND channel = 'hard_copy' AND due_at <= %(at)s
                ORDER BY due_at, id LIMIT %(limit)s
            ) next
            WHERE r.state = 'running'
        )
    ) due ORDER BY turn, id LIMIT %(limit)s
) AND state = 'queued'
RETURNING id, contact_id, entry_id, attempts, run_id, channel
