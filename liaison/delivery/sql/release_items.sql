-- Give claims up without having tried: back on the list, due when each may go, and not counted. The
-- moment that its domain kept for one stays its own.
UPDATE delivery_item i
SET state = 'queued', due_at = coalesce(given.due_at, i.due_at), slot_at = coalesce(given.due_at, i.slot_at),
    claimed_at = NULL, attempts = i.attempts - 1
FROM unnest(
    %(items)s::bigint[], %(contacts)s::bigint[], %(attempts)s::integer[], %(dues)s::timestamptz[]
) AS given (id, contact_id, attempts, due_at)
WHERE i.id = given.id AND i.contact_id = given.contact_id AND i.attempts = given.attempts
  AND i.state = 'sending' AND i.handed_over_at IS NULL
