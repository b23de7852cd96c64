-- Words of the vocabulary that may be meant by a mistyped one: one error away, or alike in their trigrams.
SELECT asked, word, max(weight)
FROM (
    SELECT t.asked, v.word, (CASE WHEN v.word = t.asked THEN 1 ELSE 0.85 END)::real AS weight
    FROM unnest(%(asked)s::text[], %(typed)s::text[]) AS t(asked, word)
    JOIN contact_word v ON v.word = t.word
    UNION ALL
    SELECT w.asked, v.word, v.weight
    FROM unnest(%(words)s::text[]) AS w(asked)
    CROSS JOIN LATERAL (
        SELECT s.word, similarity(s.word, w.asked) AS weight
        FROM contact_word s
        WHERE s.word %% w.asked
        ORDER BY similarity(s.word, w.asked) DESC, s.word
        LIMIT 12
    ) v
    WHERE v.weight >= 0.35
) found
GROUP BY asked, word
