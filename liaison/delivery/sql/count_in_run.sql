-- Count items that left one state for another in their run. The present rate is told anew every ten
-- seconds; the last item settled ends the run, and one that waits again after all reopens it.
UPDATE delivery_run r
SET
    sent = r.sent + %(sent)s,
    failed = r.failed + %(failed)s,
    stopped = r.stopped + %(stopped)s,
    mark_at = CASE WHEN told.anew THEN %(at)s::timestamptz ELSE r.mark_at END,
    mark_settled = CASE WHEN told.anew THEN told.settled ELSE r.mark_settled END,
    rate = CASE
        WHEN told.anew AND r.mark_at IS NOT NULL THEN
            greatest(told.settled - r.mark_settled, 0) * 60.0 / extract(epoch FROM %(at)s::timestamptz - r.mark_at)
        ELSE r.rate
    END,
    state = CASE
        WHEN r.state = 'stopped' THEN r.state
        WHEN told.settled >= r.total THEN 'finished'
        WHEN r.state = 'finished' THEN 'running'
        ELSE r.state
    END,
    finished_at = CASE WHEN told.settled >= r.total THEN coalesce(r.finished_at, %(at)s::timestamptz) END
FROM (
    SELECT
        id, sent + failed + stopped + %(settled)s AS settled,
        mark_at IS NULL OR %(at)s::timestamptz >= mark_at + interval '10 s' AS anew
    FROM delivery_run WHERE id = %(run)s
    FOR UPDATE
) told
WHERE r.id = told.id
RETURNING r.id
