/* whichever contacts: a heading holds them all */
-- The items that the cancelling of a campaign entry took off the list of their runs, of entries that are
-- reinstated and were not sent in another way since.
SELECT i.id, i.run_id FROM interaction_entry e
CROSS JOIN LATERAL (
    SELECT id, run_id, state, finished_at FROM delivery_item
    WHERE entry_id = e.id AND contact_id = e.contact_id
    ORDER BY id DESC LIMIT 1
) i
WHERE e.campaign_entry_id = %(heading)s AND NOT e.canceled AND i.state = 'stopped' AND i.run_id IS NOT NULL
  AND i.finished_at >= (
      SELECT max(x.changed_at) FROM interaction_entry_change x
      WHERE x.entry_id = e.id AND x.contact_id = e.contact_id AND x.kind = 'canceled'
  )
