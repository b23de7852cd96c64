"""Word files with merge fields, known under a code."""

from __future__ import annotations

from django.db import models

from liaison.files.models import StoredFile
from liaison.kit.text import gettext_lazy as _


class DocumentTemplate(models.Model):
    """A Word file for one language, made for interactions (R-INT-133, 134)."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    name = models.CharField(_("Name"), max_length=255)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(_("File name"), max_length=255)
    fields = models.JSONField(default=list)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        db_table = "document_template"

    def __str__(self) -> str:
        return self.code
