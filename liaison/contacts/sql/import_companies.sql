-- The companies that lines name: by number, else by name; those put away only where no living one has the name.
WITH n AS MATERIALIZED (
    SELECT n.no, n.name, liaison_fold(n.name) COLLATE "C" AS name_key
    FROM unnest(%(numbers)s::text[], %(names)s::text[]) AS n(no, name)
),
f AS (
    SELECT n.no, n.name, c.id, c.no AS company_no, c.archived_at IS NOT NULL AS archived
    FROM n JOIN contact c ON c.no = n.no
    WHERE n.no <> '' AND c.type = 'company'
    UNION ALL
    SELECT n.no, n.name, c.id, c.no, c.archived_at IS NOT NULL
    FROM n JOIN contact c ON c.name_key = n.name_key
    WHERE n.no = '' AND c.type = 'company'
)
SELECT r.no, r.name, r.id, r.company_no
FROM (SELECT f.*, rank() OVER (PARTITION BY f.no, f.name ORDER BY f.archived) AS place FROM f) r
WHERE r.place = 1
ORDER BY r.no, r.name, r.id
