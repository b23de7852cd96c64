-- Letters that were made: their true status, and the file of each. One that comes out with the bytes of an
-- earlier one is the newest of its entry again, for the newest is printed.
WITH given AS (
    SELECT * FROM unnest(
        %(entries)s::bigint[], %(contacts)s::bigint[], %(files)s::bigint[], %(names)s::text[],
        %(notes)s::text[]
    ) AS given (entry_id, contact_id, file_id, name, note)
), kept AS (
    INSERT INTO interaction_entry_file (entry_id, contact_id, file_id, name, sent_copy)
    SELECT DISTINCT entry_id, contact_id, file_id, name, TRUE FROM given
    ON CONFLICT (entry_id, contact_id, file_id, name) DO UPDATE SET id = EXCLUDED.id
)
UPDATE interaction_entry e
SET delivery_status = 'sent', delivery_at = %(at)s, delivery_note = given.note
FROM given
WHERE e.id = given.entry_id AND e.contact_id = given.contact_id
