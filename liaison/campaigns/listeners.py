"""What campaigns do when contacts change."""

from __future__ import annotations

from liaison.campaigns.actions import forget_bounces
from liaison.contacts.facts import ContactChanged, ContactsImported
from liaison.kit.facts import listen


@listen(ContactChanged)
def on_contact_changed(fact: ContactChanged) -> None:
    """An address that did not work is forgotten with it (B-5)."""
    if "emails" in fact.fields:
        forget_bounces([fact.contact], by=fact.by, at=fact.at)


@listen(ContactsImported)
def on_contacts_imported(fact: ContactsImported) -> None:
    """The same for a whole file."""
    if fact.changed:
        forget_bounces(fact.changed, by=fact.by, at=fact.at)
