"""Companies and people, how to reach them, and the codes that describe them."""

from liaison.contacts.models.addresses import AddressRange, AlternativeAddress
from liaison.contacts.models.choices import (
    ContactType,
    CorrespondenceType,
    EmailKind,
    Formality,
    NamePart,
    PhoneKind,
)
from liaison.contacts.models.contact import Contact
from liaison.contacts.models.reach import ContactEmail, ContactPhone
from liaison.contacts.models.registers import ContactWord, NumberSeries
from liaison.contacts.models.salutations import Salutation, SalutationFormula

__all__ = [
    "AddressRange",
    "AlternativeAddress",
    "Contact",
    "ContactEmail",
    "ContactPhone",
    "ContactType",
    "ContactWord",
    "CorrespondenceType",
    "EmailKind",
    "Formality",
    "NamePart",
    "NumberSeries",
    "PhoneKind",
    "Salutation",
    "SalutationFormula",
]
