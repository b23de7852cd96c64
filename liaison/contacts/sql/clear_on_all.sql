-- Takes a code that stands on the contact itself from all contacts of a question that have it.
WITH gone AS (
    UPDATE contact c
    SET {kind}_id = NULL, changed_at = %(at)s, changed_by_id = %(by)s, version = c.version + 1
    WHERE c.id IN (/* who */) AND c.{kind}_id = %(code)s
    RETURNING c.id
)
SELECT count(*) FROM gone
