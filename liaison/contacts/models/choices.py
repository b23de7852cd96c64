"""The enumerations of contacts: stored key, label for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.kit.choices import Choices


class ContactType(Choices):
    """A contact is a company or a person."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class CorrespondenceType(Choices):
    """How a document travels."""

    NONE = "none", pgettext_lazy("correspondence", "None")
    HARD_COPY = "hard_copy", _("Hard copy")
    EMAIL = "email", _("E-mail")


class Formality(Choices):
    """How close a salutation is."""

    FORMAL = "formal", _("Formal")
    INFORMAL = "informal", _("Informal")


class NamePart(Choices):
    """What fills a placeholder of a salutation formula (R-CON-91)."""

    NONE = "", _("Nothing")
    JOB_TITLE = "job_title", _("Job title")
    FIRST_NAME = "first_name", _("First name")
    MIDDLE_NAME = "middle_name", _("Middle name")
    SURNAME = "surname", _("Surname")
    INITIALS = "initials", _("Initials")
    COMPANY_NAME = "company_name", _("Company name")


class PhoneKind(Choices):
    """What a number is for."""

    PHONE = "phone", _("Phone")
    MOBILE = "mobile", _("Mobile")
    FAX = "fax", _("Fax")
    OTHER = "other", _("Other")


class EmailKind(Choices):
    """What an e-mail address is for."""

    WORK = "work", _("Work")
    PRIVATE = "private", _("Private")
    OTHER = "other", _("Other")
