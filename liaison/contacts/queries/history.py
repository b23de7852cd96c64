"""What was changed on a contact, when and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.kinds import ASSIGNED
from liaison.contacts.models import ASSIGNMENTS, TABLES, Contact, OrganizationalLevel, Salutation, Territory

DEPENDANTS = {
    "ContactPhoneEvent": ("phones", "number"),
    "ContactEmailEvent": ("emails", "address"),
    "AlternativeAddressEvent": ("alternative_addresses", "code"),
}
"""The event tables of what hangs on a contact: the field they belong to and what names a row."""
HIDDEN = {"id", "search_name", "phone", "mobile_phone", "email"}
"""What follows from other fields, and so is no change of its own."""
MOST = 200


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; texts, empty for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ContactChange:
    """What one person did at one moment; `created` for the first writing, without its fields."""

    at: datetime
    by: str
    """The full name, empty for the system."""
    created: bool
    changes: tuple[FieldChange, ...]


def contact_history(viewer: User, contact: Contact, *, limit: int = 30) -> list[ContactChange]:
    """The changes of `contact`, newest first; a number of statements that does not depend on theirs."""
    require(viewer, Right.READ_CONTACTS)
    moments: defaultdict[tuple[datetime, int | None], list[FieldChange]] = defaultdict(list)
    created: set[tuple[datetime, int | None]] = set()
    events = _events("ContactEvent", pgh_obj=contact.pk)
    names = _names(events)
    for before, event in zip([None, *events], events, strict=False):
        if event.pgh_label == "insert":
            created.add(_who(event))
            moments[_who(event)] += []
        elif before is not None:
            moments[_who(event)] += _differences(before, event, names)
    for model, (field, title) in DEPENDANTS.items():
        for event in _events(model, contact=contact.pk):
            text = str(getattr(event, title))
            if event.pgh_label == "delete":
                moments[_who(event)].append(FieldChange(field, text, ""))
            elif event.pgh_label == "insert":
                moments[_who(event)].append(FieldChange(field, "", text))
    for who, change in _code_changes(contact):
        moments[who].append(change)
    users = _users(user for _at, user in moments)
    found = []
    for who, changes in sorted(moments.items(), key=lambda item: item[0][0], reverse=True):
        new = who in created
        said = () if new else tuple(_merged(changes))
        found.append(ContactChange(who[0], users.get(who[1], ""), created=new, changes=said))
    return [change for change in found if change.created or change.changes][:limit]


def _events(model: str, **which: int) -> list[Any]:
    """The newest events of one table, oldest first."""
    table: type[models.Model] = apps.get_model("contacts", model)
    found = table._default_manager.filter(**which).select_related("pgh_context").order_by("-pgh_id")[:MOST]  # noqa: SLF001
    return list(found)[::-1]


def _code_changes(contact: Contact) -> Iterator[tuple[tuple[datetime, int | None], FieldChange]]:
    """What codes the contact was given and lost; one or two statements for each kind."""
    for key, kind in ASSIGNED.items():
        events = _events(f"{ASSIGNMENTS[key].__name__}Event", contact=contact.pk)
        ids = [getattr(event, f"{key}_id") for event in events]
        known = TABLES[key]._default_manager.in_bulk(set(ids)) if ids else {}  # noqa: SLF001
        for event, pk in zip(events, ids, strict=True):
            # A code that nobody has any more may be deleted meanwhile.
            text = known[pk].code if pk in known else "–"
            gone = event.pgh_label == "delete"
            if event.pgh_label != "update":
                yield _who(event), FieldChange(kind.plural, text if gone else "", "" if gone else text)


def _who(event: Any) -> tuple[datetime, int | None]:
    context = event.pgh_context
    return event.pgh_created_at, None if context is None else context.metadata.get("user")


def _names(events: list[Any]) -> dict[tuple[str, int], str]:
    """What the foreign keys in `events` are called."""
    ids = {name: {getattr(event, f"{name}_id") for event in events} - {None} for name in FOREIGN}
    return {
        (name, pk): str(getattr(row, title))
        for name, (model, title) in FOREIGN.items()
        for pk, row in (model._default_manager.in_bulk(ids[name]) if ids[name] else {}).items()  # noqa: SLF001
    }


FOREIGN: dict[str, tuple[type[models.Model], str]] = {
    "company": (Contact, "name"),
    "salesperson": (Salesperson, "name"),
    "salutation": (Salutation, "code"),
    "organizational_level": (OrganizationalLevel, "code"),
    "territory": (Territory, "code"),
}


def _differences(before: Any, event: Any, names: dict[tuple[str, int], str]) -> list[FieldChange]:
    found = []
    for field in before._meta.local_fields:
        if field.name.startswith("pgh_") or field.name in HIDDEN:
            continue
        old, new = getattr(before, field.attname), getattr(event, field.attname)
        if old != new:
            if field.name in FOREIGN:
                old, new = names.get((field.name, old), ""), names.get((field.name, new), "")
            found.append(FieldChange(field.name, _text(old), _text(new)))
    return found


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
    return {pk: user.full_name for pk, user in User.objects.in_bulk(known).items()} if known else {}
