-- Write down the end of an item, as long as the claim stands; returns what it was before. When it is
-- `swift` the transaction does not wait for the disk: should the server die in that moment, the item is
-- one whose answer was not heard.
WITH before AS (
    SELECT id, state FROM delivery_item
    WHERE id = %(item)s AND contact_id = %(contact)s AND attempts = %(attempt)s
      AND (state = 'sending' OR (state = 'failed' AND handed_over_at IS NOT NULL))
    FOR UPDATE
)
UPDATE delivery_item i
SET state = %(state)s, reply = %(words)s, finished_at = %(at)s
FROM before
WHERE i.id = before.id AND i.contact_id = %(contact)s
RETURNING before.state, i.channel, i.copy_id, i.copy_name, i.run_id,
    set_config(
        'synchronous_commit',
        CASE WHEN %(swift)s THEN 'off' ELSE current_setting('synchronous_commit') END, TRUE
    )
