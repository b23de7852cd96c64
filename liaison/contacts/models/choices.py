"""The enumerations of contacts: stored key, label for people."""

from __future__ import annotations

from django.db import models

from liaison.kit.text import gettext_lazy as _
from liaison.kit.text import pgettext_lazy


class ContactType(models.TextChoices):
    """A contact is a company or a person."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class CorrespondenceType(models.TextChoices):
    """How a document travels."""

    NONE = "none", pgettext_lazy("correspondence", "None")
    HARD_COPY = "hard_copy", _("Hard copy")
    EMAIL = "email", _("E-mail")


class Formality(models.TextChoices):
    """How close a salutation is."""

    FORMAL = "formal", _("Formal")
    INFORMAL = "informal", _("Informal")


class NamePart(models.TextChoices):
    """What fills a placeholder of a salutation formula (R-CON-91)."""

    NONE = "", _("Nothing")
    JOB_TITLE = "job_title", _("Job title")
    FIRST_NAME = "first_name", _("First name")
    MIDDLE_NAME = "middle_name", _("Middle name")
    SURNAME = "surname", _("Surname")
    INITIALS = "initials", _("Initials")
    COMPANY_NAME = "company_name", _("Company name")


class PhoneKind(models.TextChoices):
    """What a number is for."""

    PHONE = "phone", _("Phone")
    MOBILE = "mobile", _("Mobile")
    FAX = "fax", _("Fax")
    OTHER = "other", _("Other")


class EmailKind(models.TextChoices):
    """What an e-mail address is for."""

    WORK = "work", _("Work")
    PRIVATE = "private", _("Private")
    OTHER = "other", _("Other")
