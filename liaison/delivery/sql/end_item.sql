-- The end of a claimed item, as long as the claim stands: on the item, on its entry, in its run. One row
-- then, with its channel. When it is `swift` the transaction does not wait for the disk: should the server
-- die in that moment, the item is one whose reply was not heard.
--
-- Entry, item, run: locked in this turn, as by everybody, so that no two wait for each other in a ring.
--
-- Of an item that was given up as unknown nothing is written on the entry once it was sent again: whoever did
-- held the entry, which says so when it is free.
WITH held AS (
    SELECT delivery_status FROM interaction_entry
    WHERE id = %(entry)s AND contact_id = %(contact)s
    FOR NO KEY UPDATE
), before AS (
    SELECT i.id, i.state, i.state = 'sending' OR held.delivery_status = 'failed' AND NOT EXISTS (
        SELECT 1 FROM delivery_item later
        WHERE later.entry_id = i.entry_id AND later.contact_id = i.contact_id AND later.id > i.id
    ) AS latest
    FROM delivery_item i CROSS JOIN held
    WHERE i.id = %(item)s AND i.contact_id = %(contact)s AND i.attempts = %(attempt)s
      AND (i.state = 'sending' OR (i.state = 'failed' AND i.handed_over_at IS NOT NULL))
    FOR UPDATE OF i
), ended AS (
    UPDATE delivery_item i
    SET state = %(state)s, reply = %(words)s, finished_at = %(at)s
    FROM before
    WHERE i.id = before.id AND i.contact_id = %(contact)s
    RETURNING before.state AS was, before.latest, i.channel, i.copy_id, i.copy_name, i.run_id,
        set_config(
            'synchronous_commit',
            CASE WHEN %(swift)s THEN 'off' ELSE current_setting('synchronous_commit') END, TRUE
        )
), settled AS (
    SELECT CASE WHEN %(sent)s = 1 THEN copy_id END AS file_id, copy_name AS name, latest FROM ended
), /* noted */, counted AS (/* counted */)
SELECT channel FROM ended
