"""The templates that are offered to press: on every record, so by one short statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.sql import rows_often

RECENT = 200


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A template to press; `unit_duration_min` in minutes, `descriptions` by language."""

    code: str
    description: str
    descriptions: Mapping[str, str]
    channel: str
    information_flow: str
    unit_duration_min: Decimal
    wizard_action: str
    default_correspondence_type: str


OFFERED = f"""
    SELECT t.code, t.description, t.descriptions::text, t.channel, t.information_flow, t.unit_duration_min,
           t.wizard_action, t.default_correspondence_type
    FROM interaction_template t LEFT JOIN (
        SELECT template_id, count(*) FROM (
            SELECT e.template_id FROM interaction_entry e WHERE e.salesperson_id = %(salesperson)s
            ORDER BY e.occurred_at DESC, e.id DESC LIMIT {RECENT}
        ) recent GROUP BY template_id
    ) used (template_id, times) ON used.template_id = t.id
    WHERE t.active ORDER BY coalesce(used.times, 0) DESC, t.position, t.code"""


def offered_templates(viewer: User) -> list[OfferedTemplate]:
    """The active templates, first those the viewer used most of late, then by position; one statement.

    What counts are the newest entries of the viewer's salesperson, `RECENT` of them.
    """
    require(viewer, Right.READ_TEMPLATES)
    return [
        OfferedTemplate(code, description, json.loads(descriptions), *rest)
        for code, description, descriptions, *rest in rows_often(
            OFFERED, {"salesperson": viewer.salesperson_id}
        )
    ]
