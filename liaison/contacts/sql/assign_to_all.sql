-- Gives one code to all contacts of a question that may have it and do not yet; they count as changed.
WITH new AS (
    INSERT INTO contact_{kind} (contact_id, {kind}_id{columns})
    SELECT c.id, %(code)s{values}
    FROM contact c
    WHERE c.id IN (/* who */) AND c.type = ANY(%(holders)s)
    {hold}
    ON CONFLICT (contact_id, {kind}_id) DO NOTHING
    RETURNING contact_id
),
touched AS (
    UPDATE contact c
    SET changed_at = %(at)s, changed_by_id = %(by)s
    FROM new
    WHERE c.id = new.contact_id AND (c.changed_at, c.changed_by_id) IS DISTINCT FROM (%(at)s, %(by)s)
)
SELECT count(*) FROM new
