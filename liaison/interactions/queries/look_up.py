"""The facts that recording needs, each by one statement written by hand.

They are read for every interaction that is logged, and putting a query together costs more than asking it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from liaison.accounts.models import User
from liaison.interactions.draft import ContactFacts, NamedFile, TemplateFacts, Variant
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage
from liaison.kit.sql import rows, rows_often

CONTACT = """
    SELECT c.id, c.no, c.name, c.company_id, c.language, c.email, c.correspondence_type, c.salesperson_id,
           c.privacy_blocked, a.id AS address_id, coalesce(a.email, '') AS address_email
    FROM contact c
    LEFT JOIN LATERAL (
        SELECT x.id, x.email FROM contact_address_range r
        JOIN contact_alternative_address x ON x.id = r.alternative_address_id
        WHERE r.contact_id = c.id AND r.starting_date <= %(on)s
          AND (r.ending_date IS NULL OR r.ending_date >= %(on)s)
        ORDER BY r.starting_date DESC LIMIT 1
    ) a ON TRUE
    WHERE """
CONTACT_WIDTH = 11
"""How many columns that are."""


def contact_facts(no: str, on: date) -> ContactFacts | None:
    """What the log needs of contact `no`, with the alternative address valid `on`; one statement."""
    found = rows_often(f"{CONTACT} c.no = %(no)s", {"no": no, "on": on})
    return _contact(found[0]) if found else None


def contacts_facts(numbers: Iterable[str], on: date) -> list[ContactFacts]:
    """What the log needs of each of the contacts, with the address valid `on` (R-CON-84); one statement."""
    found = rows(f"{CONTACT} c.no = ANY(%(numbers)s) ORDER BY c.id", {"numbers": list(numbers), "on": on})
    return [_contact(row) for row in found]


def _contact(row: tuple[Any, ...]) -> ContactFacts:
    return ContactFacts(
        id=row[0],
        no=row[1],
        name=row[2],
        company_id=row[3],
        language=row[4],
        email=row[5],
        correspondence_type=row[6],
        salesperson_id=row[7],
        privacy_blocked=row[8],
        alternative_address_id=row[9],
        alternative_address_email=row[10],
    )


TEMPLATE = (
    "id", "code", "group_id", "description", "channel", "unit_cost", "unit_duration_min", "information_flow",
    "initiated_by", "default_correspondence_type", "ignore_contact_correspondence_type", "default_language",
    "wizard_action", "document_template_id", "campaign_target", "campaign_response", "visibility", "active",
    "campaign_id",
)  # fmt: skip
"""The columns of a template that its facts hold, under the same names."""
VARIANT = ("language", "subject", "body", "email_layout", "file_id", "file_name", "document_template_id")
"""The columns of a language row that its variant holds."""
WHOLE_TEMPLATE = f"""
    SELECT {", ".join(f"t.{name}" for name in TEMPLATE)}, {", ".join(f"l.{name}" for name in VARIANT)}
    FROM interaction_template t LEFT JOIN interaction_template_language l ON l.template_id = t.id
    WHERE """


def template_facts(code: str) -> TemplateFacts | None:
    """What the log needs of the template `code`, with its languages; one statement."""
    sql = f"{WHOLE_TEMPLATE} t.code = %(code)s ORDER BY l.language"
    found = rows_often(sql, {"code": code.strip().upper()})
    return _whole_template(found) if found else None


def templates_facts(codes: Iterable[str]) -> dict[str, TemplateFacts]:
    """What the log needs of each of the templates, by code, with their languages; one statement."""
    sql = f"{WHOLE_TEMPLATE} t.code = ANY(%(codes)s) ORDER BY t.id, l.language"
    found = rows(sql, {"codes": list(codes)})
    each = (_whole_template(list(lines)) for _pk, lines in groupby(found, key=itemgetter(0)))
    return {template.code: template for template in each}


def _whole_template(found: list[tuple[Any, ...]]) -> TemplateFacts:
    """The template from its rows, one for each of its languages."""
    wide = len(TEMPLATE)
    return _template(found[0][:wide], (row[wide:] for row in found if row[wide] is not None))


def facts_of(template: InteractionTemplate, lines: Iterable[tuple[Any, ...]] | None = None) -> TemplateFacts:
    """The facts of a loaded template; one statement for its languages unless their rows are given."""
    if lines is None:
        lines = InteractionTemplateLanguage.objects.filter(template=template).values_list(*VARIANT)
    return _template([getattr(template, name) for name in TEMPLATE], lines)


def facts_of_all(templates: Collection[int]) -> dict[int, TemplateFacts]:
    """The facts of templates by their ids; two statements however many they are."""
    found = InteractionTemplate.objects.in_bulk(templates)
    lines: dict[int, list[tuple[Any, ...]]] = {pk: [] for pk in found}
    rows = InteractionTemplateLanguage.objects.filter(template__in=list(found))
    for pk, *line in rows.values_list("template_id", *VARIANT):
        lines[pk].append(tuple(line))
    return {pk: facts_of(template, lines[pk]) for pk, template in found.items()}


def _template(columns: Iterable[Any], lines: Iterable[tuple[Any, ...]]) -> TemplateFacts:
    return TemplateFacts(
        **dict(zip(TEMPLATE, columns, strict=True)),
        variants=tuple(
            Variant(
                language=row[0],
                subject=row[1],
                body=row[2],
                email_layout=row[3],
                file=NamedFile(row[4], row[5]) if row[4] else None,
                document_template_id=row[6],
            )
            for row in lines
        ),
    )


@dataclass(frozen=True, slots=True)
class Seller:
    """The salesperson of an interaction and the team it belongs to."""

    id: int | None
    team_id: int | None


def seller_by_code(code: str) -> Seller | None:
    """The salesperson of that code; one statement."""
    found = rows_often(
        "SELECT id, team_id FROM salesperson WHERE code = %(code)s", {"code": code.strip().upper()}
    )
    return Seller(*found[0]) if found else None


def seller_by_id(pk: int | None) -> Seller:
    """The salesperson with its team; none without `pk`. One statement."""
    if pk is None:
        return Seller(None, None)
    found = rows_often("SELECT id, team_id FROM salesperson WHERE id = %(pk)s", {"pk": pk})
    return Seller(*found[0]) if found else Seller(pk, None)


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """Whom an interaction is with, what it is made from, and who would be its salesperson (R-INT-45)."""

    contact: ContactFacts | None
    template: TemplateFacts | None
    seller: Seller


RECORDING = f"""
    SELECT c.*, s.id, s.team_id, {", ".join(f"t.{name}" for name in TEMPLATE)},
           {", ".join(f"l.{name}" for name in VARIANT)}
    FROM (VALUES (1)) AS one (row)
    LEFT JOIN ({CONTACT} c.no = %(contact)s::text) c ON TRUE
    CROSS JOIN (
        SELECT CASE WHEN count(*) FILTER (WHERE same_address) = 1 THEN max(id) FILTER (WHERE same_address)
                    ELSE max(id) FILTER (WHERE id = %(own)s::bigint) END
        FROM (SELECT id, given <> '' AND lower(email) = given FROM salesperson, lower(%(email)s::text) given
              WHERE active AND (id = %(own)s::bigint OR given <> '' AND lower(email) = given)
        ) candidate (id, same_address)
    ) own (id)
    LEFT JOIN salesperson s ON s.id = coalesce(own.id, c.salesperson_id)
    LEFT JOIN interaction_template t ON t.code = %(template)s::text
    LEFT JOIN interaction_template_language l ON l.template_id = t.id
    ORDER BY l.language"""


def recording_facts(contact: str | None, template: str | None, *, by: User, on: date) -> RecordingFacts:
    """All that recording needs to know, in one statement: the way to the server costs as much as the answer.

    The salesperson is who `by` works as, see `accounts.queries.salesperson_for`, else the contact's.
    """
    found = rows_often(
        RECORDING,
        {
            "contact": contact or None,
            "template": template.strip().upper() if template else None,
            "own": by.salesperson_id,
            "email": by.email,
            "on": on,
        },
    )
    seller, template_columns = CONTACT_WIDTH, CONTACT_WIDTH + 2
    row = found[0]
    return RecordingFacts(
        contact=_contact(row) if row[0] is not None else None,
        template=_whole_template([each[template_columns:] for each in found])
        if row[template_columns] is not None
        else None,
        seller=Seller(*row[seller:template_columns]),
    )
