"""Lines with everything settled that a problem may ask for, as SQL."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.kit.sql import rows
from liaison.segments.effective import (
    ALL_JOINED,
    CAMPAIGN,
    DATE,
    EMAIL,
    FOLLOWS,
    HAS_CONTENT,
    HAS_OWN_TEXT,
    JOINED,
    LANGUAGE,
    NONE,
    SALESPERSON,
    TYPE,
)
from liaison.segments.models import Policy, Segment

_QUIET = """
    LEFT JOIN contact_mailing_group calm ON calm.contact_id = c.id AND calm.mailing_group_id = {group}"""
_OFTEN = """
    LEFT JOIN {how} (
        SELECT m.contact_id, count(*) AS messages FROM interaction_entry m
        WHERE m.logged_segment_id IS NOT NULL AND NOT m.canceled AND m.correspondence_type <> 'none'
          AND m.delivery_status IN ('queued', 'sending', 'sent')
          AND m.occurred_on > (SELECT h.occurred_on - {days} FROM segment h WHERE h.id = %(segment)s)
          {of_entries}
        GROUP BY m.contact_id
    ) lately ON lately.contact_id = c.id"""
_REFUSING = """
    LEFT JOIN {how} (
        SELECT w.contact_id,
               array_agg(w.channel || ' ' || w.topic) FILTER (WHERE w.agreement <> 'bounced') AS words,
               array_agg(w.channel || ' ' || w.topic) FILTER (WHERE w.agreement = 'bounced') AS returned
        FROM contact_consent w WHERE w.agreement <> 'given' {of_consents} GROUP BY w.contact_id
    ) refusal ON refusal.contact_id = c.id"""
_DEAD = """
    LEFT JOIN contact_dead_address dead ON dead.contact_id = c.id AND dead.email = lower(a.email)"""
_TOLD = f"ARRAY[{TYPE} || ' ', {TYPE} || ' ' || coalesce(g.code, '')]"
_REFUSED = f"(refusal.words IS NOT NULL AND refusal.words && {_TOLD})"  # put together only where it is asked
_ELSEWHERE = f"({TYPE} = 'email' AND lower({EMAIL}) <> lower(c.email))"
"""Whether a line goes to another e-mail than the contact's own, of which alone a bounce was noted (B-5)."""
_BOUNCED = (
    f"(refusal.returned IS NOT NULL AND refusal.returned && {_TOLD} AND NOT {_ELSEWHERE}"
    f" OR {TYPE} = 'email' AND dead.contact_id IS NOT NULL)"
)
_BLANK = r"'>\s*\[[^][<>]+\]\s*<'"
_UNFINISHED = f"""CASE WHEN l.body IS NOT NULL THEN l.body ~ {_BLANK}
    ELSE x.id IN (SELECT b.id FROM segment_language b
                  WHERE b.segment_id = %(segment)s AND b.body ~ {_BLANK}) END"""
"""Whether a paragraph of the text says in brackets what somebody shall write there, as in our templates.

Unknown for a line without a text. The texts of the segment are looked through once, not for each line.
"""

_SPOKEN = f"coalesce(nullif({LANGUAGE}, ''), c.language)"
_BASE = f"split_part({_SPOKEN}, '-', 1)"
_GREETED = """(c.salutation_id, {language}) IN (
    SELECT u.salutation_id, u.language FROM salutation_formula u
    WHERE u.formality = 'formal' AND u.text <> '')"""
_UNGREETED = (
    f"NOT coalesce({_GREETED.format(language=_SPOKEN)}, FALSE)"
    f" AND NOT coalesce({_GREETED.format(language=_BASE)}, FALSE)"
)
"""Whether the contact's salutation has no formula in the language of the line, nor in its base (R-CON-96)."""

_MENDED_BY_DEFAULT = f"""(NOT {HAS_CONTENT} AND {FOLLOWS} AND own.id IS NULL AND EXISTS (
    SELECT 1 FROM segment_language d
    WHERE d.segment_id = s.id AND d.line IS NULL AND d.language = s.language
      AND (coalesce(l.body, d.body) <> '' OR d.file_id IS NOT NULL
           OR coalesce(l.document_template_id, d.document_template_id, {NONE}) <> {NONE})))"""
