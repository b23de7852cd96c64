-- Takes one code from all contacts of a question that have it; they count as changed.
WITH gone AS (
    DELETE FROM contact_{kind} a
    WHERE a.{kind}_id = %(code)s AND a.contact_id IN (/* who */)
    RETURNING a.contact_id
)
UPDATE contact c
SET changed_at = %(at)s, changed_by_id = %(by)s
FROM gone
WHERE c.id = gone.contact_id
