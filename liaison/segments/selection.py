"""The set algebra of segments as SQL: add, reduce and refine, alone or one after the other.

Everything here is text with named parameters; `bulk` runs it to write, `queries` to preview. The names
of the sub-queries are those of the specification:

* `x1` matches, `x2` with everyone of its companies, `x3` with its companies, `x4` what may come in;
* `u` the contacts a reduce or refine looks among, `m` those that match, `m2` with entire companies.

Contacts that are put away or blocked for privacy reasons never come in (R-SEG-67).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liaison.segments.compiling import Where

LIVE = "SELECT contact_id FROM segment_line WHERE segment_id = %(segment)s AND removed_by_id IS NULL"
COLUMNS = "{0}.id, {0}.company_id, {0}.exclude_from_segment, {0}.privacy_blocked"
ORDER = "coalesce(k.name_key, ''), coalesce(k.no, ''), c.type, c.name_key, c.no"
"""By company, the company before its people; people without a company first (R-SEG-68)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One step as the statements need it: what it does, whom it matches, and how."""

    action: str
    where: Where
    kind: str = "criteria"
    allow_existing: bool = False
    expand_companies: bool = False
    allow_related_companies: bool = False
    ignore_exclusion: bool = False
    entire_companies: bool = False
    step: int = 0


@dataclass(slots=True)
class Chain:
    """Sub-queries written one after the other, with the parameters of all of them."""

    parts: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, sql: str, *, kept: bool = False) -> str:
        """Write one more sub-query; `kept` ones are worked out once, however often they are asked."""
        self.parts.append(f"{name} AS {'MATERIALIZED ' if kept else ''}({sql})")
        return name

    def take(self, params: Mapping[str, Any]) -> None:
        """Add parameters; their names never clash, because each step has a prefix of its own."""
        self.params.update(params)

    @property
    def sql(self) -> str:
        """The sub-queries, to stand after WITH."""
        return ",\n".join(self.parts)


def write_add(chain: Chain, plan: Plan, live: str, suffix: str = "") -> str:
    """The contacts that an add lets in, `id` and `company_id`; returns the name of the sub-query.

    `live` is a SELECT of the contacts that are in already.
    """
    chain.take(plan.where.params)
    own = COLUMNS.format("c")
    x1 = chain.put(
        f"x1{suffix}",
        f"SELECT {own} FROM contact c WHERE c.archived_at IS NULL AND {plan.where.sql}",
        kept=True,
    )
    x2 = x1
    if plan.expand_companies:
        x2 = chain.put(
            f"x2{suffix}",
            f"SELECT * FROM {x1} UNION SELECT {COLUMNS.format('d')} FROM contact d"
            f" WHERE d.archived_at IS NULL AND d.company_id IN (SELECT company_id FROM {x1})",
        )
    x3 = x2
    if plan.allow_related_companies:
        x3 = chain.put(
            f"x3{suffix}",
            f"SELECT * FROM {x2} UNION SELECT {COLUMNS.format('k')} FROM contact k"
            f" WHERE k.archived_at IS NULL AND k.id IN (SELECT company_id FROM {x2})",
        )
    tests = ["NOT x.privacy_blocked"]
    if not plan.ignore_exclusion:
        tests.append("NOT x.exclude_from_segment")
    if not plan.allow_existing:
        tests.append(f"NOT EXISTS (SELECT 1 FROM ({live}) l WHERE l.contact_id = x.id)")
    return chain.put(
        f"x4{suffix}", f"SELECT x.id, x.company_id FROM {x3} x WHERE {' AND '.join(tests)}", kept=True
    )


def reached(plan: Plan, suffix: str = "") -> str:
    """The sub-query of `write_add` with all that an add reaches, whether they may come in or not."""
    name = "x3" if plan.allow_related_companies else "x2" if plan.expand_companies else "x1"
    return f"{name}{suffix}"


def write_matching(chain: Chain, plan: Plan, live: str, suffix: str = "") -> str:
    """The contacts a reduce or refine matches among those of `live`; returns the sub-query's name."""
    chain.take(plan.where.params)
    scope = f"c.id IN ({live})"
    if plan.entire_companies:
        scope = (
            f"({scope} OR c.archived_at IS NULL AND c.company_id IN (SELECT o.company_id FROM contact o"
            f" WHERE o.id IN ({live}) AND o.company_id IS NOT NULL))"
        )
    m = chain.put(
        f"m{suffix}",
        f"SELECT c.id, c.company_id FROM contact c WHERE {scope} AND {plan.where.sql}",
        kept=True,
    )
    if not plan.entire_companies:
        return m
    return chain.put(
        f"m2{suffix}",
        f"SELECT id FROM {m} UNION SELECT d.id FROM contact d"
        f" WHERE d.company_id IN (SELECT company_id FROM {m})",
        kept=True,
    )


