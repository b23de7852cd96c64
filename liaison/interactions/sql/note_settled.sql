-- Parts of a statement that ends the delivery of one entry: what became of it, and what this contact
-- received. The statement says `settled` before: a row when the delivery did end, with `file_id` (NULL if
-- there is no copy), `name`, and whether it is the `latest` of its entry, which says nothing of others. What
-- goes out once more with the same bytes is the newest file of its entry again.
kept AS (
    INSERT INTO interaction_entry_file (entry_id, contact_id, file_id, name, sent_copy)
    SELECT %(entry)s, %(contact)s, file_id, name, TRUE FROM settled
    WHERE file_id IS NOT NULL
    ON CONFLICT (entry_id, contact_id, file_id, name) DO UPDATE SET id = EXCLUDED.id
), noted AS (
    UPDATE interaction_entry
    SET delivery_status = %(state)s, delivery_at = %(at)s, delivery_note = %(note)s
    WHERE id = %(entry)s AND contact_id = %(contact)s AND EXISTS (SELECT FROM settled WHERE latest)
    RETURNING id
)
