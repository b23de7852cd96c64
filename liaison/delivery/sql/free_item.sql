-- Put an item back on the list, as long as the claim stands; returns what it was before.
WITH before AS (
    SELECT id, state FROM delivery_item
    WHERE id = %(item)s AND contact_id = %(contact)s AND attempts = %(attempt)s
      AND (state = 'sending' OR (state = 'failed' AND handed_over_at IS NOT NULL))
    FOR UPDATE
)
UPDATE delivery_item i
SET state = 'queued', due_at = %(until)s, reply = %(words)s, slot_at = NULL, claimed_at = NULL,
    handed_over_at = NULL, finished_at = NULL
FROM before
WHERE i.id = before.id AND i.contact_id = %(contact)s
RETURNING before.state, i.run_id
