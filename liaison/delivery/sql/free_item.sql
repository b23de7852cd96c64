-- Put an item back on the list, as long as the claim stands; returns what it was before. One that was given
-- up as unknown only if nobody sent its entry again meanwhile: who does holds the entry, which is read again
-- once it is free. The entry is locked first, as by everybody.
WITH before AS (
    SELECT i.id, i.state
    FROM interaction_entry e JOIN delivery_item i ON i.entry_id = e.id AND i.contact_id = e.contact_id
    WHERE i.id = %(item)s AND i.contact_id = %(contact)s AND i.attempts = %(attempt)s
      AND (
          i.state = 'sending'
          OR (
              i.state = 'failed' AND i.handed_over_at IS NOT NULL AND e.delivery_status = 'failed'
              AND NOT EXISTS (
                  SELECT 1 FROM delivery_item later
                  WHERE later.entry_id = i.entry_id AND later.contact_id = i.contact_id AND later.id > i.id
              )
          )
      )
    FOR UPDATE
)
UPDATE delivery_item i
SET state = 'queued', due_at = %(until)s, reply = %(words)s, slot_at = NULL, claimed_at = NULL,
    handed_over_at = NULL, finished_at = NULL
FROM before
WHERE i.id = before.id AND i.contact_id = %(contact)s
RETURNING before.state, i.run_id
