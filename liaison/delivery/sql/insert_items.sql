-- One item for each entry of the question that has a way to go and no delivery under way.
INSERT INTO delivery_item (
    entry_id, contact_id, channel, state, recipient, message_id, "references", written, attempts,
    due_at, reply, copy_name, queued_at, queued_by_id
)
SELECT
    e.id, e.contact_id, e.correspondence_type, 'queued', '', '', '', '{}'::jsonb, 0,
    %(at)s, '', '', %(at)s, %(by)s
FROM interaction_entry e
WHERE e.id IN (/* question */)
  AND e.correspondence_type <> 'none'
  AND NOT e.canceled
  AND NOT EXISTS (
      SELECT 1 FROM delivery_item i
      WHERE i.entry_id = e.id AND i.contact_id = e.contact_id AND i.state IN ('queued', 'sending')
  )
RETURNING entry_id, contact_id
