"""Writes on the values of lines: pin them, let them follow, personalise them; each one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from liaison.kit.sql import Question, execute
from liaison.segments.effective import (
    DEFAULT_TEXT,
    EVERY_JOINED,
    FOLLOWS,
    JOINED,
    LANGUAGE,
    NO_TIME,
    NONE,
    SAYS_OWN,
    TYPE,
    WITHOUT_LANGUAGE,
)
from liaison.segments.models import COLUMNS

PERSONALIZED = f"num_nonnulls({', '.join(f'l.{column}' for column in COLUMNS.values())}) > 0"
OWN_ROWS = "EXISTS (SELECT 1 FROM segment_language x WHERE x.segment_id = l.segment_id AND x.line = l.id)"
OWN_TEXT = f"(l.body IS NOT NULL OR coalesce(l.document_template_id, {NONE}) <> {NONE} OR {OWN_ROWS})"
"""Whether the line has a text or document of its own, which the worksheet shows as unique (R-SEG-39)."""
SAID = (
    "EXISTS (SELECT 1 FROM segment_language x WHERE x.segment_id = l.segment_id AND x.line IS NULL"
    " AND x.language IN (l.language, split_part(l.language, '-', 1)))"
)
"""Whether the segment says something in the language that was chosen for the line."""
FOLLOWING = (
    "(l.template_id IS NULL"
    " OR l.template_id = (SELECT s.template_id FROM segment s WHERE s.id = l.segment_id))"
)


KEPT = {
    "correspondence_type": TYPE,
    "language": f"CASE WHEN {FOLLOWS} THEN {LANGUAGE} ELSE l.language END",
    "occurred_time": f"coalesce(l.occurred_time, s.occurred_time, {NO_TIME})",
    "campaign": f"coalesce(l.campaign_id, s.campaign_id, {NONE})",
    "salesperson": f"coalesce(l.salesperson_id, s.salesperson_id, c.salesperson_id, {NONE})",
    "subject": f"coalesce(l.subject, CASE WHEN {WITHOUT_LANGUAGE} OR {DEFAULT_TEXT} THEN s.subject END)",
    "document_template": f"coalesce(l.document_template_id, CASE WHEN x.id IS NULL AND {FOLLOWS}"
    f" THEN coalesce(s.document_template_id, {NONE})"
    f" WHEN {DEFAULT_TEXT} THEN coalesce(x.document_template_id, {NONE}) END)",
}
"""What a line has now, where that is not simply the segment's: a subject in another language is not."""


BROUGHT = (
    "cost", "duration_min", "information_flow", "initiated_by", "campaign_target", "campaign_response",
)  # fmt: skip
"""What a template brings to segment and line alike, by the names that both have."""


def pin(segment: int, names: Collection[str]) -> int:
    """Keep what the lines have now of these values, before the segment changes (R-SEG-13, 15).

    Those with another template too: they have some values from the segment. Lines without a template keep
    nothing when the segment takes its first one (R-SEG-24).
    """
    kept = {
        COLUMNS[name]: KEPT.get(name, f"coalesce(l.{COLUMNS[name]}, s.{COLUMNS[name]})") for name in names
    }
    asked = ", ".join(f"{value} AS {column}" for column, value in kept.items())
    sets = ", ".join(f"{column} = k.{column}" for column in kept)
    those = "t.id IS NOT NULL" if "template" in names else "TRUE"
    return execute(
        f"UPDATE segment_line l SET {sets}, personalized = TRUE"
        f" FROM (SELECT l.id, l.contact_id, {asked} {EVERY_JOINED} WHERE {those}) k"
        f" WHERE l.id = k.id AND l.contact_id = k.contact_id"
        f" AND num_nonnulls({', '.join(f'k.{column}' for column in kept)}) > 0",
        {"segment": segment},
    )


def keep_flags(segment: int) -> int:
    """Before the segment has no campaign: lines with one of their own keep its flags (R-SEG-17)."""
    flags = ("campaign_target", "campaign_response")
    sets = ", ".join(f"{flag} = coalesce(l.{flag}, nullif(s.{flag}, FALSE))" for flag in flags)
    return execute(
        f"UPDATE segment_line l SET {sets} FROM segment s"
        " WHERE s.id = l.segment_id AND l.segment_id = %(segment)s AND l.personalized"
        f" AND l.campaign_id <> {NONE} AND ({' OR '.join(f's.{flag}' for flag in flags)})",
        {"segment": segment},
    )


def let_follow(segment: int, names: Collection[str]) -> int:
    """Take the lines' own values away, also personalised ones, on the following lines (R-SEG-15)."""
    columns = [COLUMNS[name] for name in names]
    still = ", ".join(f"l.{column}" for column in COLUMNS.values() if column not in columns)
    return execute(
        f"UPDATE segment_line l SET {', '.join(_cleared(names))},"
        f" personalized = num_nonnulls({still}) > 0 OR {OWN_ROWS}"
        f" WHERE l.segment_id = %(segment)s AND {FOLLOWING}"
        f" AND num_nonnulls({', '.join(f'l.{column}' for column in columns)}) > 0",
        {"segment": segment},
    )


def _cleared(names: Iterable[str]) -> list[str]:
    """The columns of these values emptied; a text goes with its plain form, which the log would keep."""
    columns = [COLUMNS[name] for name in names]
    return [f"{column} = NULL" for column in (*columns, *(["body_text"] if "body" in columns else []))]


