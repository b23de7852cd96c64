-- Keep moments for messages to receiving domains, behind those that were kept before, as long as a message
-- waits for one of them. Returns each domain and when the next one may go there.
INSERT INTO delivery_pace AS pace (key, next_at)
SELECT 'domain ' || asked.key, %(at)s + asked.count * %(pause)s::interval
FROM unnest(%(keys)s::text[], %(counts)s::integer[]) AS asked (key, count)
ORDER BY asked.key
ON CONFLICT (key) DO UPDATE
    SET next_at = (excluded.next_at - %(at)s) + greatest(
        %(at)s,
        CASE
            WHEN EXISTS (
                SELECT 1 FROM delivery_run r CROSS JOIN LATERAL (
                    SELECT 1 FROM delivery_item i
                    WHERE i.run_id = r.id AND i.state = 'queued' AND i.channel = 'email'
                      AND i.due_at > %(at)s AND i.slot_at IS NOT NULL
                    LIMIT 1
                ) waiting
                WHERE r.state IN ('waiting', 'running', 'paused')
            ) THEN pace.next_at
            ELSE least(pace.next_at, %(at)s + %(soon)s::interval + %(pause)s::interval)
        END
    )
RETURNING substr(key, 8), next_at
