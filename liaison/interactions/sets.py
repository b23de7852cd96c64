"""Writes on the entries below a heading, all at once: log them, cancel them, let go of them.

Called by this domain's actions only. Whoever logs a set hands over the question for its entries; the
columns that it answers stand in `ASKED`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison.kit.sql import Question, execute, known, rows

ASKED = (
    "contact_id", "company_id", "occurred_at", "occurred_on", "template_id", "group_id", "salesperson_id",
    "team_id", "channel", "information_flow", "initiated_by", "cost", "duration_min", "language",
    "correspondence_type", "evaluation", "attempt_failed", "campaign_target", "campaign_response",
    "visibility", "alternative_address_id", "contact_via", "document_template_id",
    "document_as_attachment", "campaign_id",
)  # fmt: skip
"""What a question for entries answers under these names, besides `text` and `own_content_id`."""
ONE_LIVE = "ON CONFLICT (campaign_id, document_type, segment_no) WHERE NOT canceled"
"""A campaign has one entry for each kind of document and segment, besides cancelled ones (R-CMP-10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What all entries of a logged set have in common."""

    logged_segment: int
    segment_no: str
    sending: bool
    recorded_by: int
    recorded_at: datetime


def insert_set(
    entries: Question, heading: Heading, contents: Mapping[int, int], campaign_entries: Mapping[int, int]
) -> int:
    """One entry for each row of the question, in one statement; returns how many.

    `contents` says which content a `text` stands for, `campaign_entries` which entry a campaign has.
    An e-mail without address is recorded without type (R-SEG-111). When sending, what has a type is
    queued from the start. The question takes its contacts from their table; call it in a transaction.
    """
    texts = ", ".join(f"({int(key)}::bigint, {int(value)}::bigint)" for key, value in contents.items())
    campaigns = ", ".join(
        f"({int(key)}::bigint, {int(value)}::bigint)" for key, value in campaign_entries.items()
    )
    names = ", ".join(ASKED)
    sql = f"""
        INSERT INTO interaction_entry (
            {names}, content_id, campaign_entry_id, logged_segment_id, segment_no, delivery_status,
            delivery_at, recorded_by_id, recorded_at, canceled, delivery_note, has_comments,
            has_participants, version
        )
        SELECT {", ".join(f"q.{name}" for name in ASKED)},
               coalesce(q.own_content_id, text.content_id), campaign.entry_id,
               %(set_logged_segment)s, %(set_segment_no)s,
               CASE WHEN %(set_sending)s AND q.correspondence_type <> 'none' THEN 'queued' ELSE 'none' END,
               CASE WHEN %(set_sending)s AND q.correspondence_type <> 'none'
                    THEN %(set_recorded_at)s::timestamptz END,
               %(set_recorded_by)s, %(set_recorded_at)s, FALSE, '', FALSE, FALSE, 1
        FROM ({entries.sql}) q
        LEFT JOIN (VALUES {texts or "(0::bigint, 0::bigint)"}) text (key, content_id) ON text.key = q.text
        LEFT JOIN (VALUES {campaigns or "(0::bigint, 0::bigint)"}) campaign (id, entry_id)
            ON campaign.id = q.campaign_id"""
    with known("contacts_known"):
        return execute(sql, {**entries.params, **_params(heading)})


def _params(heading: Heading) -> dict[str, Any]:
    return {f"set_{name}": getattr(heading, name) for name in Heading.__dataclass_fields__}


def insert_own_contents(contents: Question) -> int:
    """Store texts under numbers taken before; returns how many.

    Columns: id, occurred_at, language, subject, description, body, body_text, email_layout.
    """
    columns = "id, occurred_at, language, subject, description, body, body_text, email_layout"
    return execute(
        f"INSERT INTO interaction_content ({columns}) SELECT {columns} FROM ({contents.sql}) q",
        contents.params,
    )


def insert_own_files(files: Question) -> int:
    """Attach files to stored texts: columns content_id, file_id, name, from_template; returns how many."""
    return execute(
        "INSERT INTO interaction_content_file (content_id, file_id, name, position, from_template)"
        f" SELECT content_id, file_id, name, 0, from_template FROM ({files.sql}) q",
        files.params,
    )


def use_campaign_entries(
    uses: Sequence[Mapping[str, Any]], heading: Heading, *, description: str
) -> dict[int, int]:
    """The entry of each campaign for this segment, made where there is none (R-CMP-10, 11, 14).

    One that a call from the segment made before is linked to the logged segment and takes its description.
    Returns the entry of each campaign; one statement.
    """
    if not uses:
        return {}
    params: dict[str, Any] = {**_params(heading), "description": description}
    places = []
    for number, use in enumerate(uses):
        places.append(
            f"(%(campaign_{number})s::bigint, %(date_{number})s::date, %(salesperson_{number})s::bigint)"
        )
        params |= {f"{name}_{number}": value for name, value in use.items()}
    sql = f"""
        INSERT INTO interaction_campaign_entry
            (campaign_id, description, date, user_id, segment_no, document_type, salesperson_id,
             logged_segment_id, canceled, canceled_with_segment, created_at)
        SELECT u.campaign, %(description)s, u.date, %(set_recorded_by)s, %(set_segment_no)s, '',
               u.salesperson, %(set_logged_segment)s, FALSE, FALSE, %(set_recorded_at)s
        FROM (VALUES {", ".join(places)}) u (campaign, date, salesperson) ORDER BY u.campaign
        {ONE_LIVE}
            DO UPDATE SET logged_segment_id = EXCLUDED.logged_segment_id, description = EXCLUDED.description
        RETURNING campaign_id, id"""
    return {int(campaign): int(entry) for campaign, entry in rows(sql, params)}


def use_campaign_entry(
    campaign: int,
    *,
    segment_no: str = "",
    logged_segment: int | None = None,
    date: date,
    salesperson: int | None,
    description: str,
    by: int | None,
    at: datetime,
) -> int:
    """The campaign's entry for one interaction of this segment, or of none; one statement.

    Made where there is none (R-INT-92); it then has the description of the logged segment, without one
    the given (R-CMP-12).
    """
    sql = f"""
        INSERT INTO interaction_campaign_entry
            (campaign_id, description, date, user_id, segment_no, document_type, salesperson_id,
             logged_segment_id, canceled, canceled_with_segment, created_at)
        SELECT %(campaign)s::bigint, coalesce(g.description, %(description)s), %(date)s::date, %(by)s::bigint,
               %(segment_no)s, '', %(salesperson)s::bigint, g.id, FALSE, FALSE, %(at)s::timestamptz
        FROM (VALUES (%(logged_segment)s::bigint)) given (id)
        LEFT JOIN interaction_logged_segment g ON g.id = given.id
        {ONE_LIVE}
            DO UPDATE SET campaign_id = EXCLUDED.campaign_id
        RETURNING id"""
    params = {
        "campaign": campaign,
        "segment_no": segment_no,
        "logged_segment": logged_segment,
        "description": description,
        "date": date,
        "by": by,
        "salesperson": salesperson,
        "at": at,
    }
    return int(rows(sql, params)[0][0])


def join_campaigns(
    campaigns: Question,
    contents: Sequence[int],
    *,
    document_type: str,
    description: str,
    date: date,
    salesperson: int | None,
    by: int,
    at: datetime,
) -> int:
    """Give the entries of `contents` the campaign of their contact, and its entry for such documents.

    `campaigns` answers contact_id and campaign_id, each contact once. A campaign entry is made where there
    is none (R-CMP-13); returns how many entries have a campaign now. One statement.
    """
    sql = f"""
        WITH told AS MATERIALIZED (
            SELECT q.contact_id, q.campaign_id FROM ({campaigns.sql}) q WHERE q.campaign_id IS NOT NULL
        ), made AS (
            INSERT INTO interaction_campaign_entry
                (campaign_id, description, date, user_id, segment_no, document_type, salesperson_id,
                 canceled, canceled_with_segment, created_at)
            SELECT DISTINCT told.campaign_id, %(use_description)s, %(use_date)s::date, %(use_by)s::bigint, '',
                   %(use_type)s, %(use_salesperson)s::bigint, FALSE, FALSE, %(use_at)s::timestamptz
            FROM told
            {ONE_LIVE}
                DO UPDATE SET campaign_id = EXCLUDED.campaign_id
            RETURNING id, campaign_id
        )
        UPDATE interaction_entry e SET campaign_id = told.campaign_id, campaign_entry_id = made.id
        FROM told JOIN made ON made.campaign_id = told.campaign_id
        WHERE e.content_id = ANY(%(use_contents)s) AND e.contact_id = told.contact_id"""
    params = {
        "use_contents": list(contents),
        "use_type": document_type,
        "use_description": description,
        "use_date": date,
        "use_salesperson": salesperson,
        "use_by": by,
        "use_at": at,
    }
    return execute(sql, {**campaigns.params, **params})


def take_places(live: Sequence[int], reinstated: Sequence[int]) -> None:
    """Put the interactions below `live` campaign entries below the `reinstated` ones; one statement.

    Each goes to the one of the same campaign, kind of document and segment. The `live` ones, which somebody
    has locked, are deleted.
    """
    execute(
        """
        /* whichever contacts: the entries are named by their heading */
        WITH place AS (
            SELECT o.id, n.id AS instead, n.logged_segment_id
            FROM interaction_campaign_entry n
            JOIN interaction_campaign_entry o USING (campaign_id, document_type, segment_no)
            WHERE n.id = ANY(%(live)s) AND o.id = ANY(%(reinstated)s)
        ), moved AS (
            UPDATE interaction_entry e SET campaign_entry_id = p.id
            FROM place p WHERE e.campaign_entry_id = p.instead
        ), linked AS (
            UPDATE interaction_campaign_entry g SET logged_segment_id = p.logged_segment_id
            FROM place p WHERE g.id = p.id AND p.logged_segment_id IS NOT NULL
        )
        DELETE FROM interaction_campaign_entry WHERE id IN (SELECT instead FROM place)""",
        {"live": list(live), "reinstated": list(reinstated)},
    )


def lock_headings(entries: Question) -> None:
    """Hold what the entries stand below, logged segments first and then campaign entries, each by number.

    Whoever changes entries as a set takes it before them, as who cancels a heading does: both then wait
    for each other there, and never each for an entry that the other one has. One statement, and one more
    for each kind of heading that there is.
    """
    above = rows(
        f"""
        SELECT DISTINCT logged_segment_id, campaign_entry_id FROM interaction_entry
        WHERE id IN ({entries.sql}) AND (logged_segment_id IS NOT NULL OR campaign_entry_id IS NOT NULL)""",
        entries.params,
    )
    tables = ("interaction_logged_segment", "interaction_campaign_entry")
    for table, found in zip(tables, zip(*above, strict=True), strict=False):
        ids = sorted({one for one in found if one is not None})
        if ids:
            rows(
                f"SELECT id FROM {table} WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE", {"ids": ids}
            )


def lock_set(entries: Question) -> list[int]:
    """Hold the entries, in order, behind their headings; returns their numbers.

    A statement after it reads what stands on them now, and nobody else writes there until the transaction
    ends. What the question asked of them may no longer be so: who waited here must ask it again.
    """
    lock_headings(entries)
    found = rows(
        "/* whichever contacts: the question finds them in all */"
        f" SELECT id FROM interaction_entry WHERE id IN ({entries.sql})"
        " ORDER BY id FOR NO KEY UPDATE",
        entries.params,
    )
    return [int(number) for (number,) in found]


def cancel_set(entries: Question, *, mark: str, by: int, at: datetime) -> int:
    """Cancel the entries that are not, remembering in their history that `mark` did it (R-SEG-121)."""
    sql = f"""
        /* whichever contacts: the question names entries by their heading */
        WITH changed AS (
            UPDATE interaction_entry e SET canceled = TRUE, version = e.version + 1
            WHERE e.id IN ({entries.sql}) AND NOT e.canceled
            RETURNING e.id, e.contact_id
        )
        INSERT INTO interaction_entry_change
            (entry_id, contact_id, kind, old, new, reason, changed_by_id, changed_at)
        SELECT id, contact_id, 'canceled', jsonb_build_object('canceled', FALSE),
               jsonb_build_object('canceled', TRUE, 'with', %(mark)s::text), '', %(by)s, %(at)s
        FROM changed"""
    return execute(sql, {**entries.params, "mark": mark, "by": by, "at": at})


def reinstate_set(
    entries: Question, *, mark: str, canceled_with: str | None = None, by: int, at: datetime
) -> int:
    """Reinstate those of the entries that `mark` had cancelled; what was cancelled before stays so.

    `canceled_with` is the mark that did it, as a pattern, where that was another heading.
    """
    sql = f"""
        /* whichever contacts: the question names entries by their heading */
        WITH changed AS (
            UPDATE interaction_entry e SET canceled = FALSE, version = e.version + 1
            WHERE e.id IN ({entries.sql}) AND e.canceled AND (
                SELECT x.new ->> 'with' FROM interaction_entry_change x
                WHERE x.entry_id = e.id AND x.contact_id = e.contact_id AND x.kind = 'canceled'
                ORDER BY x.id DESC LIMIT 1) LIKE %(canceled_with)s
            RETURNING e.id, e.contact_id
        )
        INSERT INTO interaction_entry_change
            (entry_id, contact_id, kind, old, new, reason, changed_by_id, changed_at)
        SELECT id, contact_id, 'reinstated', jsonb_build_object('canceled', TRUE),
               jsonb_build_object('canceled', FALSE, 'with', %(mark)s::text), '', %(by)s, %(at)s
        FROM changed"""
    params = {"mark": mark, "canceled_with": canceled_with or mark, "by": by, "at": at}
    return execute(sql, {**entries.params, **params})


def unlink_logged_segments(headings: Sequence[int]) -> int:
    """Take the entries of logged segments off them; they stay as they are (R-SEG-123)."""
    return execute(
        "/* whichever contacts: a logging holds them all */"
        " UPDATE interaction_entry SET logged_segment_id = NULL WHERE logged_segment_id = ANY(%(headings)s)",
        {"headings": list(headings)},
    )


def forget_set(logged_segment: int) -> None:
    """Delete the entries of a logging nobody worked on since, with its texts; two statements.

    The texts were made by that logging, so no other entry points at them. All that can hang on the entries
    is that they were cancelled and reinstated with it.
    """
    sql = """
        /* whichever contacts: a logging holds them all */
        WITH gone AS (
            DELETE FROM interaction_entry WHERE logged_segment_id = %(heading)s
            RETURNING id, contact_id, content_id
        ), changes AS (
            DELETE FROM interaction_entry_change x USING gone
            WHERE x.entry_id = gone.id AND x.contact_id = gone.contact_id
        )
        SELECT DISTINCT content_id FROM gone"""
    contents = [int(row[0]) for row in rows(sql, {"heading": logged_segment})]
    execute(
        """
        WITH files AS (DELETE FROM interaction_content_file WHERE content_id = ANY(%(contents)s))
        DELETE FROM interaction_content WHERE id = ANY(%(contents)s)""",
        {"contents": contents},
    )


def forget_campaign_entries(logged_segment: int) -> None:
    """Delete the campaign entries of a logging that is undone; those that calls use as well are unlinked."""
    execute(
        """
        WITH unused AS (
            DELETE FROM interaction_campaign_entry g
            WHERE g.logged_segment_id = %(heading)s AND NOT EXISTS (
                SELECT 1 FROM interaction_entry e WHERE e.campaign_entry_id = g.id)
            RETURNING g.id
        )
        UPDATE interaction_campaign_entry g SET logged_segment_id = NULL
        WHERE g.logged_segment_id = %(heading)s AND g.id NOT IN (SELECT id FROM unused)""",
        {"heading": logged_segment},
    )