def take_template(segment: int) -> int:
    """All lines follow the template, language and documents of the segment (R-SEG-23).

    A text or document of a line's own stays, with its language and subject (R-SEG-25). What a line had as
    the segment had it was not personalised, wherever it came from (R-SEG-26).
    """
    texts = ("language", "subject", "body", "body_text", "document_template_id")
    kept = {name: f"CASE WHEN {OWN_TEXT} THEN l.{name} END" for name in texts}
    kept |= {name: f"nullif(l.{name}, s.{name})" for name in BROUGHT}
    sets = ", ".join(f"{name} = {value}" for name, value in kept.items())
    gone = {"template_id", "correspondence_type"}
    still = ", ".join(
        kept.get(column, f"l.{column}") for column in COLUMNS.values() if column not in gone | set(texts)
    )
    return execute(
        f"UPDATE segment_line l SET template_id = NULL, correspondence_type = NULL, {sets},"
        f" personalized = num_nonnulls({still}) > 0 OR {OWN_TEXT}"
        f" FROM segment s WHERE s.id = l.segment_id AND l.segment_id = %(segment)s AND l.personalized",
        {"segment": segment},
    )


KEPT_TYPE = f"""CASE
    WHEN c.correspondence_type = 'none' AND NOT (s.ignore_contact_type AND s.correspondence_type <> 'none')
        THEN coalesce(l.correspondence_type, nullif({TYPE}, 'none')) END"""
"""What a line has now, where neither its segment nor its contact says how a document travels (R-SEG-54)."""


def keep_types(lines: Question) -> int:
    """Before lines get a template that does not say how they travel: keep what nothing else says (R-SEG-54).

    The others follow segment or contact. One statement.
    """
    return execute(
        f"UPDATE segment_line l SET correspondence_type = k.kept"
        f" FROM (SELECT l.id, l.contact_id, {KEPT_TYPE} AS kept"
        f" {JOINED.replace('{lines}', f'SELECT * FROM segment_line WHERE id IN ({lines.sql})')}) k"
        f" WHERE l.id = k.id AND l.contact_id = k.contact_id",
        lines.params,
    )


def write_values(lines: Question, values: Mapping[str, Any], reset: Collection[str]) -> int:
    """Give the lines of the question these values, let the others of `reset` follow; returns how many."""
    sets, params = [], dict(lines.params)
    for name, value in values.items():
        sets.append(f"{COLUMNS.get(name, name)} = %(own_{name})s")
        params[f"own_{name}"] = value
    sets += _cleared(reset)
    kept = [f"l.{column}" for name, column in COLUMNS.items() if name not in values and name not in reset]
    has_own = any(value is not None for value in values.values())
    personalized = "TRUE" if has_own else f"num_nonnulls({', '.join([*kept, 'NULL::int'])}) > 0 OR {OWN_ROWS}"
    return execute(
        "/* whichever contacts: the question finds lines of a segment */"
        f" UPDATE segment_line l SET {', '.join(sets)}, personalized = {personalized}"
        f" WHERE l.id IN ({lines.sql})",
        params,
    )


def forget_language(segment: int, language: str) -> int:
    """Let following lines that chose a language follow their contacts again, where nothing says it any more.

    `language` is what the segment has just ceased to say, and perhaps the base of what was chosen
    (R-SEG-33). Those with documents of their own keep theirs.
    """
    silent = (
        f"SELECT l.id FROM segment_line l WHERE l.segment_id = %(segment)s AND {FOLLOWING} AND NOT {OWN_ROWS}"
        f" AND %(language)s IN (l.language, split_part(l.language, '-', 1)) AND NOT {SAID}"
    )
    return write_values(Question(silent, {"segment": segment, "language": language}), {}, ["language"])


def mark_personalized(segment: int, line: int) -> int:
    """Say anew whether the line has anything of its own, documents included."""
    return execute(
        f"UPDATE segment_line l SET personalized = {PERSONALIZED} OR {OWN_ROWS}"
        " WHERE l.segment_id = %(segment)s AND l.id = %(line)s",
        {"segment": segment, "line": line},
    )


def delete_worksheet(segment: int) -> None:
    """Delete a segment with everything below it, in one statement (R-SEG-140)."""
    execute(
        """
        WITH lines AS (DELETE FROM segment_line WHERE segment_id = %(segment)s),
        languages AS (DELETE FROM segment_language WHERE segment_id = %(segment)s),
        steps AS (DELETE FROM segment_step WHERE segment_id = %(segment)s RETURNING id),
        taken_out AS (DELETE FROM segment_step_taken_out WHERE step_id IN (SELECT id FROM steps)),
        calls AS (DELETE FROM segment_open_call WHERE segment_id = %(segment)s)
        DELETE FROM segment WHERE id = %(segment)s""",
        {"segment": segment},
    )


def take_content_numbers(segment: int) -> int:
    """Give each line with a text of its own the number its content will have; returns how many.

    Which these are is `effective.HAS_OWN_TEXT`, said here without the joins of a settled line.
    """
    return execute(
        f"""
        UPDATE segment_line l
        SET content_id = nextval(pg_get_serial_sequence('interaction_content', 'id'))
        WHERE l.segment_id = %(segment)s AND l.removed_by_id IS NULL AND l.personalized
          AND ({SAYS_OWN} OR {OWN_ROWS} OR l.language IS NOT NULL AND NOT {SAID})""",
        {"segment": segment},
    )


def forget_content_numbers(segment: int) -> int:
    """Take those numbers back, once the contents are gone with their logging (B-17); returns how many."""
    return execute(
        "UPDATE segment_line SET content_id = NULL"
        " WHERE segment_id = %(segment)s AND personalized AND content_id IS NOT NULL",
        {"segment": segment},
    )
