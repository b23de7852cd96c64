-- Which contacts the lines of a file may stand for, and by what (1 surest).
-- A name alone does not make one of two that carry different external numbers, or different numbers in the file,
-- nor of two people without a company who have different e-mail addresses.
WITH l AS MATERIALIZED (
    SELECT l.line, l.no, l.external_id, l.type, liaison_fold(l.name) COLLATE "C" AS name_key, l.company_no,
           liaison_fold(l.company) COLLATE "C" AS company_key, l.emails
    FROM jsonb_to_recordset(%(lines)s::jsonb) AS l(
        line integer, no text, external_id text, type text, name text, company text, company_no text,
        emails jsonb
    )
)
SELECT l.line, 1, c.id
FROM l JOIN contact c ON c.external_id = l.external_id
WHERE l.external_id <> '' AND c.external_id <> ''
UNION
SELECT l.line, 2, c.id
FROM l JOIN contact c ON c.no = l.no
WHERE l.no <> ''
UNION
SELECT n.line, n.by_what, n.id
FROM (
    SELECT l.line, 3 AS by_what, c.id, l.no, c.no AS stored_no
    FROM l
    CROSS JOIN LATERAL jsonb_array_elements_text(l.emails) AS e(address)
    JOIN contact_email m ON m.key = lower(e.address) COLLATE "C"
    JOIN contact c ON c.id = m.contact_id AND c.name_key = l.name_key AND c.type = l.type
    WHERE l.external_id = '' OR c.external_id = ''
    UNION ALL
    SELECT l.line, 4, c.id, l.no, c.no
    FROM l
    JOIN contact c ON c.name_key = l.name_key AND c.type = l.type
    LEFT JOIN contact k ON k.id = c.company_id
    WHERE l.name_key <> ''
      AND (l.external_id = '' OR c.external_id = '')
      AND (
          l.type = 'company' OR k.no = l.company_no
          OR (l.company_no = '' AND l.company_key <> '' AND k.name_key = l.company_key)
          OR (
              l.company_no = '' AND l.company_key = '' AND k.id IS NULL
              AND (l.emails = '[]' OR NOT EXISTS (SELECT FROM contact_email m WHERE m.contact_id = c.id))
          )
      )
) n
-- One text for all numbers: a hundred thousand of them are read three times as fast as an array.
WHERE n.no = '' OR n.stored_no <> ALL(string_to_array(%(taken)s, E'\n'))
ORDER BY 1, 2, 3
