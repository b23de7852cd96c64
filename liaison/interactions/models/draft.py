"""What a user has typed and not yet logged."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from liaison.files.models import StoredFile
from liaison.kit.text import gettext_lazy as _


class Draft(models.Model):
    """An interaction being written; saves itself, and *postponed* gives it a place in the list.

    Its number is taken from the entries' own, so that finishing it keeps the number (R-INT-78).
    `values` holds the fields of the guide by name; `contact_id` and `company_id` repeat whom it is
    about for the lists, without a foreign key.
    """

    entry_no = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    contact_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    salesperson_id = models.BigIntegerField(null=True)
    name = models.CharField(_("Name"), max_length=255, blank=True)
    values = models.JSONField(default=dict)
    comments = models.JSONField(default=list)
    postponed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    window = models.UUIDField(null=True)
    """The window that saved it last; none for a program."""

    class Meta:
        db_table = "interaction_draft"
        indexes = [
            models.Index(fields=["user", "postponed", "-saved_at"], name="draft_of_user"),
            models.Index(fields=["contact_id"], name="draft_of_contact"),
            models.Index(
                fields=["company_id"], name="draft_of_company", condition=models.Q(company_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DraftFile(models.Model):
    """A file put on a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)

    class Meta:
        db_table = "interaction_draft_file"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class FormNumber(models.Model):
    """The entry number behind a form on somebody's screen.

    A form carries a key of its own. Whatever it sends, however often, belongs to this one number:
    first the draft of it, then the entry. So a double click and the back button record once.
    `sent` tells what the entry was made from: the same form with something else in it is not the same.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField()
    entry_no = models.BigIntegerField()
    taken_at = models.DateTimeField()
    sent = models.CharField(max_length=64, default="", db_default="")

    class Meta:
        db_table = "interaction_form_number"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="form_number_key")]

    def __str__(self) -> str:
        return str(self.entry_no)
