-- The text of a message is about to go out; no row when the claim no longer stands.
UPDATE delivery_item SET handed_over_at = %(at)s
WHERE id = %(item)s AND contact_id = %(contact)s AND attempts = %(attempt)s AND state = 'sending'
RETURNING id
