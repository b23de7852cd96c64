-- One item more for each entry of the question that has something to send and no delivery under way,
-- which whoever calls it holds (`hold_entries`): its last copy when it goes the same way, else made again
-- from what was written.
INSERT INTO delivery_item (
    entry_id, contact_id, channel, state, recipient, message_id, "references", written, original_id,
    copy_name, attempts, due_at, reply, queued_at, queued_by_id, run_id
)
SELECT
    e.id, e.contact_id, e.correspondence_type, 'queued', '', '', coalesce(last."references", ''),
    coalesce(last.written, '{}'::jsonb),
    CASE WHEN last.channel = e.correspondence_type THEN last.copy_id END,
    CASE WHEN last.channel = e.correspondence_type THEN last.copy_name ELSE '' END,
    0, %(at)s, '', %(at)s, %(by)s, %(run)s
FROM interaction_entry e
LEFT JOIN LATERAL (
    SELECT i.channel, i.state, i.copy_id, i.copy_name, i.written, i."references"
    FROM delivery_item i
    WHERE i.entry_id = e.id AND i.contact_id = e.contact_id
    ORDER BY i.id DESC LIMIT 1
) last ON TRUE
WHERE e.id IN (/* question */)
  AND e.correspondence_type <> 'none'
  AND e.delivery_status NOT IN ('queued', 'sending')
  AND NOT e.canceled
  AND e.content_id = ANY(%(contents)s)
ORDER BY e.id
RETURNING entry_id, contact_id, channel
