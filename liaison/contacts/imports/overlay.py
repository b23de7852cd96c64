"""What a line changes on a contact that is there already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from liaison.contacts.fields import ContactFields, PhoneFields
from liaison.contacts.imports.lines import ContactLine
from liaison.contacts.words import fold

NOT_OVERLAID = {"type", "phones", "emails", "name", "first_name", "middle_name", "surname"}


def overlay(
    before: ContactFields, line: ContactLine, *, company: int | None, salesperson: int | None
) -> ContactFields:
    """`before` with what `line` says put over it; what it does not say stays.

    Numbers of the kinds that the line gives take the place of those of that kind, addresses the place
    of all addresses. `company` and `salesperson` are ids, None when the line names none.
    """
    given = line.fields
    changes: dict[str, Any] = {name: getattr(given, name) for name in line.given - NOT_OVERLAID}
    if "phones" in line.given:
        changes["phones"] = _phones(before.phones, given.phones)
    if "emails" in line.given:
        changes["emails"] = given.emails
    parts = {"first_name", "middle_name", "surname"}
    if line.given & parts:
        changes |= {name: getattr(given, name) for name in parts}
    elif "name" in line.given and not _names_only_address(line):
        changes["name"] = given.name
    if company is not None:
        changes["company"] = company
    if salesperson is not None:
        changes["salesperson"] = salesperson
    return replace(before, **changes)


def _names_only_address(line: ContactLine) -> bool:
    """Whether the line has no name, so that its address stands for it."""
    return any(line.fields.name == email.address for email in line.fields.emails)


def _phones(old: tuple[PhoneFields, ...], new: tuple[PhoneFields, ...]) -> tuple[PhoneFields, ...]:
    kinds = {phone.kind for phone in new}
    return (*new, *(phone for phone in old if phone.kind not in kinds))


def identities(line: ContactLine, name: str) -> Iterator[tuple[str, ...]]:
    """By what a line of the same file is known to mean the same contact, surest first."""
    if line.fields.external_id:
        yield ("external_id", line.fields.external_id)
    if line.no:
        yield ("no", line.no)
    key = fold(" ".join(name.split()))
    for email in line.fields.emails:
        yield ("email", email.address.strip().lower(), key)
    yield ("name", line.fields.type, key, fold(" ".join(line.company.split())))
