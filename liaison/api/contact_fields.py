"""What programs send and receive about a contact."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from liaison.accounts.models import User
from liaison.accounts.queries import salesperson_by_code
from liaison.api.entries import InstantOut
from liaison.api.paging import Paged
from liaison.api.shapes import (
    NOT_EMPTY,
    Code,
    Country,
    Flag,
    Instant,
    Language,
    Line,
    Named,
    Out,
    QueryFlag,
    Shape,
    Text,
)
from liaison.contacts.fields import (
    ContactFields,
    EmailFields,
    PhoneFields,
    with_first_email,
    with_first_phone,
)
from liaison.contacts.models import Contact, ContactType, CorrespondenceType, EmailKind, PhoneKind
from liaison.contacts.queries import contacts_by_no
from liaison.kit.errors import Refusal, Refused

Name = Annotated[Text, Field(max_length=100)]
FIRST = "The first of its kind; null or empty: none of its kind."


class PhoneIn(Shape):
    """A number as typed."""

    number: Annotated[Text, Field(max_length=60)]
    kind: PhoneKind = PhoneKind.PHONE


class EmailIn(Shape):
    """An address."""

    address: Line
    kind: EmailKind = EmailKind.WORK


class ContactPatch(Shape):
    """What to write on a contact; null or an empty text clears a field."""

    type: ContactType | None = None
    name: Annotated[Line | None, Field(description="A person's is made of the name parts if left out.")] = (
        None
    )
    name_2: Line | None = None
    search_name: Line | None = None
    first_name: Name | None = None
    middle_name: Name | None = None
    surname: Name | None = None
    initials: Annotated[Text | None, Field(max_length=30)] = None
    job_title: Line | None = None
    company: Annotated[Code | None, Field(description="Number of a person's company.")] = None
    address: Line | None = None
    address_2: Line | None = None
    post_code: Code | None = None
    city: Line | None = None
    region: Line | None = None
    country: Annotated[Country | None, Field(description="Two letters.")] = None
    phone: Annotated[Text | None, Field(max_length=60, description=FIRST)] = None
    mobile_phone: Annotated[Text | None, Field(max_length=60, description=FIRST)] = None
    email: Annotated[Line | None, Field(description="The first address; null or empty: no address.")] = None
    phones: Annotated[list[PhoneIn] | None, Field(max_length=50, description="All numbers.")] = None
    emails: Annotated[list[EmailIn] | None, Field(max_length=50, description="All addresses.")] = None
    home_page: Line | None = None
    language: Language | None = None
    salesperson: Annotated[Code | None, Field(description="Code of the salesperson.")] = None
    vat_no: Code | None = None
    salutation: Annotated[Code | None, Field(description="Code of the salutation.")] = None
    organizational_level: Annotated[Code | None, Field(description="Code; persons only.")] = None
    territory: Annotated[Code | None, Field(description="Code of the territory.")] = None
    correspondence_type: CorrespondenceType | None = None
    exclude_from_segment: Flag | None = None
    privacy_blocked: Flag | None = None
    minor: Annotated[Flag | None, Field(description="A minor without consent is blocked.")] = None
    parental_consent_received: Flag | None = None
    notes: Text | None = None
    external_id: Line | None = None


class ContactIn(ContactPatch):
    """A company or person to create; what is left out is proposed."""

    type: ContactType
    no: Annotated[Code | None, Field(description="The next of the series if left out.")] = None

    def given(self) -> dict[str, Any]:
        """The fields that were sent; null is the same as nothing."""
        return {name: value for name, value in super().given().items() if value is not None}


class PhoneOut(Out):
    """A number as typed, and in E.164 where it is one."""

    number: str
    kind: PhoneKind
    e164: str


class EmailOut(Out):
    """An address."""

    address: str
    kind: EmailKind


class ContactOut(Out):
    """A company or a person."""

    no: str
    type: ContactType
    name: str
    name_2: str
    search_name: str
    first_name: str
    middle_name: str
    surname: str
    initials: str
    job_title: str
    company: Annotated[str | None, Field(description="Number of a person's company.")]
    company_name: str
    address: str
    address_2: str
    post_code: str
    city: str
    region: str
    country: str
    phone: str
    mobile_phone: str
    email: str
    home_page: str
    language: str
    salesperson: str | None
    vat_no: str
    correspondence_type: CorrespondenceType
    exclude_from_segment: bool
    privacy_blocked: bool
    minor: bool
    parental_consent_received: bool
    external_id: str
    archived: bool
    created_at: InstantOut
    changed_at: InstantOut


class ContactDetailOut(ContactOut):
    """A contact with all of its numbers and addresses."""

    salutation: str | None
    organizational_level: str | None
    territory: str | None
    notes: str
    phones: list[PhoneOut]
    emails: list[EmailOut]


ORDERS = Literal["-created_at", "created_at", "-changed_at", "changed_at", "name", "-name", "no", "-no"]


class ContactsQuery(Paged):
    """Filters of the contacts."""

    q: Annotated[
        Text, Field(max_length=200, description="Number, name, company, city, e-mail or phone; forgiving.")
    ] = ""
    type: ContactType | None = None
    company: Annotated[Named, Field(description="A company and its people.")] = ""
    city: Annotated[Line, NOT_EMPTY] = ""
    country: Annotated[Country, NOT_EMPTY] = ""
    language: Annotated[Language, NOT_EMPTY, Field(description="`fr` finds `fr-CH` too.")] = ""
    salesperson: Annotated[list[Code], Field(max_length=50, description="Empty: without one.")] = []
    email: Annotated[Line, NOT_EMPTY] = ""
    external_id: Annotated[Line, NOT_EMPTY] = ""
    correspondence_type: CorrespondenceType | None = None
    mailing_group: Named = ""
    industry_group: Named = ""
    business_relation: Named = ""
    job_responsibility: Named = ""
    organizational_level: Named = ""
    salutation: Named = ""
    territory: Named = ""
    web_source: Named = ""
    privacy_blocked: QueryFlag | None = None
    archived: Annotated[QueryFlag, Field(description="True lists those put away.")] = False
    changed_since: Instant | None = None
    order: ORDERS = "-created_at"


PLAIN = [
    name
    for name in ContactOut.model_fields
    if name
    not in {
        "company",
        "company_name",
        "salesperson",
        "parental_consent_received",
        "archived",
        "created_at",
        "changed_at",
    }
]


def show_contact(contact: Contact) -> dict[str, Any]:
    """A contact of a list; company and salesperson are loaded."""
    company = None if contact.is_company else contact.company
    shown: dict[str, Any] = {name: getattr(contact, name) for name in PLAIN}
    shown["company"] = company.no if company else None
    shown["company_name"] = company.name if company else ""
    shown["salesperson"] = contact.salesperson.code if contact.salesperson else None
    shown["parental_consent_received"] = contact.parental_consent
    shown["archived"] = contact.archived_at is not None
    shown["created_at"] = contact.created_at.isoformat()
    shown["changed_at"] = contact.changed_at.isoformat()
    return shown


def show_contact_detail(contact: Contact) -> dict[str, Any]:
    """One contact whole; two statements for numbers and addresses."""
    return {
        **show_contact(contact),
        "salutation": contact.salutation.code if contact.salutation else None,
        "organizational_level": contact.organizational_level.code if contact.organizational_level else None,
        "territory": contact.territory.code if contact.territory else None,
        "notes": contact.notes,
        "phones": [
            {"number": phone.number, "kind": phone.kind, "e164": phone.e164} for phone in contact.phones.all()
        ],
        "emails": [{"address": email.address, "kind": email.kind} for email in contact.emails.all()],
    }


def written_over(held: ContactFields, body: ContactPatch, *, viewer: User) -> ContactFields:
    """What stands on a contact with what was sent written over it; unknown codes are refused together."""
    sent = body.given()
    refusals: list[Refusal] = []
    changes: dict[str, Any] = {
        RENAMED.get(name, name): value if value is not None else CLEARED.get(name, "")
        for name, value in sent.items()
        if name not in SETTLED
    }
    for name, find in (("company", _company), ("salesperson", _salesperson)):
        if name in sent:
            found = find(viewer, sent[name]) if sent[name] else None
            if found is None and sent[name]:
                refusals.append(Refusal(UNKNOWN[name], field=name, code=UNKNOWN_CODES[name]))
            changes[name] = found
    if refusals:
        raise Refused(*refusals)
    return replace(held, **changes, **_reached(held, sent))


def sent_names(body: ContactPatch, given: ContactFields) -> dict[str, str]:
    """How the fields of `given` that a refusal may name were sent, where it was under another name."""
    sent = body.given()
    names = {domain: published for published, domain in RENAMED.items() if published in sent}
    if sent.get("email"):
        names["emails.0"] = "email"
    for name, kind in (("phone", "phone"), ("mobile_phone", "mobile")):
        place = next((place for place, one in enumerate(given.phones) if one.kind == kind), None)
        if sent.get(name) and place is not None:
            names[f"phones.{place}"] = name
    return names


SETTLED = {"no", "company", "salesperson", "phone", "mobile_phone", "email", "phones", "emails"}
FLAGS = ("exclude_from_segment", "privacy_blocked", "minor", "parental_consent_received")
CLEARED: dict[str, Any] = {"correspondence_type": "none", "type": "", **dict.fromkeys(FLAGS, False)}
RENAMED = {"parental_consent_received": "parental_consent"}
"""What the domain calls otherwise than the published field."""
UNKNOWN = {"company": _("There is no such company."), "salesperson": _("There is no such salesperson.")}

UNKNOWN_CODES = {"company": "contact.company_not_found", "salesperson": "unknown"}


def _company(viewer: User, no: str) -> int | None:
    found = contacts_by_no(viewer, [no]).get(no.upper())
    return found.pk if found is not None else None


def _salesperson(viewer: User, code: str) -> int | None:
    found = salesperson_by_code(viewer, code)
    return found.pk if found is not None else None


def _reached(held: ContactFields, sent: dict[str, Any]) -> dict[str, Any]:
    """Numbers and addresses: the whole lists if sent, then the first of each kind.

    Who sends a list says in it what there is: a first one that is empty takes nothing of it away.
    """
    phones, emails = held.phones, held.emails
    if "phones" in sent:
        phones = tuple(PhoneFields(phone.number, str(phone.kind)) for phone in sent["phones"] or ())
    if "emails" in sent:
        emails = tuple(EmailFields(email.address, str(email.kind)) for email in sent["emails"] or ())
    for name, kind in (("phone", "phone"), ("mobile_phone", "mobile")):
        if sent.get(name) or (name in sent and "phones" not in sent):
            phones = with_first_phone(phones, kind, sent[name] or "")
    if sent.get("email") or ("email" in sent and "emails" not in sent):
        emails = with_first_email(emails, sent["email"] or "")
    return {"phones": phones, "emails": emails}
