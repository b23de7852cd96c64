"""Alternative addresses of a contact and the periods in which they hold."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.contacts.actions._writing import may_change, touch
from liaison.contacts.facts import AddressDeleting
from liaison.contacts.fields import AddressFields, RangeFields
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact
from liaison.contacts.rules import check_address, check_ranges, code_taken
from liaison.kit.errors import refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.versions import locked

TEXTS = tuple(field.name for field in fields(AddressFields) if field.name != "ranges")


@transaction.atomic
def save_address(
    contact: Contact,
    given: AddressFields,
    *,
    by: User | None,
    at: datetime,
    address: AlternativeAddress | None = None,
    version: int | None = None,
) -> AlternativeAddress:
    """Add an alternative address to `contact`, or write `given` over `address` (R-CON-81, 82).

    `version` is the one the author looked at; without it the last writer wins.

    Raises:
        Conflict: somebody else changed the address or its periods since that version.
        Refused: the code is taken, a text or a period is wrong; nothing was written.
    """
    may_change(by)
    Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    others = contact.alternative_addresses.all()
    if address is not None:
        address = locked(address, version)
        others = others.exclude(pk=address.pk)
    taken = AddressRange.objects.filter(alternative_address__in=others, contact=contact)
    values = {name: str(value).strip() for name, value in asdict(given).items() if name in TEXTS}
    values["code"], values["country"] = values["code"].upper(), values["country"].upper()
    refusals = list(check_address(values, old=address.code if address is not None else ""))
    periods = [(given_range.starting_date, given_range.ending_date) for given_range in given.ranges]
    refusals += check_ranges(periods, taken=set(taken.values_list("starting_date", flat=True)))
    if others.filter(code=values["code"]).exists():
        refusals.append(code_taken(values["code"]))
    refuse(refusals)
    with written_by(by, "save_address", at):
        row = address or AlternativeAddress(contact=contact)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        _set_ranges(row, given.ranges)
        touch(contact, "alternative_addresses", by, at)
    return row


def _set_ranges(row: AlternativeAddress, wanted: tuple[RangeFields, ...]) -> None:
    kept = {found.starting_date: found for found in row.ranges.all()}
    days = {given.starting_date for given in wanted}
    row.ranges.filter(contact=row.contact_id).exclude(starting_date__in=days).delete()
    for given in wanted:
        found = kept.get(given.starting_date)
        if found is None:
            AddressRange.objects.create(
                contact_id=row.contact_id,
                alternative_address=row,
                starting_date=given.starting_date,
                ending_date=given.ending_date,
            )
        elif found.ending_date != given.ending_date:
            found.ending_date = given.ending_date
            found.save(update_fields=["ending_date"])


@transaction.atomic
def delete_address(
    address: AlternativeAddress, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Take an alternative address away, with its periods (R-CON-81); `Conflict` if `version` is old.

    Refused while interactions or lines of segments name it.
    """
    may_change(by)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=address.contact_id)
    address = locked(address, version)
    announce(AddressDeleting(contact.pk, address.pk))
    with written_by(by, "delete_address", at):
        address.delete()
        touch(contact, "alternative_addresses", by, at)
