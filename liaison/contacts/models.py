"""Companies and people, how to reach them, and the codes that describe them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import Salesperson
from liaison.kit.choices import Choices


class ContactType(Choices):
    """A contact is a company or a person."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class CorrespondenceType(Choices):
    """How a document travels."""

    NONE = "none", _("None")
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


class NumberSeries(models.Model):
    """Hands out numbers such as CT-000482; two that ask at once never get the same."""

    code = models.CharField(max_length=20, unique=True)
    prefix = models.CharField(max_length=10)
    digits = models.PositiveSmallIntegerField(default=6)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "number_series"

    def __str__(self) -> str:
        return self.code


class Salutation(models.Model):
    """The code that chooses a contact's salutation formula."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        db_table = "salutation"

    def __str__(self) -> str:
        return self.code


class SalutationFormula(models.Model):
    """Text with placeholders for one salutation, language and formality (R-CON-89)."""

    salutation = models.ForeignKey(Salutation, models.CASCADE, related_name="formulas")
    language = models.CharField(_("Language"), max_length=10, blank=True)
    formality = models.CharField(max_length=8, choices=Formality)
    text = models.CharField(_("Text"), max_length=255)
    name_1 = models.CharField(max_length=12, choices=NamePart, blank=True)
    name_2 = models.CharField(max_length=12, choices=NamePart, blank=True)
    name_3 = models.CharField(max_length=12, choices=NamePart, blank=True)
    name_4 = models.CharField(max_length=12, choices=NamePart, blank=True)
    name_5 = models.CharField(max_length=12, choices=NamePart, blank=True)

    class Meta:
        db_table = "salutation_formula"
        constraints = [
            models.UniqueConstraint(
                fields=["salutation", "language", "formality"], name="salutation_formula_key"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Contact(models.Model):
    """A company or a person the company deals with.

    `phone`, `mobile_phone` and `email` are the first of each kind, as typed; all of them stand in
    `ContactPhone` and `ContactEmail`. `search` and the words behind it are kept by the verbs.
    """

    no = models.CharField(_("No."), max_length=20, unique=True)
    type = models.CharField(_("Type"), max_length=8, choices=ContactType)
    name = models.CharField(_("Name"), max_length=255)
    name_2 = models.CharField(_("Name 2"), max_length=255, blank=True)
    name_key = models.GeneratedField(
        expression=Func(F("name"), function="liaison_fold"),
        output_field=models.TextField(),
        db_persist=True,
    )
    search_name = models.CharField(_("Search name"), max_length=255, blank=True)
    first_name = models.CharField(_("First name"), max_length=100, blank=True)
    middle_name = models.CharField(_("Middle name"), max_length=100, blank=True)
    surname = models.CharField(_("Surname"), max_length=100, blank=True)
    initials = models.CharField(_("Initials"), max_length=30, blank=True)
    job_title = models.CharField(_("Job title"), max_length=255, blank=True)
    company = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("Company")
    )
    address = models.CharField(_("Address"), max_length=255, blank=True)
    address_2 = models.CharField(_("Address 2"), max_length=255, blank=True)
    post_code = models.CharField(_("Post code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=255, blank=True)
    region = models.CharField(_("Region"), max_length=255, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="CH")
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    mobile_phone = models.CharField(_("Mobile"), max_length=60, blank=True)
    email = models.CharField(_("E-mail"), max_length=255, blank=True)
    home_page = models.CharField(_("Web site"), max_length=255, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("Salesperson"),
    )
    vat_no = models.CharField(_("VAT number"), max_length=20, blank=True)
    salutation = models.ForeignKey(
        Salutation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("Salutation"),
    )
    correspondence_type = models.CharField(
        _("Correspondence type"), max_length=9, choices=CorrespondenceType, default=CorrespondenceType.NONE
    )
    privacy_blocked = models.BooleanField(_("Privacy blocked"), default=False)
    notes = models.TextField(_("Notes"), blank=True)
    external_id = models.CharField(_("External number"), max_length=255, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        db_table = "contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(type="person") | Q(company=F("id")), name="contact_company_is_itself"
            ),
            models.CheckConstraint(condition=~Q(no=""), name="contact_no_given"),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="contact_by_name"),
            models.Index(fields=["company", "type", "name_key"], name="contact_of_company"),
            models.Index(fields=["salesperson"], name="contact_of_salesperson"),
            models.Index(fields=["-changed_at", "-id"], name="contact_by_change"),
            models.Index(fields=["external_id"], name="contact_external", condition=~Q(external_id="")),
            GinIndex(fields=["search"], name="contact_search", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_company(self) -> bool:
        """Whether this is a company and not a person."""
        return self.type == ContactType.COMPANY


class ContactPhone(models.Model):
    """One of the numbers of a contact: as typed, and in E.164 for finding and dialling."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="phones")
    kind = models.CharField(max_length=8, choices=PhoneKind, default=PhoneKind.PHONE)
    number = models.CharField(_("Number"), max_length=60)
    e164 = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "contact_phone"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["e164"], name="contact_phone_e164", condition=~Q(e164="")),
        ]

    def __str__(self) -> str:
        return self.number


class ContactEmail(models.Model):
    """One of the addresses of a contact; `key` is the lower-case form everybody compares."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="emails")
    kind = models.CharField(max_length=8, choices=EmailKind, default=EmailKind.WORK)
    address = models.CharField(_("Address"), max_length=255)
    key = models.GeneratedField(
        expression=Func(F("address"), function="lower"),
        output_field=models.CharField(max_length=255),
        db_persist=True,
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "contact_email"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["key"], name="contact_email_key")]

    def __str__(self) -> str:
        return self.address


class AlternativeAddress(models.Model):
    """Another address of a contact, valid in a period or always offered (R-CON-81, 84)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="alternative_addresses")
    code = models.CharField(_("Code"), max_length=20)
    company_name = models.CharField(_("Company name"), max_length=255, blank=True)
    address = models.CharField(_("Address"), max_length=255, blank=True)
    address_2 = models.CharField(_("Address 2"), max_length=255, blank=True)
    post_code = models.CharField(_("Post code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=255, blank=True)
    region = models.CharField(_("Region"), max_length=255, blank=True)
    country = models.CharField(_("Country"), max_length=2, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    mobile_phone = models.CharField(_("Mobile"), max_length=60, blank=True)
    email = models.CharField(_("E-mail"), max_length=255, blank=True)

    class Meta:
        db_table = "contact_alternative_address"
        constraints = [models.UniqueConstraint(fields=["contact", "code"], name="alternative_address_key")]

    def __str__(self) -> str:
        return self.code


class AddressRange(models.Model):
    """A period in which an alternative address is the valid one; open without ending date."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="address_ranges")
    alternative_address = models.ForeignKey(AlternativeAddress, models.CASCADE, related_name="ranges")
    starting_date = models.DateField(_("Starting date"))
    ending_date = models.DateField(_("Ending date"), null=True, blank=True)

    class Meta:
        db_table = "contact_address_range"
        constraints = [
            models.UniqueConstraint(fields=["contact", "starting_date"], name="address_range_key"),
            models.CheckConstraint(
                condition=Q(ending_date=None) | Q(ending_date__gte=F("starting_date")),
                name="address_range_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starting_date} –"


class ContactWord(models.Model):
    """A word that occurs in a name, company or city: typing errors are looked up here."""

    word = models.TextField(primary_key=True)

    class Meta:
        db_table = "contact_word"
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="contact_word_similar"),
        ]

    def __str__(self) -> str:
        return self.word
