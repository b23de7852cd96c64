"""What the verbs of the set-up check alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions import template_rules
from liaison.interactions.models import InteractionGroup, InteractionTemplate, InteractionTemplateLanguage
from liaison.kit.codes import words_along
from liaison.kit.errors import Refusal, refuse

Row = TypeVar("Row", InteractionGroup, InteractionTemplate, InteractionTemplateLanguage)


def require_change(by: User | None, right: Right = Right.CHANGE_TEMPLATES) -> None:
    """Let the system and those with `right` pass."""
    if by is not None:
        require(by, right)


def differing(row: models.Model, changes: Mapping[str, object]) -> dict[str, object]:
    """Those of `changes` that are not so already."""
    return {name: value for name, value in changes.items() if getattr(row, name) != value}


def along(row: InteractionGroup | InteractionTemplate, changes: Mapping[str, object]) -> dict[str, object]:
    """`changes`, and the translations that follow a new description unless they are given."""
    if "description" not in changes or "descriptions" in changes:
        return dict(changes)
    words = words_along(row.description, str(changes["description"]), row.descriptions)
    return {**changes, "descriptions": words}


def check_shape(row: models.Model, names: Iterable[str]) -> None:
    """Refuse what the columns of `row` cannot hold, each with its field."""
    given = {name: getattr(row, name) for name in names}
    refusals = list(template_rules.shape_refusals(given))
    spoken = {refusal.field for refusal in refusals}
    wanted = set(given) - spoken
    exclude = {field.name for field in row._meta.fields if field.name not in wanted}
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            refusals += [Refusal(message, field, "shape") for message in messages]
    for name, value in given.items():
        if isinstance(value, str) and "\x00" in value and name not in {one.field for one in refusals}:
            refusals.append(template_rules.unkeepable(name))
    refuse(refusals)


def keep(row: Row, names: Iterable[str]) -> Row:
    """Write the named columns and count the version."""
    row.version += 1
    row.save(update_fields=[*names, "version"])
    return row
