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
    password = fields.pop("password", "un mot de passe")
    return User.objects.create_user(username, password, role=role, **fields)


def make_company(name: str = "Béguelin Mécanique SA", **fields: Any) -> Contact:
    return _make_contact(ContactType.COMPANY, name, **fields)


def make_person(name: str = "Nora Béguelin", company: Contact | None = None, **fields: Any) -> Contact:
    first, _, last = name.partition(" ")
    fields.setdefault("first_name", first)
    fields.setdefault("surname", last)
    return _make_contact(ContactType.PERSON, name, company=company, **fields)


def _make_contact(kind: ContactType, name: str, **fields: Any) -> Contact:
    fields.setdefault("no", f"CT-{900000 + next(_counter):06}")
    fields.setdefault("language", "fr-CH")
    fields.setdefault("created_at", LONG_AGO)
    fields.setdefault("changed_at", LONG_AGO)
    contact = Contact.objects.create(type=kind, name=name, **fields)
    contact.refresh_from_db()
    if contact.phone:
        ContactPhone.objects.create(contact=contact, number=contact.phone, e164="")
    if contact.email:
        ContactEmail.objects.create(contact=contact, address=contact.email)
    return contact


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
