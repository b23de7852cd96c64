-- The end of a claimed item, as long as the claim stands: on the item, on its entry, in its run. One row
-- then, with its channel. When it is `swift` the transaction does not wait for the disk: should the server
-- die in that moment, the item is one whose answer was not heard.
--
-- Item, entry, run: locked in this turn, so that no two who settle wait for each other in a ring.
WITH before AS (
    SELECT id, state FROM delivery_item
    WHERE id = %(item)s AND contact_id = %(contact)s AND attempts = %(attempt)s
      AND (state = 'sending' OR (state = 'failed' AND handed_over_at IS NOT NULL))
    FOR UPDATE
), ended AS (
    UPDATE delivery_item i
    SET state = %(state)s, reply = %(words)s, finished_at = %(at)s
    FROM before
    WHERE i.id = before.id
    RETURNING before.state AS was, i.channel, i.copy_id, i.copy_name, i.run_id,
        set_config(
            'synchronous_commit',
            CASE WHEN %(swift)s THEN 'off' ELSE current_setting('synchronous_commit') END, TRUE
        )
), settled AS (
    SELECT CASE WHEN %(sent)s = 1 THEN copy_id END AS file_id, copy_name AS name FROM ended
), /* noted */, counted AS (/* counted */)
SELECT channel FROM ended
