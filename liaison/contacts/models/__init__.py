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
from liaison.contacts.models.codes import (
    ASSIGNMENTS,
    TABLES,
    Assigned,
    BusinessRelation,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    WebSource,
)
from liaison.contacts.models.contact import Contact
from liaison.contacts.models.reach import ContactEmail, ContactPhone
from liaison.contacts.models.registers import ContactWord, NumberSeries
from liaison.contacts.models.salutations import Salutation, SalutationFormula
from liaison.contacts.models.tables import CodeTable, OrganizationalLevel, Territory

__all__ = [
    "ASSIGNMENTS",
    "TABLES",
    "AddressRange",
    "AlternativeAddress",
    "Assigned",
    "BusinessRelation",
    "CodeTable",
    "Contact",
    "ContactBusinessRelation",
    "ContactEmail",
    "ContactIndustryGroup",
    "ContactJobResponsibility",
    "ContactMailingGroup",
    "ContactPhone",
    "ContactType",
    "ContactWebSource",
    "ContactWord",
    "CorrespondenceType",
    "EmailKind",
    "Formality",
    "IndustryGroup",
    "JobResponsibility",
    "MailingGroup",
    "NamePart",
    "NumberSeries",
    "OrganizationalLevel",
    "PhoneKind",
    "Salutation",
    "SalutationFormula",
    "Territory",
    "WebSource",
]
