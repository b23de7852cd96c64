"""What an installation begins with: groups, templates with their texts, and the slots of events.

The texts stand in `seed/*.toml`. Only what is missing is made, by the same verbs that people use, so that
loading twice is loading once and nothing that somebody changed is touched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.db import transaction

from liaison.accounts.models import User
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.actions.groups import create_group
from liaison.interactions.actions.languages import add_language, put_file
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.actions.templates import change_template, create_template
from liaison.interactions.models import (
    Channel,
    InformationFlow,
    InitiatedBy,
    InteractionGroup,
    InteractionTemplate,
    Slot,
    TemplateSlot,
    WizardAction,
)
from liaison.interactions.papers import leaflet, word_letter
from liaison.letters.actions import create_document_template
from liaison.letters.models import DocumentTemplate
from liaison.letters.sources import LANGUAGES

DEFAULT_LANGUAGE = "fr-CH"
_WAYS = {
    "out": (InformationFlow.OUTBOUND, InitiatedBy.US),
    "in": (InformationFlow.INBOUND, InitiatedBy.THEM),
    "none": (InformationFlow.NONE, InitiatedBy.NONE),
}


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was made."""

    groups: int
    templates: int


@dataclass(frozen=True, slots=True)
class _Occasion:
    """Who seeds, when, in which language and with which code column."""

    by: User | None
    at: datetime
    language: str
    column: str


@transaction.atomic
def seed_set_up(language: str | None = None, *, by: User | None, at: datetime) -> Seeded:
    """Make the groups, templates and slots that are missing (interactions.md 9.1 to 9.4).

    Codes are French for a French `language` (the installation's unless given) and English otherwise;
    descriptions are in `language`, with all four beside it.
    """
    base = (language or settings.LANGUAGE_CODE).partition("-")[0]
    occasion = _Occasion(by, at, base if base in LANGUAGES else "en", "fr" if base == "fr" else "en")
    data = _read("set_up")
    groups, made_groups = _groups(data["groups"], occasion)
    known = set(InteractionTemplate.objects.values_list("code", flat=True))
    rows = [row for row in data["templates"] if row[occasion.column] not in known]
    for place, row in enumerate(data["templates"], 1):
        if row in rows:
            _template(row, groups[row["group"]], place * 10, occasion)
    return Seeded(made_groups, len(rows))


@cache
def _read(name: str) -> Mapping[str, Any]:
    text = resources.files("liaison.interactions").joinpath("seed", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _groups(rows: list[Mapping[str, Any]], occasion: _Occasion) -> tuple[Mapping[str, InteractionGroup], int]:
    """Every group by its English code, and how many were made."""
    known = {group.code: group for group in InteractionGroup.objects.all()}
    made = 0
    found = {}
    for row in rows:
        code = row[occasion.column]
        if code not in known:
            known[code] = create_group(
                code,
                description=row["words"][occasion.language],
                descriptions=row["words"],
                by=occasion.by,
                at=occasion.at,
            )
            made += 1
        found[row["en"]] = known[code]
    return found, made


def _template(row: Mapping[str, Any], group: InteractionGroup, position: int, occasion: _Occasion) -> None:
    flow, initiated_by = _WAYS[row["way"]]
    template = create_template(
        row[occasion.column],
        group,
        description=row["words"][occasion.language],
        descriptions=row["words"],
        channel=Channel(row["channel"]),
        unit_cost=Decimal(row["cost"]),
        unit_duration_min=Decimal(row["minutes"]),
        information_flow=flow,
        initiated_by=initiated_by,
        default_correspondence_type=CorrespondenceType(row["type"]),
        ignore_contact_correspondence_type=row.get("fixed", False),
        campaign_target=row.get("target", False),
        campaign_response=row.get("response", False),
        position=position,
        by=occasion.by,
        at=occasion.at,
    )
    action = WizardAction(row.get("action", "none"))
    if "content" in row:
        for language, words in _read("texts")[row["content"]].items():
            _language(template, language, words, row["words"], occasion)
        change_template(template, default_language=DEFAULT_LANGUAGE, by=occasion.by, at=occasion.at)
    change_template(template, wizard_action=action, by=occasion.by, at=occasion.at)
    if "slot" in row and not TemplateSlot.objects.filter(slot=row["slot"]).exists():
        assign_slot(Slot(row["slot"]), template, by=occasion.by, at=occasion.at)


def _language(
    template: InteractionTemplate,
    language: str,
    words: Mapping[str, Any],
    names: Mapping[str, str],
    occasion: _Occasion,
) -> None:
    """What the template says in one language: a text, a Word file, a leaflet or a document template."""
    add_language(
        template,
        language,
        description=names[language.partition("-")[0]],
        subject=words["subject"],
        body=words.get("body", "").strip().replace(">\n<", "><"),
        email_layout=words.get("layout", ""),
        document_template=_document(words, language, names, occasion) if "document" in words else None,
        by=occasion.by,
        at=occasion.at,
    )
    if "lines" in words:
        content = leaflet(words["title"], words["lines"], language, occasion.at)
    elif "word" in words and "document" not in words:
        content = word_letter(words["word"], language)
    else:
        return
    put_file(template, language, content, words["file"], by=occasion.by, at=occasion.at)


def _document(
    words: Mapping[str, Any], language: str, names: Mapping[str, str], occasion: _Occasion
) -> DocumentTemplate:
    known = DocumentTemplate.objects.filter(code=words["document"]).first()
    return known or create_document_template(
        words["document"],
        word_letter(words["word"], language),
        words["file"],
        name=names[language.partition("-")[0]],
        language=language,
        by=occasion.by,
        at=occasion.at,
    )
