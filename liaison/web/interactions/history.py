"""What happened to an entry after it was logged, in words: who, when, old and new, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.interactions.models import EntryChange, Evaluation, Visibility
from liaison.kit.text import Words
from liaison.web.shell import formats

ACTS: dict[str, Words] = {
    "evaluated": _("Evaluated"),
    "canceled": _("Cancelled"),
    "reinstated": _("Reinstated"),
    "corrected": _("Corrected"),
    "comment_changed": _("Comment changed"),
    "comment_deleted": _("Comment deleted"),
    "files_removed": _("Files removed"),
}
FIELDS: dict[str, Words] = {
    "description": _("Description"),
    "subject": _("Subject"),
    "evaluation": _("Evaluation"),
    "attempt_failed": _("The attempt failed"),
    "cost": _("Cost"),
    "duration_min": _("Duration"),
    "visibility": _("Visible for"),
    "comment": _("Comment"),
    "files": _("Files"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value before and after."""

    label: Words
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an entry."""

    act: Words
    who: str
    at: datetime
    reason: str
    differences: list[Difference]


def changes(rows: Sequence[EntryChange]) -> list[Change]:
    """The changes in words, the newest first."""
    return [
        Change(
            ACTS.get(row.kind, row.kind),
            row.changed_by.full_name if row.changed_by else "",
            row.changed_at,
            row.reason,
            list(_differences(row)) if row.kind not in {"canceled", "reinstated"} else [],
        )
        for row in reversed(rows)
    ]


def _differences(row: EntryChange) -> Iterator[Difference]:
    for name in {**row.old, **row.new}:
        if name in FIELDS:
            yield Difference(FIELDS[name], _words(name, row.old.get(name)), _words(name, row.new.get(name)))


def _words(name: str, value: Any) -> str:
    """A kept value as people read it."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "evaluation" and value in Evaluation.values:
        return str(Evaluation(value).label)
    if name == "visibility" and value in Visibility.values:
        return str(Visibility(value).label)
    if name in {"cost", "duration_min"}:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        return formats.money(number) if name == "cost" else formats.minutes(number)
    return str(value)
