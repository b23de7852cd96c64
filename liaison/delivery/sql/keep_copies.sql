-- The exact messages, kept before they go out; returns those whose claim still stands.
UPDATE delivery_item i
SET copy_id = given.copy_id, copy_name = given.copy_name, message_id = given.message_id,
    recipient = given.recipient
FROM unnest(
    %(items)s::bigint[], %(contacts)s::bigint[], %(attempts)s::integer[], %(copies)s::bigint[],
    %(names)s::text[], %(messages)s::text[], %(recipients)s::text[]
) AS given (id, contact_id, attempts, copy_id, copy_name, message_id, recipient)
WHERE i.id = given.id AND i.contact_id = given.contact_id AND i.attempts = given.attempts
  AND i.state = 'sending'
RETURNING i.id
