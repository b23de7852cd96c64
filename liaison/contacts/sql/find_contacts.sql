-- Contacts for what somebody types. What begins with the text comes before what merely contains its words.
--
-- Each part stops at its limit, so that a common word costs little more than a rare one. The wide looks into
-- the full text index are taken one after the other, and only when those before found nothing: whole words,
-- the last word begun, all words begun. Beginnings are dear in that index, for all their rows are gathered
-- before the first is seen; short ones are compared with the rows instead (*_rest).
-- All words begun are looked for only if the vocabulary knows the long ones (known).
-- A limit that the planner cannot read keeps it from scanning the table in the hope of an early end.
-- A figure alone is the number of the series before it is the post code of a whole town.
WITH counted AS MATERIALIZED (
    SELECT c.id, 0 AS rank
    FROM number_series s
    JOIN contact c ON c.no = s.prefix || lpad(%(figure)s, greatest(s.digits, length(%(figure)s)), '0')
    WHERE s.code = 'contacts' AND %(figure)s <> ''
      AND c.archived_at IS NULL AND (%(kind)s = '' OR c.type = %(kind)s)
),
numbered AS MATERIALIZED (
    SELECT c.id, CASE WHEN c.no = %(number)s THEN 0 ELSE 1 END AS rank
    FROM contact c
    WHERE c.no LIKE %(number_like)s AND %(number_like)s <> ''
      AND (c.archived_at IS NULL OR c.no = %(number)s) AND (%(kind)s = '' OR c.type = %(kind)s)
    ORDER BY c.no
    LIMIT %(limit)s
),
mail AS MATERIALIZED (
    SELECT c.id, 1 AS rank
    FROM (
        SELECT e.contact_id
        FROM contact_email e
        WHERE e.key LIKE %(email)s AND %(email)s <> ''
        ORDER BY e.key
        LIMIT %(wide)s
    ) e
    JOIN contact c ON c.id = e.contact_id
    WHERE c.archived_at IS NULL AND (%(kind)s = '' OR c.type = %(kind)s)
),
beginning AS MATERIALIZED (
    SELECT c.id, CASE WHEN c.name_key = %(name)s THEN 1 ELSE 2 END AS rank
    FROM contact c
    WHERE c.name_key LIKE %(beginning)s AND %(beginning)s <> ''
      AND c.archived_at IS NULL AND (%(kind)s = '' OR c.type = %(kind)s)
    ORDER BY c.name_key, c.id
    LIMIT %(limit)s
),
narrow AS MATERIALIZED (
    SELECT * FROM counted UNION ALL SELECT * FROM numbered UNION ALL SELECT * FROM mail UNION ALL
    SELECT * FROM beginning
),
whole AS MATERIALIZED (
    SELECT c.id, 3 AS rank
    FROM contact c
    WHERE c.search @@ %(whole)s::tsquery AND %(whole)s <> ''
      AND (%(whole_rest)s = '' OR ts_match_vq(c.search, %(whole_rest)s::tsquery))
      AND c.archived_at IS NULL AND (%(kind)s = '' OR c.type = %(kind)s)
      AND (SELECT count(*) FROM narrow) < %(limit)s
    LIMIT (SELECT %(wide)s)
),
last AS MATERIALIZED (
    SELECT c.id, 3 AS rank
    FROM contact c
    WHERE c.search @@ %(last)s::tsquery AND %(last)s <> ''
      AND (%(last_rest)s = '' OR ts_match_vq(c.search, %(last_rest)s::tsquery))
      AND c.archived_at IS NULL AND (%(kind)s = '' OR c.type = %(kind)s)
      AND NOT EXISTS (SELECT FROM narrow) AND NOT EXISTS (SELECT FROM whole)
    LIMIT (SELECT %(wide)s)
),
begun AS MATERIALIZED (
    SELECT c.id, 3 AS rank
    FROM contact c
    WHERE c.search @@ %(begun)s::tsquery AND %(begun)s <> ''
      AND (%(begun_rest)s = '' OR ts_match_vq(c.search, %(begun_rest)s::tsquery))
      AND c.archived_at IS NULL AND (%(kind)s = '' OR c.type = %(kind)s)
      AND NOT EXISTS (SELECT FROM narrow) AND NOT EXISTS (SELECT FROM whole)
      AND NOT EXISTS (SELECT FROM last)
      AND NOT EXISTS (
          SELECT FROM unnest(%(known)s::text[]) AS w(word)
          WHERE NOT EXISTS (
              SELECT FROM contact_word v WHERE v.word >= w.word AND v.word < w.word || U&'\+10FFFF'
          )
      )
    LIMIT (SELECT %(wide)s)
),
hit AS (
    SELECT id, min(rank) AS rank
    FROM (
        SELECT * FROM narrow UNION ALL SELECT * FROM whole UNION ALL SELECT * FROM last UNION ALL
        SELECT * FROM begun
    ) found
    GROUP BY id
)
SELECT c.id, c.no, c.type, c.name, c.company_id, coalesce(k.name, ''), c.city, c.email, c.phone, c.mobile_phone,
       c.archived_at IS NOT NULL, c.privacy_blocked, h.rank
FROM hit h
JOIN contact c ON c.id = h.id
LEFT JOIN contact k ON k.id = c.company_id AND k.id <> c.id
ORDER BY h.rank, c.name_key, c.id
LIMIT %(most)s
