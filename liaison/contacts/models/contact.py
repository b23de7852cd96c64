"""The contact: a company or a person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from liaison.accounts.models import Salesperson
from liaison.contacts.models.choices import ContactType, CorrespondenceType
from liaison.contacts.models.salutations import Salutation
from liaison.contacts.models.tables import OrganizationalLevel, Territory
from liaison.kit.history import tracked
from liaison.kit.text import gettext_lazy as _


@tracked("name_key", "search", "version", "created_at", "created_by", "changed_at", "changed_by")
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
        output_field=models.TextField(db_collation="C"),
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
    organizational_level = models.ForeignKey(
        OrganizationalLevel,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="contacts",
        verbose_name=_("Organizational level"),
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="contacts",
        verbose_name=_("Territory"),
    )
    exclude_from_segment = models.BooleanField(_("Exclude from segments"), default=False, db_default=False)
    privacy_blocked = models.BooleanField(_("Privacy blocked"), default=False)
    minor = models.BooleanField(_("Minor"), default=False, db_default=False)
    parental_consent = models.BooleanField(_("Parental consent received"), default=False, db_default=False)
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
            models.CheckConstraint(
                condition=Q(type="person")
                | Q(minor=False, parental_consent=False, organizational_level__isnull=True),
                name="contact_of_person_only",
            ),
            models.CheckConstraint(
                condition=Q(minor=True) | Q(parental_consent=False), name="contact_consent_of_minor"
            ),
            models.CheckConstraint(
                condition=Q(minor=False) | Q(parental_consent=True) | Q(privacy_blocked=True),
                name="contact_minor_is_blocked",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="contact_by_name"),
            models.Index(
                fields=["name_key", "id"], name="contact_company_by_name", condition=Q(type="company")
            ),
            models.Index(fields=["company", "type", "name_key"], name="contact_of_company"),
            models.Index(fields=["salesperson"], name="contact_of_salesperson"),
            # Segments ask for a language first; they find all they need of a contact in the index.
            models.Index(
                fields=["language"],
                include=["company", "exclude_from_segment", "privacy_blocked", "id"],
                name="contact_by_language",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(
                fields=["territory"], name="contact_of_territory", condition=Q(territory__isnull=False)
            ),
            models.Index(
                fields=["organizational_level"],
                name="contact_of_level",
                condition=Q(organizational_level__isnull=False),
            ),
            models.Index(
                Func(F("city"), function="liaison_fold"), name="contact_by_city", condition=~Q(city="")
            ),
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
