"""Lines with every value settled: their own, or else the segment's, or else the contact's.

One expression serves the worksheet, the readiness check and logging, so that what is shown is what is
logged. Text only, with the parameter `segment`; the aliases are l (line), s (segment), c (contact),
t (template), a (alternative address), x (what it says in its language).
"""

from __future__ import annotations

NONE = 0
"""A number that no record has: the segment has a campaign, salesperson or document, the line has none."""
NO_TIME = "time '23:59:59.999999'"
"""A time that nobody can give: the segment has one, the line has none."""

FOLLOWS = "(l.template_id IS NULL OR l.template_id = s.template_id)"
"""Whether a line has its segment's template; with another the segment's texts are not its own (R-SEG-44)."""

_JOINS = f"""
FROM ({{lines}}) l
JOIN segment s ON s.id = l.segment_id
JOIN contact c ON c.id = l.contact_id
LEFT JOIN interaction_template t ON t.id = coalesce(l.template_id, s.template_id)
{{address}}
LEFT JOIN contact_alternative_address a
    ON a.id = coalesce(l.alternative_address_id, valid.alternative_address_id)
{{own}}
LEFT JOIN segment_language exact
    ON exact.segment_id = s.id AND exact.line IS NULL
   AND exact.language = coalesce(l.language, c.language)
LEFT JOIN segment_language base
    ON base.segment_id = s.id AND base.line IS NULL
   AND base.language = split_part(coalesce(l.language, c.language), '-', 1)
LEFT JOIN segment_language fallback
    ON fallback.segment_id = s.id AND fallback.line IS NULL AND fallback.language = s.language
   AND l.language IS NULL
LEFT JOIN segment_language x
    ON x.id = coalesce(own.id, CASE WHEN {FOLLOWS} THEN coalesce(exact.id, base.id, fallback.id) END)
"""
"""A line finds its text among its own rows, else among the segment's: the contact's language, its base
language, the default (R-SEG-41, B-12); with a language chosen for the line the segment has no default."""

_VALID = """
    r.starting_date <= {day} AND (r.ending_date IS NULL OR r.ending_date >= {day})"""
_OWN_ORDER = """o.language = coalesce({line}.language, {contact}.language) DESC,
    o.language = split_part(coalesce({line}.language, {contact}.language), '-', 1) DESC,
    o.language = {template}.default_language DESC, o.id"""

_ADDRESS_OF_EACH = f"""
LEFT JOIN LATERAL (
    SELECT r.alternative_address_id FROM contact_address_range r
    WHERE r.contact_id = l.contact_id AND {_VALID.format(day="coalesce(l.occurred_on, s.occurred_on)")}
    ORDER BY r.starting_date DESC LIMIT 1
) valid ON TRUE"""
_OWN_OF_EACH = f"""
LEFT JOIN LATERAL (
    SELECT o.id FROM segment_language o
    WHERE l.personalized AND o.segment_id = l.segment_id AND o.line = l.id
    ORDER BY {_OWN_ORDER.format(line="l", contact="c", template="t")} LIMIT 1
) own ON TRUE"""

JOINED = _JOINS.replace("{address}", _ADDRESS_OF_EACH).replace("{own}", _OWN_OF_EACH)
"""For some lines: what is rare is looked up for each of them."""

_ADDRESS_OF_ALL = f"""
LEFT JOIN (
    SELECT DISTINCT ON (q.id) q.id AS line, r.alternative_address_id
    FROM contact_address_range r
    JOIN segment_line q ON q.contact_id = r.contact_id
    JOIN segment z ON z.id = q.segment_id
    WHERE q.segment_id = %(segment)s AND q.removed_by_id IS NULL
      AND {_VALID.format(day="coalesce(q.occurred_on, z.occurred_on)")}
    ORDER BY q.id, r.starting_date DESC
) valid ON valid.line = l.id"""
_OWN_OF_ALL = f"""
LEFT JOIN (
    SELECT DISTINCT ON (o.line) o.line, o.id
    FROM segment_language o
    JOIN segment_line q ON q.id = o.line
    JOIN segment z ON z.id = q.segment_id
    JOIN contact d ON d.id = q.contact_id
    LEFT JOIN interaction_template y ON y.id = coalesce(q.template_id, z.template_id)
    WHERE o.segment_id = %(segment)s AND o.line IS NOT NULL
    ORDER BY o.line, {_OWN_ORDER.format(line="q", contact="d", template="y")}
) own ON own.line = l.id"""

