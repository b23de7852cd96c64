"""What a letter to a contact says: the merge values, the head of the paper, the Word templates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet

from liaison.accounts.models import Organization, Salesperson, User
from liaison.accounts.queries import organization, require
from liaison.accounts.rules import Right
from liaison.contacts.models import AlternativeAddress, Contact, ContactPhone, PhoneKind
from liaison.contacts.queries import formulas, name_values
from liaison.contacts.salutations import (
    FORMAL,
    INFORMAL,
    Formula,
    Key,
    SalutationText,
    choose_salutation,
)
from liaison.files.queries import ContentMissing, read_file
from liaison.kit.errors import Refused
from liaison.kit.folding import fold
from liaison.letters.merging import merge_line
from liaison.letters.models import DocumentTemplate
from liaison.letters.rendering import Letterhead
from liaison.letters.sources import FIELDS, SOURCE_CAPTIONS, MergeField, caption_of
from liaison.letters.values import (
    HOME_COUNTRY,
    Address,
    LocalDate,
    LocalNumber,
    MergeValue,
    address_block,
    city_line,
    country_name,
    date_line,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the interaction itself adds to a letter; its number is None until it is logged."""

    language: str
    occurred_on: date
    subject: str = ""
    description: str = ""
    entry_no: int | None = None
    cost: Decimal = Decimal(0)
    duration_min: Decimal = Decimal(0)
    recipient: str = ""
    campaign_no: str = ""
    segment_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Everything a letter to one contact is made of."""

    language: str
    values: dict[str, MergeValue]
    salutation: SalutationText
    address: tuple[str, ...]
    place_and_date: str
    signature: tuple[str, ...]


def merged_for(
    contact: Contact,
    occasion: Occasion,
    *,
    salesperson: Salesperson | None,
    alternative: AlternativeAddress | None = None,
    company: Organization | None = None,
    known: Mapping[Key, Formula] | None = None,
    fax: str | None = None,
) -> Merged:
    """The values and lines of a letter to `contact`, in the language of the occasion (R-INT-137, 138).

    Load `contact` with its company and salutation. Two statements, three with `company` None, none when
    the `known` formulas and the `fax` number are given too.
    Without `interaction.entry_no` among the values while the interaction is not logged yet.
    """
    company = company or organization()
    language = occasion.language or contact.language or company.language
    formal, informal = _salutations(contact, language, company, known if known is not None else formulas())
    where = _address(contact, alternative)
    block = address_block(_names(contact, alternative), where, language, company.country or HOME_COUNTRY)
    on = LocalDate.of(occasion.occurred_on, language)
    values: dict[str, MergeValue] = {
        **_of_contact(contact, where, block, language, fax),
        "contact.formal_salutation": formal.text,
        "contact.informal_salutation": informal.text,
        **_of_company(contact.company, language),
        **_of_salesperson(salesperson),
        **_of_organization(company, language),
        **_of_occasion(occasion, on, language),
    }
    if "{{" in occasion.subject:
        values["interaction.subject"] = _filled(occasion.subject, values)
    return Merged(
        language=language,
        values=values,
        salutation=formal,
        address=tuple(block.split("\n")) if block else (),
        place_and_date=date_line(company.city, on),
        signature=tuple(filter(None, (salesperson.name, salesperson.job_title))) if salesperson else (),
    )


def _filled(subject: str, values: Mapping[str, MergeValue]) -> str:
    """The subject as the contact reads it, for who names it; one that cannot be filled stays as it is."""
    others = {name: value for name, value in values.items() if name != "interaction.subject"}
    try:
        return merge_line(subject, others)
    except Refused:
        # It is told where the subject itself is filled.
        return subject


def _salutations(
    contact: Contact, language: str, company: Organization, known: Mapping[Key, Formula]
) -> tuple[SalutationText, SalutationText]:
    names = name_values(contact)
    code = contact.salutation.code if contact.salutation is not None else ""

    def choose(formality: str) -> SalutationText:
        return choose_salutation(
            known,
            code=code,
            formality=formality,
            language=language,
            organization_language=company.language,
            values=names,
        )

    return choose(FORMAL), choose(INFORMAL)


def _names(contact: Contact, alternative: AlternativeAddress | None) -> list[str]:
    """The company's name, then the person's; a company's second name follows its first."""
    at_company = contact.company if contact.company is not None and not contact.is_company else None
    given = alternative.company_name if alternative is not None else ""
    firm = given or (at_company.name if at_company is not None else "")
    return [firm, contact.name, contact.name_2] if contact.is_company else [firm, contact.name]


def _address(contact: Contact, alternative: AlternativeAddress | None) -> Address:
    """The noted alternative address, else the contact's own, else that of the company (R-CON-88).

    Letters are put in order by the same: see `delivery/sql/made_letters.sql`.
    """
    if alternative is not None:
        where = _address_of(alternative)
        if not where.blank:
            return where
    own = _address_of(contact)
    if own.blank and contact.company is not None:
        return _address_of(contact.company)
    return own


def _address_of(source: Contact | AlternativeAddress | Organization) -> Address:
    return Address(
        address=source.address,
        address_2=source.address_2,
        post_code=source.post_code,
        city=source.city,
        region=source.region,
        country=source.country,
    )


