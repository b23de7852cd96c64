-- Count items that left one state for another in their run. The present rate is told anew every ten
-- seconds; the last item settled ends the run, and one that waits again after all reopens it. One of which
-- something can be started again (see `keep_reinstated`) ends as stopped.
UPDATE delivery_run r
SET
    sent = r.sent + told.sent,
    failed = r.failed + told.failed,
    stopped = r.stopped + told.stopped,
    mark_at = CASE WHEN told.anew THEN %(at)s::timestamptz ELSE r.mark_at END,
    mark_settled = CASE WHEN told.anew THEN told.settled ELSE r.mark_settled END,
    rate = CASE
        WHEN told.anew AND r.mark_at IS NOT NULL THEN
            greatest(told.settled - r.mark_settled, 0) * 60.0 / extract(epoch FROM %(at)s::timestamptz - r.mark_at)
        ELSE r.rate
    END,
    state = CASE
        WHEN r.state = 'stopped' THEN r.state
        WHEN told.settled >= r.total AND r.stopped_at IS NOT NULL THEN 'stopped'
        WHEN told.settled >= r.total THEN 'finished'
        WHEN r.state = 'finished' THEN 'running'
        ELSE r.state
    END,
    finished_at = CASE WHEN told.settled >= r.total THEN coalesce(r.finished_at, %(at)s::timestamptz) END
FROM (
    SELECT
        run.id, moved.sent, moved.failed, moved.stopped,
        run.sent + run.failed + run.stopped + moved.sent + moved.failed + moved.stopped AS settled,
        run.mark_at IS NULL OR %(at)s::timestamptz >= run.mark_at + interval '10 s' AS anew
    FROM (/* moved */) moved JOIN delivery_run run ON run.id = moved.run_id
    FOR UPDATE OF run
) told
WHERE r.id = told.id
RETURNING r.id
