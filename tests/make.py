"""Typed builders without surprises: rows as the verbs would leave them, everything else by default."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from liaison.accounts.models import Role, Salesperson, Team, User
from liaison.contacts.models import Contact, ContactEmail, ContactPhone, ContactType
from liaison.interactions.models import Channel, InteractionGroup, InteractionTemplate

LONG_AGO = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
_counter = itertools.count(1)


def make_team(code: str = "OUEST", **fields: Any) -> Team:
    return Team.objects.create(code=code, name=fields.pop("name", code.title()), **fields)


def make_salesperson(code: str = "AR", name: str = "Aline Rochat", **fields: Any) -> Salesperson:
    return Salesperson.objects.create(code=code, name=name, **fields)


def make_user(username: str = "aline", role: Role = Role.SALESPERSON, **fields: Any) -> User:
    return make_users(new_user(username, role, **fields))[0]


def make_users(*users: User) -> list[User]:
    """In one statement."""
    return User.objects.bulk_create(users)


def new_user(username: str, role: Role = Role.SALESPERSON, **fields: Any) -> User:
    """Not stored yet."""
    password = fields.pop("password", "un mot de passe")
    user = User(username=username, role=role, **fields)
    user.set_password(password)
    return user


def make_company(name: str = "Béguelin Mécanique SA", **fields: Any) -> Contact:
    return make_contacts(_new_contact(ContactType.COMPANY, name, **fields))[0]


def make_person(name: str = "Nora Béguelin", company: Contact | None = None, **fields: Any) -> Contact:
    return make_contacts(new_person(name, company, **fields))[0]


def new_person(name: str, company: Contact | None = None, **fields: Any) -> Contact:
    """Not stored yet."""
    first, _, last = name.partition(" ")
    fields.setdefault("first_name", first)
    fields.setdefault("surname", last)
    return _new_contact(ContactType.PERSON, name, company=company, **fields)


def _new_contact(kind: ContactType, name: str, **fields: Any) -> Contact:
    fields.setdefault("no", f"CT-{900000 + next(_counter):06}")
    fields.setdefault("language", "fr-CH")
    fields.setdefault("created_at", LONG_AGO)
    fields.setdefault("changed_at", LONG_AGO)
    return Contact(type=kind, name=name, **fields)


def make_contacts(*contacts: Contact) -> list[Contact]:
    """With their telephones and e-mails, in a statement for each kind; as the database has them."""
    made = [contact.pk for contact in Contact.objects.bulk_create(contacts)]
    stored = Contact.objects.in_bulk(made)
    found = [stored[pk] for pk in made]
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=contact, number=contact.phone, e164="") for contact in found if contact.phone
    )
    ContactEmail.objects.bulk_create(
        ContactEmail(contact=contact, address=contact.email) for contact in found if contact.email
    )
    return found


def make_group(code: str = "TEL", **fields: Any) -> InteractionGroup:
    return InteractionGroup.objects.get_or_create(code=code, defaults={"description": "Téléphone", **fields})[
        0
    ]


def make_template(
    code: str = "APPEL", group: InteractionGroup | None = None, **fields: Any
) -> InteractionTemplate:
    fields.setdefault("description", "Appel sortant")
    fields.setdefault("channel", Channel.PHONE)
    fields.setdefault("unit_cost", Decimal("1.50"))
    fields.setdefault("unit_duration_min", Decimal(12))
    fields.setdefault("information_flow", "outbound")
    fields.setdefault("initiated_by", "us")
    fields.setdefault("default_correspondence_type", "none")
    return InteractionTemplate.objects.create(code=code, group=group or make_group(), **fields)
