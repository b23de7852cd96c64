-- One entry for each contact of the question that is not blocked.
-- The text is chosen by the contact's language, then its base language, then the default
-- (R-INT-48); the type by R-INT-51, and an e-mail needs an address (R-INT-91);
-- without a way to go nothing waits to be sent (R-INT-116).
WITH text (for_language, language, content_id, document_template_id) AS (VALUES /* texts */),
active_address AS (
    SELECT DISTINCT ON (r.contact_id) r.contact_id, r.alternative_address_id, a.email
    FROM contact_address_range r
    JOIN contact_alternative_address a ON a.id = r.alternative_address_id
    WHERE r.starting_date <= %(occurred_on)s
      AND (r.ending_date IS NULL OR r.ending_date >= %(occurred_on)s)
    ORDER BY r.contact_id, r.starting_date DESC
)
INSERT INTO interaction_entry (
    contact_id, company_id, occurred_at, occurred_on, content_id, template_id, group_id,
    salesperson_id, team_id, recorded_by_id, recorded_at, channel, information_flow, initiated_by,
    cost, duration_min, language, correspondence_type, evaluation, attempt_failed, canceled,
    campaign_target, campaign_response, visibility, delivery_status, delivery_note,
    alternative_address_id, contact_via, document_template_id, document_as_attachment,
    has_comments, has_participants, version
)
SELECT
    c.id, c.company_id, %(occurred_at)s, %(occurred_on)s,
    coalesce(exact.content_id, base.content_id, fallback.content_id),
    %(template_id)s, %(group_id)s,
    coalesce(%(salesperson_id)s, c.salesperson_id), s.team_id, %(recorded_by_id)s, %(recorded_at)s,
    %(channel)s, %(information_flow)s, %(initiated_by)s, %(cost)s, %(duration_min)s,
    coalesce(exact.language, base.language, fallback.language),
    way.taken,
    'none', FALSE, FALSE, %(campaign_target)s, %(campaign_response)s, %(visibility)s,
    CASE WHEN way.taken = 'none' THEN 'none' ELSE %(delivery_status)s END, '', address.alternative_address_id, '',
    CASE
        WHEN exact.content_id IS NOT NULL THEN exact.document_template_id
        WHEN base.content_id IS NOT NULL THEN base.document_template_id
        ELSE fallback.document_template_id
    END,
    %(document_as_attachment)s, FALSE, FALSE, 1
FROM (/* question */) chosen (id)
JOIN contact c ON c.id = chosen.id
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN %(wanted_type)s::text IS NOT NULL THEN %(wanted_type)s::text
        WHEN %(ignore_preference)s THEN %(default_type)s
        WHEN c.correspondence_type = 'none' THEN %(default_type)s
        ELSE c.correspondence_type
    END
) kind (wanted)
LEFT JOIN salesperson s ON s.id = coalesce(%(salesperson_id)s, c.salesperson_id)
LEFT JOIN active_address address ON address.contact_id = c.id
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN kind.wanted = 'email' AND c.email = '' AND coalesce(address.email, '') = '' THEN 'none'
        ELSE kind.wanted
    END
) way (taken)
LEFT JOIN text exact ON exact.for_language = c.language
LEFT JOIN text base ON base.for_language = split_part(c.language, '-', 1)
JOIN text fallback ON fallback.for_language = '*'
WHERE NOT c.privacy_blocked
