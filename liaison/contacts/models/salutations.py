"""Salutation codes and their formulas by language and formality."""

from __future__ import annotations

from django.db import models

from liaison.contacts.models.choices import Formality, NamePart
from liaison.kit.text import gettext_lazy as _


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

    @property
    def names(self) -> tuple[str, ...]:
        """The parts that fill ``%1`` to ``%5``, without the empty ones at the end."""
        found = [self.name_1, self.name_2, self.name_3, self.name_4, self.name_5]
        while found and not found[-1]:
            found.pop()
        return tuple(found)
