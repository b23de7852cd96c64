-- Take the next items that are due. Two workers at once: the second waits for the rows of the first,
-- sees that they are queued no more, and passes them over.
UPDATE delivery_item
SET state = 'sending', claimed_at = %(at)s, handed_over_at = NULL, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM delivery_item
    WHERE state = 'queued' AND due_at <= %(at)s
    ORDER BY due_at, id
    LIMIT %(limit)s
) AND state = 'queued'
RETURNING id, contact_id, entry_id, attempts