"""Whether a line that says nothing would say something in the default language of its segment."""

_FOR_ALL = {"how": "", "of_entries": "", "of_consents": ""}
_FOR_EACH = {
    "how": "LATERAL",
    "of_entries": "AND m.contact_id = c.id",
    "of_consents": "AND w.contact_id = c.id",
}


def settled_lines(policy: Policy, chosen: str = "") -> str:
    """A SELECT of all lines of segment `%(segment)s`; parameters are none but that.

    With `chosen`, a SELECT of few lines, only of those, each looked up by itself.
    """
    quiet = "calm.contact_id IS NOT NULL" if policy.quiet_group_id else "FALSE"
    most, days = policy.cap_messages or 0, policy.cap_days or 0
    often = f"coalesce(lately.messages, 0) >= {most}" if policy.capped else "FALSE"
    manner = _FOR_EACH if chosen else _FOR_ALL
    joined = JOINED.replace("{lines}", chosen) if chosen else ALL_JOINED
    joined += _REFUSING.format(**manner) + _DEAD
    if policy.quiet_group_id:
        joined += _QUIET.format(group=int(policy.quiet_group_id))
    if policy.capped:
        joined += _OFTEN.format(days=days, **manner)
    return f"""
    SELECT l.id, l.line_no, l.contact_id, c.privacy_blocked, c.exclude_from_segment AS excluded,
           c.archived_at IS NOT NULL AS archived, t.id AS template_id, {SALESPERSON} AS salesperson_id,
           coalesce(t.needs_approval, FALSE) AS needs_approval,
           {TYPE} AS type, {EMAIL} AS email, a.id AS address_id,
           {TYPE} <> 'hard_copy' OR c.address <> '' OR c.city <> '' OR a.address <> '' OR a.city <> ''
               OR EXISTS (SELECT 1 FROM contact k
                          WHERE k.id = c.company_id AND (k.address <> '' OR k.city <> ''))
               AS has_postal_address,
           CASE WHEN c.company_id IS NULL AND a.id IS NULL AND c.address <> ''
                THEN c.address || '|' || c.post_code || '|' || c.city ELSE '' END AS home,
           {HAS_CONTENT} AS has_content, {LANGUAGE} AS language, c.language AS contact_language,
           x.id AS text_id, {HAS_OWN_TEXT} AS own_text, {CAMPAIGN} AS campaign_id,
           {_REFUSED} AS refused, {_BOUNCED} AS bounced,
           {_UNGREETED} AS ungreeted, {_MENDED_BY_DEFAULT} AS mended_by_default,
           {_UNFINISHED} AS unfinished, {quiet} AS quiet, {often} AS too_often, {DATE} AS occurred_on
    {joined}
    LEFT JOIN interaction_group g ON g.id = t.group_id"""


@dataclass(frozen=True, slots=True)
class Way:
    """How a line goes out and on which topic.

    Also whether its alternative address is known not to work, and whether it goes elsewhere than to the
    contact's own e-mail.
    """

    channel: str
    topic: str
    dead: bool
    elsewhere: bool


OF_CONTACT = """SELECT * FROM segment_line
    WHERE segment_id = %(segment)s AND contact_id = %(contact)s AND removed_by_id IS NULL"""
"""The lines of a contact, as `chosen` of `settled_lines`, with its id as `%(contact)s`."""


def ways_of(head: Segment, contact: int) -> list[Way]:
    """How the lines of a contact go out, each way once; one statement."""
    sql = f"""
    SELECT DISTINCT {TYPE}, coalesce(g.code, ''), {TYPE} = 'email' AND dead.contact_id IS NOT NULL,
           {_ELSEWHERE}
    {JOINED.replace("{lines}", OF_CONTACT)} {_DEAD}
    LEFT JOIN interaction_group g ON g.id = t.group_id"""
    return [Way(*row) for row in rows(sql, {"segment": head.pk, "contact": contact})]
