"""What the triggers kept of a record, told: each change with its fields before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _

MOST = 200
"""So many events of one table are read, the newest."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; texts, empty for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one person did at one moment; `created` for the first writing, without its fields."""

    at: datetime
    by: str
    """The full name, empty for the system."""
    created: bool
    changes: tuple[FieldChange, ...]


Moment: TypeAlias = "tuple[datetime, int | None]"
"""When something was done, and the id of the user who did it."""
Foreign: TypeAlias = "Mapping[str, tuple[type[models.Model], str]]"
"""The foreign keys that are told by name: the table and the field that names a row."""


class Changes:
    """The changes of one record, gathered from its events by the moment at which they were made."""

    def __init__(self) -> None:
        self.moments: defaultdict[Moment, list[FieldChange]] = defaultdict(list)
        self.created: set[Moment] = set()

    def add_versions(self, events: list[Any], foreign: Foreign, *, hidden: Collection[str] = ()) -> None:
        """The versions of the row itself, oldest first; one statement for each foreign key with a value."""
        names = _names(events, foreign)
        for before, event in zip([None, *events], events, strict=False):
            if event.pgh_label == "insert":
                self.created.add(moment_of(event))
                self.moments[moment_of(event)] += []
            elif before is not None:
                self.moments[moment_of(event)] += _differences(before, event, names, foreign, hidden)

    def told(self, *, limit: int) -> list[Change]:
        """All of them, newest first; one statement for the names of the users."""
        users = _users(user for _at, user in self.moments)
        found = []
        for who, changes in sorted(self.moments.items(), key=lambda item: item[0][0], reverse=True):
            new = who in self.created
            said = () if new else tuple(_merged(changes))
            found.append(Change(who[0], users.get(who[1], ""), created=new, changes=said))
        return [change for change in found if change.created or change.changes][:limit]


def kept_events(app: str, model: str, **which: int) -> list[Any]:
    """The newest events of one table, oldest first."""
    table: type[models.Model] = apps.get_model(app, model)
    found = table._default_manager.filter(**which).select_related("pgh_context").order_by("-pgh_id")[:MOST]  # noqa: SLF001
    return list(found)[::-1]


def moment_of(event: Any) -> Moment:
    """When an event was, and who did it."""
    context = event.pgh_context
    return event.pgh_created_at, None if context is None else context.metadata.get("user")


def _names(events: list[Any], foreign: Foreign) -> dict[tuple[str, int], str]:
    """What the foreign keys in `events` are called."""
    ids = {name: {getattr(event, f"{name}_id") for event in events} - {None} for name in foreign}
    return {
        (name, pk): str(getattr(row, title))
        for name, (model, title) in foreign.items()
        for pk, row in (model._default_manager.in_bulk(ids[name]) if ids[name] else {}).items()  # noqa: SLF001
    }


def _differences(
    before: Any, event: Any, names: Mapping[tuple[str, int], str], foreign: Foreign, hidden: Collection[str]
) -> list[FieldChange]:
    found = []
    for field in before._meta.local_fields:
        if field.name.startswith("pgh_") or field.name in hidden:
            continue
        old, new = getattr(before, field.attname), getattr(event, field.attname)
        if old != new:
            if field.name in foreign:
                old, new = (_named(names, field.name, one) for one in (old, new))
            found.append(FieldChange(field.name, _text(old), _text(new)))
    return found


def _named(names: Mapping[tuple[str, int], str], field: str, pk: int | None) -> str:
    if pk is None:
        return ""
    return names.get((field, pk)) or _("no longer exists (%(number)s)") % {"number": pk}


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _merged(changes: list[FieldChange]) -> Iterable[FieldChange]:
    """`changes` without what was taken away and put back in one go."""
    gone = {(change.field, change.old) for change in changes if not change.new}
    come = {(change.field, change.new) for change in changes if not change.old}
    same = gone & come
    for change in changes:
        if (change.field, change.old or change.new) not in same and change.old != change.new:
            yield change


def _users(ids: Iterable[int | None]) -> dict[int | None, str]:
    known = {pk for pk in ids if pk is not None}
    return (
        {pk: user.full_name for pk, user in get_user_model().objects.in_bulk(known).items()} if known else {}
    )
