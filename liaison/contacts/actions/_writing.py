"""What the verbs on contacts share."""

from __future__ import annotations

from datetime import datetime

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.facts import ContactChanged
from liaison.contacts.models import Contact
from liaison.kit.facts import announce


def may_change(user: User | None, right: Right = Right.CHANGE_CONTACTS) -> None:
    """Let `user` pass who has `right`; the system always passes."""
    if user is not None:
        require(user, right)


def user_id(user: User | None) -> int | None:
    """The id of `user`; none for the system."""
    return None if user is None else user.pk


def touch(contact: Contact, field: str, by: User | None, at: datetime) -> None:
    """The contact counts as changed when what depends on it does, as told by `field` (R-CON-7)."""
    Contact.objects.filter(pk=contact.pk).update(changed_at=at, changed_by=by)
    announce(
        ContactChanged(contact=contact.pk, no=contact.no, fields=frozenset({field}), by=user_id(by), at=at)
    )