LIVE_LINES = "SELECT * FROM segment_line WHERE segment_id = %(segment)s AND removed_by_id IS NULL"
_ALL_JOINED = _JOINS.replace("{address}", _ADDRESS_OF_ALL).replace("{own}", _OWN_OF_ALL)
ALL_JOINED = _ALL_JOINED.replace("{lines}", LIVE_LINES)
"""For all lines of a segment at once: what is rare is found first, and not looked for at each line."""
EVERY_JOINED = _ALL_JOINED.replace("{lines}", "SELECT * FROM segment_line WHERE segment_id = %(segment)s")
"""The same for those too that were taken out and may come back, whose address of the day is left open."""

TYPE = """coalesce(l.correspondence_type, CASE
    WHEN s.ignore_contact_type AND s.correspondence_type <> 'none' THEN s.correspondence_type
    WHEN t.id IS NOT NULL AND (t.ignore_contact_correspondence_type OR c.correspondence_type = 'none')
        THEN t.default_correspondence_type
    ELSE c.correspondence_type
END)"""
"""How the document travels (R-SEG-53)."""

EMAIL = "coalesce(nullif(a.email, ''), c.email)"
"""Where an e-mail goes: the alternative address, else the contact (R-SEG-136)."""

WITHOUT_LANGUAGE = f"(x.id IS NULL AND l.language IS NULL AND {FOLLOWS})"
"""Whether a line has no language to say something in; in one that was chosen it is silent (R-SEG-46)."""
SUBJECT = f"coalesce(l.subject, x.subject, CASE WHEN {WITHOUT_LANGUAGE} THEN s.subject END, '')"
LANGUAGE = f"coalesce(x.language, l.language, CASE WHEN {FOLLOWS} THEN s.language END, '')"
LAYOUT = "coalesce(x.email_layout, '')"
"""What is put around the text in an e-mail, a text of the line's own too."""
DEFAULT_TEXT = "(x.line IS NULL AND x.language = s.language)"
"""Whether a line says what the segment says in its default language; it has that subject."""
SALESPERSON = f"nullif(coalesce(l.salesperson_id, s.salesperson_id, c.salesperson_id), {NONE})"
CAMPAIGN = f"nullif(coalesce(l.campaign_id, s.campaign_id), {NONE})"
DOCUMENT = "nullif(coalesce(l.document_template_id, CASE WHEN x.id IS NOT NULL THEN x.document_template_id"
DOCUMENT += f" WHEN {FOLLOWS} THEN s.document_template_id END), {NONE})"
FILE = f"CASE WHEN {DOCUMENT} IS NULL THEN x.file_id END"
"""A document template of a line's own takes the place of the file beside its text (R-SEG-37)."""
FILE_NAME = f"CASE WHEN {DOCUMENT} IS NULL THEN x.file_name END"
DATE = "coalesce(l.occurred_on, s.occurred_on)"
TIME = f"nullif(coalesce(l.occurred_time, s.occurred_time), {NO_TIME})"
SAYS_OWN = (
    "(l.description IS NOT NULL OR l.subject IS NOT NULL OR l.body IS NOT NULL OR l.occurred_on IS NOT NULL"
    " OR l.occurred_time IS NOT NULL OR l.document_template_id IS NOT NULL OR l.template_id IS NOT NULL)"
)
"""Whether a line has a value of its own that belongs to what is said."""
HAS_OWN_TEXT = (
    f"(l.personalized AND (own.id IS NOT NULL OR {SAYS_OWN} OR l.language IS NOT NULL AND x.id IS NULL))"
)
"""Whether the log keeps a text of its own for the line (a content knows when it was said, and its files).

Lines with another template, or a language that the segment has not, share none: what the segment says
without a language is not theirs. `bulk.lines.take_content_numbers` says the same without these joins.
"""
OWN_DOCUMENT = f"(own.id IS NOT NULL OR l.body IS NOT NULL OR l.document_template_id <> {NONE})"
"""Whether what a line sends is said for it alone (R-SEG-39)."""
HAS_CONTENT = f"(coalesce(l.body, x.body, '') <> '' OR x.file_id IS NOT NULL OR {DOCUMENT} IS NOT NULL)"