def _place(prefix: str, where: Address, language: str) -> dict[str, MergeValue]:
    return {
        f"{prefix}.address": where.address,
        f"{prefix}.address_2": where.address_2,
        f"{prefix}.post_code": where.post_code,
        f"{prefix}.city": where.city,
        f"{prefix}.region": where.region,
        f"{prefix}.country": country_name(where.country, language) if where.country else "",
    }


def _of_contact(
    contact: Contact, where: Address, block: str, language: str, fax: str | None
) -> dict[str, MergeValue]:
    if fax is None:
        fax = contact.phones.filter(kind=PhoneKind.FAX).values_list("number", flat=True).first()
    return {
        "contact.address_block": block,
        "contact.no": contact.no,
        "contact.name": contact.name,
        "contact.name_2": contact.name_2,
        "contact.first_name": contact.first_name,
        "contact.surname": contact.surname,
        "contact.job_title": contact.job_title,
        **_place("contact", where, language),
        "contact.phone": contact.phone,
        "contact.mobile_phone": contact.mobile_phone,
        "contact.fax": fax or "",
        "contact.email": contact.email,
        "contact.home_page": contact.home_page,
        "contact.vat_no": contact.vat_no,
    }


def fax_numbers(contacts: Collection[int]) -> dict[int, str]:
    """The first fax number of each contact, empty without one; one statement."""
    found = ContactPhone.objects.filter(contact__in=contacts, kind=PhoneKind.FAX).order_by("-position", "-id")
    return dict.fromkeys(contacts, "") | dict(found.values_list("contact_id", "number"))


def _of_company(company: Contact | None, language: str) -> dict[str, MergeValue]:
    if company is None:
        return {}
    return {
        "company.no": company.no,
        "company.name": company.name,
        "company.name_2": company.name_2,
        **_place("company", _address_of(company), language),
        "company.phone": company.phone,
        "company.email": company.email,
        "company.home_page": company.home_page,
        "company.vat_no": company.vat_no,
    }


def _of_salesperson(salesperson: Salesperson | None) -> dict[str, MergeValue]:
    if salesperson is None:
        return {}
    keys = ("code", "name", "job_title", "phone", "email")
    return {f"salesperson.{key}": str(getattr(salesperson, key)) for key in keys}


def organization_values(language: str) -> dict[str, MergeValue]:
    """The fields of our own company, the same for every contact; one statement."""
    return _of_organization(organization(), language)


def _of_organization(company: Organization, language: str) -> dict[str, MergeValue]:
    keys = (
        "name",
        "name_2",
        "phone",
        "fax",
        "email",
        "home_page",
        "vat_no",
        "registration_no",
        "bank_name",
        "bank_branch",
        "giro_no",
        "iban",
        "swift",
    )
    return {
        **{f"organization.{key}": str(getattr(company, key)) for key in keys},
        **_place("organization", _address_of(company), language),
        "organization.account_no": company.iban,
    }


def _of_occasion(occasion: Occasion, on: LocalDate, language: str) -> dict[str, MergeValue]:
    number = {} if occasion.entry_no is None else {"interaction.entry_no": str(occasion.entry_no)}
    return {
        **number,
        "interaction.date": on,
        "interaction.subject": occasion.subject,
        "interaction.description": occasion.description,
        "interaction.cost": LocalNumber.of(occasion.cost, language, settings.CURRENCY),
        "interaction.duration_min": LocalNumber.of(occasion.duration_min, language),
        "interaction.recipient": occasion.recipient,
        "interaction.campaign_no": occasion.campaign_no,
        "interaction.segment_no": occasion.segment_no,
    }


def letterhead(company: Organization) -> Letterhead:
    """The head and foot of the paper, as the company describes itself; without a logo whose file is lost."""
    city = city_line(_address_of(company))
    where = tuple(filter(None, (company.name, company.address, company.address_2, city)))
    reached = tuple(filter(None, (company.phone, company.email, company.home_page, company.vat_no)))
    return Letterhead(
        name=company.name,
        return_line=" · ".join(where) if len(where) > 1 else "",
        footer=tuple(filter(None, (" · ".join(where), " · ".join(reached)))),
        logo=_logo(company),
    )


def _logo(company: Organization) -> bytes | None:
    if company.logo is None:
        return None
    try:
        return read_file(company.logo)
    except ContentMissing:
        # Told in the log by who reads files; the name stands there instead, and all else goes out.
        return None


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The merge fields of one source, as people read them."""

    caption: str
    fields: tuple[MergeField, ...]


def merge_fields(language: str) -> list[FieldGroup]:
    """The whole catalogue for a menu, in the reader's language, fields by caption (R-INT-135)."""
    return [
        FieldGroup(
            caption_of(source, language),
            tuple(
                sorted(
                    (field for field in FIELDS.values() if field.source == source),
                    key=lambda field: fold(field.caption(language)),
                )
            ),
        )
        for source in SOURCE_CAPTIONS
    ]


def document_templates(
    viewer: User, *, language: str | None = None, active: bool | None = True
) -> QuerySet[DocumentTemplate]:
    """Word templates by code, those of one language if it is given; `active` None: all."""
    require(viewer, Right.READ_TEMPLATES)
    found = DocumentTemplate.objects.select_related("file").order_by("code", "id")
    if language is not None:
        found = found.filter(language=language)
    return found if active is None else found.filter(active=active)


def document_template(viewer: User, code: str) -> DocumentTemplate | None:
    """The Word template of that code, active or not."""
    require(viewer, Right.READ_TEMPLATES)
    return DocumentTemplate.objects.select_related("file").filter(code=code.strip().upper()).first()
