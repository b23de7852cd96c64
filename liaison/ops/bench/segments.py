"""Measuring segments: select contacts, and log them all at once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.visibility import seen_by
from liaison.kit.clock import now
from liaison.kit.sql import execute, rows
from liaison.ops.bench.clocks import latencies_ms, resident_growth, seconds, statements
from liaison.ops.bench.filling import NOW, contact_no
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People
from liaison.segments.actions import (
    LoggedResult,
    create_segment,
    delete_segment,
    go_back,
    log_segment,
    select_contacts,
    undo_logging,
)
from liaison.segments.queries.preview import preview_selection
from liaison.segments.queries.segments import segment
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues

SINCE = (NOW - timedelta(days=90)).date()
LATER = timedelta(days=365)
"""So much later the sendings of a measurement would begin; no worker takes them up."""
LEAST = 1_000
MET = "REUNION"
"""The group that has about as many entries, and finds about as many contacts, as that of the limits."""


def by_field(source: str, **fields: str) -> dict[str, Any]:
    """A filter: each field equal to a value, or compared with it (`date="ge 2026-04-01"`)."""
    conditions = []
    for name, value in fields.items():
        sign, _space, rest = value.rpartition(" ")
        conditions.append({"field": name, "any": [{sign or "eq": rest}]})
    return {"source": source, "all": conditions}


THREE_SOURCES = [
    by_field("contact", language="fr-CH"),
    by_field("mailing_group", code="GROUPE1"),
    by_field("interaction", group=MET, date=f"ge {SINCE}"),
]
"""French, in a mailing group, met within the last ninety days."""
FRENCH_AND_WRITTEN_TO = [
    by_field("contact", language="fr-CH"),
    by_field("interaction", group="CAMPAGNE", date=f"ge {NOW.date() - timedelta(days=365)}"),
]


def up_to(contacts: int) -> list[dict[str, Any]]:
    """The first contacts by number."""
    return [by_field("contact", no=f"le {contact_no(contacts)}")]


def new_segment(people: People, **values: Any) -> str:
    """An empty segment that would send the newsletter; its number."""
    given = SegmentValues(description="Mesure", **values)
    return create_segment(given, template="INFOLETTRE", by=people.marketer, at=NOW).no


def _best_by_hand(people: People) -> dict[str, tuple[str, dict[str, Any]]]:
    """Ways in which somebody would write the statement of a preview, with counts and ten samples."""
    seen = seen_by(people.marketer)
    entries = f"""
        SELECT {{columns}} FROM interaction_entry e
        WHERE e.occurred_on >= %(since)s AND NOT e.canceled AND ({seen.sql})
          AND e.group_id = (SELECT id FROM interaction_group WHERE code = '{MET}')"""
    owner = "e.contact_id = c.id AND coalesce(e.company_id, 0) = coalesce(c.company_id, 0)"
    ways = {
        "exists": f"EXISTS ({entries.format(columns='1')} AND {owner})",
        "in": "(c.id, coalesce(c.company_id, 0)) IN"
        f" ({entries.format(columns='e.contact_id, coalesce(e.company_id, 0)')})",
    }
    return {
        name: (
            f"""
            WITH m AS MATERIALIZED (
                SELECT c.id, c.company_id, c.exclude_from_segment, c.privacy_blocked FROM contact c
                WHERE c.archived_at IS NULL AND c.language = 'fr-CH' AND {condition}
                  AND EXISTS (SELECT 1 FROM contact_mailing_group g
                      WHERE g.contact_id = c.id AND g.mailing_group_id
                            = (SELECT id FROM mailing_group WHERE code = 'GROUPE1'))
            ), n AS MATERIALIZED (
                SELECT id FROM m WHERE NOT exclude_from_segment AND NOT privacy_blocked AND NOT EXISTS (
                    SELECT 1 FROM segment_line l
                    WHERE l.segment_id = %(segment)s AND l.contact_id = m.id AND l.removed_by_id IS NULL)
            )
            SELECT (SELECT count(*) FROM m), (SELECT count(*) FROM n), (
                SELECT json_agg(json_build_array(c.no, c.name, c.type, k.name))
                FROM (SELECT id FROM n ORDER BY id LIMIT 10) p JOIN contact c ON c.id = p.id
                LEFT JOIN contact k ON k.id = c.company_id)""",
            {"since": SINCE, **seen.params},
        )
        for name, condition in ways.items()
    }


def measure_preview(results: Results, people: People, *, runs: int, named: str = "") -> None:
    """What an add with three sources would do, against the better of two statements by hand.

    `named` stands behind the keys of what is measured, here and below.
    """
    number = new_segment(people)
    head = segment(people.marketer, number)
    wanted = Selection(action="add", filters=THREE_SOURCES)
    by_hand = _best_by_hand(people)
    mine: list[float] = []
    others: dict[str, list[float]] = {name: [] for name in by_hand}
    for turn in range(runs + 1):  # turn by turn, so that all see the same machine
        for name, (sql, params) in by_hand.items():
            took = latencies_ms(lambda _n: rows(sql, {**params, "segment": head.pk}), 1, warm=0)  # noqa: B023
            others[name] += took if turn else []
        took = latencies_ms(lambda _n: preview_selection(people.marketer, head, wanted, at=NOW), 1, warm=0)
        mine += took if turn else []
    preview = preview_selection(people.marketer, head, wanted, at=NOW)
    for sql, params in by_hand.values():
        found = rows(sql, {**params, "segment": head.pk})[0]
        if (preview.matched, preview.comes) != tuple(found[:2]):
            raise RuntimeError(f"{preview.matched} match, by hand {found[0]}")
    middle = results.add(f"segment.preview{named}", "ms", mine, rows=preview.matched)
    best = min(results.add(f"by_hand.preview.{name}{named}", "ms", found) for name, found in others.items())
    results.add(f"segment.preview.ratio{named}", "×", [middle / best])
    delete_segment(number, by=people.marketer, at=NOW)


def measure_target_list(results: Results, people: People, *, runs: int, named: str = "") -> None:
    """The list of J4: three sources, into a new segment."""
    found = []
    for _run in range(runs + 1):
        number = new_segment(people)
        wanted = Selection(action="add", filters=THREE_SOURCES)
        found.append(seconds(lambda: select_contacts(number, wanted, by=people.marketer, at=NOW)))  # noqa: B023
        lines = segment(people.marketer, number).line_count
        delete_segment(number, by=people.marketer, at=NOW)
    results.add(f"target_list{named}", "s", found[1:], rows=lines)
    execute("VACUUM segment_line")


def measure_selecting(results: Results, people: People, size: int, *, runs: int, named: str = "") -> None:
    """Add as many lines, refine them, go back; the same again and again on one segment."""
    took: dict[str, list[float]] = {"add": [], "refine": [], "go_back": []}
    by = people.marketer
    for _run in range(runs):
        number = new_segment(people)
        add, refine = (
            Selection(action="add", filters=up_to(size)),
            Selection(action="refine", filters=FRENCH_AND_WRITTEN_TO),
        )
        took["add"].append(seconds(lambda: select_contacts(number, add, by=by, at=NOW)))  # noqa: B023
        lines = segment(by, number).line_count
        if lines != size:
            raise RuntimeError(f"{lines} lines of {size} contacts")
        took["refine"].append(seconds(lambda: select_contacts(number, refine, by=by, at=NOW)))  # noqa: B023
        took["go_back"].append(seconds(lambda: go_back(number, by=by, at=NOW)))  # noqa: B023
        if segment(by, number).line_count != size:
            raise RuntimeError("going back did not bring back every line")
        delete_segment(number, by=by, at=NOW)
        execute("VACUUM segment_line")
    for name, found in took.items():
        results.add(f"segment.{name}{named}", "s", found, rows=size)


def filled_segment(people: People, size: int, campaign: str) -> str:
    """A segment of so many contacts with a campaign, ready to be logged; its number."""
    number = new_segment(people, campaign=campaign)
    select_contacts(number, Selection(action="add", filters=up_to(size)), by=people.marketer, at=NOW)
    return number


def log_later(people: People, number: str) -> LoggedResult:
    """Log a segment with a sending that never begins here."""
    return log_segment(number, send=True, starts_at=now() + LATER, by=people.marketer, at=NOW)


def new_campaign(people: People) -> str:
    """The number of a campaign for measuring."""
    return create_campaign(CampaignValues(description="Mesure"), by=people.marketer, at=NOW).no


def measure_logging(results: Results, people: People, sizes: list[int], *, runs: int) -> None:
    """Entries, campaign entry and deliveries counted as one log; each logging is taken back again."""
    campaign = new_campaign(people)
    counted: dict[int, int] = {}
    grown: dict[int, float] = {}
    for size in sizes:
        number = filled_segment(people, size, campaign)
        rates = [_log_and_undo(people, number, size) for _run in range(runs)]
        if size > LEAST:
            results.add(f"log_segment.{size}", "rows/s", rates, rows=size)
        counted[size] = statements(lambda: log_later(people, number))  # noqa: B023
        take_back(people, number)
        with resident_growth() as grew:
            log_later(people, number)
        grown[size] = grew[0]
        take_back(people, number)
        delete_segment(number, by=people.marketer, at=NOW)
        execute("VACUUM segment_line")
    results.add("statements.log_segment", "", [float(max(counted.values()) - min(counted.values()))])
    results.add(
        "memory.log_segment", "MB", [max(0.0, grown[max(sizes)] - grown[min(sizes)])], rows=max(sizes)
    )


def _log_and_undo(people: People, number: str, size: int) -> float:
    """Lines a second."""
    begin = time.perf_counter()
    logged = log_later(people, number)
    rate = logged.count / (time.perf_counter() - begin)
    if (logged.count, logged.queued) != (size, size):
        raise RuntimeError(f"{logged.count} of {size} were logged, {logged.queued} queued")
    take_back(people, number)
    return rate


def take_back(people: People, number: str) -> None:
    """Undo the last logging, so that every run finds the same tables."""
    entry_no = rows("SELECT max(entry_no) FROM interaction_logged_segment WHERE segment_no = %s", (number,))
    undo_logging(int(entry_no[0][0]), by=people.marketer, at=NOW)
    for table in ("interaction_entry", "delivery_item", "interaction_content"):
        execute(f"VACUUM {table}")
