-- What became of the delivery of an entry, and the copy that went out if there is one.
WITH kept AS (
    INSERT INTO interaction_entry_file (entry_id, contact_id, file_id, name, sent_copy)
    SELECT %(entry)s, %(contact)s, %(file)s, %(name)s, TRUE
    WHERE %(file)s::bigint IS NOT NULL
    ON CONFLICT DO NOTHING
)
UPDATE interaction_entry
SET delivery_status = %(status)s, delivery_at = %(at)s, delivery_note = %(note)s
WHERE id = %(entry)s AND contact_id = %(contact)s
RETURNING id
