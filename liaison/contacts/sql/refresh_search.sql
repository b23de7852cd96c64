-- Writes the words by which contacts are found, and keeps the vocabulary of those words.
-- The question who asks for their ids. One statement whatever the number of contacts.
WITH target AS MATERIALIZED (
    SELECT c.id, c.no, c.name, c.name_2, c.search_name, c.post_code, c.city,
           CASE WHEN c.company_id <> c.id THEN k.name END AS company_name
    FROM contact c
    LEFT JOIN contact k ON k.id = c.company_id
    WHERE c.id IN (/* who */)
),
-- S.A. is found as "sa" and as "s a".
plain AS MATERIALIZED (
    SELECT DISTINCT t.id, w.word
    FROM target t
    CROSS JOIN LATERAL regexp_split_to_table(
        liaison_fold(concat_ws(' ', t.name, t.name_2, t.search_name, t.company_name, t.post_code, t.city,
                               replace(t.name, '.', ''), replace(t.company_name, '.', ''))),
        '[^[:alnum:]]+'
    ) AS w(word)
    WHERE w.word <> ''
),
word AS (
    SELECT id, word FROM plain
    UNION ALL
    SELECT id, lower(no) FROM target
    UNION ALL
    SELECT id, ltrim(substring(no FROM '[0-9]+$'), '0') FROM target
    UNION ALL
    SELECT e.contact_id, lower(e.address) FROM target t JOIN contact_email e ON e.contact_id = t.id
    UNION ALL
    SELECT e.contact_id, w.word
    FROM target t
    JOIN contact_email e ON e.contact_id = t.id
    CROSS JOIN LATERAL regexp_split_to_table(liaison_fold(e.address), '[^[:alnum:]]+') AS w(word)
    UNION ALL
    SELECT p.contact_id, w.word
    FROM target t
    JOIN contact_phone p ON p.contact_id = t.id
    CROSS JOIN LATERAL (
        VALUES (p.national), (ltrim(p.e164, '+')), (regexp_replace(p.number, '[^0-9]', '', 'g'))
    ) AS w(word)
),
kept AS (
    INSERT INTO contact_word (word)
    SELECT DISTINCT p.word
    FROM plain p
    WHERE length(p.word) > 2
      AND p.word !~ '[0-9]'
      AND NOT EXISTS (SELECT FROM contact_word v WHERE v.word = p.word)
    ORDER BY p.word
    ON CONFLICT DO NOTHING
),
vector AS (
    SELECT id, array_to_tsvector(array_agg(DISTINCT word)) AS search
    FROM word
    WHERE word <> ''
    GROUP BY id
)
UPDATE contact c
SET search = v.search
FROM vector v
WHERE c.id = v.id AND c.search IS DISTINCT FROM v.search
