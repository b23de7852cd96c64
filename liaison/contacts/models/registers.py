"""Registers beside the contacts: number series and the words that occur in names."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models


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


class ContactWord(models.Model):
    """A word that occurs in a name, company or city: typing errors are looked up here."""

    word = models.TextField(primary_key=True, db_collation="C")

    class Meta:
        db_table = "contact_word"
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="contact_word_similar"),
        ]

    def __str__(self) -> str:
        return self.word
