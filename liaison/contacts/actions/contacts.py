"""The verbs on one contact: create, change, archive."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from liaison.accounts.models import Organization, User
from liaison.accounts.queries import organization
from liaison.contacts.actions._rows import (
    check_salesperson,
    default_salutation,
    email_row,
    find_code,
    find_salutation,
    phone_row,
    row_values,
    set_emails,
    set_phones,
)
from liaison.contacts.actions._writing import may_change, user_id
from liaison.contacts.actions.numbers import free_contact_numbers
from liaison.contacts.bulk import hold_type, refresh_search
from liaison.contacts.facts import (
    ContactArchived,
    ContactChanged,
    ContactCompanyChanged,
    ContactCreated,
    ContactTypeChanging,
)
from liaison.contacts.fields import ContactFields
from liaison.contacts.kinds import ORGANIZATIONAL_LEVEL, TERRITORY
from liaison.contacts.models import Contact, ContactEmail, ContactPhone, ContactType, Salutation
from liaison.contacts.queries import CODES, PLAIN, fields_of, kinds_on
from liaison.contacts.rules import (
    check_company,
    check_fields,
    cleaned,
    guarded,
    may_change_type,
    named,
    retyped,
)
from liaison.kit.codes import fits_address
from liaison.kit.errors import Conflict, Refusal, refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.sql import Question
from liaison.kit.text import gettext_lazy as _

SEARCHED = {"name", "name_2", "search_name", "company", "post_code", "city", "country", "phones", "emails"}


WRITTEN = [
    *PLAIN,
    "phone",
    "mobile_phone",
    "email",
    "salesperson",
    "salutation",
    "organizational_level",
    "territory",
    "company",
    "changed_by",
    "changed_at",
    "version",
]


def with_defaults(given: ContactFields, by: User | None, own: Organization) -> ContactFields:
    """`given` with what a new contact takes from the organization and from its author (R-CON-10 to 12)."""
    return replace(
        given,
        language=given.language or own.language,
        country=given.country or own.country,
        salesperson=given.salesperson or _default_salesperson(by),
        salutation=default_salutation("company")
        if given.is_company
        else given.salutation or default_salutation("person"),
    )


def _default_salesperson(by: User | None) -> int | None:
    """Whom `by` works as (R-CON-11), unless that one can be chosen by nobody (R-CON-38).

    One statement for each `by` who has one; of an import it stays one.
    """
    own = None if by is None else by.salesperson
    return None if own is None or own.privacy_blocked else own.pk


def _salutation(code: str, refusals: list[Refusal], *, kept: int | None = None) -> Salutation | None:
    """The salutation; a reason is noted, except where a default is simply not there."""
    found = find_salutation(code, kept=kept)
    if isinstance(found, Refusal):
        if code not in {default_salutation("company"), default_salutation("person")}:
            refusals.append(found)
        return None
    return found


def _codes(given: ContactFields, refusals: list[Refusal], contact: Contact | None = None) -> dict[str, Any]:
    """The rows of organizational level and territory; reasons are noted. A statement for each new one."""
    found = {}
    for kind in (ORGANIZATIONAL_LEVEL, TERRITORY):
        kept = getattr(contact, kind.key) if contact is not None else None
        row = find_code(kind, getattr(given, kind.key), kept)
        if isinstance(row, Refusal):
            refusals.append(row)
        found[kind.key] = row
    return found


def _objections(given: ContactFields, *, contact: Contact | None) -> list[Refusal]:
    """Everything wrong with `given`; up to two statements."""
    refusals = list(check_fields(given))
    kind = None
    if given.company is not None and not given.is_company:
        # A company that has a person stays one; one that gets its first must not change meanwhile.
        stays = contact is not None and not contact.is_company and contact.company_id == given.company
        kind = ContactType.COMPANY.value if stays else hold_type(given.company)
    company = check_company(given, contact=None if contact is None else contact.pk, company_type=kind)
    salesperson = check_salesperson(
        given.salesperson, kept=None if contact is None else contact.salesperson_id
    )
    return [*refusals, *(refusal for refusal in (company, salesperson) if refusal is not None)]


def clean_number(no: str) -> str:
    """A number chosen by hand as it is stored; refused when it cannot be one (R-CON-5)."""
    no = no.strip().upper()
    if len(no) > 20 or not fits_address(no):
        refuse(Refusal(_("A number has 1 to 20 characters and no slash."), field="no", code="no"))
    return no


def _taken(no: str) -> Refusal:
    return Refusal(_("Number %(no)s belongs to another contact.") % {"no": no}, field="no", code="no")


@transaction.atomic
def create_contact(given: ContactFields, *, by: User | None, at: datetime, no: str | None = None) -> Contact:
    """Create a company or a person with everything in `given`; the rest by default.

    `no` is a number chosen by hand, otherwise the next of the series. `by` None is the system.

    Raises:
        Refused: naming every field to mend; nothing was written.
        NotAllowed: the role of `by` may not.
    """
    may_change(by)
    given = guarded(with_defaults(named(cleaned(given)), by, organization()), ContactFields())
    refusals = _objections(given, contact=None)
    salutation = _salutation(given.salutation, refusals)
    codes = _codes(given, refusals)
    refuse(refusals)
    number = clean_number(no) if no else free_contact_numbers(1)[0]
    contact = Contact(
        **row_values(given),
        no=number,
        company_id=None if given.is_company else given.company,
        salutation=salutation,
        **codes,
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )
    with written_by(by, "create_contact", at):
        try:
            with transaction.atomic():
                contact.save(force_insert=True)
        except IntegrityError as error:
            if "contact_no" not in str(error):
                raise
            refuse(_taken(number))
        ContactPhone.objects.bulk_create(
            phone_row(contact.pk, phone, given.country, place) for place, phone in enumerate(given.phones)
        )
        ContactEmail.objects.bulk_create(
            email_row(contact.pk, email, place) for place, email in enumerate(given.emails)
        )
        refresh_search([contact.pk])
    if contact.is_company:
        contact.company_id = contact.pk
    announce(ContactCreated(contact=contact.pk, no=contact.no, by=user_id(by), at=at))
    return contact


def _locked(contact: Contact, version: int | None) -> Contact:
    """The row as it stands now, kept from others until the end; somebody else's change is a conflict."""
    row = Contact.objects.select_for_update(of=("self",)).select_related("company", *CODES).get(pk=contact.pk)
    if version is not None and row.version != version:
        raise Conflict(_("Somebody else changed this contact in the meantime. Look at it again."))
    return row


