"""A contact as a whole: cleaned, checked, its type and company, and whether it is blocked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from typing import Any

from liaison.contacts.fields import (
    CORRESPONDENCE_TYPES,
    EMAIL_KINDS,
    PHONE_KINDS,
    TEXT_LIMITS,
    TYPES,
    ContactFields,
    EmailFields,
    PhoneFields,
)
from liaison.contacts.kinds import ASSIGNED
from liaison.contacts.rules.texts import LANGUAGE, check_email, check_lengths, check_phone
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _

MANY = 50
"""Most numbers, and most addresses, that one contact may have."""


def _tidy(text: str) -> str:
    return " ".join(text.split()) if text else text


def cleaned(given: ContactFields) -> ContactFields:
    """`given` without blanks around, empty numbers and addresses, and the same one twice.

    A field of several addresses separated by `;` becomes several (R-CON-30).
    """
    texts: dict[str, Any] = {name: _tidy(getattr(given, name)) for name in TEXT_LIMITS}
    for name in ("country", "vat_no", "salutation", "organizational_level", "territory"):
        texts[name] = texts[name].upper()
    for name in ("address", "address_2"):
        texts[name] = getattr(given, name).strip()
    phones: dict[tuple[str, str], PhoneFields] = {}
    for phone in given.phones:
        number = _tidy(phone.number)
        if number:
            phones.setdefault((number, phone.kind), PhoneFields(number, phone.kind))
    emails: dict[str, EmailFields] = {}
    for email in given.emails:
        for address in email.address.split(";"):
            if address.strip():
                emails.setdefault(address.strip().lower(), EmailFields(address.strip(), email.kind))
    return replace(
        given,
        **texts,
        notes=given.notes.strip(),
        phones=tuple(phones.values()),
        emails=tuple(emails.values()),
    )


def _check_texts(given: ContactFields) -> Iterator[Refusal]:
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    yield from check_lengths(texts, TEXT_LIMITS)


def _check_choices(given: ContactFields) -> Iterator[Refusal]:
    wrong = _("This value is not one of the choices.")
    if given.type not in TYPES:
        yield Refusal(wrong, field="type", code="choice")
    if given.correspondence_type not in CORRESPONDENCE_TYPES:
        yield Refusal(wrong, field="correspondence_type", code="choice")
    if any(phone.kind not in PHONE_KINDS for phone in given.phones):
        yield Refusal(wrong, field="phones", code="choice")
    if any(email.kind not in EMAIL_KINDS for email in given.emails):
        yield Refusal(wrong, field="emails", code="choice")
    if given.country and not re.fullmatch("[A-Z]{2}", given.country):
        yield Refusal(_("Give the country as two letters, such as CH."), field="country", code="country")
    if given.language and not LANGUAGE.fullmatch(given.language):
        yield Refusal(_("Give the language as a code, such as fr-CH."), field="language", code="language")


def check_fields(given: ContactFields) -> Iterator[Refusal]:
    """Everything wrong with `given` that can be seen without looking at other contacts."""
    if not given.name:
        yield Refusal(_("Enter a name."), field="name", code="contact.name_missing")
    yield from _check_texts(given)
    yield from _check_choices(given)
    for place, phone in enumerate(given.phones):
        refusal = check_phone(phone.number, field=f"phones.{place}")
        if refusal is not None:
            yield refusal
    for place, email in enumerate(given.emails):
        refusal = check_email(email.address, field=f"emails.{place}")
        if refusal is not None:
            yield refusal
    if max(len(given.phones), len(given.emails)) > MANY:
        yield Refusal(_("A contact has at most 50 numbers and 50 addresses."), code="many")
    if not given.is_company and given.vat_no:
        yield Refusal(_("Only companies have a VAT number."), field="vat_no", code="contact.field_wrong_type")
    yield from _check_person(given)


def _check_person(given: ContactFields) -> Iterator[Refusal]:
    """What only persons have (R-CON-41), and that a minor without consent stays blocked (R-CON-66, 67)."""
    if given.is_company:
        for name in ("organizational_level", "minor", "parental_consent"):
            if getattr(given, name):
                yield Refusal(_("Only persons have this."), field=name, code="contact.field_wrong_type")
    elif given.parental_consent and not given.minor:
        yield Refusal(
            _("Only minors need the consent of their parents."),
            field="parental_consent",
            code="contact.field_wrong_type",
        )
    elif given.minor and not given.parental_consent and not given.privacy_blocked:
        yield Refusal(
            _("A minor without the consent of the parents stays blocked."),
            field="privacy_blocked",
            code="contact.consent_required",
        )


def guarded(new: ContactFields, old: ContactFields) -> ContactFields:
    """`new` with what follows from being a minor (R-CON-64, 65, 67).

    Who becomes a minor, or a minor whose consent is withdrawn, is blocked; giving consent leaves the
    block for somebody to clear; who is no minor any more needs no consent.
    """
    if old.minor and not new.minor:
        return replace(new, parental_consent=False)
    withdrawn = old.parental_consent and not new.parental_consent
    if new.minor and (withdrawn or not old.minor):
        return replace(new, privacy_blocked=True)
    return new


def may_change_type(
    old: ContactFields, new: ContactFields, *, people: int, kinds: Collection[str] = ()
) -> Iterator[Refusal]:
    """What stands against a change of type (R-CON-44, 45).

    `people` is how many persons the company has, `kinds` the kinds of codes that stand on the contact.
    """
    if old.type == new.type:
        return
    for kind in ASSIGNED.values():
        if kind.key in kinds and new.type not in kind.holders:
            yield Refusal(
                _("Take away these codes first: %(codes)s.") % {"codes": kind.name},
                field="type",
                code="contact.type_field_not_blank",
            )
    if new.is_company and new.organizational_level:
        yield Refusal(
            _("Clear the organizational level first; only persons have one."),
            field="type",
            code="contact.type_field_not_blank",
        )
    if old.is_company and people:
        yield Refusal(
            _("The type cannot be changed while persons belong to this company."),
            field="type",
            code="contact.type_locked_persons",
        )
    if old.is_company and new.vat_no:
        yield Refusal(
            _("Clear the VAT number first; only companies have one."),
            field="vat_no",
            code="contact.type_field_not_blank",
        )


def retyped(new: ContactFields, *, salutation: str) -> ContactFields:
    """`new` as its new type wants it (R-CON-44, 45); `salutation` is the default of that type.

    A person that becomes a company loses the parts of its name, its company and that it is a minor. A
    company has none of them, so what is given with the change to a person is that person's.
    """
    if not new.is_company:
        return replace(new, salutation=salutation)
    return replace(
        new,
        first_name="",
        middle_name="",
        surname="",
        initials="",
        job_title="",
        company=None,
        salutation=salutation,
        minor=False,
        parental_consent=False,
    )


def check_company(given: ContactFields, *, contact: int | None, company_type: str | None) -> Refusal | None:
    """Whether the company of a person is one (R-CON-42, 47).

    `contact` is the id of the contact written, None for a new one; `company_type` is the type of the
    contact named as company, None when there is no such contact.
    """
    if given.is_company:
        if given.company not in {None, contact}:
            return Refusal(
                _("A company belongs to no other company."),
                field="company",
                code="contact.company_of_company",
            )
        return None
    if given.company is None or (company_type == "company" and given.company != contact):
        return None
    return Refusal(_("Choose a company that exists."), field="company", code="contact.company_not_found")


def blocked(*, no: str, name: str) -> Refusal:
    """Nothing new is done with a contact blocked for privacy reasons (R-CON-69)."""
    return Refusal(
        _("Contact %(no)s %(name)s is blocked for privacy reasons.") % {"no": no, "name": name},
        field="contact",
        code="E-INT-10",
    )
