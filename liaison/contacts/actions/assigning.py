"""Giving contacts their codes, one contact or a whole set, and taking them away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from liaison.accounts.models import User
from liaison.contacts.actions._writing import may_change, touch, user_id
from liaison.contacts.bulk import HeldCode, assign_to_all, hold_code, hold_type, take_from_all
from liaison.contacts.facts import CodeAssigned, CodeTaken
from liaison.contacts.kinds import WEB_SOURCE, Kind
from liaison.contacts.models import ASSIGNMENTS, Contact
from liaison.contacts.rules import check_holder
from liaison.contacts.rules.texts import check_lengths
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.sql import Question
from liaison.kit.text import gettext_lazy as _


@transaction.atomic
def assign_code(
    contact: Contact, kind: Kind, code: str, *, by: User | None, at: datetime, search_word: str = ""
) -> bool:
    """Give `contact` a code of `kind`; returns whether anything changed, for a contact has a code once.

    `search_word` is by what a company is looked up on a web source, else its name; the same code with
    another word changes the word.

    Raises:
        Refused: there is no such code, it is no longer offered, or the type of contact has none (R-CON-74).
    """
    may_change(by)
    if kind.of_one_type:
        refuse(check_holder(kind, hold_type(contact.pk) or contact.type))
    row = _offered(kind, code)
    more = {}
    if kind is WEB_SOURCE:
        more = {"search_word": search_word.strip() or contact.name}
        refuse(check_lengths(more, {"search_word": 255}))
    table: Any = ASSIGNMENTS[kind.key]
    with written_by(by, "assign_code", at):
        kept, made = table.objects.get_or_create(contact=contact, **{f"{kind.key}_id": row.id}, defaults=more)
        changed = bool(made)
        if not made and more and search_word and kept.search_word != more["search_word"]:
            kept.search_word, changed = more["search_word"], True
            kept.save(update_fields=["search_word"])
        if changed:
            touch(contact, kind.plural, by, at)
    return changed


@transaction.atomic
def unassign_code(contact: Contact, kind: Kind, code: str, *, by: User | None, at: datetime) -> bool:
    """Take a code from `contact`; returns whether it had it."""
    may_change(by)
    table: Any = ASSIGNMENTS[kind.key]
    with written_by(by, "unassign_code", at):
        which = {f"{kind.key}__code": code.strip().upper()}
        gone, _rows = table.objects.filter(contact=contact, **which).delete()
        if gone:
            touch(contact, kind.plural, by, at)
    return bool(gone)


@transaction.atomic
def assign_code_many(who: Question, kind: Kind, code: str, *, by: User | None, at: datetime) -> int:
    """Give a code to every contact that `who` asks for, in one statement; returns how many are new.

    Those that have it already stay as they are, those of the wrong type are left out (R-CON-74). A
    territory or an organizational level, of which a contact has one, takes the place of the other.

    Raises:
        Refused: there is no such code, or it is no longer offered.
    """
    may_change(by)
    row = _offered(kind, code)
    with written_by(by, "assign_code", at):
        count = assign_to_all(who, kind, row.id, by=user_id(by), at=at)
    announce(CodeAssigned(kind=kind.key, code=row.code, contacts=count, by=user_id(by), at=at))
    return count


@transaction.atomic
def unassign_code_many(who: Question, kind: Kind, code: str, *, by: User | None, at: datetime) -> int:
    """Take a code from every contact that `who` asks for, in one statement; returns how many had it."""
    may_change(by)
    row = _known(kind, code)
    with written_by(by, "unassign_code", at):
        count = take_from_all(who, kind, row.id, by=user_id(by), at=at)
    announce(CodeTaken(kind=kind.key, code=row.code, contacts=count, by=user_id(by), at=at))
    return count


def _known(kind: Kind, code: str) -> HeldCode:
    found = hold_code(kind, code)
    if found is None:
        raise Refused(_unknown(kind))
    return found


def _offered(kind: Kind, code: str) -> HeldCode:
    """A code that may be given."""
    found = _known(kind, code)
    refuse(None if found.active else _unknown(kind))
    return found


def _unknown(kind: Kind) -> Refusal:
    return Refusal(_("Choose a code that exists and is active."), field=kind.key, code="unknown")
