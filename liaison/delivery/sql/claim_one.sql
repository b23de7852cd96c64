-- Take one item, if it waits and is due; no row else.
UPDATE delivery_item
SET state = 'sending', claimed_at = %(at)s, worker = %(worker)s, handed_over_at = NULL,
    attempts = attempts + 1
WHERE id = %(item)s AND contact_id = %(contact)s AND state = 'queued' AND due_at <= %(at)s
RETURNING id, contact_id, entry_id, attempts, run_id, channel
