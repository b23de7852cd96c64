"""Enumerations with a short stored number, a readable key for doors and a label for people."""

from __future__ import annotations

from django.db import models


class Choices(models.TextChoices):
    """A text enumeration whose stored key is the key of the specification."""
