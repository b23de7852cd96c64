"""Writing what contacts agree to or refuse, one or a hundred thousand in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from liaison.kit.sql import Question, rows

_NOTE = """
WITH noted AS (
    INSERT INTO contact_consent AS k (
        contact_id, channel, topic, agreement, source, address, noted_at, noted_by_id
    )
    SELECT c.id, %(the_channel)s, %(the_topic)s, %(the_agreement)s, %(the_source)s,
        CASE %(the_agreement)s::text WHEN 'bounced' THEN c.email ELSE '' END,
        %(the_moment)s, %(the_user)s::bigint
    FROM contact c WHERE c.id IN ({question}) ORDER BY c.id
    ON CONFLICT (contact_id, channel, topic) DO UPDATE SET
        agreement = excluded.agreement, source = excluded.source, address = excluded.address,
        noted_at = excluded.noted_at, noted_by_id = excluded.noted_by_id
    WHERE k.agreement <> excluded.agreement AND (excluded.agreement <> 'bounced' OR k.agreement = 'given')
    RETURNING k.contact_id, k.channel, k.topic, k.agreement, k.source, k.noted_at, k.noted_by_id
), kept AS (
    INSERT INTO contact_consent_note (
        contact_id, channel, topic, agreement, source, noted_at, noted_by_id, entry_no
    )
    SELECT n.*, %(the_entry)s::bigint FROM noted n
)
SELECT count(*) FROM noted"""


def write_consents(
    contacts: Question,
    channel: str,
    agreement: str,
    *,
    topic: str,
    source: str,
    entry: int | None,
    by: int | None,
    at: datetime,
) -> int:
    """Note the word of all `contacts` and keep it in their history; returns for how many it is new.

    Who said the same before keeps the first date, so that saying it twice is saying it once, also at
    the same moment from two sides. That the present address does not work takes no stronger no away.
    """
    params = {
        **contacts.params,
        "the_channel": channel,
        "the_topic": topic,
        "the_agreement": agreement,
        "the_source": source,
        "the_moment": at,
        "the_user": by,
        "the_entry": entry,
    }
    return int(rows(_NOTE.format(question=contacts.sql), params)[0][0])


_LIFT = """
WITH gone AS (
    DELETE FROM contact_consent k USING contact c
    WHERE c.id = k.contact_id AND k.contact_id = ANY(%(contacts)s)
      AND k.agreement = 'bounced' AND lower(c.email) <> lower(k.address)
    RETURNING k.contact_id, k.channel, k.topic
), kept AS (
    INSERT INTO contact_consent_note (
        contact_id, channel, topic, agreement, source, noted_at, noted_by_id, entry_no
    )
    SELECT g.*, 'unsaid', %(source)s, %(at)s, %(by)s::bigint, NULL FROM gone g
)
SELECT count(*) FROM gone"""


def lift_bounces(contacts: Collection[int], *, source: str, by: int | None, at: datetime) -> int:
    """Take back that an address does not work where the contact has another by now; returns how many."""
    params = {"contacts": list(contacts), "source": source, "by": by, "at": at}
    return int(rows(_LIFT, params)[0][0])
