-- Write down letters that were made, with their files; returns those whose claim still stands.
UPDATE delivery_item i
SET state = 'sent', reply = given.note, finished_at = %(at)s, copy_id = given.copy_id,
    copy_name = given.copy_name
FROM unnest(
    %(items)s::bigint[], %(contacts)s::bigint[], %(attempts)s::integer[], %(copies)s::bigint[],
    %(names)s::text[], %(notes)s::text[]
) AS given (id, contact_id, attempts, copy_id, copy_name, note)
WHERE i.id = given.id AND i.contact_id = given.contact_id AND i.attempts = given.attempts
  AND i.state = 'sending'
RETURNING i.id
