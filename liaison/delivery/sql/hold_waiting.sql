/* whichever contacts: a copy that was brought back holds them all */
-- Take everything that waits, or was in a worker's hands, off the list, and stop the runs that were open. What
-- is held of a run ends at the moment of its stopping, so that starting it brings it back. Answers how many.
WITH held AS (
    UPDATE delivery_item
    SET state = 'stopped', reply = %(words)s, worker = NULL, claimed_at = NULL, handed_over_at = NULL,
        finished_at = coalesce(
            (SELECT stopped_at FROM delivery_run WHERE id = delivery_item.run_id), %(at)s::timestamptz
        )
    WHERE state IN ('queued', 'sending')
    RETURNING run_id
), counts AS (
    SELECT run_id, count(*) AS items FROM held GROUP BY run_id
), runs AS (
    UPDATE delivery_run r
    SET state = 'stopped', stopped = r.stopped + coalesce(found.items, 0),
        stopped_at = coalesce(r.stopped_at, %(at)s::timestamptz), finished_at = %(at)s,
        changed_at = %(at)s, changed_by_id = NULL, mark_at = NULL, mark_settled = 0, rate = 0
    FROM delivery_run before LEFT JOIN counts found ON found.run_id = before.id
    WHERE r.id = before.id AND (before.state IN ('waiting', 'running', 'paused') OR found.items > 0)
)
SELECT coalesce(sum(items), 0) FROM counts
