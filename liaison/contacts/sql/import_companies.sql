-- The companies that lines name: by number, else by name, living ones before those put away.
SELECT DISTINCT ON (n.no, n.name) n.no, n.name, c.id
FROM unnest(%(numbers)s::text[], %(names)s::text[]) AS n(no, name)
JOIN contact c ON c.type = 'company'
    AND CASE WHEN n.no <> '' THEN c.no = n.no ELSE c.name_key = liaison_fold(n.name) END
ORDER BY n.no, n.name, c.archived_at NULLS FIRST, c.id
