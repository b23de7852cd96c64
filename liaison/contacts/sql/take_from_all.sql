-- Takes one code from all contacts of a question that have it; they count as changed.
WITH gone AS (
    DELETE FROM contact_{kind} a
    WHERE a.{kind}_id = %(code)s AND a.contact_id IN (/* who */)
    RETURNING a.contact_id
),
touched AS (
    UPDATE contact c
    SET changed_at = %(at)s, changed_by_id = %(by)s
    FROM gone
    WHERE c.id = gone.contact_id AND (c.changed_at, c.changed_by_id) IS DISTINCT FROM (%(at)s, %(by)s)
)
SELECT count(*) FROM gone
