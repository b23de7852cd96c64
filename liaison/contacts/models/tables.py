"""The shape of a code table, and those two whose code stands on the contact itself."""

from __future__ import annotations

from django.db import models

from liaison.kit.text import gettext_lazy as _


class CodeTable(models.Model):
    """A code in capitals with a description, and with descriptions by language where they are given."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class OrganizationalLevel(CodeTable):
    """The rank of a person in the company."""

    class Meta(CodeTable.Meta):
        db_table = "organizational_level"


class Territory(CodeTable):
    """A sales region."""

    class Meta(CodeTable.Meta):
        db_table = "territory"
