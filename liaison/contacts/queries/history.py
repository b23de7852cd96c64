"""What was changed on a contact, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from liaison.accounts.changes import Change, Changes, FieldChange, Foreign, Moment, kept_events, moment_of
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
FOREIGN: Foreign = {
    "company": (Contact, "name"),
    "salesperson": (Salesperson, "name"),
    "salutation": (Salutation, "code"),
    "organizational_level": (OrganizationalLevel, "code"),
    "territory": (Territory, "code"),
}


def contact_history(viewer: User, contact: Contact, *, limit: int = 30) -> list[Change]:
    """The changes of `contact`, newest first; a number of statements that does not depend on theirs."""
    require(viewer, Right.READ_CONTACTS)
    found = Changes()
    found.add_versions(kept_events("contacts", "ContactEvent", pgh_obj=contact.pk), FOREIGN, hidden=HIDDEN)
    for model, (field, title) in DEPENDANTS.items():
        for event in kept_events("contacts", model, contact=contact.pk):
            text = str(getattr(event, title))
            if event.pgh_label == "delete":
                found.moments[moment_of(event)].append(FieldChange(field, text, ""))
            elif event.pgh_label == "insert":
                found.moments[moment_of(event)].append(FieldChange(field, "", text))
    for who, change in _code_changes(contact):
        found.moments[who].append(change)
    return found.told(limit=limit)


def _code_changes(contact: Contact) -> Iterator[tuple[Moment, FieldChange]]:
    """What codes the contact was given and lost; one or two statements for each kind."""
    for key, kind in ASSIGNED.items():
        events = kept_events("contacts", f"{ASSIGNMENTS[key].__name__}Event", contact=contact.pk)
        ids = [getattr(event, f"{key}_id") for event in events]
        known = TABLES[key]._default_manager.in_bulk(set(ids)) if ids else {}  # noqa: SLF001
        for event, pk in zip(events, ids, strict=True):
            # A code that nobody has any more may be deleted meanwhile.
            text = known[pk].code if pk in known else "–"
            gone = event.pgh_label == "delete"
            if event.pgh_label != "update":
                yield moment_of(event), FieldChange(kind.plural, text if gone else "", "" if gone else text)