def goes(plan: Plan, matching: str, contact: str) -> str:
    """The condition that a line of `contact` is taken out."""
    found = f"EXISTS (SELECT 1 FROM {matching} WHERE {matching}.id = {contact})"
    return found if plan.action == "reduce" else f"NOT {found}"


FROM_NOTHING = (
    "SELECT NULL::bigint AS contact_id, NULL::bigint AS step, NULL::bigint AS removed, 0 AS position,"
    " NULL::bigint AS entry, NULL::bigint AS campaign_id WHERE FALSE"
)
FROM_LIVE_LINES = (
    "SELECT contact_id, step_id AS step, NULL::bigint AS removed, 0 AS position, NULL::bigint AS entry,"
    " NULL::bigint AS campaign_id FROM segment_line"
    " WHERE segment_id = %(segment)s AND removed_by_id IS NULL"
)


def write_pipeline(chain: Chain, plans: Sequence[Plan], *, start: str = FROM_NOTHING) -> str:
    """What all steps make of an empty segment, one row for each line there ever was.

    With `FROM_LIVE_LINES` as `start`, what they make of the lines as they stand.

    Columns: contact_id, step, removed (the step that took it out, or nothing), position; for a line of a
    logged segment used again its entry and campaign_id (R-SEG-90). Returns the sub-query's name. Each step
    also leaves a `n<number>` with how many it matched and changed.
    """
    state = chain.put("s0", start)
    for number, plan in enumerate(plans, 1):
        live = f"SELECT contact_id FROM {state} WHERE removed IS NULL"
        write = _added if plan.action == "add" else _taken_out
        state = write(chain, plan, state, live, number)
    return state


def _added(chain: Chain, plan: Plan, state: str, live: str, number: int) -> str:
    suffix, brought = f"_{number}", "NULL::bigint, NULL::bigint"
    if plan.kind == "reuse":
        brought = "entry, campaign_id"
        chain.take(plan.where.params)
        new = chain.put(f"x4{suffix}", plan.where.sql, kept=True)
        chain.put(f"n{number}", f"SELECT count(*) AS matched, count(*) AS changed FROM {new}")
    else:
        new = write_add(chain, plan, live, suffix)
        chain.put(
            f"n{number}",
            f"SELECT (SELECT count(*) FROM x1{suffix}) AS matched, (SELECT count(*) FROM {new}) AS changed",
        )
    return chain.put(
        f"s{number}",
        f"SELECT * FROM {state} UNION ALL SELECT id, {int(plan.step)}::bigint, NULL::bigint, {number},"
        f" {brought} FROM {new}",
        kept=True,
    )


def _taken_out(chain: Chain, plan: Plan, state: str, live: str, number: int) -> str:
    suffix = f"_{number}"
    matching = write_matching(chain, plan, live, suffix)
    hit = f"o.removed IS NULL AND {goes(plan, matching, 'o.contact_id')}"
    rows = f"SELECT o.*, {hit} AS hit FROM {state} o"
    if plan.kind == "hand":  # as many lines of the contact as were taken out, the last ones
        rows = (
            f"SELECT o.*, {hit} AND row_number() OVER (PARTITION BY o.contact_id, o.removed IS NULL"
            f" ORDER BY o.position DESC) <= coalesce(h.lines, 1) AS hit FROM {state} o"
            f" LEFT JOIN segment_step_taken_out h"
            f" ON h.step_id = {int(plan.step)} AND h.contact_id = o.contact_id"
        )
    made = chain.put(
        f"s{number}",
        f"SELECT contact_id, step, CASE WHEN hit THEN {int(plan.step)}::bigint ELSE removed END AS removed,"
        f" position, entry, campaign_id FROM ({rows}) o",
        kept=True,
    )
    chain.put(
        f"n{number}",
        f"SELECT (SELECT count(*) FROM {matching}) AS matched,"
        f" (SELECT count(*) FROM {made} WHERE removed = {int(plan.step)}) AS changed",
    )
    return made
