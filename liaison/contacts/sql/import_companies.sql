-- The companies that lines name: by number, else by name, living ones before those put away.
WITH n AS MATERIALIZED (
    SELECT n.no, n.name, liaison_fold(n.name) COLLATE "C" AS name_key
    FROM unnest(%(numbers)s::text[], %(names)s::text[]) AS n(no, name)
)
SELECT DISTINCT ON (f.no, f.name) f.no, f.name, f.id
FROM (
    SELECT n.no, n.name, c.id, c.archived_at
    FROM n JOIN contact c ON c.no = n.no
    WHERE n.no <> '' AND c.type = 'company'
    UNION ALL
    SELECT n.no, n.name, c.id, c.archived_at
    FROM n JOIN contact c ON c.name_key = n.name_key
    WHERE n.no = '' AND c.type = 'company'
) f
ORDER BY f.no, f.name, f.archived_at NULLS FIRST, f.id
