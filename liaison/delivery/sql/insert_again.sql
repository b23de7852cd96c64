-- One item more for each entry of the question that has something to send and no delivery under way,
-- which whoever calls it holds (`hold_entries`), by the given channel or by its own: its last copy from e-mail
-- to e-mail, else made again from what was written. What was never sent goes only if it may be written to the
-- contact: see `was_for_the_contact`.
INSERT INTO delivery_item (
    entry_id, contact_id, channel, state, recipient, message_id, "references", written, original_id,
    copy_name, attempts, due_at, reply, queued_at, queued_by_id, run_id
)
SELECT
    e.id, e.contact_id, way.channel, 'queued', '', '', coalesce(last."references", ''),
    coalesce(last.written, '{}'::jsonb),
    CASE WHEN last.channel = way.channel AND way.channel = 'email' THEN last.copy_id END,
    CASE WHEN last.channel = way.channel AND way.channel = 'email' THEN last.copy_name ELSE '' END,
    0, %(at)s, '', %(at)s, %(by)s, %(run)s
FROM interaction_entry e
CROSS JOIN LATERAL (SELECT coalesce(%(channel)s, e.correspondence_type) AS channel) way
LEFT JOIN LATERAL (
    SELECT i.channel, i.state, i.copy_id, i.copy_name, i.written, i."references"
    FROM delivery_item i
    WHERE i.entry_id = e.id AND i.contact_id = e.contact_id
    ORDER BY i.id DESC LIMIT 1
) last ON TRUE
WHERE e.id IN (/* question */)
  AND way.channel <> 'none'
  AND e.delivery_status NOT IN ('queued', 'sending')
  AND (e.delivery_status <> 'none'
       OR e.logged_segment_id IS NULL AND e.information_flow = 'outbound'
          AND e.channel IN ('email', 'letter', 'document'))
  AND NOT e.canceled
  AND e.content_id = ANY(%(contents)s)
ORDER BY e.id
RETURNING entry_id, contact_id, channel, id
