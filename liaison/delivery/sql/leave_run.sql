-- Items that are no longer among those of their run, by run: `missing (run_id, items)`. A run that waited
-- for them alone has ended.
UPDATE delivery_run r
SET total = r.total - m.items,
    state = CASE
        WHEN r.state <> 'stopped' AND r.sent + r.failed + r.stopped >= r.total - m.items
        THEN CASE WHEN r.stopped_at IS NULL THEN 'finished' ELSE 'stopped' END ELSE r.state
    END,
    finished_at = CASE
        WHEN r.sent + r.failed + r.stopped >= r.total - m.items
        THEN coalesce(r.finished_at, now()) ELSE r.finished_at
    END
FROM missing m WHERE r.id = m.run_id
