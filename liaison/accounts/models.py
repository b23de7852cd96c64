"""Users, salespeople, teams and the company that uses Liaison."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from liaison.files.models import StoredFile
from liaison.kit.history import tracked
from liaison.kit.text import gettext_lazy as _


class Role(models.TextChoices):
    """What a user is here to do; the rights of each role stand in `rules.py`."""

    VIEWER = "viewer", _("Viewer")
    CONTACT_USER = "contact_user", _("Contact user")
    SALESPERSON = "salesperson", _("Salesperson")
    MARKETING = "marketing", _("Marketing")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


class Reach(models.TextChoices):
    """Whose entries a user may see (R-INT-198)."""

    OWN = "own", _("Own entries")
    TEAM = "team", _("Entries of the team")
    ALL = "all", _("All entries")


class Team(models.Model):
    """Salespeople who work together and may share what others do not see."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=255)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        db_table = "team"

    def __str__(self) -> str:
        return self.name


@tracked()
class Salesperson(models.Model):
    """The employee responsible for an interaction; need not be a user."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=255)
    job_title = models.CharField(_("Job title"), max_length=255, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="salespeople", verbose_name=_("Team")
    )
    privacy_blocked = models.BooleanField(_("Privacy blocked"), default=False)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        db_table = "salesperson"

    def __str__(self) -> str:
        return self.name


@tracked("password", "last_login")
class User(AbstractBaseUser):
    """A person who signs in, or a program that holds a token."""

    username = models.CharField(_("User name"), max_length=150, unique=True)
    name = models.CharField(_("Full name"), max_length=255, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    role = models.CharField(_("Role"), max_length=16, choices=Role, default=Role.VIEWER)
    reach = models.CharField(_("Sees"), max_length=4, choices=Reach, default=Reach.ALL)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("Salesperson"),
    )
    language = models.CharField(_("Language"), max_length=10, default="fr")
    is_active = models.BooleanField(_("Active"), default=True)
    date_joined = models.DateTimeField(_("Member since"), default=timezone.now)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "app_user"
        constraints = [
            models.UniqueConstraint(Lower("username"), name="app_user_username_any_case"),
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(is_active=True) & ~models.Q(email=""),
                name="app_user_email",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name shown to colleagues."""
        return self.name or self.username

    @property
    def team_id(self) -> int | None:
        """The team of the user's salesperson, if there is one."""
        return self.salesperson.team_id if self.salesperson is not None else None


class Organization(models.Model):
    """The company that uses Liaison, as its letters name it; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("Name"), max_length=255, blank=True)
    name_2 = models.CharField(_("Name 2"), max_length=255, blank=True)
    address = models.CharField(_("Address"), max_length=255, blank=True)
    address_2 = models.CharField(_("Address 2"), max_length=255, blank=True)
    post_code = models.CharField(_("Post code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=255, blank=True)
    region = models.CharField(_("Region"), max_length=255, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="CH")
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    fax = models.CharField(_("Fax"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    home_page = models.CharField(_("Web site"), max_length=255, blank=True)
    vat_no = models.CharField(_("VAT number"), max_length=20, blank=True)
    registration_no = models.CharField(_("Company register number"), max_length=50, blank=True)
    bank_name = models.CharField(_("Bank"), max_length=255, blank=True)
    bank_branch = models.CharField(_("Bank branch"), max_length=255, blank=True)
    giro_no = models.CharField(_("Postal account"), max_length=20, blank=True)
    iban = models.CharField(_("IBAN"), max_length=40, blank=True)
    swift = models.CharField(_("SWIFT code"), max_length=20, blank=True)
    language = models.CharField(_("Language"), max_length=10, default="fr-CH")
    logo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "organization"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="organization_one_row")]

    def __str__(self) -> str:
        return self.name


class DataExport(models.Model):
    """Data of people that somebody took out as a file, and what for (B-20); never changed nor deleted.

    `narrowed` is the URL query of the list, so that what was in the file can be asked for again. `rows`
    counts what was handed over: fewer when the download broke off, None while it goes on.
    """

    what = models.CharField(max_length=30)
    subject = models.CharField(max_length=20, blank=True)
    """The number of the segment, where it is one's."""
    narrowed = models.TextField(blank=True)
    file_format = models.CharField(max_length=4)
    purpose = models.CharField(_("Purpose"), max_length=255)
    rows = models.BigIntegerField(null=True)
    exported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    exported_at = models.DateTimeField()

    class Meta:
        db_table = "data_export"

    def __str__(self) -> str:
        return f"{self.what} {self.subject}".strip()


class SavedView(models.Model):
    """A list's filters, columns and order that a user gave a name; kept as the list's URL query."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    area = models.CharField(max_length=30)
    name = models.CharField(_("Name"), max_length=100)
    query = models.TextField(blank=True)
    shared = models.BooleanField(_("For everybody"), default=False)

    class Meta:
        db_table = "saved_view"
        constraints = [models.UniqueConstraint(fields=["user", "area", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name


class FirstAnswer(models.Model):
    """The first answer to a request that carried a key; a repeat within a day gets it again.

    `toasts` are the confirmations shown beside a page. Without `status` the work is still being done.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    toasts = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "first_answer"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="first_answer_key")]
        indexes = [models.Index(fields=["created_at"], name="first_answer_age")]

    def __str__(self) -> str:
        return self.key
