-- Writes many changed contacts at once.
UPDATE contact c
SET name = n.name, name_2 = n.name_2, search_name = n.search_name, first_name = n.first_name,
    middle_name = n.middle_name, surname = n.surname, initials = n.initials, job_title = n.job_title,
    address = n.address, address_2 = n.address_2, post_code = n.post_code, city = n.city,
    region = n.region, country = n.country, home_page = n.home_page, language = n.language,
    vat_no = n.vat_no, correspondence_type = n.correspondence_type,
    exclude_from_segment = n.exclude_from_segment, privacy_blocked = n.privacy_blocked, minor = n.minor,
    parental_consent = n.parental_consent, notes = n.notes, external_id = n.external_id,
    phone = n.phone, mobile_phone = n.mobile_phone, email = n.email,
    salesperson_id = n.salesperson_id, salutation_id = n.salutation_id,
    organizational_level_id = n.organizational_level_id, territory_id = n.territory_id,
    company_id = CASE WHEN c.type = 'company' THEN c.id ELSE n.company_id END,
    changed_at = %(at)s, changed_by_id = %(by)s, version = c.version + 1
FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
    id bigint, name text, name_2 text, search_name text, first_name text, middle_name text, surname text,
    initials text, job_title text, address text, address_2 text, post_code text, city text, region text,
    country text, home_page text, language text, vat_no text, correspondence_type text,
    exclude_from_segment boolean, privacy_blocked boolean, minor boolean, parental_consent boolean, notes text, external_id text, phone text, mobile_phone text, email text,
    salesperson_id bigint, salutation_id bigint, organizational_level_id bigint, territory_id bigint,
    company_id bigint
)
WHERE c.id = n.id
