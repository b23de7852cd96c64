-- Writes a code that stands on the contact itself on all contacts of a question that may have it.
WITH new AS (
    UPDATE contact c
    SET {kind}_id = %(code)s, changed_at = %(at)s, changed_by_id = %(by)s, version = c.version + 1
    WHERE c.id IN (/* who */) AND c.type = ANY(%(holders)s) AND c.{kind}_id IS DISTINCT FROM %(code)s
    RETURNING c.id
)
SELECT count(*) FROM new
