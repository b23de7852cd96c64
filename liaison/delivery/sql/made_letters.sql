-- The last file that was made of each letter, in posting order: the address is the noted alternative one,
-- else the contact's, else that of its company, as `_address` of `letters.queries` prints it.
SELECT e.id, f.file_id, f.name, coalesce(nullif(e.language, ''), c.language),
       CASE WHEN c.type = 'person' AND firm.name IS NOT NULL THEN firm.name || ' - ' || c.name ELSE c.name END
FROM interaction_entry e
JOIN contact c ON c.id = e.contact_id
LEFT JOIN contact firm ON firm.id = c.company_id
LEFT JOIN contact_alternative_address a ON a.id = e.alternative_address_id
JOIN LATERAL (
    SELECT file_id, name FROM interaction_entry_file
    WHERE entry_id = e.id AND contact_id = e.contact_id AND sent_copy
    ORDER BY id DESC LIMIT 1
) f ON TRUE
LEFT JOIN LATERAL (
    SELECT place.country, place.post_code, place.city, place.address, place.address_2
    FROM (VALUES
        (1, a.country, a.post_code, a.city, a.address, a.address_2),
        (2, c.country, c.post_code, c.city, c.address, c.address_2),
        (3, firm.country, firm.post_code, firm.city, firm.address, firm.address_2)
    ) AS place (turn, country, post_code, city, address, address_2)
    WHERE coalesce(place.address, '') <> '' OR coalesce(place.address_2, '') <> ''
       OR coalesce(place.post_code, '') <> '' OR coalesce(place.city, '') <> ''
    ORDER BY place.turn LIMIT 1
) place ON TRUE
WHERE e.id = ANY(%(entries)s)
ORDER BY coalesce(nullif(place.country, ''), %(home)s) <> %(home)s, coalesce(nullif(place.country, ''), %(home)s),
         place.post_code, place.city, place.address, place.address_2, c.name, e.id