def _as_new_type(before: ContactFields, given: ContactFields, row: Contact) -> ContactFields:
    """`given` as its new type wants it, if nothing stands against the change (R-CON-43 to 46)."""
    if before.type == given.type:
        return given
    people = row.people.exclude(pk=row.pk).count()
    refuse(may_change_type(before, given, people=people, kinds=kinds_on(row)))
    announce(ContactTypeChanging(contact=row.pk, no=row.no, type=given.type))
    chosen = "" if given.is_company or given.salutation == before.salutation else given.salutation
    return retyped(given, salutation=chosen or default_salutation(given.type))


@transaction.atomic
def change_contact(
    contact: Contact, given: ContactFields, *, by: User | None, at: datetime, version: int | None = None
) -> Contact:
    """Write `given` over what stands on `contact`; the same again changes nothing.

    `version` is the one the author looked at; without it the last writer wins.

    Raises:
        Conflict: somebody else changed the contact since that version; nothing was written.
        Refused: naming every field to mend; nothing was written.
    """
    may_change(by)
    row = _locked(contact, version)
    before = fields_of(row)
    given = guarded(named(_as_new_type(before, cleaned(given), row), before), before)
    refusals = _objections(given, contact=row)
    salutation = _salutation(given.salutation, refusals, kept=row.salutation_id)
    codes = _codes(given, refusals, row)
    refuse(refusals)
    changed = frozenset(
        field.name
        for field in dataclass_fields(given)
        if getattr(given, field.name) != getattr(before, field.name)
    )
    if not changed:
        return row
    with written_by(by, "change_contact", at):
        for name, value in row_values(given).items():
            setattr(row, name, value)
        row.salutation = salutation
        row.organizational_level, row.territory = codes["organizational_level"], codes["territory"]
        row.company_id = row.pk if given.is_company else given.company
        row.changed_by, row.changed_at, row.version = by, at, row.version + 1
        row.save(update_fields=WRITTEN)
        if changed & {"phones", "country"}:
            set_phones(row, given.phones)
        if "emails" in changed:
            set_emails(row, given.emails)
        if changed & SEARCHED:
            refresh_search(Question.of(_found_anew(row, changed)))
    announce(ContactChanged(contact=row.pk, no=row.no, fields=changed, by=user_id(by), at=at))
    if "company" in changed:
        announce(
            ContactCompanyChanged(
                contact=row.pk,
                old_company=before.company,
                new_company=given.company,
                by=user_id(by),
                at=at,
            )
        )
    return row


def _found_anew(row: Contact, changed: frozenset[str]) -> QuerySet[Contact]:
    """Whose words change: the contact's, and its people's when a company is renamed (R-CON-22)."""
    if row.is_company and "name" in changed:
        return Contact.objects.filter(company=row.pk)
    return Contact.objects.filter(pk=row.pk)


@transaction.atomic
def archive_contact(contact: Contact, *, by: User | None, at: datetime, version: int | None = None) -> int:
    """Put a contact away: it is offered no more, its history stays. A company takes its people along.

    Returns how many contacts were put away; an archived one stays as it is. Raises `Conflict` if
    `version`, the one that was seen, is old.
    """
    may_change(by)
    if version is not None:
        _locked(contact, version)
    return _set_archived(
        _with_people(contact).filter(archived_at=None), archived_at=at, by=by, at=at, why="archive_contact"
    )


@transaction.atomic
def unarchive_contact(contact: Contact, *, by: User | None, at: datetime, version: int | None = None) -> int:
    """Fetch a contact back, with the people that were put away together with their company.

    Returns how many came back. Raises `Conflict` if `version`, the one that was seen, is old.
    """
    may_change(by)
    if version is not None:
        _locked(contact, version)
    return _set_archived(
        _with_people(contact).filter(archived_at=contact.archived_at).exclude(archived_at=None),
        archived_at=None,
        by=by,
        at=at,
        why="unarchive_contact",
    )


def _with_people(contact: Contact) -> QuerySet[Contact]:
    if contact.is_company:
        return Contact.objects.filter(company=contact.pk)
    return Contact.objects.filter(pk=contact.pk)


def _set_archived(
    which: QuerySet[Contact], *, archived_at: datetime | None, by: User | None, at: datetime, why: str
) -> int:
    chosen = list(which.select_for_update(of=("self",)).values_list("pk", "no").order_by("pk"))
    with written_by(by, why, at):
        count = Contact.objects.filter(pk__in=[pk for pk, _no in chosen]).update(
            archived_at=archived_at, changed_at=at, changed_by=by, version=F("version") + 1
        )
    for pk, no in chosen:
        announce(ContactArchived(contact=pk, no=no, archived=archived_at is not None, by=user_id(by), at=at))
    return count
